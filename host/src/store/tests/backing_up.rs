//! A copy for a backup: of any schema, whole, and of this program's files alone.

use std::time::Duration;

use duckdb::Connection;

use super::fixtures::{Place, customer};
use crate::store::{
    BackupError, Dataset, OpenError, copy_for_backup, inventory,
    migrate::{MIGRATIONS, migrate},
    query,
};

#[test]
fn the_copy_holds_the_rows_the_comments_and_the_macros() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    let to = place.folder.path().join("copy.duckdb");
    let copied = copy_for_backup(&place.database(), &to, Duration::ZERO).unwrap();
    assert_eq!(copied.rows["customers"], 2);
    assert_eq!(inventory(&to).unwrap(), copied);
    let silent = "SELECT 1 FROM duckdb_columns() WHERE NOT internal AND comment IS NULL";
    assert_eq!(query(&to, silent).unwrap().rows(), 0);
    assert_eq!(
        query(&to, "SELECT term_months('annual')").unwrap().rows(),
        1
    );
}

#[test]
fn a_database_of_an_older_schema_can_be_copied_and_stays_so() {
    let place = Place::new();
    let (old, to) = (
        place.folder.path().join("old.duckdb"),
        place.folder.path().join("copy.duckdb"),
    );
    migrate(&Connection::open(&old).unwrap(), &old, &MIGRATIONS[..1]).unwrap();
    let copied = copy_for_backup(&old, &to, Duration::ZERO).unwrap();
    assert_eq!(copied.schema_version, 1);
    assert_eq!(inventory(&old).unwrap().schema_version, 1);
    assert_eq!(inventory(&to).unwrap().schema_version, 1);
}

#[test]
fn a_file_of_another_program_is_not_copied() {
    let place = Place::new();
    let (foreign, to) = (
        place.folder.path().join("foreign.duckdb"),
        place.folder.path().join("copy.duckdb"),
    );
    Connection::open(&foreign)
        .unwrap()
        .execute_batch("CREATE TABLE theirs (a INTEGER)")
        .unwrap();
    let error = copy_for_backup(&foreign, &to, Duration::ZERO).unwrap_err();
    assert!(
        matches!(error, BackupError::Open(OpenError::Foreign(_))),
        "{error}"
    );
    assert!(!to.exists());
}

#[test]
fn a_copy_into_a_folder_that_is_not_there_names_both_files() {
    let place = Place::new();
    drop(place.store());
    let to = place.folder.path().join("nowhere/copy.duckdb");
    let error = copy_for_backup(&place.database(), &to, Duration::ZERO)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("copy ") && error.contains("nowhere/copy.duckdb: "),
        "{error}"
    );
}
