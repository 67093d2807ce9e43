//! The order of work, on the golden scenario.

use std::time::Duration;

use crate::analysis::tests::fixtures::{Place, rows};
use crate::config::Config;
use crate::store::Store;

use super::{PipelineError, after_sync};

/// A golden database with a configuration that wants a copy.
fn golden() -> (Place, Config) {
    let place = Place::golden();
    let path = place.folder.path().join("seatwise.toml");
    let config = Config::from_text(&path, "publish = \"copy.duckdb\"\n").unwrap();
    (place, config)
}

fn copied(config: &Config, sql: &str) -> Vec<String> {
    let copy = Store::open_read_only(config.publish.as_ref().unwrap()).unwrap();
    rows(copy.connection(), sql)
}

#[test]
fn the_copy_has_the_findings_of_its_own_rows() {
    let (place, config) = golden();
    let folder = place.folder;
    drop(place.store);
    let (store, after) = after_sync(&config, Duration::ZERO).unwrap();
    assert!(after.publish_fault.is_none(), "{after:?}");
    let found = after.found.unwrap();
    assert!(found.opened > 0);
    let open = "SELECT count(*) FROM findings";
    assert_eq!(copied(&config, open), [found.opened.to_string()]);
    assert_eq!(rows(store.connection(), "FROM pending"), [""; 0]);
    drop(folder);
}

#[test]
fn what_was_merged_is_published_even_where_it_could_not_be_compared() {
    let (place, config) = golden();
    place.run("ALTER TABLE finding_events RENAME TO moved_away");
    let folder = place.folder;
    drop(place.store);
    let (store, after) = after_sync(&config, Duration::ZERO).unwrap();
    assert!(
        matches!(after.found, Err(PipelineError::Refresh(_))),
        "{after:?}"
    );
    assert!(after.publish_fault.is_none(), "{after:?}");
    let subscriptions = "SELECT count(*) FROM license_subscriptions";
    assert_eq!(
        copied(&config, subscriptions),
        rows(store.connection(), subscriptions)
    );
    // Both tell that the findings are of before.
    let failed = "SELECT status FROM comparisons";
    assert_eq!(copied(&config, failed), ["failed"]);
    drop(folder);
}

#[test]
fn a_copy_that_cannot_be_written_leaves_the_findings_and_is_told() {
    let (place, config) = golden();
    std::fs::create_dir(place.folder.path().join("copy.duckdb")).unwrap();
    let folder = place.folder;
    drop(place.store);
    let (_store, after) = after_sync(&config, Duration::ZERO).unwrap();
    assert!(after.found.is_ok(), "{after:?}");
    assert!(
        matches!(after.publish_fault, Some(PipelineError::Publish(_))),
        "{after:?}"
    );
    drop(folder);
}
