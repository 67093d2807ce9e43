//! Files, folders, locks, the database and free space.

use std::time::{Duration, SystemTime};

use super::fixtures::{NOW, Place, lines, only, outcomes, surroundings};
use crate::analysis;
use crate::doctor::{
    Outcome, Surroundings, configuration, database, disk, folders, leftovers, locks,
};
use crate::store::{Staging, inventory};

fn database_lines(place: &Place) -> Vec<String> {
    lines(
        &database::check(&place.config(), &surroundings()),
        &place.path(""),
    )
}

/// A database that says of itself that it has this schema version, and nothing else.
fn database_of_version(place: &Place, version: u32) {
    let store = place.store();
    store
        .connection()
        .execute_batch(&format!("UPDATE schema_migrations SET version = {version}"))
        .unwrap();
}

#[test]
fn a_database_is_well_when_it_has_this_schema_and_these_views() {
    let place = Place::new("");
    assert_eq!(
        database_lines(&place),
        ["ok seatwise.duckdb does not exist yet; the first sync creates it"]
    );
    let store = place.store();
    assert!(database_lines(&place)[0].starts_with("ok seatwise.duckdb is held by this process"));
    drop(store);
    assert!(
        database_lines(&place)[0].starts_with("warning seatwise.duckdb lacks the analysis views"),
    );
    analysis::install_with(place.store().connection(), &place.config().analysis).unwrap();
    let version = inventory(&place.path("seatwise.duckdb"))
        .unwrap()
        .schema_version;
    assert_eq!(
        database_lines(&place),
        [format!(
            "ok seatwise.duckdb has schema version {version} and the analysis views"
        )]
    );
    // Other thresholds are other views.
    place.write("seatwise.toml", "[analysis]\nminimum_margin = 0.2\n");
    assert_eq!(
        only(&database::check(&place.config(), &surroundings())).outcome,
        Outcome::Warning
    );
}

#[test]
fn a_database_of_another_version_or_kind_is_told_apart_from_a_damaged_one() {
    let place = Place::new("");
    database_of_version(&place, 1);
    assert!(
        database_lines(&place)[0].starts_with("warning seatwise.duckdb has schema version 1, "),
        "{:?}",
        database_lines(&place)
    );
    let place = Place::new("");
    database_of_version(&place, 999);
    assert!(
        database_lines(&place)[0].contains("it has schema version 999"),
        "{:?}",
        database_lines(&place)
    );
    place.write("seatwise.duckdb", [7; 8192]);
    let damaged = database_lines(&place);
    assert!(
        damaged[0].starts_with("failed failed to open seatwise.duckdb: ")
            && damaged[0].contains("[if the file is damaged, `seatwise restore FILE --force`"),
        "{damaged:?}"
    );
}

#[test]
fn a_lock_is_held_by_who_works_or_by_another_machine() {
    let place = Place::new("[connections.main]\nvendor = \"sherweb\"\n");
    let check = |surroundings: &Surroundings| {
        lines(
            &locks::check(&place.config(), surroundings),
            &place.path(""),
        )
    };
    assert_eq!(check(&surroundings()), ["ok no connection is being synced"]);
    let staging = Staging::open(&place.path(".seatwise"), "main").unwrap();
    assert_eq!(
        check(&surroundings()),
        ["ok the connection main is held by this process, which is working on it"]
    );
    let elsewhere = Surroundings {
        process_runs: |_| Some(false),
        ..surroundings()
    };
    assert!(
        check(&elsewhere)[0].starts_with(
            "warning the connection main is held by this process, which is not running on this machine [another machine uses the same folder"
        ),
        "{:?}",
        check(&elsewhere)
    );
    drop(staging);
    // Looking at a lock does not take it away from who comes next.
    drop(Staging::open(&place.path(".seatwise"), "main").unwrap());
}

#[test]
fn a_token_that_is_being_exchanged_is_named() {
    let place = Place::new("");
    place.write(".seatwise/tokens/main-ion.json", "{}");
    place.write(".seatwise/tokens/main-ion.lock", "");
    let lock = std::fs::File::open(place.path(".seatwise/tokens/main-ion.lock")).unwrap();
    lock.lock().unwrap();
    let lines = lines(
        &locks::check(&place.config(), &surroundings()),
        &place.path(""),
    );
    assert!(
        lines[0].starts_with(
            "warning another process is exchanging the token .seatwise/tokens/main-ion.json"
        ),
        "{lines:?}"
    );
}

#[cfg(unix)]
#[test]
fn files_that_others_may_use_are_named_with_the_command_that_mends_it() {
    use super::fixtures::set_mode;
    let place = Place::new("");
    place.write(".seatwise/tokens/main-ion.json", "{}");
    drop(place.store());
    let state = || lines(&folders::check_state(&place.config()), &place.path(""));
    assert_eq!(state(), ["ok .seatwise is writable"]);
    set_mode(&place.path(".seatwise/tokens"), 0o755);
    set_mode(&place.path(".seatwise/tokens/main-ion.json"), 0o640);
    set_mode(&place.path("seatwise.duckdb"), 0o644);
    assert_eq!(
        state(),
        [
            "ok .seatwise is writable",
            "warning other users may use .seatwise/tokens (mode 755) [`chmod 700 .seatwise/tokens`]",
            "warning other users may use .seatwise/tokens/main-ion.json (mode 640) [`chmod 600 .seatwise/tokens/main-ion.json`]",
        ]
    );
    assert_eq!(
        database_lines(&place)[1],
        "warning other users may use seatwise.duckdb (mode 644) [`chmod 600 seatwise.duckdb`]"
    );
}

#[cfg(unix)]
#[test]
fn a_project_folder_that_everybody_may_write_is_named() {
    use super::fixtures::set_mode;
    let place = Place::new("");
    let project = place.path("");
    let warnings = |mode| {
        set_mode(&project, mode);
        let (checks, _) = configuration::check(&place.path("seatwise.toml"));
        let found = lines(&checks, &project);
        found[1..].to_vec()
    };
    for mode in [0o700, 0o775, 0o1777] {
        assert_eq!(warnings(mode), Vec::<String>::new(), "{mode:o}");
    }
    let found = warnings(0o777);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("warning other users may replace the files in ")
            && found[0].contains("(mode 777) [`chmod o-w "),
        "{found:?}"
    );
}

#[test]
fn a_state_folder_is_missing_or_no_folder() {
    let place = Place::new("");
    let state = || lines(&folders::check_state(&place.config()), &place.path(""));
    assert_eq!(
        state(),
        ["ok .seatwise does not exist yet; the first sync creates it"]
    );
    place.write(".seatwise", "");
    assert_eq!(
        state(),
        ["failed .seatwise is not a folder [name another folder as `state` in seatwise.toml]"]
    );
}

#[cfg(unix)]
#[test]
fn a_state_folder_on_a_disk_that_is_not_mounted_is_not_taken_for_one_that_never_was() {
    let place = Place::new("");
    std::os::unix::fs::symlink(place.path("disk/state"), place.path(".seatwise")).unwrap();
    let found = lines(&folders::check_state(&place.config()), &place.path(""));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("failed .seatwise is a link to ")
            && found[0].contains("disk/state, which does not exist [mount the disk"),
        "{found:?}"
    );
}

#[test]
fn the_published_copy_needs_a_folder_and_a_name_of_its_own() {
    let place = Place::new("publish = \"share/copy.duckdb\"\n");
    let said = || {
        let check = folders::check_publish(&place.config()).unwrap();
        lines(&[check], &place.path("")).remove(0)
    };
    assert!(
        said().starts_with("failed nothing can be written into share: ")
            || said().contains("nothing can be written into"),
        "{}",
        said()
    );
    std::fs::create_dir(place.path("share")).unwrap();
    assert_eq!(said(), "ok share/copy.duckdb can be replaced");
    std::fs::create_dir(place.path("share/copy.duckdb")).unwrap();
    assert!(said().starts_with("failed share/copy.duckdb is a folder"));
    assert_eq!(std::fs::read_dir(place.path("share")).unwrap().count(), 1);
    assert!(folders::check_publish(&Place::new("").config()).is_none());
}

#[test]
fn little_space_is_a_warning_and_none_a_failure() {
    let place = Place::new("");
    for (free_bytes, expected) in [
        (
            (|_| Ok(Some(u64::MAX))) as fn(&std::path::Path) -> std::io::Result<Option<u64>>,
            Outcome::Ok,
        ),
        (|_| Ok(Some(100 << 20)), Outcome::Warning),
        (|_| Ok(Some(1 << 20)), Outcome::Failed),
        (
            |_| Err(std::io::Error::other("no answer")),
            Outcome::Warning,
        ),
    ] {
        let surroundings = Surroundings {
            free_bytes,
            ..surroundings()
        };
        let checks = disk::check(&place.config(), &surroundings);
        assert_eq!(outcomes(&checks), [expected; 2], "{checks:?}");
    }
    let real = disk::check(&place.config(), &Surroundings::default());
    assert!(real[0].message.contains(" MiB are free in "), "{real:?}");
}

#[test]
fn what_a_killed_program_left_is_named_once_it_is_old() {
    let place = Place::new("");
    place.write("seatwise.duckdb.77.unfinished", "half a copy");
    let at = |moment: Duration| {
        std::fs::File::options()
            .write(true)
            .open(place.path("seatwise.duckdb.77.unfinished"))
            .unwrap()
            .set_modified(SystemTime::UNIX_EPOCH + moment)
            .unwrap();
        lines(
            &leftovers::check(&place.config(), &surroundings()),
            &place.path(""),
        )
    };
    assert_eq!(at(NOW - Duration::from_secs(60)), [""; 0]);
    assert_eq!(
        at(NOW - Duration::from_secs(86_400)),
        ["warning seatwise.duckdb.77.unfinished was left by a program that was killed [delete it]"]
    );
}

#[test]
fn a_draft_that_nobody_works_on_any_more_is_named_at_once() {
    let place = Place::new("publish = \"out/published.duckdb\"\n");
    place.write(".seatwise/tokens/main.json", "{}");
    place.write("out/other", "");
    let names = [
        ".seatwise-draft-a",
        ".seatwise/.seatwise-draft-b",
        ".seatwise/tokens/.seatwise-draft-c",
        "out/.seatwise-draft-d",
    ];
    for name in names {
        std::fs::write(place.path(name), "canary").unwrap();
    }
    std::fs::create_dir(place.path(".seatwise-backup-emptied")).unwrap();
    let told = lines(
        &leftovers::check(&place.config(), &surroundings()),
        &place.path(""),
    );
    for name in names.iter().chain(&[".seatwise-backup-emptied"]) {
        let begin = format!("warning {name} was left by a ");
        assert!(told.iter().any(|line| line.starts_with(&begin)), "{told:?}");
    }
    assert_eq!(told.len(), 5, "{told:?}");
    let held = std::fs::File::open(place.path(names[0])).unwrap();
    held.lock().unwrap();
    let told = leftovers::check(&place.config(), &surroundings());
    assert_eq!(told.len(), 4, "{told:?}");
}
