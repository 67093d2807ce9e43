//! Absent is not cancelled, and only a complete read proves absence.

use super::fixtures::{CONNECTION, Place, TestRow, at, customer, page, subscription, usage};
use crate::store::{Dataset, MergeOptions, Partition, RejectedRow, RunStatus};

const SUBSCRIPTIONS: Dataset = Dataset::Subscriptions;

fn customers(count: usize) -> Vec<TestRow> {
    (0..count)
        .map(|number| customer(&format!("c{number:02}")))
        .collect()
}

#[test]
fn a_row_that_a_complete_read_no_longer_contains_is_missing_and_not_deleted() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        SUBSCRIPTIONS,
        &[subscription("s1", "a", 5), subscription("s2", "a", 6)],
    );
    let report = place.sync_account(
        "2026-11-21T10:00:00Z",
        SUBSCRIPTIONS,
        &[subscription("s1", "a", 5)],
    );
    assert_eq!(report.datasets[0].missing, 1);
    assert_eq!(
        place.rows(
            "SELECT id, status, missing_since, last_seen_at FROM license_subscriptions ORDER BY id"
        ),
        [
            "s1 | active |  | 2026-11-21T10:00:00",
            "s2 | active | 2026-11-21T10:00:00 | 2026-11-20T10:00:00"
        ]
    );
}

#[test]
fn a_missing_row_keeps_the_day_on_which_it_went() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    place.sync_account("2026-11-21T10:00:00Z", Dataset::Customers, &[customer("a")]);
    let report = place.sync_account("2026-11-22T10:00:00Z", Dataset::Customers, &[customer("a")]);
    assert_eq!(report.datasets[0].missing, 0);
    assert_eq!(
        place.rows("SELECT missing_since FROM customers WHERE id = 'b'"),
        ["2026-11-21T10:00:00"]
    );
}

#[test]
fn a_row_that_comes_back_is_not_missing_any_more() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    place.sync_account("2026-11-21T10:00:00Z", Dataset::Customers, &[customer("a")]);
    let report = place.sync_account(
        "2026-11-22T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    assert_eq!(
        (report.datasets[0].returned, report.datasets[0].unchanged),
        (1, 2)
    );
    assert_eq!(
        place.rows("SELECT count(*) FROM customers WHERE missing_since IS NOT NULL"),
        ["0"]
    );
}

#[test]
fn a_read_of_one_customer_speaks_for_that_customer_alone() {
    let mut place = Place::new();
    let rows = [subscription("s1", "a", 5), subscription("s2", "a", 6)];
    place.sync_customers(
        "2026-11-20T10:00:00Z",
        SUBSCRIPTIONS,
        &[("a", &rows), ("b", &[subscription("s3", "b", 7)])],
    );
    let report = place.sync_customers("2026-11-21T10:00:00Z", SUBSCRIPTIONS, &[("a", &rows[..1])]);
    assert_eq!(report.datasets[0].missing, 1);
    assert_eq!(
        place.rows("SELECT id FROM license_subscriptions WHERE missing_since IS NOT NULL"),
        ["s2"]
    );
}

#[test]
fn a_read_that_did_not_reach_its_end_changes_nothing() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    let report = place.sync("2026-11-21T10:00:00Z", |staging, now| {
        let account = Partition::account(Dataset::Customers);
        let mut first = page(&account, &[customer("a").with("name", "half")], now);
        first.next = Some("2".to_owned());
        staging.append(vec![first]).unwrap();
        staging
            .fail(&account, "GET /customers answered 500")
            .unwrap();
    });
    assert_eq!(report.status, RunStatus::Failed);
    assert_eq!(
        place.rows("SELECT id, name, missing_since FROM customers ORDER BY id"),
        ["a | Name of a | ", "b | Name of b | "]
    );
}

#[test]
fn a_rejected_row_is_not_missing() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b"), customer("c")],
    );
    let rejected = |key: Option<&str>| RejectedRow {
        key: key.map(str::to_owned),
        reason: "odd".to_owned(),
        source: "{}".to_owned(),
        about: None,
    };
    let report = place.sync("2026-11-21T10:00:00Z", |staging, now| {
        let mut page = page(
            &Partition::account(Dataset::Customers),
            &[customer("a")],
            now,
        );
        page.rejected = vec![rejected(Some("b"))];
        staging.append(vec![page]).unwrap();
    });
    assert_eq!(
        (report.datasets[0].missing, report.datasets[0].rejected),
        (1, 1)
    );
    assert_eq!(
        place.rows("SELECT id FROM customers WHERE missing_since IS NOT NULL"),
        ["c"]
    );
}

#[test]
fn a_rejected_row_without_a_key_could_be_any_row_so_none_is_missing() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    let report = place.sync("2026-11-21T10:00:00Z", |staging, now| {
        let mut page = page(
            &Partition::account(Dataset::Customers),
            &[customer("a")],
            now,
        );
        page.rejected = vec![RejectedRow {
            key: None,
            reason: "odd".to_owned(),
            source: "{}".to_owned(),
            about: None,
        }];
        staging.append(vec![page]).unwrap();
    });
    assert_eq!(report.datasets[0].missing, 0);
}

#[test]
fn a_rejected_meter_of_one_customer_does_not_hide_the_same_meter_of_another() {
    let mut place = Place::new();
    let meters = [
        ("a", &[usage("m", "a", 1)][..]),
        ("b", &[usage("m", "b", 1)]),
    ];
    place.sync_customers("2026-11-18T10:00:00Z", Dataset::Usage, &meters);
    place.sync("2026-11-19T10:00:00Z", |staging, now| {
        let mut of_a = page(&Partition::customer(Dataset::Usage, "a"), &[], now);
        of_a.rejected = vec![RejectedRow {
            key: Some("m".to_owned()),
            reason: "odd".to_owned(),
            source: "{}".to_owned(),
            about: None,
        }];
        staging
            .append(vec![
                of_a,
                page(&Partition::customer(Dataset::Usage, "b"), &[], now),
            ])
            .unwrap();
    });
    assert_eq!(
        place.rows("SELECT customer_id FROM license_usage WHERE missing_since IS NOT NULL"),
        ["b"]
    );
}

#[test]
fn what_belongs_to_a_customer_that_is_no_longer_listed_is_missing_too() {
    let mut place = Place::new();
    let sync = |place: &mut Place, now: &str, ids: &[&str]| {
        place.sync(now, |staging, now| {
            let rows: Vec<TestRow> = ids.iter().map(|id| customer(id)).collect();
            let mut pages = vec![page(&Partition::account(Dataset::Customers), &rows, now)];
            for id in ids {
                let row = subscription(&format!("of-{id}"), id, 5);
                pages.push(page(&Partition::customer(SUBSCRIPTIONS, *id), &[row], now));
            }
            staging.append(pages).unwrap();
        })
    };
    sync(&mut place, "2026-11-20T10:00:00Z", &["a", "b"]);
    let report = sync(&mut place, "2026-11-21T10:00:00Z", &["a"]);
    assert!(report.complete());
    assert_eq!(
        (report.datasets[0].missing, report.datasets[1].missing),
        (1, 1)
    );
    assert_eq!(
        place.rows("SELECT id FROM license_subscriptions WHERE missing_since IS NOT NULL"),
        ["of-b"]
    );
    assert_eq!(
        place.rows("SELECT dataset, state FROM sync_checkpoints WHERE customer_id = 'b'"),
        ["subscriptions | gone"]
    );
    let back = sync(&mut place, "2026-11-22T10:00:00Z", &["a", "b"]);
    assert_eq!(
        (back.datasets[0].returned, back.datasets[1].returned),
        (1, 1)
    );
    assert_eq!(
        place.rows("SELECT state FROM sync_checkpoints WHERE customer_id = 'b'"),
        ["fresh"]
    );
}

#[test]
fn a_read_that_returns_under_half_is_held_back_until_it_is_accepted() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &customers(20));
    let few = customers(9);
    let held = place.sync_account("2026-11-21T10:00:00Z", Dataset::Customers, &few);
    assert_eq!(held.status, RunStatus::HeldBack);
    let reason = held.datasets[0].held_back.clone().unwrap();
    assert!(
        reason.contains("returned 9 of the 20 rows that were there"),
        "{reason}"
    );
    assert_eq!(held.message, Some(reason));
    assert_eq!(
        (
            held.datasets[0].read,
            held.datasets[0].missing,
            held.datasets[0].unchanged
        ),
        (9, 0, 0)
    );
    assert_eq!(
        place.rows("SELECT count(*) FROM customers WHERE missing_since IS NULL"),
        ["20"]
    );
    assert_eq!(
        place.rows("SELECT state FROM sync_checkpoints"),
        ["held_back"]
    );

    let options = MergeOptions {
        accept_shrink: true,
        ..MergeOptions::new(at("2026-11-22T10:00:00Z"))
    };
    let accepted = place.sync_with(options, |staging, now| {
        staging
            .append(vec![page(
                &Partition::account(Dataset::Customers),
                &few,
                now,
            )])
            .unwrap();
    });
    assert!(accepted.complete());
    assert_eq!(accepted.datasets[0].missing, 11);
}

#[test]
fn the_customers_of_another_account_are_held_back_however_many_they_are() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &customers(20));
    let others = &customers(60)[11..];
    let held = place.sync_account("2026-11-21T10:00:00Z", Dataset::Customers, others);
    assert_eq!(held.status, RunStatus::HeldBack);
    let reason = held.datasets[0].held_back.clone().unwrap();
    let expected = "returned 9 of the 20 rows that were there, and 40 new ones;";
    assert!(reason.contains(expected), "{reason}");
    assert_eq!(
        place.rows("SELECT count(*), count(missing_since) FROM customers"),
        ["20 | 0"]
    );
    // Half of them are enough, as long as it is the customers that were there.
    let half = &customers(60)[10..];
    let merged = place.sync_account("2026-11-22T10:00:00Z", Dataset::Customers, half);
    assert_eq!(merged.status, RunStatus::Complete);
    assert_eq!(merged.datasets[0].missing, 10);
}

#[test]
fn a_held_back_run_that_is_still_staged_can_be_accepted_without_reading_again() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &customers(20));
    let mut staging = place.begin("2026-11-21T10:00:00Z");
    let now = at("2026-11-21T10:00:00Z");
    staging
        .append(vec![page(
            &Partition::account(Dataset::Customers),
            &customers(3),
            now,
        )])
        .unwrap();
    let mut store = place.store();
    assert_eq!(
        store
            .merge(&mut staging, &MergeOptions::new(now))
            .unwrap()
            .status,
        RunStatus::HeldBack
    );
    let options = MergeOptions {
        accept_shrink: true,
        ..MergeOptions::new(now)
    };
    assert_eq!(
        store.merge(&mut staging, &options).unwrap().datasets[0].missing,
        17
    );
    assert_eq!(
        store.runs(Some(CONNECTION), 1).unwrap()[0].status,
        RunStatus::Complete
    );
}

#[test]
fn half_and_more_is_believed_and_so_is_any_loss_from_under_ten_rows() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &customers(20));
    assert!(
        place
            .sync_account("2026-11-21T10:00:00Z", Dataset::Customers, &customers(10))
            .complete()
    );
    assert!(
        place
            .sync_account("2026-11-22T10:00:00Z", Dataset::Customers, &customers(9))
            .complete()
    );
    assert!(
        place
            .sync_account("2026-11-23T10:00:00Z", Dataset::Customers, &customers(1))
            .complete()
    );
    assert!(
        place
            .sync_account("2026-11-24T10:00:00Z", Dataset::Customers, &[])
            .complete()
    );
}

#[test]
fn a_list_of_customers_that_is_empty_at_once_is_held_back() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &customers(9));
    let report = place.sync_account("2026-11-21T10:00:00Z", Dataset::Customers, &[]);
    assert!(!report.complete(), "{report:?}");
    assert_eq!(
        place.rows("SELECT count(*) FROM customers WHERE missing_since IS NULL"),
        ["9"]
    );
}

#[test]
fn only_what_was_read_counts_for_the_guard() {
    let mut place = Place::new();
    let rows: Vec<TestRow> = (0..30)
        .map(|number| subscription(&format!("s{number}"), "big", 1))
        .collect();
    place.sync_customers(
        "2026-11-20T10:00:00Z",
        SUBSCRIPTIONS,
        &[("big", &rows), ("small", &[subscription("x", "small", 1)])],
    );
    let report = place.sync_customers("2026-11-21T10:00:00Z", SUBSCRIPTIONS, &[("small", &[])]);
    assert!(report.complete(), "{report:?}");
    assert_eq!(report.datasets[0].missing, 1);
}
