//! The history of a subscription has a span for each state that was seen.

use super::fixtures::{Place, TestRow, money, subscription};
use crate::store::Dataset;

const SPANS: &str = "SELECT seats, unit_cost, status, missing, valid_from, valid_to
    FROM subscription_history ORDER BY valid_from";

fn sync(place: &mut Place, now: &str, rows: &[TestRow]) {
    place.sync_account(now, Dataset::Subscriptions, rows);
}

#[test]
fn a_second_sync_in_which_nothing_changed_writes_no_history() {
    let mut place = Place::new();
    let rows = [subscription("s", "a", 5)];
    sync(&mut place, "2026-11-18T10:00:00Z", &rows);
    sync(&mut place, "2026-11-19T10:00:00Z", &rows);
    assert_eq!(
        place.rows(SPANS),
        ["5 | 9.500000 | active | false | 2026-11-18T10:00:00 | "]
    );
}

#[test]
fn a_change_of_seats_price_or_status_ends_a_span_and_begins_one() {
    let mut place = Place::new();
    sync(
        &mut place,
        "2026-11-18T10:00:00Z",
        &[subscription("s", "a", 5)],
    );
    sync(
        &mut place,
        "2026-11-19T10:00:00Z",
        &[subscription("s", "a", 6)],
    );
    sync(
        &mut place,
        "2026-11-20T10:00:00Z",
        &[subscription("s", "a", 6).with("unit_cost", money("9.51"))],
    );
    sync(
        &mut place,
        "2026-11-21T10:00:00Z",
        &[subscription("s", "a", 6)
            .with("unit_cost", money("9.51"))
            .with("status", "cancelled")],
    );
    assert_eq!(
        place.rows(SPANS),
        [
            "5 | 9.500000 | active | false | 2026-11-18T10:00:00 | 2026-11-19T10:00:00",
            "6 | 9.500000 | active | false | 2026-11-19T10:00:00 | 2026-11-20T10:00:00",
            "6 | 9.510000 | active | false | 2026-11-20T10:00:00 | 2026-11-21T10:00:00",
            "6 | 9.510000 | cancelled | false | 2026-11-21T10:00:00 | "
        ]
    );
}

#[test]
fn a_new_name_begins_no_span() {
    let mut place = Place::new();
    sync(
        &mut place,
        "2026-11-18T10:00:00Z",
        &[subscription("s", "a", 5)],
    );
    sync(
        &mut place,
        "2026-11-19T10:00:00Z",
        &[subscription("s", "a", 5).with("friendly_name", "Accounting")],
    );
    assert_eq!(
        place.rows("SELECT count(*) FROM subscription_history"),
        ["1"]
    );
}

#[test]
fn a_price_that_could_not_be_asked_begins_no_span() {
    let mut place = Place::new();
    sync(
        &mut place,
        "2026-11-18T10:00:00Z",
        &[subscription("s", "a", 5)],
    );
    sync(
        &mut place,
        "2026-11-19T10:00:00Z",
        &[subscription("s", "a", 5).with("priced", false)],
    );
    assert_eq!(
        place.rows("SELECT count(*) FROM subscription_history"),
        ["1"]
    );
}

#[test]
fn going_missing_and_coming_back_are_spans_of_their_own() {
    let mut place = Place::new();
    sync(
        &mut place,
        "2026-11-18T10:00:00Z",
        &[subscription("s", "a", 5)],
    );
    sync(&mut place, "2026-11-19T10:00:00Z", &[]);
    sync(&mut place, "2026-11-20T10:00:00Z", &[]);
    sync(
        &mut place,
        "2026-11-21T10:00:00Z",
        &[subscription("s", "a", 5)],
    );
    assert_eq!(
        place.rows(SPANS),
        [
            "5 | 9.500000 | active | false | 2026-11-18T10:00:00 | 2026-11-19T10:00:00",
            "5 | 9.500000 | active | true | 2026-11-19T10:00:00 | 2026-11-21T10:00:00",
            "5 | 9.500000 | active | false | 2026-11-21T10:00:00 | "
        ]
    );
}
