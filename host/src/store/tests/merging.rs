//! What a merge writes and counts.

use super::fixtures::{Place, customer, day, money, page, subscription};
use crate::store::{Dataset, Partition, RunStatus};

#[test]
fn rows_arrive_with_every_type_and_nothing_is_rounded() {
    let mut place = Place::new();
    let row = subscription("s1", "c1", 25)
        .with("unit_cost", money("12.345678"))
        .with("renews_on", day("2027-03-01"))
        .with("purchased_at", 1_700_000_000_123_456)
        .with("auto_renew", true)
        .with("extra", r#"{"odd":1}"#);
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Subscriptions, &[row]);
    assert_eq!(
        place.rows(
            "SELECT vendor, connection, id, seats, unit_cost, unit_price, renews_on, purchased_at, auto_renew,
                 extra->>'$.odd', first_seen_at, run_id
             FROM license_subscriptions"
        ),
        [
            "sherweb | sherweb-main | s1 | 25 | 12.345678 |  | 2027-03-01 | 2023-11-14T22:13:20.123456 | true | 1 \
             | 2026-11-20T10:00:00 | run-1"
        ]
    );
}

#[test]
fn terms_are_also_there_in_months() {
    let mut place = Place::new();
    let terms = [
        "none",
        "one-time",
        "weekly",
        "quarterly",
        "triennial",
        "every full moon",
    ];
    let rows: Vec<_> = terms
        .iter()
        .map(|term| subscription(term, "c1", 1).with("billing_cycle", *term))
        .collect();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Subscriptions, &rows);
    assert_eq!(
        place.rows("SELECT billing_cycle, billing_cycle_months, commitment_term_months FROM license_subscriptions"),
        [
            "none | 0 | 12",
            "one-time | 0 | 12",
            "weekly |  | 12",
            "quarterly | 3 | 12",
            "triennial | 36 | 12",
            "every full moon |  | 12"
        ]
    );
}

#[test]
fn added_changed_and_unchanged_rows_are_counted() {
    let mut place = Place::new();
    let first = place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    assert_eq!((first.datasets[0].added, first.datasets[0].read), (2, 2));
    let second = place.sync_account(
        "2026-11-21T10:00:00Z",
        Dataset::Customers,
        &[
            customer("a"),
            customer("b").with("email", "b@example.com"),
            customer("c"),
        ],
    );
    let report = &second.datasets[0];
    assert_eq!(
        (report.read, report.added, report.changed, report.unchanged),
        (3, 1, 1, 1)
    );
    assert_eq!(
        place.rows(
            "SELECT id, email, first_seen_at, last_seen_at, run_id FROM customers ORDER BY id"
        ),
        [
            "a |  | 2026-11-20T10:00:00 | 2026-11-21T10:00:00 | run-2",
            "b | b@example.com | 2026-11-20T10:00:00 | 2026-11-21T10:00:00 | run-2",
            "c |  | 2026-11-21T10:00:00 | 2026-11-21T10:00:00 | run-2"
        ]
    );
}

#[test]
fn the_same_key_twice_in_one_read_is_one_row_the_last_one_and_is_counted() {
    let mut place = Place::new();
    let report = place.sync("2026-11-20T10:00:00Z", |staging, now| {
        let account = Partition::account(Dataset::Customers);
        let mut first = page(
            &account,
            &[customer("a").with("name", "first"), customer("b")],
            now,
        );
        first.next = Some("2".to_owned());
        staging
            .append(vec![
                first,
                page(&account, &[customer("a").with("name", "last")], now),
            ])
            .unwrap();
    });
    assert_eq!(
        (
            report.datasets[0].read,
            report.datasets[0].added,
            report.datasets[0].duplicates
        ),
        (3, 2, 1)
    );
    assert_eq!(
        place.rows("SELECT id, name FROM customers ORDER BY id"),
        ["a | last", "b | Name of b"]
    );
}

#[test]
fn prices_that_could_not_be_asked_stay_as_they_were() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Subscriptions,
        &[subscription("s1", "c1", 5)],
    );
    let unpriced = super::fixtures::TestRow::default()
        .with("id", "s1")
        .with("customer_id", "c1")
        .with("status", "active")
        .with("charge_model", "seats")
        .with("committed", "[]")
        .with("commitment_term", "annual")
        .with("seats", 7)
        .with("priced", false);
    place.sync_account(
        "2026-11-21T10:00:00Z",
        Dataset::Subscriptions,
        &[unpriced, subscription("s2", "c1", 1).with("priced", false)],
    );
    assert_eq!(
        place.rows(
            "SELECT id, seats, unit_cost, currency, billing_cycle, billing_cycle_months, priced_at
             FROM license_subscriptions ORDER BY id"
        ),
        [
            "s1 | 7 | 9.500000 | USD | monthly | 1 | 2026-11-20T10:00:00",
            "s2 | 1 |  |  |  |  | "
        ]
    );
}

#[test]
fn a_subscription_that_moves_to_another_customer_is_one_row_and_not_missing() {
    let mut place = Place::new();
    let dataset = Dataset::Subscriptions;
    place.sync_customers(
        "2026-11-20T10:00:00Z",
        dataset,
        &[("a", &[subscription("s1", "a", 5)]), ("b", &[])],
    );
    let report = place.sync_customers(
        "2026-11-21T10:00:00Z",
        dataset,
        &[("a", &[]), ("b", &[subscription("s1", "b", 5)])],
    );
    assert_eq!(report.datasets[0].missing, 0);
    assert_eq!(
        place.rows("SELECT customer_id, missing_since FROM license_subscriptions"),
        ["b | "]
    );
}

#[test]
fn two_connections_of_one_vendor_do_not_touch_each_other() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &[customer("a")]);
    place
        .store()
        .connection
        .execute_batch("UPDATE customers SET connection = 'another'")
        .unwrap();
    place.sync_account("2026-11-21T10:00:00Z", Dataset::Customers, &[customer("b")]);
    assert_eq!(
        place.rows("SELECT connection, id, missing_since FROM customers ORDER BY id"),
        ["another | a | ", "sherweb-main | b | "]
    );
}

#[test]
fn products_of_everybody_and_of_a_customer_are_different_rows() {
    let mut place = Place::new();
    let row = || super::fixtures::TestRow::default().with("id", "p");
    let rows = [row(), row().with("customer_id", "c1")];
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Products, &rows);
    let again = place.sync_account("2026-11-21T10:00:00Z", Dataset::Products, &rows);
    assert_eq!(
        (
            again.datasets[0].unchanged,
            again.datasets[0].added,
            again.datasets[0].missing
        ),
        (2, 0, 0)
    );
}

#[test]
fn extra_that_is_no_json_is_kept_as_text_and_stops_nothing() {
    let mut place = Place::new();
    let report = place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a").with("extra", "{oops")],
    );
    assert!(report.complete());
    assert_eq!(place.rows("SELECT extra FROM customers"), [r#""{oops""#]);
    let again = place.sync_account(
        "2026-11-20T11:00:00Z",
        Dataset::Customers,
        &[customer("a").with("extra", "{oops")],
    );
    assert_eq!(again.datasets[0].unchanged, 1);
}

#[test]
fn names_in_every_script_and_of_any_length_arrive_whole() {
    let mut place = Place::new();
    let long = "長".repeat(10_000);
    let names = [
        "Zoë & Söhne",
        "株式会社",
        "ش.م.ل",
        "a\u{0}b\u{7}c\n'; DROP TABLE customers; --",
        &long,
    ];
    let rows: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(number, name)| customer(&format!("c{number}")).with("name", *name))
        .collect();
    let report = place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &rows);
    assert!(report.complete());
    let stored: Vec<String> = place
        .store()
        .customers("sherweb-main")
        .unwrap()
        .into_iter()
        .map(|found| found.name)
        .collect();
    for name in names {
        assert!(stored.iter().any(|stored| stored == name), "{:.40?}", name);
    }
}

#[test]
fn a_run_is_recorded_with_its_counts() {
    let mut place = Place::new();
    let report = place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    assert_eq!(report.status, RunStatus::Complete);
    let runs = place.store().runs(None, 10).unwrap();
    assert_eq!(runs.len(), 1);
    assert_eq!(
        (
            runs[0].run_id.as_str(),
            runs[0].status,
            runs[0].read,
            runs[0].added
        ),
        ("run-1", RunStatus::Complete, 2, 2)
    );
    assert_eq!(runs[0].message, None);
    assert_eq!(
        place.rows("SELECT connection, vendor, run_id FROM connections"),
        ["sherweb-main | sherweb | run-1"]
    );
}

#[test]
fn a_million_rows_do_not_need_a_million_comparisons_each() {
    // A partition for each of 2,000 customers: were the scope joined row by row, this would take minutes.
    let mut place = Place::new();
    let dataset = Dataset::Usage;
    let fill = |staging: &mut crate::store::Staging, now| {
        let pages = (0..2_000)
            .map(|number| {
                let customer = format!("c{number}");
                let rows: Vec<_> = (0..20)
                    .map(|meter| super::fixtures::usage(&format!("m{meter}"), &customer, 1))
                    .collect();
                page(&Partition::customer(dataset, customer), &rows, now)
            })
            .collect();
        staging.append(pages).unwrap();
    };
    assert_eq!(
        place.sync("2026-11-20T10:00:00Z", fill).datasets[0].added,
        40_000
    );
    assert_eq!(
        place.sync("2026-11-20T11:00:00Z", fill).datasets[0].unchanged,
        40_000
    );
}
