//! Tasks of the Task Scheduler.

use super::{
    error::ScheduleError,
    file::ScheduleFile,
    installation::Installation,
    job::{Days, Job},
    xml,
};

/// Writes a task for each job.
pub(super) fn files(
    jobs: &[Job],
    installation: &Installation,
) -> Result<Vec<ScheduleFile>, ScheduleError> {
    for path in [
        &installation.program,
        &installation.configuration,
        &installation.folder,
    ] {
        // It puts in variables, and there is no way to spell one that is not meant.
        if path.matches('%').count() > 1 || path.contains("$(") {
            return Err(ScheduleError::Unspeakable {
                path: path.clone(),
                scheduler: "the Task Scheduler",
                reason: "would replace %…% or $(…) with the value of a variable",
            });
        }
    }
    Ok(jobs.iter().map(|job| file(job, installation)).collect())
}

fn file(job: &Job, installation: &Installation) -> ScheduleFile {
    let name = format!("seatwise-{}.xml", job.name);
    let place = format!(
        "schtasks /Create /TN \"Seatwise\\{}\" /XML {name} /RU \"%USERNAME%\" /RP *",
        job.name
    );
    let start = installation.start(job);
    let days = match start.days {
        Days::All => "<ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>"
            .to_owned(),
        Days::Weekly(day) => format!(
            "<ScheduleByWeek>
        <DaysOfWeek>
          <{day:?} />
        </DaysOfWeek>
        <WeeksInterval>1</WeeksInterval>
      </ScheduleByWeek>"
        ),
    };
    let about_times = xml::about_times(installation, job);
    let mut words = vec!["--quiet"];
    words.extend(installation.arguments(job.arguments));
    let words: Vec<_> = words.into_iter().map(argument).collect();
    // The time of the trigger is that of the machine's clock; its day, a Monday, is only where the count begins.
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!-- {name}: create the task with
     {place}
     which asks for the password, so that it runs when nobody is signed in. Secrets come from variables of that
     account (setx NAME value), or from where seatwise.toml says.
     A running task is not started again, and a missed one is started as soon as possible. A sync that
     begins while another one is running ends with exit code 6 and changes nothing.{about_times} -->
<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">
  <RegistrationInfo>
    <Description>{}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-05T{:02}:{:02}:00</StartBoundary>
      {days}
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id=\"Author\">
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
  </Settings>
  <Actions Context=\"Author\">
    <Exec>
      <Command>{}</Command>
      <Arguments>{}</Arguments>
      <WorkingDirectory>{}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
",
        xml::escaped(job.title),
        start.hour,
        start.minute,
        xml::escaped(&installation.program),
        xml::escaped(&words.join(" ")),
        xml::escaped(&installation.folder),
    );
    ScheduleFile { name, place, text }
}

/// Quotes an argument as programs of Windows read their command line: a backslash means something before a
/// quote alone.
fn argument(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '"']) {
        return word.to_owned();
    }
    let mut out = String::from("\"");
    let mut backslashes = 0;
    for character in word.chars() {
        if character == '"' {
            out.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if character == '\\' {
            backslashes + 1
        } else {
            0
        };
        out.push(character);
    }
    out.push_str(&"\\".repeat(backslashes));
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_quoted_as_programs_of_windows_read_it() {
        assert_eq!(argument(r"C:\seatwise.toml"), r"C:\seatwise.toml");
        assert_eq!(argument(r"C:\My Files\x.toml"), r#""C:\My Files\x.toml""#);
        assert_eq!(argument(r"C:\My Files\"), r#""C:\My Files\\""#);
        assert_eq!(argument(r#"a\"b"#), r#""a\\\"b""#);
        assert_eq!(argument(""), r#""""#);
    }
}
