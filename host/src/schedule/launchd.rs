//! Daemons of launchd.

use std::path::Path;

use super::{
    file::ScheduleFile,
    installation::Installation,
    job::{Days, Job},
    shell::{VARIABLES, words},
    xml::{about_times, escaped},
};

/// Writes a property list for each job.
pub(super) fn files(jobs: &[Job], installation: &Installation) -> Vec<ScheduleFile> {
    jobs.iter().map(|job| file(job, installation)).collect()
}

fn file(job: &Job, installation: &Installation) -> ScheduleFile {
    let name = format!("seatwise.{}.plist", job.name);
    let place = format!("/Library/LaunchDaemons/{name}");
    let in_folder = |name: &str| {
        let path = Path::new(&installation.folder).join(name);
        string(&path.to_string_lossy())
    };
    let variables = Path::new(&installation.folder).join(VARIABLES);
    let variables = variables.to_string_lossy();
    let words: Vec<_> = words(job, installation, &variables)
        .iter()
        .map(|word| format!("        {}\n", string(word)))
        .collect();
    let start = installation.start(job);
    let weekday = match start.days {
        Days::All => String::new(),
        Days::Weekly(day) => format!(
            "        <key>Weekday</key>\n        <integer>{}</integer>\n",
            day.to_sunday_zero_offset()
        ),
    };
    let about_times = about_times(installation, job);
    let at_load = if job.is_repeatable {
        "    <!-- Catches up on what was missed while the machine was off; an extra run costs only time. -->
    <key>RunAtLoad</key>
    <true/>
"
    } else {
        ""
    };
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!-- {place}
     sudo launchctl bootstrap system {place}
     Secrets come from {VARIABLES} beside seatwise.toml (mode 0600, lines such as NAME='value'), if it exists.
     launchd never runs a job twice at once, and runs after sleep what was missed. A sync that starts while
     another one is running ends with exit code 6 and changes nothing.{about_times} -->
<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">
<plist version=\"1.0\">
<dict>
    <key>Label</key>
    <string>seatwise.{}</string>
    <key>UserName</key>
    {}
    <key>ProgramArguments</key>
    <array>
{}    </array>
    <key>WorkingDirectory</key>
    {}
    <key>StartCalendarInterval</key>
    <dict>
{weekday}        <key>Hour</key>
        <integer>{}</integer>
        <key>Minute</key>
        <integer>{}</integer>
    </dict>
{at_load}    <key>ProcessType</key>
    <string>Background</string>
    <!-- 077: only their owner can read the files below. -->
    <key>Umask</key>
    <integer>63</integer>
    <key>StandardOutPath</key>
    {}
    <key>StandardErrorPath</key>
    {}
</dict>
</plist>
",
        job.name,
        string(&installation.user),
        words.concat(),
        string(&installation.folder),
        start.hour,
        start.minute,
        in_folder(&format!("last-{}.txt", job.name)),
        in_folder(&format!("last-{}-errors.txt", job.name)),
    );
    ScheduleFile { name, place, text }
}

fn string(text: &str) -> String {
    format!("<string>{}</string>", escaped(text))
}
