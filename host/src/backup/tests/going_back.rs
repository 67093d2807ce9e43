//! What went into a backup comes out of it, and what it replaces is kept.

use super::fixtures::{Place, check, mode};
use crate::backup::{Kept, RestoreError, TakeError};
use crate::gateway::RestoredToken;

#[test]
fn a_backup_brings_everything_back_into_an_empty_folder() {
    let (from, to) = (Place::full("one"), Place::empty());
    let backup = from.path("keep.tar");
    let report = from.backup(&backup);
    assert_eq!(report.staged, ["main"]);
    assert_eq!(report.contents.left_out, [""; 0]);
    assert_eq!(report.contents.rows["connections"], 1);
    assert_eq!(check(&backup).unwrap(), report.contents);

    let restored = to.restore(&backup, false);
    assert_eq!(to.marks(), ["one"]);
    assert_eq!(
        to.staged(),
        Some(("run-1".to_owned(), Some("page-2".to_owned())))
    );
    for name in ["seatwise.toml", "plugins.lock", super::fixtures::TOKEN] {
        assert_eq!(to.read(name), from.read(name), "{name}");
    }
    assert_eq!(
        (restored.configuration, restored.plugin_lock),
        (Kept::Written, Kept::Written)
    );
    assert!(matches!(&restored.tokens[..], [RestoredToken::Written(_)]));
    assert_eq!(restored.aside, None);
}

#[test]
fn nothing_is_left_behind() {
    let (from, to) = (Place::full("one"), Place::empty());
    let before = from.files();
    from.backup(&from.path("keep.tar"));
    let after: Vec<String> = from
        .files()
        .into_iter()
        .filter(|name| name != "keep.tar")
        .collect();
    // The lock of a token is made by whoever takes it first.
    let mut expected = before;
    expected.push(".seatwise/tokens/main-user.lock".to_owned());
    expected.sort();
    assert_eq!(after, expected);
    to.restore(&from.path("keep.tar"), false);
    assert_eq!(
        to.files(),
        [
            ".seatwise/staging/main.duckdb",
            ".seatwise/staging/main.lock",
            ".seatwise/tokens/main-user.json",
            ".seatwise/tokens/main-user.lock",
            "plugins.lock",
            "seatwise.duckdb",
            "seatwise.toml",
        ]
    );
}

#[cfg(unix)]
#[test]
fn what_holds_secrets_is_readable_by_its_owner_alone() {
    let (from, to) = (Place::full("one"), Place::empty());
    let backup = from.path("keep.tar");
    from.backup(&backup);
    assert_eq!(mode(&backup), 0o600);
    to.restore(&backup, false);
    for name in to.files() {
        if !name.ends_with(".lock") || name == "plugins.lock" {
            assert_eq!(mode(&to.path(&name)), 0o600, "{name}");
        }
    }
    for folder in [".seatwise", ".seatwise/tokens", ".seatwise/staging"] {
        assert_eq!(mode(&to.path(folder)), 0o700, "{folder}");
    }
}

#[test]
fn a_database_that_is_there_is_replaced_only_by_force_and_then_kept() {
    let place = Place::full("one");
    let backup = place.path("keep.tar");
    place.backup(&backup);
    place.mark("two");
    place.stage("run-2");
    let error = place.try_restore(&backup, false).unwrap_err();
    assert!(matches!(error, RestoreError::Exists(_)), "{error}");
    assert!(
        error
            .to_string()
            .ends_with("it already exists; with --force, it is kept beside the restored one"),
        "{error}"
    );
    assert_eq!(place.marks(), ["one", "two"]);

    let report = place.restore(&backup, true);
    assert_eq!(place.marks(), ["one"]);
    assert_eq!(place.staged().unwrap().0, "run-1");
    let aside = report.aside.unwrap();
    assert_eq!(
        aside,
        place.path("seatwise.duckdb.before-restore-20261121T104500Z")
    );
    std::fs::rename(aside, place.path("seatwise.duckdb")).unwrap();
    assert_eq!(place.marks(), ["one", "two"]);
    assert!(
        place
            .path(".seatwise/staging/main.duckdb.before-restore-20261121T104500Z")
            .exists()
    );
}

#[test]
fn two_restores_in_one_second_keep_both_databases() {
    let place = Place::full("one");
    let backup = place.path("keep.tar");
    place.backup(&backup);
    place.mark("two");
    let first = place.restore(&backup, true).aside.unwrap();
    place.mark("three");
    let second = place.restore(&backup, true).aside.unwrap();
    assert_ne!(first, second);
    std::fs::rename(first, place.path("seatwise.duckdb")).unwrap();
    assert_eq!(place.marks(), ["one", "two"]);
    std::fs::rename(second, place.path("seatwise.duckdb")).unwrap();
    assert_eq!(place.marks(), ["one", "three"]);
}

#[test]
fn a_database_that_is_damaged_can_be_replaced_with_its_log() {
    let place = Place::full("one");
    let backup = place.path("keep.tar");
    place.backup(&backup);
    place.write("seatwise.duckdb", "no database at all");
    place.write("seatwise.duckdb.wal", "no log at all");
    place.restore(&backup, true);
    assert_eq!(place.marks(), ["one"]);
    let aside = "seatwise.duckdb.before-restore-20261121T104500Z";
    assert_eq!(place.read(aside), "no database at all");
    assert_eq!(place.read(&format!("{aside}.wal")), "no log at all");
    assert!(!place.path("seatwise.duckdb.wal").exists());
}

#[test]
fn what_is_only_in_the_write_ahead_log_is_in_the_backup() {
    let place = Place::full("one");
    {
        let killed = duckdb::Connection::open(place.path("seatwise.duckdb")).unwrap();
        killed
            .execute_batch(
                "PRAGMA disable_checkpoint_on_shutdown;
                 INSERT INTO connections VALUES ('logged', 'acme', make_timestamp(0), make_timestamp(0), 'r')",
            )
            .unwrap();
    }
    assert!(place.path("seatwise.duckdb.wal").exists());
    let backup = place.path("keep.tar");
    place.backup(&backup);
    let to = Place::empty();
    to.restore(&backup, false);
    assert_eq!(to.marks(), ["logged", "one"]);
}

#[test]
fn the_views_of_the_analysis_work_in_a_restored_database() {
    let (from, to) = (Place::full("one"), Place::empty());
    let store = crate::store::Store::open(&from.path("seatwise.duckdb")).unwrap();
    crate::analysis::install(store.connection()).unwrap();
    drop(store);
    let backup = from.path("keep.tar");
    from.backup(&backup);
    to.restore(&backup, false);
    // The folder that the backup was made from is gone.
    std::fs::remove_file(from.path("seatwise.duckdb")).unwrap();
    let store = crate::store::Store::open_read_only(&to.path("seatwise.duckdb")).unwrap();
    let connection = store.connection();
    assert!(crate::analysis::is_installed(connection, &to.config().analysis).unwrap());
    for view in ["license_rollup", "margin", "leakage", "renewals"] {
        let sql = format!("SELECT count(*) FROM {view}");
        let rows: i64 = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{view}");
    }
}

#[test]
fn a_configuration_and_a_lock_that_are_there_stay() {
    let from = Place::full("one");
    let backup = from.path("keep.tar");
    from.backup(&backup);
    let to = Place::empty();
    let own = "database = \"other.duckdb\"\n";
    to.write("seatwise.toml", own);
    to.write("plugins.lock", "version = 1\n# own\n");
    let report = to.restore(&backup, false);
    assert_eq!(
        (report.configuration, report.plugin_lock),
        (Kept::Other, Kept::Other)
    );
    assert_eq!(to.read("seatwise.toml"), own);
    // It says where the database goes.
    assert!(to.path("other.duckdb").exists() && !to.path("seatwise.duckdb").exists());
}

#[test]
fn a_backup_replaces_no_file_and_gets_a_name_with_the_date_in_a_folder() {
    let place = Place::full("one");
    place.write("there.tar", "something else");
    let error = place.try_backup(&place.path("there.tar")).unwrap_err();
    assert!(matches!(error, TakeError::Exists(_)), "{error}");
    assert_eq!(place.read("there.tar"), "something else");
    std::fs::create_dir(place.path("backups")).unwrap();
    let report = place.backup(&place.path("backups"));
    assert_eq!(
        report.path,
        place.path("backups/seatwise-20261121T104500Z.tar")
    );
    let error = place
        .try_backup(&place.path("nowhere/x.tar"))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("write the backup ") && error.ends_with("; nothing was left there"),
        "{error}"
    );
}

#[test]
fn before_the_first_sync_there_is_nothing_to_back_up() {
    let place = Place::empty();
    place.write("seatwise.toml", "");
    let error = place.try_backup(&place.path("keep.tar")).unwrap_err();
    assert!(
        error.to_string().contains("the file does not exist yet"),
        "{error}"
    );
    assert_eq!(place.files(), ["seatwise.toml"]);
}

#[cfg(unix)]
#[test]
fn a_database_behind_a_link_is_replaced_where_it_lies() {
    let place = Place::full("one");
    let backup = place.path("keep.tar");
    place.backup(&backup);
    std::fs::create_dir(place.path("disk")).unwrap();
    std::fs::rename(place.path("seatwise.duckdb"), place.path("disk/real")).unwrap();
    std::os::unix::fs::symlink(place.path("disk/real"), place.path("seatwise.duckdb")).unwrap();
    place.mark("two");
    place.restore(&backup, true);
    assert_eq!(place.marks(), ["one"]);
    assert!(place.path("seatwise.duckdb").is_symlink());
}
