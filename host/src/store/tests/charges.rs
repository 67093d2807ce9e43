//! A read of a bill replaces the bill, and no other.

use super::fixtures::{Place, TestRow, charge, customer, day, page};
use crate::store::{Dataset, Partition, RunStatus};

const DATASET: Dataset = Dataset::PayableCharges;

fn october() -> Partition {
    Partition::account(DATASET).in_period(i32::try_from(day("2026-10-01")).unwrap())
}

fn sync(
    place: &mut Place,
    now: &str,
    partition: &Partition,
    rows: &[TestRow],
) -> crate::store::MergeReport {
    place.sync(now, |staging, now| {
        staging.append(vec![page(partition, rows, now)]).unwrap()
    })
}

#[test]
fn a_bill_that_is_read_again_is_replaced_line_by_line() {
    let mut place = Place::new();
    sync(
        &mut place,
        "2026-11-01T10:00:00Z",
        &october(),
        &[charge("a", "10"), charge("b", "20")],
    );
    let report = sync(
        &mut place,
        "2026-11-02T10:00:00Z",
        &october(),
        &[charge("a", "10"), charge("b", "21")],
    );
    let bill = &report.datasets[0];
    assert_eq!(
        (bill.added, bill.unchanged, bill.removed, bill.missing),
        (1, 1, 1, 0)
    );
    assert_eq!(
        place.rows("SELECT charge_name, amount, first_seen_at FROM charges ORDER BY charge_name"),
        [
            "a | 10.000000 | 2026-11-01T10:00:00",
            "b | 21.000000 | 2026-11-02T10:00:00"
        ]
    );
}

#[test]
fn two_equal_lines_of_one_bill_are_two_lines() {
    let mut place = Place::new();
    let rows = [charge("a", "10"), charge("a", "10")];
    sync(&mut place, "2026-11-01T10:00:00Z", &october(), &rows);
    let again = sync(&mut place, "2026-11-02T10:00:00Z", &october(), &rows);
    assert_eq!(
        (again.datasets[0].unchanged, again.datasets[0].duplicates),
        (2, 0)
    );
    assert_eq!(
        place.rows("SELECT count(*), sum(amount) FROM charges"),
        ["2 | 20.000000"]
    );
}

#[test]
fn one_bill_asked_for_by_two_days_counts_once() {
    let mut place = Place::new();
    let report = place.sync("2026-11-01T10:00:00Z", |staging, now| {
        let later =
            Partition::account(DATASET).in_period(i32::try_from(day("2026-10-20")).unwrap());
        let rows = [charge("a", "10"), charge("a", "10")];
        staging
            .append(vec![page(&october(), &rows, now), page(&later, &rows, now)])
            .unwrap();
    });
    assert_eq!(
        (report.datasets[0].added, report.datasets[0].duplicates),
        (2, 2)
    );
}

#[test]
fn the_bill_of_another_period_and_the_other_direction_stay() {
    let mut place = Place::new();
    let september = charge("old", "5")
        .with("billing_period_from", day("2026-09-01"))
        .with("billing_period_to", day("2026-10-01"));
    let partition =
        Partition::account(DATASET).in_period(i32::try_from(day("2026-09-01")).unwrap());
    sync(&mut place, "2026-10-01T10:00:00Z", &partition, &[september]);
    place.sync("2026-10-01T11:00:00Z", |staging, now| {
        let revenue = Partition {
            dataset: Dataset::ReceivableCharges,
            ..october()
        };
        let row = charge("sold", "15").with("direction", "receivable");
        staging.append(vec![page(&revenue, &[row], now)]).unwrap();
    });
    sync(
        &mut place,
        "2026-11-01T10:00:00Z",
        &october(),
        &[charge("a", "10")],
    );
    let emptied = sync(&mut place, "2026-11-02T10:00:00Z", &october(), &[]);
    assert_eq!(emptied.datasets[0].removed, 1);
    assert_eq!(
        place.rows("SELECT direction, charge_name FROM charges ORDER BY ALL"),
        ["payable | old", "receivable | sold"]
    );
}

#[test]
fn a_read_of_one_customers_bill_replaces_that_customers_lines_alone() {
    let mut place = Place::new();
    let of = |customer: &str| Partition {
        customer: Some(customer.to_owned()),
        ..october()
    };
    place.sync("2026-11-01T10:00:00Z", |staging, now| {
        staging
            .append(vec![
                page(&of("a"), &[charge("x", "1")], now),
                page(&of("b"), &[charge("x", "1")], now),
            ])
            .unwrap();
    });
    let report = sync(
        &mut place,
        "2026-11-02T10:00:00Z",
        &of("a"),
        &[charge("x", "2")],
    );
    assert_eq!(
        (report.datasets[0].added, report.datasets[0].removed),
        (1, 1)
    );
    assert_eq!(
        place.rows("SELECT customer_id, amount FROM charges ORDER BY customer_id"),
        ["a | 2.000000", "b | 1.000000"]
    );
}

#[test]
fn lines_without_a_billing_period_are_those_of_the_month_that_was_asked_for() {
    let mut place = Place::new();
    let bare = |name: &str| {
        TestRow::default()
            .with("kind", "usage")
            .with("charge_name", name)
    };
    let in_month =
        |text: &str| Partition::account(DATASET).in_period(i32::try_from(day(text)).unwrap());
    sync(
        &mut place,
        "2026-10-01T10:00:00Z",
        &in_month("2026-09-30"),
        &[bare("september")],
    );
    sync(
        &mut place,
        "2026-11-01T10:00:00Z",
        &in_month("2026-10-01"),
        &[bare("first")],
    );
    sync(
        &mut place,
        "2026-11-02T10:00:00Z",
        &in_month("2026-10-15"),
        &[bare("second")],
    );
    assert_eq!(
        place.rows("SELECT charge_name FROM charges ORDER BY ALL"),
        ["second", "september"]
    );
}

#[test]
fn a_bill_that_lost_most_of_its_lines_is_held_back() {
    let mut place = Place::new();
    let rows: Vec<TestRow> = (0..12)
        .map(|number| charge(&format!("line {number}"), "1"))
        .collect();
    sync(&mut place, "2026-11-01T10:00:00Z", &october(), &rows);
    let report = sync(&mut place, "2026-11-02T10:00:00Z", &october(), &rows[..2]);
    assert_eq!(report.status, RunStatus::HeldBack);
    assert_eq!(place.rows("SELECT count(*) FROM charges"), ["12"]);
}

#[test]
fn a_bill_that_has_no_line_any_more_is_held_back() {
    let mut place = Place::new();
    let rows: Vec<TestRow> = (0..3)
        .map(|number| charge(&format!("line {number}"), "1"))
        .collect();
    sync(&mut place, "2026-11-01T10:00:00Z", &october(), &rows);
    let report = sync(&mut place, "2026-11-02T10:00:00Z", &october(), &[]);
    assert_eq!(report.status, RunStatus::HeldBack);
    assert_eq!(place.rows("SELECT count(*) FROM charges"), ["3"]);
}

/// A line that names its customer by the name alone.
fn named(name: &str, charge_name: &str, amount: &str) -> TestRow {
    charge(charge_name, amount).with("customer_name", name)
}

#[test]
fn a_bill_that_names_a_customer_as_it_was_called_before_a_renaming_is_still_its_own() {
    let mut place = Place::new();
    let called = |name: &str| [customer("c1").with("name", name)];
    place.sync_account(
        "2026-11-01T09:00:00Z",
        Dataset::Customers,
        &called("Sorrel House"),
    );
    let lines = [
        named(" sorrel house", "a", "10"),
        named("Nobody", "b", "20"),
    ];
    sync(&mut place, "2026-11-01T10:00:00Z", &october(), &lines);
    place.sync_account(
        "2026-11-05T09:00:00Z",
        Dataset::Customers,
        &called("Sorrel Group"),
    );
    // The whole bill changes, under the old name and the new one.
    let lines = [
        named("Sorrel House", "a", "11"),
        named("Sorrel Group", "c", "5"),
        named("Nobody", "b", "20"),
    ];
    let again = sync(&mut place, "2026-11-05T10:00:00Z", &october(), &lines);
    assert_eq!(
        (again.datasets[0].added, again.datasets[0].unchanged),
        (2, 1)
    );
    assert_eq!(
        place.rows("SELECT charge_name, customer_id FROM charges ORDER BY ALL"),
        ["a | c1", "b | ", "c | c1"]
    );
}

#[test]
fn a_renaming_keeps_the_lines_that_were_read_before_under_their_customer() {
    let mut place = Place::new();
    sync(
        &mut place,
        "2026-11-01T08:00:00Z",
        &october(),
        &[named("Sorrel House", "a", "10"), named("Twin", "b", "20")],
    );
    let called = |first: &str, second: &str| {
        [
            customer("c1").with("name", first),
            customer("c2").with("name", second),
            customer("c3").with("name", "Twin"),
        ]
    };
    place.sync_account(
        "2026-11-01T09:00:00Z",
        Dataset::Customers,
        &called("Sorrel House", "Twin"),
    );
    place.sync_account(
        "2026-11-05T09:00:00Z",
        Dataset::Customers,
        &called("Sorrel Group", "Tansy"),
    );
    // Two customers were called Twin, so nobody knows whose that line is.
    assert_eq!(
        place.rows("SELECT charge_name, customer_id FROM charges ORDER BY ALL"),
        ["a | c1", "b | "]
    );
}
