//! Backups and restores beside others who work on the same files.

use super::fixtures::Place;
use crate::backup::{RestoreError, TakeError};
use crate::store::{BackupError, OpenError, StagingError, Store};

#[test]
fn a_connection_that_is_being_synced_is_left_out_and_said_so() {
    let (from, to) = (Place::full("one"), Place::empty());
    let backup = from.path("keep.tar");
    let syncing = from.staging();
    let report = from.backup(&backup);
    drop(syncing);
    assert_eq!(report.staged, [""; 0]);
    assert_eq!(
        report.contents.left_out,
        [
            "what this process is reading of main right now is not in the backup; a later sync reads it again"
        ]
    );
    to.restore(&backup, false);
    assert_eq!(to.marks(), ["one"]);
    assert_eq!(to.staged(), None);
}

#[test]
fn a_restore_does_not_begin_while_a_connection_is_synced() {
    let place = Place::full("one");
    let backup = place.path("keep.tar");
    place.backup(&backup);
    place.mark("two");
    let syncing = place.staging();
    let error = place.try_restore(&backup, true).unwrap_err();
    drop(syncing);
    assert!(
        matches!(error, RestoreError::Staging(StagingError::Busy { .. })),
        "{error}"
    );
    assert_eq!(place.marks(), ["one", "two"]);
}

#[test]
fn who_writes_the_database_is_named() {
    let place = Place::full("one");
    let backup = place.path("keep.tar");
    place.backup(&backup);
    let store = Store::open(&place.path("seatwise.duckdb")).unwrap();
    let taken = place.try_backup(&place.path("second.tar")).unwrap_err();
    let restored = place.try_restore(&backup, true).unwrap_err();
    drop(store);
    assert!(
        matches!(
            taken,
            TakeError::Database(BackupError::Open(OpenError::Locked { .. }))
        ),
        "{taken}"
    );
    assert!(
        matches!(restored, RestoreError::Open(OpenError::Locked { .. })),
        "{restored}"
    );
    assert!(!place.path("second.tar").exists());
}

#[test]
fn nothing_is_held_any_more_afterwards() {
    let place = Place::full("one");
    let backup = place.path("keep.tar");
    place.backup(&backup);
    assert_eq!(place.staged().unwrap().0, "run-1");
    place.mark("two");
    place.restore(&backup, true);
    assert_eq!(place.staged().unwrap().0, "run-1");
    place.mark("three");
    assert_eq!(place.marks(), ["one", "three"]);
}
