//! The last complete sync of an ISO week is its snapshot.

use super::fixtures::{Place, at, page, subscription, usage};
use crate::store::{Dataset, MergeOptions, Partition};

const METERS: &str = "SELECT iso_week, id, used, missing_since FROM license_usage
    WHERE source = 'meter' ORDER BY ALL";
const SEATS: &str = "SELECT iso_week, id, seats, missing_since FROM license_usage
    WHERE source = 'subscription' ORDER BY ALL";

#[test]
fn a_week_has_one_row_for_each_meter_with_the_last_values() {
    let mut place = Place::new();
    for (now, used) in [
        ("2026-11-16T00:00:00Z", 3),
        ("2026-11-22T23:59:59Z", 4),
        ("2026-11-23T00:00:00Z", 5),
    ] {
        place.sync_customers(now, Dataset::Usage, &[("a", &[usage("m", "a", used)])]);
    }
    assert_eq!(
        place.rows(METERS),
        ["2026-W47 | m | 4.000000 | ", "2026-W48 | m | 5.000000 | "]
    );
}

#[test]
fn the_first_days_of_january_belong_to_the_week_that_iso_says() {
    let mut place = Place::new();
    place.sync_customers(
        "2027-01-03T10:00:00Z",
        Dataset::Usage,
        &[("a", &[usage("m", "a", 1)])],
    );
    assert_eq!(
        place.rows("SELECT iso_week FROM license_usage"),
        ["2026-W53"]
    );
}

#[test]
fn a_week_has_one_row_for_each_subscription_with_its_seats() {
    let mut place = Place::new();
    for (now, seats) in [
        ("2026-11-16T10:00:00Z", 3),
        ("2026-11-20T10:00:00Z", 4),
        ("2026-11-24T10:00:00Z", 5),
    ] {
        place.sync_account(
            now,
            Dataset::Subscriptions,
            &[subscription("s", "a", seats)],
        );
    }
    assert_eq!(
        place.rows(SEATS),
        ["2026-W47 | s | 4 | ", "2026-W48 | s | 5 | "]
    );
    assert_eq!(
        place.rows(
            "SELECT unit_cost, currency, billing_cycle_months, first_seen_at, last_seen_at
             FROM license_usage WHERE iso_week = '2026-W47'"
        ),
        ["9.500000 | USD | 1 | 2026-11-16T10:00:00 | 2026-11-20T10:00:00"]
    );
}

#[test]
fn what_went_missing_within_the_week_is_marked_and_the_weeks_before_stay() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-10T10:00:00Z",
        Dataset::Subscriptions,
        &[subscription("s", "a", 1)],
    );
    place.sync_account(
        "2026-11-17T10:00:00Z",
        Dataset::Subscriptions,
        &[subscription("s", "a", 2)],
    );
    place.sync_account("2026-11-18T10:00:00Z", Dataset::Subscriptions, &[]);
    assert_eq!(
        place.rows(SEATS),
        [
            "2026-W46 | s | 1 | ",
            "2026-W47 | s | 2 | 2026-11-18T10:00:00"
        ]
    );

    place.sync_customers(
        "2026-11-10T10:00:00Z",
        Dataset::Usage,
        &[("a", &[usage("m", "a", 1)])],
    );
    place.sync_customers(
        "2026-11-17T10:00:00Z",
        Dataset::Usage,
        &[("a", &[usage("m", "a", 2)])],
    );
    let report = place.sync_customers("2026-11-18T10:00:00Z", Dataset::Usage, &[("a", &[])]);
    assert_eq!(report.datasets[0].missing, 1);
    assert_eq!(
        place.rows(METERS),
        [
            "2026-W46 | m | 1.000000 | ",
            "2026-W47 | m | 2.000000 | 2026-11-18T10:00:00"
        ]
    );
}

#[test]
fn a_customer_that_failed_has_no_row_of_this_week() {
    let mut place = Place::new();
    let rows = |customer| {
        [subscription(
            if customer == "a" { "sa" } else { "sb" },
            customer,
            1,
        )]
    };
    place.sync_customers(
        "2026-11-10T10:00:00Z",
        Dataset::Subscriptions,
        &[("a", &rows("a")), ("b", &rows("b"))],
    );
    place.sync("2026-11-17T10:00:00Z", |staging, now| {
        staging
            .append(vec![page(
                &Partition::customer(Dataset::Subscriptions, "a"),
                &rows("a"),
                now,
            )])
            .unwrap();
        staging
            .fail(&Partition::customer(Dataset::Subscriptions, "b"), "500")
            .unwrap();
    });
    assert_eq!(
        place.rows(SEATS),
        [
            "2026-W46 | sa | 1 | ",
            "2026-W46 | sb | 1 | ",
            "2026-W47 | sa | 1 | "
        ]
    );
}

#[test]
fn a_read_that_is_merged_a_week_late_is_the_snapshot_of_its_own_week() {
    let mut place = Place::new();
    let mut staging = place.begin("2026-11-15T22:00:00Z");
    let rows = [usage("m", "a", 1)];
    staging
        .append(vec![page(
            &Partition::customer(Dataset::Usage, "a"),
            &rows,
            at("2026-11-15T22:00:00Z"),
        )])
        .unwrap();
    place
        .store()
        .merge(&mut staging, &MergeOptions::new(at("2026-11-17T06:00:00Z")))
        .unwrap();
    assert_eq!(place.rows(METERS), ["2026-W46 | m | 1.000000 | "]);
}

#[test]
fn a_meter_named_alike_at_two_customers_is_two_rows() {
    let mut place = Place::new();
    let meters = [
        ("a", &[usage("m", "a", 1)][..]),
        ("b", &[usage("m", "b", 2)]),
    ];
    let report = place.sync_customers("2026-11-17T10:00:00Z", Dataset::Usage, &meters);
    assert_eq!(
        (report.datasets[0].added, report.datasets[0].duplicates),
        (2, 0)
    );
}
