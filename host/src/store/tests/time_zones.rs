//! Days and weeks are those of the operator's time zone, and a database remembers which that is.

use duckdb::Connection;

use super::fixtures::{Place, at, subscription};
use crate::{
    base::zone::Zone,
    store::{
        Dataset, Store,
        migrate::{MIGRATIONS, migrate},
    },
};

const WEEKS: &str = "SELECT iso_week, seats FROM license_usage ORDER BY ALL";

fn auckland() -> Zone {
    Zone::of_rules("NZST-12NZDT,M9.5.0,M4.1.0/3")
}

fn sync(place: &mut Place, now: &str, seats: i64) {
    let rows = [subscription("s", "a", seats)];
    place.sync_account(now, Dataset::Subscriptions, &rows);
}

#[test]
fn monday_morning_of_the_operator_is_in_the_new_week_though_it_is_sunday_in_utc() {
    let mut place = Place::new();
    place
        .store()
        .use_time_zone(&auckland(), at("2026-11-20T00:00:00Z"))
        .unwrap();
    sync(&mut place, "2026-11-29T10:59:59Z", 3);
    sync(&mut place, "2026-11-29T11:00:00Z", 4);
    assert_eq!(place.rows(WEEKS), ["2026-W48 | 3", "2026-W49 | 4"]);
}

#[test]
fn a_day_begins_and_ends_by_the_operators_clock() {
    let place = Place::new();
    place
        .store()
        .use_time_zone(&auckland(), at("2026-11-20T00:00:00Z"))
        .unwrap();
    // The clock goes forward on 27 September: that day has 23 hours.
    assert_eq!(
        place.rows(
            "SELECT local_day(TIMESTAMP '2026-09-26 12:00:00'), day_begins(DATE '2026-09-27'),
                day_begins(DATE '2026-09-28'), local_time(TIMESTAMP '2026-11-29 18:07:00')"
        ),
        ["2026-09-27 | 2026-09-26T12:00:00 | 2026-09-27T11:00:00 | 2026-11-30T07:07:00"]
    );
}

#[test]
fn a_change_of_the_zone_is_remembered_and_leaves_past_weeks_as_they_were_taken() {
    let mut place = Place::new();
    let store = place.store();
    store
        .use_time_zone(&Zone::utc(), at("2026-11-20T00:00:00Z"))
        .unwrap();
    drop(store);
    sync(&mut place, "2026-11-22T20:00:00Z", 3);
    let store = place.store();
    assert!(store.uses_time_zone(&Zone::utc()).unwrap());
    assert!(!store.uses_time_zone(&auckland()).unwrap());
    for _ in 0..2 {
        store
            .use_time_zone(&auckland(), at("2026-11-24T00:00:00Z"))
            .unwrap();
    }
    assert!(store.uses_time_zone(&auckland()).unwrap());
    drop(store);
    sync(&mut place, "2026-11-29T20:00:00Z", 4);
    assert_eq!(place.rows(WEEKS), ["2026-W47 | 3", "2026-W49 | 4"]);
    assert_eq!(
        place.rows("SELECT time_zone, since FROM time_zones ORDER BY since"),
        [
            "UTC | 2026-11-20T00:00:00".to_owned(),
            format!("{} | 2026-11-24T00:00:00", auckland().name())
        ]
    );
}

#[test]
fn a_database_of_before_is_one_of_utc() {
    let place = Place::new();
    let connection = Connection::open(place.database()).unwrap();
    migrate(&connection, &place.database(), &MIGRATIONS[..2]).unwrap();
    connection
        .execute_batch(
            "INSERT INTO sync_runs VALUES ('r', 'sherweb', 'main', '2026-11-02 06:00', '2026-11-02 06:00',
                'complete', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL)",
        )
        .unwrap();
    drop(connection);
    let store = Store::open(&place.database()).unwrap();
    store
        .use_time_zone(&Zone::utc(), at("2026-11-20T00:00:00Z"))
        .unwrap();
    drop(store);
    assert_eq!(
        place.rows("SELECT time_zone, since FROM time_zones"),
        ["UTC | 2026-11-02T06:00:00"]
    );
}

#[test]
fn a_published_copy_has_the_days_of_the_database() {
    let place = Place::new();
    let store = place.store();
    store
        .use_time_zone(&auckland(), at("2026-11-20T00:00:00Z"))
        .unwrap();
    let copy = place.folder.path().join("copy.duckdb");
    store.publish(&copy).unwrap();
    drop(store);
    let day: String = Connection::open(copy)
        .unwrap()
        .query_row(
            "SELECT local_day(TIMESTAMP '2026-11-29 18:07:00')::VARCHAR",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(day, "2026-11-30");
}
