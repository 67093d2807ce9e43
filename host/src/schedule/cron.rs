//! Lines of a user's crontab.

use super::{
    file::ScheduleFile,
    installation::Installation,
    job::{Days, Job},
    shell::{VARIABLES, quoted, words},
};

const HEAD: &str = "\
# Lines for the crontab of USER: crontab -e. Times are those of the machine's clock.
# Secrets come from secrets.env beside seatwise.toml (mode 0600, lines such as NAME='value'), if it exists.
# Results go into a file that only its owner can read; warnings and errors go into the mail that cron sends.
# A sync that starts while another one is running ends with exit code 6 and changes nothing.
# Cron does not catch up on what was missed while the machine was off. If anacron runs (@daily in its sense),
# put the commands into /etc/anacrontab instead.
";

/// Writes the lines.
pub(super) fn file(jobs: &[Job], installation: &Installation) -> ScheduleFile {
    let mut text = HEAD.replace("USER", &installation.user);
    if let Some(about) = installation.about_times(jobs) {
        text.push_str(&format!("# {about}\n"));
    }
    for job in jobs {
        text.push_str(&line(job, installation));
    }
    ScheduleFile {
        name: "seatwise.cron".to_owned(),
        place: format!("the crontab of {}", installation.user),
        text,
    }
}

fn line(job: &Job, installation: &Installation) -> String {
    let start = installation.start(job);
    let day = match start.days {
        Days::All => "*".to_owned(),
        Days::Weekly(day) => day.to_sunday_zero_offset().to_string(),
    };
    let variables = format!("./{VARIABLES}");
    let words: Vec<_> = words(job, installation, &variables)
        .into_iter()
        .map(word)
        .collect();
    let command = format!(
        "cd {} && umask 077 && {} > last-{}.txt || echo \"seatwise ended with $?\"",
        quoted(&installation.folder),
        words.join(" "),
        job.name
    );
    format!(
        "{} {} * * {day} {}\n",
        start.minute,
        start.hour,
        escaped(&command)
    )
}

/// Leaves a word that means nothing to a shell as it is, for the reader's sake.
fn word(word: &str) -> String {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "-_./".contains(character);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        quoted(word)
    }
}

/// Hides per cent signs, which cron takes for line breaks, from it. It counts backslashes in pairs, so one
/// that stands before such a sign is parted from it by two quotes that mean nothing.
fn escaped(command: &str) -> String {
    command.replace(r"\%", r"\''%").replace('%', r"\%")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What cron gives to the shell: as its source does it.
    fn as_cron_reads(line: &str) -> String {
        let mut out = String::new();
        let mut escaped = false;
        for character in line.chars() {
            match (escaped, character) {
                (true, '%') => {
                    out.pop();
                    out.push('%');
                    escaped = false;
                }
                (true, _) => {
                    out.push(character);
                    escaped = false;
                }
                (false, '%') => return out,
                (false, _) => {
                    out.push(character);
                    escaped = character == '\\';
                }
            }
        }
        out
    }

    #[test]
    #[cfg(unix)]
    fn cron_and_the_shell_hand_over_every_path_as_it_is() {
        for path in [
            "/srv/plain",
            "/srv/50%",
            r"/srv/a\%b",
            r"/srv/a\\%b",
            "/srv/it's 100%",
            "/srv/'%'",
            r"/srv/\",
            "/srv/$HOME `x` \"y\"",
            "/srv/Müller & Söhne %% 東京",
        ] {
            let command = as_cron_reads(&escaped(&format!("printf %s {}", quoted(path))));
            let output = std::process::Command::new("/bin/sh")
                .args(["-c", &command])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), path, "{command}");
        }
    }
}
