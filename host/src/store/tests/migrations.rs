//! The schema is versioned, and no file is lost on the way.

use duckdb::Connection;

use super::fixtures::{Place, customer};
use crate::base::files::beside;
use crate::store::{
    Dataset, OpenError, Store,
    copy::{create_database, put_into_free_place},
    migrate::{MIGRATIONS, Migration, migrate},
};

fn with(sql: &'static str) -> Vec<Migration> {
    let mut migrations = MIGRATIONS.to_vec();
    migrations.push(Migration {
        version: 9999,
        name: "test",
        sql,
    });
    migrations
}

#[test]
fn migrations_are_numbered_from_one_without_gaps() {
    let versions: Vec<u32> = MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .collect();
    let expected: Vec<u32> = (1..).take(versions.len()).collect();
    assert_eq!(versions, expected);
}

#[test]
fn each_change_is_applied_once_and_recorded() {
    let place = Place::new();
    place.store();
    place.store();
    let recorded = place.rows("SELECT version, name FROM schema_migrations ORDER BY version");
    assert_eq!(recorded.len(), MIGRATIONS.len());
    assert_eq!(recorded[0], "1 | vendor side");
}

#[test]
fn before_a_change_the_file_is_copied() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &[customer("a")]);
    let store = place.store();
    migrate(
        &store.connection,
        &place.database(),
        &with("DROP TABLE customers"),
    )
    .unwrap();
    drop(store);
    let copy = beside(&place.database(), ".before-9999");
    let kept = Connection::open(&copy).unwrap();
    let id: String = kept
        .query_row("SELECT id FROM customers", [], |row| row.get(0))
        .unwrap();
    assert_eq!(id, "a");
}

#[test]
fn a_change_that_fails_leaves_the_file_as_it_was() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &[customer("a")]);
    let store = place.store();
    let migrations = with("DROP TABLE customers; SELECT no_such_function();");
    let error = migrate(&store.connection, &place.database(), &migrations).unwrap_err();
    assert!(
        matches!(error, OpenError::Migration { version: 9999, .. }),
        "{error}"
    );
    drop(store);
    assert_eq!(place.rows("SELECT id FROM customers"), ["a"]);
}

#[test]
fn a_file_of_a_newer_program_is_refused_and_not_touched() {
    let place = Place::new();
    let store = place.store();
    store
        .connection
        .execute_batch(
            "INSERT INTO schema_migrations VALUES (9999, 'future', TIMESTAMP '2026-01-01')",
        )
        .unwrap();
    drop(store);
    for refused in [
        Store::open(&place.database()),
        Store::open_read_only(&place.database()),
    ] {
        let error = refused.unwrap_err();
        assert!(
            matches!(error, OpenError::Newer { found: 9999, .. }),
            "{error}"
        );
        assert!(
            error.to_string().contains("use a newer seatwise"),
            "{error}"
        );
    }
}

#[test]
fn a_reader_does_not_change_an_older_file() {
    let place = Place::new();
    let store = place.store();
    store
        .connection
        .execute_batch("UPDATE schema_migrations SET version = 0")
        .unwrap();
    drop(store);
    let error = Store::open_read_only(&place.database()).unwrap_err();
    assert!(
        matches!(error, OpenError::Older { found: 0, .. }),
        "{error}"
    );
}

#[test]
fn a_database_of_somebody_else_is_refused() {
    let place = Place::new();
    Connection::open(place.database())
        .unwrap()
        .execute_batch("CREATE TABLE theirs (a INTEGER)")
        .unwrap();
    assert!(matches!(
        Store::open(&place.database()),
        Err(OpenError::Foreign(_))
    ));
}

#[test]
fn a_file_that_is_no_database_is_refused_with_its_name() {
    let place = Place::new();
    std::fs::write(place.database(), "hello").unwrap();
    let error = Store::open(&place.database()).unwrap_err();
    assert!(matches!(error, OpenError::NotDuckDb { .. }), "{error}");
    assert!(error.to_string().contains("seatwise.duckdb"), "{error}");
}

#[test]
fn a_reader_does_not_make_a_file() {
    let place = Place::new();
    assert!(matches!(
        Store::open_read_only(&place.database()),
        Err(OpenError::Missing(_))
    ));
    assert!(!place.database().exists());
}

#[test]
fn a_database_that_somebody_else_made_in_the_meantime_is_left_as_it_is() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &[customer("a")]);
    let elsewhere = place.folder.path().join("elsewhere.duckdb");
    create_database(&elsewhere).unwrap();
    // As when both found no file and made one.
    put_into_free_place(&elsewhere, &place.database()).unwrap();
    assert_eq!(place.rows("SELECT id FROM customers"), ["a"]);
    let left = std::fs::read_dir(place.folder.path()).unwrap();
    let left = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().contains("new")
    });
    assert_eq!(left.count(), 0);
}

#[cfg(unix)]
#[test]
fn the_database_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.store();
    assert_eq!(
        std::fs::metadata(place.database())
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o600
    );
}
