//! A copy for people who query while a sync runs.

use super::fixtures::{Place, customer};
use crate::store::{
    Dataset, PublishError, Store,
    copy::{log_of, unfinished},
    query,
};

#[test]
fn the_copy_can_be_queried_while_the_database_is_open_and_replaces_the_last_one() {
    let mut place = Place::new();
    let to = place.folder.path().join("published.duckdb");
    for (now, rows) in [
        ("2026-11-20T10:00:00Z", vec![customer("a")]),
        ("2026-11-21T10:00:00Z", vec![customer("a"), customer("b")]),
    ] {
        place.sync_account(now, Dataset::Customers, &rows);
        let store = place.store();
        store.publish(&to).unwrap();
        assert_eq!(
            query(&to, "SELECT id FROM customers").unwrap().rows(),
            rows.len()
        );
    }
    let files: Vec<String> = std::fs::read_dir(place.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("published"))
        .collect();
    assert_eq!(files, ["published.duckdb"]);
}

#[test]
fn what_a_killed_process_left_of_a_copy_goes_with_the_next_one() {
    let place = Place::new();
    let to = place.folder.path().join("published.duckdb");
    let store = place.store();
    let left = unfinished(&place.database(), &to);
    for file in [left.clone(), log_of(&left)] {
        std::fs::write(file, "half a copy").unwrap();
    }
    store.publish(&to).unwrap();
    let files = std::fs::read_dir(place.folder.path()).unwrap();
    let published = files.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with("published")
    });
    assert_eq!(published.count(), 1);
    assert_eq!(query(&to, "SELECT 1").unwrap().rows(), 1);
}

#[test]
fn the_copy_has_the_comments_and_the_macros() {
    let place = Place::new();
    let to = place.folder.path().join("published.duckdb");
    place.store().publish(&to).unwrap();
    let silent = query(
        &to,
        "SELECT 1 FROM duckdb_columns() WHERE NOT internal AND comment IS NULL",
    )
    .unwrap();
    assert_eq!(silent.rows(), 0);
    assert_eq!(
        query(&to, "SELECT term_months('annual')").unwrap().rows(),
        1
    );
}

#[test]
fn the_database_stays_locked_while_a_copy_is_made() {
    let place = Place::new();
    let to = place.folder.path().join("published.duckdb");
    let store = place.store();
    store.publish(&to).unwrap();
    store
        .connection
        .execute_batch("CREATE TEMP TABLE still_open (a INTEGER)")
        .unwrap();
    assert!(query(&place.database(), "SELECT 1").is_err());
}

#[test]
fn the_database_is_not_published_over_itself() {
    let place = Place::new();
    let store = place.store();
    assert!(matches!(
        store.publish(&place.database()),
        Err(PublishError::Itself(_))
    ));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let place = Place::new();
    let to = place.folder.path().join("nowhere/published.duckdb");
    let error = place.store().publish(&to).unwrap_err();
    assert!(error.to_string().contains("nowhere"), "{error}");
}

#[cfg(unix)]
#[test]
fn nobody_can_write_the_copy() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let to = place.folder.path().join("published.duckdb");
    place.store().publish(&to).unwrap();
    assert_eq!(
        std::fs::metadata(&to).unwrap().permissions().mode() & 0o777,
        0o444
    );
}

#[test]
fn whether_the_copy_is_older_than_the_database_is_known() {
    let mut place = Place::new();
    let to = place.folder.path().join("published.duckdb");
    assert_eq!(place.store().unpublished_since().unwrap(), None);
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &[customer("a")]);
    assert!(place.store().unpublished_since().unwrap().is_some());
    assert!(place.store().uncompared_since().unwrap().is_some());
    place
        .store()
        .publish(&place.folder.path().join("missing/copy.duckdb"))
        .unwrap_err();
    assert!(place.store().unpublished_since().unwrap().is_some());
    place.store().publish(&to).unwrap();
    assert_eq!(place.store().unpublished_since().unwrap(), None);
    // What is published says of itself that it was not compared.
    let copy = Store::open_read_only(&to).unwrap();
    assert!(copy.uncompared_since().unwrap().is_some());
}
