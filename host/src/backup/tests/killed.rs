//! A restore that was killed between two of its steps is finished by whoever comes next.

use std::fs;
use std::path::PathBuf;

use super::fixtures::check;
use super::fixtures::{CONNECTION, Place};
use crate::backup::archive;
use crate::backup::contents::Contents;
use crate::backup::names::DATABASE;
use crate::backup::scratch::leftovers;
use crate::backup::unfinished::{Unfinished, finish, path};
use crate::base::files::beside;

const SUFFIX: &str = ".before-restore-20261120T070000Z";

/// A place whose restore was killed: everything is unpacked and written down, and nothing is replaced.
struct Killed {
    place: Place,
    from: PathBuf,
    database: PathBuf,
    staged: PathBuf,
}

impl Killed {
    fn new() -> Self {
        let place = Place::full("of-the-backup");
        let archive = place.path("kept.tar");
        place.backup(&archive);
        place.mark("later");
        let from = place.path(".seatwise-backup-killed");
        fs::create_dir(&from).unwrap();
        let contents: Contents = archive::read(&archive, Some(&from)).unwrap().contents;
        let database = fs::canonicalize(place.path("seatwise.duckdb")).unwrap();
        Unfinished::new(&from, SUFFIX, &contents)
            .unwrap()
            .begin(&database)
            .unwrap();
        let staged = place.path(&format!(".seatwise/staging/{CONNECTION}.duckdb"));
        Self {
            place,
            from,
            database,
            staged,
        }
    }

    fn aside(&self) -> PathBuf {
        beside(&self.database, SUFFIX)
    }

    fn assert_is_finished(&self, when: &str) {
        let report = finish(&self.place.config()).unwrap().unwrap();
        assert_eq!(self.place.marks(), ["of-the-backup"], "{when}");
        assert_eq!(report.aside, Some(self.aside()), "{when}");
        assert_eq!(report.staged, [CONNECTION], "{when}");
        assert!(self.staged.exists(), "{when}");
        assert!(beside(&self.staged, SUFFIX).exists(), "{when}");
        assert!(!path(&self.database).exists(), "{when}");
        assert!(!self.from.exists(), "{when}");
        let old = fs::read(self.aside()).unwrap();
        assert_ne!(old, fs::read(&self.database).unwrap(), "{when}");
        assert!(finish(&self.place.config()).unwrap().is_none(), "{when}");
    }
}

#[test]
fn a_restore_that_was_killed_at_any_step_is_finished_by_the_next_command() {
    let killed = Killed::new();
    killed.assert_is_finished("before the first step");

    let killed = Killed::new();
    fs::rename(&killed.staged, beside(&killed.staged, SUFFIX)).unwrap();
    killed.assert_is_finished("after what was staged is set aside");

    let killed = Killed::new();
    fs::rename(&killed.staged, beside(&killed.staged, SUFFIX)).unwrap();
    fs::hard_link(&killed.database, killed.aside()).unwrap();
    killed.assert_is_finished("after the old database has a second name");

    let killed = Killed::new();
    fs::rename(&killed.staged, beside(&killed.staged, SUFFIX)).unwrap();
    let log = beside(&killed.database, ".wal");
    fs::write(&log, b"what was not moved into the old file").unwrap();
    fs::hard_link(&killed.database, killed.aside()).unwrap();
    fs::hard_link(&log, beside(&killed.aside(), ".wal")).unwrap();
    fs::rename(killed.from.join(DATABASE), &killed.database).unwrap();
    killed.assert_is_finished("after the new database is in place, with the log of the old one");
    assert!(!log.exists());
    assert!(beside(&killed.aside(), ".wal").exists());

    let killed = Killed::new();
    fs::rename(&killed.staged, beside(&killed.staged, SUFFIX)).unwrap();
    fs::hard_link(&killed.database, killed.aside()).unwrap();
    fs::rename(killed.from.join(DATABASE), &killed.database).unwrap();
    let unpacked = killed.from.join(format!("staging/{CONNECTION}.duckdb"));
    fs::rename(unpacked, &killed.staged).unwrap();
    killed.assert_is_finished("after what is staged is in place");
}

#[test]
fn a_dry_run_leaves_a_restore_that_was_killed_to_be_finished() {
    let killed = Killed::new();
    killed
        .place
        .dry_run(&killed.place.path("kept.tar"))
        .unwrap();
    killed.assert_is_finished("after a dry run");
}

#[test]
fn where_what_was_unpacked_is_gone_what_was_set_aside_comes_back() {
    let killed = Killed::new();
    fs::rename(&killed.staged, beside(&killed.staged, SUFFIX)).unwrap();
    fs::remove_dir_all(&killed.from).unwrap();
    let error = finish(&killed.place.config()).unwrap_err().to_string();
    assert!(error.contains("so run the restore again"), "{error}");
    assert!(killed.staged.exists());
    assert_eq!(killed.place.marks(), ["later", "of-the-backup"]);
    assert!(finish(&killed.place.config()).unwrap().is_none());
}

#[test]
fn what_a_killed_backup_left_is_removed_by_the_next_one_wherever_it_lies() {
    let place = Place::full("one");
    let elsewhere = tempfile::tempdir().unwrap();
    let state = place.path(".seatwise");
    let left = elsewhere.path().join(".seatwise-backup-left");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("in-use"), b"").unwrap();
    fs::write(left.join("token.json"), b"canary").unwrap();
    let other = elsewhere.path().join("no-backup");
    fs::create_dir(&other).unwrap();
    let noted = format!(
        "{{\"folders\": [{:?}, {:?}]}}",
        left.display().to_string(),
        other.display().to_string()
    );
    fs::write(state.join("scratch.json"), noted).unwrap();
    let beside_it = place.path("");
    assert_eq!(leftovers(&beside_it, &state), std::slice::from_ref(&left));

    // Whoever works in one keeps it.
    let in_use = fs::File::open(left.join("in-use")).unwrap();
    in_use.lock().unwrap();
    assert_eq!(leftovers(&beside_it, &state), Vec::<PathBuf>::new());
    drop(in_use);

    let archive = place.path("kept.tar");
    place.backup(&archive);
    assert!(!left.exists());
    assert!(other.exists());
    assert_eq!(leftovers(&beside_it, &state), Vec::<PathBuf>::new());
    check(&archive).unwrap();
}
