//! Services and timers of systemd.

use super::{
    error::ScheduleError,
    file::ScheduleFile,
    installation::Installation,
    job::{Days, Job, Start},
};

const FOLDER: &str = "/etc/systemd/system";

/// Folders that `ProtectHome` shuts.
const HOMES: [&str; 3] = ["/home", "/root", "/run/user"];

/// Folders that `PrivateTmp` replaces.
const TEMPORARY: [&str; 2] = ["/tmp", "/var/tmp"];

/// Writes a service and a timer for each job.
pub(super) fn files(
    jobs: &[Job],
    installation: &Installation,
) -> Result<Vec<ScheduleFile>, ScheduleError> {
    // This line has no quotes: blanks at its end are dropped, and a backslash there joins the next line to it.
    if installation.folder.ends_with([' ', '\\']) {
        return Err(ScheduleError::Unspeakable {
            path: installation.folder.clone(),
            scheduler: "systemd",
            reason: "does not accept a space or backslash at the end of a folder name",
        });
    }
    if installation.program.contains(['"', '\'', '\\']) {
        return Err(ScheduleError::Unspeakable {
            path: installation.program.clone(),
            scheduler: "systemd",
            reason: "does not run a program whose path has a quote or a backslash",
        });
    }
    let mut files = Vec::new();
    for (place, job) in jobs.iter().enumerate() {
        files.push(file(
            job,
            "service",
            &service(job, &jobs[..place], installation),
        ));
        files.push(file(job, "timer", &timer(job, installation)));
    }
    Ok(files)
}

fn unit(job: &Job, kind: &str) -> String {
    format!("seatwise-{}.{kind}", job.name)
}

fn file(job: &Job, kind: &str, body: &str) -> ScheduleFile {
    let name = unit(job, kind);
    let place = format!("{FOLDER}/{name}");
    ScheduleFile {
        text: format!("# {place}\n{body}"),
        name,
        place,
    }
}

fn service(job: &Job, earlier: &[Job], installation: &Installation) -> String {
    // What is caught up on after downtime starts all at once.
    let after: String = earlier
        .iter()
        .map(|job| format!(" {}", unit(job, "service")))
        .collect();
    let words: Vec<_> = installation
        .arguments(job.arguments)
        .into_iter()
        .map(|argument| word(&argument.replace('$', "$$")))
        .collect();
    let written: Vec<_> = installation.written.iter().map(|path| word(path)).collect();
    let home = if installation.lies_below(&HOMES) {
        "read-only"
    } else {
        "yes"
    };
    let temporary = if installation.lies_below(&TEMPORARY) {
        "no"
    } else {
        "yes"
    };
    format!(
        "[Unit]
Description={}
Wants=network-online.target
After=network-online.target{after}

[Service]
# The timer does not start a service that is already running.
Type=oneshot
User={}
WorkingDirectory={}
# Lines such as SEATWISE_MAIN_CLIENT_ID=value, mode 0600; not needed if secrets come from elsewhere.
EnvironmentFile=-/etc/seatwise.env
ExecStart={} {}
# An interrupt ends a sync cleanly; systemd's usual signal does not.
KillSignal=SIGINT
TimeoutStopSec=3min
# Another process was running, and this one changed nothing; or it was stopped, and the next one resumes.
SuccessExitStatus=6 130
NoNewPrivileges=yes
PrivateTmp={temporary}
ProtectHome={home}
ProtectSystem=strict
ReadWritePaths={}
# Do not set MemoryDenyWriteExecute: plugins are compiled to machine code here.
",
        job.title,
        percent(&installation.user),
        percent(&installation.folder),
        // No variable is put in here, unlike in the arguments.
        word(&installation.program),
        words.join(" "),
        written.join(" "),
    )
}

fn timer(job: &Job, installation: &Installation) -> String {
    // Systemd reads a time by the clock of a zone that is named; one without a name can only be converted.
    let named = installation
        .operator
        .iana_name()
        .filter(|_| !installation.operator.is_same_clock(&installation.machine));
    let (start, zone) = match named {
        Some(name) => (
            Start {
                days: job.days,
                hour: job.hour,
                minute: job.minute,
            },
            format!(" {name}"),
        ),
        None => (installation.start(job), String::new()),
    };
    let days = match start.days {
        Days::All => String::new(),
        // The first three letters of the day.
        Days::Weekly(day) => {
            let name = format!("{day:?}");
            format!("{name:.3} ")
        }
    };
    format!(
        "[Unit]
Description={}

[Timer]
OnCalendar={days}*-*-* {:02}:{:02}:00{zone}
RandomizedDelaySec=10min
# Catches up on what was missed while the machine was off.
Persistent=true

[Install]
WantedBy=timers.target
",
        job.title, start.hour, start.minute
    )
}

/// Spells a per cent sign so that it begins no specifier.
fn percent(text: &str) -> String {
    text.replace('%', "%%")
}

/// Spells a word, in quotes where it needs them.
fn word(text: &str) -> String {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "-_./".contains(character);
    if text.chars().all(is_plain) {
        return text.to_owned();
    }
    let text = percent(text).replace('\\', r"\\").replace('"', "\\\"");
    format!("\"{text}\"")
}
