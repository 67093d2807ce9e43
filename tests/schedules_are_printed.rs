//! The files for a scheduler name what is really there.

use crate::command::{done, seatwise};

#[test]
fn a_schedule_names_this_program_and_this_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("seatwise.toml"), "").unwrap();
    let here = folder.path().join("seatwise.toml");
    let here = here.to_str().unwrap();
    for (scheduler, marker) in [
        ("--systemd", "# /etc/systemd/system/seatwise-sync.service"),
        ("--cron", "17 4 * * * cd "),
        (
            "--launchd",
            "<!-- /Library/LaunchDaemons/seatwise.sync.plist",
        ),
        ("--windows", "<!-- seatwise-sync.xml"),
    ] {
        let text = done(folder.path(), &["schedule", "print", scheduler]);
        for part in [marker, here, env!("CARGO_BIN_EXE_seatwise")] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }
}

#[test]
fn the_files_of_a_schedule_are_written_into_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("seatwise.toml"), "").unwrap();
    let printed = done(
        folder.path(),
        &["schedule", "print", "--systemd", "--out", "units"],
    );
    assert_eq!(printed, "");
    let all = done(folder.path(), &["schedule", "print", "--systemd"]);
    for name in ["seatwise-sync.service", "seatwise-sync.timer"] {
        let text = std::fs::read_to_string(folder.path().join("units").join(name)).unwrap();
        assert!(all.contains(&text), "{name}");
    }
}

#[test]
fn one_scheduler_is_named_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("seatwise.toml"), "").unwrap();
    for arguments in [
        &["schedule", "print"][..],
        &["schedule", "print", "--cron", "--systemd"],
    ] {
        let ended = seatwise(folder.path(), arguments);
        assert_eq!(ended.code, 2, "{ended:?}");
    }
}
