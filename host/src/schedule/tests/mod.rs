//! Every format spells every path so that its reader reads the same path.

mod elements;

use std::path::Path;

use jiff::{Timestamp, ToSpan as _};

use self::elements::{elements, one, value};
use super::{DIGEST, Installation, Job, SYNC, ScheduleError, ScheduleFile, Scheduler, files, jobs};
use crate::{base::zone::Zone, config::Config};

/// A folder with all that formats stumble over.
const ODD: &str = r#"/srv/Müller & Söhne <IT>/50% of $HOME/a "b" it's \x 東京"#;

/// The same for a program of systemd, which runs none with quotes in its path.
const ODD_PROGRAM: &str = "/srv/Müller & Söhne <IT>/50% of $HOME 東京/seatwise";

const BOTH: &[Job] = &[SYNC, DIGEST];

fn installation(folder: &str) -> Installation {
    let config = Path::new(folder).join("seatwise.toml");
    let config = Config::from_text(&config, "").unwrap();
    let program = Path::new(folder).join("bin").join("seatwise");
    let installation = Installation::new(&program, &config).unwrap();
    Installation {
        user: "seatwise".to_owned(),
        ..installation
    }
}

fn written(scheduler: Scheduler, jobs: &[Job], folder: &str) -> Vec<ScheduleFile> {
    files(scheduler, jobs, &installation(folder)).unwrap()
}

fn text<'f>(files: &'f [ScheduleFile], name: &str) -> &'f str {
    let file = files.iter().find(|file| file.name == name);
    &file.unwrap_or_else(|| panic!("{name} is missing")).text
}

#[cfg(unix)]
fn executable(path: &Path, text: &str) {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt as _};
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_jobs_are_a_sync_every_night_and_with_a_mail_server_a_digest_on_mondays() {
    assert_eq!(jobs(false), [SYNC]);
    assert_eq!(jobs(true), [SYNC, DIGEST]);
}

#[test]
fn no_clock_of_the_world_leaves_out_or_repeats_the_time_of_a_job() {
    let from: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let until: Timestamp = "2041-01-01T00:00:00Z".parse().unwrap();
    let mut changes = 0;
    for name in jiff::tz::db().available() {
        let Ok(zone) = jiff::tz::TimeZone::get(name.as_str()) else {
            continue;
        };
        for change in zone
            .following(from)
            .take_while(|change| change.timestamp() < until)
        {
            let moment = change.timestamp();
            let before = zone.to_offset(moment - 1.nanoseconds()).to_datetime(moment);
            let after = zone.to_datetime(moment);
            let (first, last) = (before.min(after), before.max(after));
            for job in BOTH {
                // The job's time on the day of the change, and on the day after where the clock changes at midnight.
                for day in [first.date(), last.date()] {
                    let time = day.at(job.hour, job.minute, 0, 0);
                    assert!(
                        time < first || time >= last,
                        "{name}: {} at {moment}",
                        job.name
                    );
                }
            }
            changes += 1;
        }
    }
    if changes == 0 {
        println!("skipped, this machine has no time zone database");
    }
}

/// An installation on a machine in New York whose operator is in Auckland.
fn apart() -> Installation {
    Installation {
        operator: Zone::of_rules("NZST-12NZDT,M9.5.0,M4.1.0/3"),
        machine: Zone::of_rules("EST5EDT,M3.2.0,M11.1.0"),
        now: "2026-11-26T10:00:00Z".parse().unwrap(),
        ..installation("/srv/seatwise")
    }
}

#[test]
fn a_machine_elsewhere_starts_the_jobs_by_the_clock_of_the_operator() {
    // 04:17 in Auckland is 10:17 of the day before in New York, and 07:07 on Monday is 13:07 on Sunday.
    let print = |scheduler| files(scheduler, BOTH, &apart()).unwrap();
    let cron = &print(Scheduler::Cron)[0].text;
    assert!(cron.contains("\n17 10 * * * "), "{cron}");
    assert!(cron.contains("\n7 13 * * 0 "), "{cron}");
    assert!(cron.contains("are 04:17 and 07:07 there"), "{cron}");
    let launchd = print(Scheduler::Launchd);
    let digest = elements(text(&launchd, "seatwise.digest.plist"));
    assert_eq!(value(&digest, "Weekday"), "0");
    assert_eq!(
        (value(&digest, "Hour"), value(&digest, "Minute")),
        ("13", "7")
    );
    let windows = print(Scheduler::Windows);
    let digest = elements(text(&windows, "seatwise-digest.xml"));
    let trigger = "Task/Triggers/CalendarTrigger";
    one(
        &digest,
        &format!("{trigger}/ScheduleByWeek/DaysOfWeek/Sunday"),
    );
    // These rules have no name that systemd could read.
    let systemd = print(Scheduler::Systemd);
    let timer = text(&systemd, "seatwise-digest.timer");
    assert!(timer.contains("OnCalendar=Sun *-*-* 13:07:00\n"), "{timer}");
    let named = Installation {
        operator: Zone::utc(),
        ..apart()
    };
    let systemd = files(Scheduler::Systemd, BOTH, &named).unwrap();
    let timer = text(&systemd, "seatwise-digest.timer");
    assert!(
        timer.contains("OnCalendar=Mon *-*-* 07:07:00 UTC\n"),
        "{timer}"
    );
}

#[test]
fn every_job_has_its_file_and_every_file_tells_its_place() {
    for (scheduler, of_one, of_two) in [
        (Scheduler::Systemd, 2, 4),
        (Scheduler::Cron, 1, 1),
        (Scheduler::Launchd, 1, 2),
        (Scheduler::Windows, 1, 2),
    ] {
        assert_eq!(written(scheduler, &[SYNC], "/srv/seatwise").len(), of_one);
        let files = written(scheduler, BOTH, "/srv/seatwise");
        assert_eq!(files.len(), of_two);
        for file in files {
            let head: Vec<_> = file.text.lines().take(3).collect();
            assert!(head.join("\n").contains(&file.place), "{}", file.text);
        }
    }
}

#[test]
fn a_service_of_systemd_runs_the_program_as_the_owner_in_the_folder() {
    let files = written(Scheduler::Systemd, BOTH, "/srv/seatwise");
    let service = text(&files, "seatwise-sync.service");
    for line in [
        "# /etc/systemd/system/seatwise-sync.service",
        "Type=oneshot",
        "User=seatwise",
        "WorkingDirectory=/srv/seatwise",
        "EnvironmentFile=-/etc/seatwise.env",
        "ExecStart=/srv/seatwise/bin/seatwise --config /srv/seatwise/seatwise.toml sync",
        "SuccessExitStatus=6 130",
        "PrivateTmp=yes",
        "ProtectHome=yes",
        "ProtectSystem=strict",
        "ReadWritePaths=/srv/seatwise",
    ] {
        assert!(
            service.lines().any(|one| one == line),
            "{line} is missing in\n{service}"
        );
    }
    let timer = text(&files, "seatwise-sync.timer");
    for line in [
        "OnCalendar=*-*-* 04:17:00",
        "Persistent=true",
        "WantedBy=timers.target",
    ] {
        assert!(
            timer.lines().any(|one| one == line),
            "{line} is missing in\n{timer}"
        );
    }
    let digest = text(&files, "seatwise-digest.service");
    assert!(
        digest.contains("seatwise.toml report digest --mail\n"),
        "{digest}"
    );
    // After downtime both begin at once; the digest waits.
    assert!(
        digest.contains("After=network-online.target seatwise-sync.service\n"),
        "{digest}"
    );
    let timer = text(&files, "seatwise-digest.timer");
    assert!(timer.contains("OnCalendar=Mon *-*-* 07:07:00\n"), "{timer}");
}

#[test]
fn what_lies_in_a_home_or_in_tmp_is_not_hidden_from_the_service() {
    let service = |folder: &str| {
        text(
            &written(Scheduler::Systemd, jobs(false), folder),
            "seatwise-sync.service",
        )
        .to_owned()
    };
    let home = service("/home/ana/seatwise");
    assert!(home.contains("\nProtectHome=read-only\n"), "{home}");
    assert!(
        home.contains("\nReadWritePaths=/home/ana/seatwise\n"),
        "{home}"
    );
    assert!(service("/tmp/trial").contains("\nPrivateTmp=no\n"));
    assert!(service("/homes/ana").contains("\nProtectHome=yes\n"));
}

#[test]
fn systemd_is_told_every_folder_that_is_written() {
    let text = "database = \"/data/db/seatwise.duckdb\"\npublish = \"/data/public/copy.duckdb\"\n";
    let config = Config::from_text(Path::new("/srv/sw/seatwise.toml"), text).unwrap();
    let installation = Installation::new(Path::new("/usr/bin/seatwise"), &config).unwrap();
    let files = files(Scheduler::Systemd, jobs(false), &installation).unwrap();
    let service = &files[0].text;
    assert!(
        service.contains("\nReadWritePaths=/data/db /data/public /srv/sw\n"),
        "{service}"
    );
}

#[test]
fn systemd_reads_an_odd_path_as_it_is() {
    let installation = Installation {
        program: ODD_PROGRAM.to_owned(),
        ..installation(ODD)
    };
    let files = files(Scheduler::Systemd, jobs(false), &installation).unwrap();
    let service = text(&files, "seatwise-sync.service");
    let folder = r#"/srv/Müller & Söhne <IT>/50%% of $HOME/a "b" it's \x 東京"#;
    assert!(
        service.contains(&format!("\nWorkingDirectory={folder}\n")),
        "{service}"
    );
    let quoted = r#"/srv/Müller & Söhne <IT>/50%% of $HOME/a \"b\" it's \\x 東京"#;
    let program = ODD_PROGRAM.replace('%', "%%");
    let argument = quoted.replace('$', "$$");
    let expected =
        format!("\nExecStart=\"{program}\" --config \"{argument}/seatwise.toml\" sync\n");
    assert!(
        service.contains(&expected),
        "{expected} is missing in\n{service}"
    );
    assert!(
        service.contains(&format!("\nReadWritePaths=\"{quoted}\"\n")),
        "{service}"
    );
}

#[test]
fn a_program_that_systemd_would_not_run_is_refused() {
    let error = files(Scheduler::Systemd, jobs(false), &installation(ODD)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("systemd does not run a program whose path has a quote"),
        "{error}"
    );
}

#[test]
fn a_folder_that_systemd_would_read_otherwise_is_refused() {
    for folder in ["/srv/blank ", r"/srv/back\"] {
        let error = files(Scheduler::Systemd, jobs(false), &installation(folder)).unwrap_err();
        assert!(
            matches!(error, ScheduleError::Unspeakable { .. }),
            "{error}"
        );
        assert!(
            error.to_string().contains("systemd does not accept"),
            "{error}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn systemd_finds_no_fault_in_its_files() {
    let place = tempfile::tempdir().unwrap();
    let program = place.path().join(&ODD_PROGRAM[1..]);
    executable(&program, "#!/bin/sh\n");
    let installation = Installation {
        program: program.to_str().unwrap().to_owned(),
        ..installation(ODD)
    };
    let files = files(Scheduler::Systemd, BOTH, &installation).unwrap();
    let units: Vec<_> = files
        .iter()
        .map(|file| {
            let path = place.path().join(&file.name);
            std::fs::write(&path, &file.text).unwrap();
            path
        })
        .collect();
    let verified = std::process::Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .args(&units)
        .output();
    match verified {
        Err(error) => println!("skipped, systemd-analyze is not here: {error}"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            // Units of the machine itself are not ours to judge.
            let ours: Vec<_> = said
                .lines()
                .filter(|line| line.contains("seatwise"))
                .collect();
            assert!(ours.is_empty(), "{said}");
        }
    }
}

#[test]
fn cron_runs_every_job_at_its_time() {
    let files = written(Scheduler::Cron, BOTH, "/srv/seatwise");
    let lines: Vec<_> = files[0]
        .text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].starts_with("17 4 * * * cd '/srv/seatwise' && umask 077 && /bin/sh -c "),
        "{}",
        lines[0]
    );
    assert!(
        lines[0].contains(" ./secrets.env /srv/seatwise/bin/seatwise --quiet --config /srv/seatwise/seatwise.toml sync > last-sync.txt"),
        "{}",
        lines[0]
    );
    assert!(lines[1].starts_with("7 7 * * 1 "), "{}", lines[1]);
    assert!(files[0].text.contains("does not catch up"));
}

#[test]
#[cfg(unix)]
fn the_line_of_cron_gives_the_program_its_variables_and_its_odd_paths() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join(&ODD[1..]);
    let program = folder.join("bin").join("seatwise");
    executable(
        &program,
        "#!/bin/sh\necho \"$PLANTED\"\nprintf '%s\\n' \"$@\"\n",
    );
    std::fs::write(folder.join("secrets.env"), "PLANTED='from a file'\n").unwrap();
    let folder = folder.to_str().unwrap();
    let files = written(Scheduler::Cron, jobs(false), folder);
    let line = files[0].text.lines().last().unwrap();
    // No backslash stands before another character that cron cares for; see the tests beside it.
    let command = line
        .strip_prefix("17 4 * * * ")
        .unwrap()
        .replace(r"\%", "%");
    let status = std::process::Command::new("/bin/sh")
        .args(["-c", &command])
        .status();
    assert!(status.unwrap().success());
    let log = Path::new(folder).join("last-sync.txt");
    let mode = std::os::unix::fs::PermissionsExt::mode(&log.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let told = std::fs::read_to_string(log).unwrap();
    assert_eq!(
        told,
        format!("from a file\n--quiet\n--config\n{folder}/seatwise.toml\nsync\n")
    );
}

#[test]
fn a_property_list_is_well_formed_and_has_the_paths_as_they_are() {
    let files = written(Scheduler::Launchd, BOTH, ODD);
    let sync = elements(text(&files, "seatwise.sync.plist"));
    assert_eq!(value(&sync, "Label"), "seatwise.sync");
    assert_eq!(value(&sync, "UserName"), "seatwise");
    assert_eq!(value(&sync, "WorkingDirectory"), ODD);
    assert_eq!((value(&sync, "Hour"), value(&sync, "Minute")), ("4", "17"));
    assert_eq!(value(&sync, "RunAtLoad"), "");
    // 077 in decimal digits, as a property list writes numbers.
    assert_eq!(value(&sync, "Umask"), "63");
    let words: Vec<_> = sync
        .iter()
        .filter(|(path, _)| path == "plist/dict/array/string")
        .map(|(_, text)| text.clone())
        .collect();
    assert_eq!(
        words[3..],
        [
            format!("{ODD}/secrets.env"),
            format!("{ODD}/bin/seatwise"),
            "--quiet".to_owned(),
            "--config".to_owned(),
            format!("{ODD}/seatwise.toml"),
            "sync".to_owned()
        ]
    );
    let digest = elements(text(&files, "seatwise.digest.plist"));
    assert_eq!(value(&digest, "Weekday"), "1");
    assert_eq!(value(&digest, "RunAtLoad"), "");
}

#[test]
fn a_task_of_windows_is_well_formed_and_has_the_paths_as_they_are() {
    let folder = r"C:\Müller & Söhne <IT>\it's 50%";
    let mut installation = installation("/srv/seatwise");
    installation.folder = folder.to_owned();
    installation.program = format!(r"{folder}\seatwise.exe");
    installation.configuration = format!(r"{folder}\seatwise.toml");
    let files = files(Scheduler::Windows, BOTH, &installation).unwrap();
    let sync = elements(text(&files, "seatwise-sync.xml"));
    let exec = "Task/Actions/Exec";
    assert_eq!(
        one(&sync, &format!("{exec}/Command")),
        format!(r"{folder}\seatwise.exe")
    );
    assert_eq!(
        one(&sync, &format!("{exec}/Arguments")),
        format!(r#"--quiet --config "{folder}\seatwise.toml" sync"#)
    );
    assert_eq!(one(&sync, &format!("{exec}/WorkingDirectory")), folder);
    let trigger = "Task/Triggers/CalendarTrigger";
    assert_eq!(
        one(&sync, &format!("{trigger}/StartBoundary")),
        "2026-01-05T04:17:00"
    );
    assert_eq!(
        one(&sync, &format!("{trigger}/ScheduleByDay/DaysInterval")),
        "1"
    );
    assert_eq!(one(&sync, "Task/Settings/StartWhenAvailable"), "true");
    assert_eq!(
        one(&sync, "Task/Settings/MultipleInstancesPolicy"),
        "IgnoreNew"
    );
    let digest = elements(text(&files, "seatwise-digest.xml"));
    one(
        &digest,
        &format!("{trigger}/ScheduleByWeek/DaysOfWeek/Monday"),
    );
}

#[test]
fn a_path_that_windows_would_read_as_a_variable_is_refused() {
    for folder in ["/srv/%TEMP%", "/srv/$(Arg0)"] {
        let error = files(Scheduler::Windows, jobs(false), &installation(folder)).unwrap_err();
        assert!(
            error.to_string().contains("the value of a variable"),
            "{error}"
        );
    }
}
