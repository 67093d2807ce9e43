//! A list that came incomplete is merged, and proves no absence.

use super::fixtures::{Place, TestRow, charge, customer, page, subscription};
use crate::store::{Dataset, Partition, RejectedRow, RunStatus, StagedKey, Staging};

const SUBSCRIPTIONS: Dataset = Dataset::Subscriptions;

fn account() -> Partition {
    Partition::account(SUBSCRIPTIONS)
}

/// Subscriptions of one customer, by their numbers.
fn rows(customer: &str, numbers: std::ops::Range<i64>) -> Vec<TestRow> {
    numbers
        .map(|number| subscription(&format!("s{number}"), customer, 10 + number))
        .collect()
}

/// Syncs rows of the account, as all or as an incomplete list.
fn sync(
    place: &mut Place,
    now: &str,
    rows: &[TestRow],
    gap: Option<&str>,
) -> crate::store::MergeReport {
    place.sync(now, |staging, now| {
        if let Some(reason) = gap {
            staging.incomplete(&account(), reason).unwrap();
        }
        staging.append(vec![page(&account(), rows, now)]).unwrap();
    })
}

#[test]
fn an_incomplete_list_is_merged_and_nothing_that_it_lacks_is_missing() {
    let mut place = Place::new();
    sync(&mut place, "2026-11-16T10:00:00Z", &rows("a", 0..4), None);
    // Far under half: nothing is marked, so nothing has to be held back.
    let mut some = rows("a", 1..2);
    some.push(subscription("s9", "a", 5));
    some[0] = some[0].clone().with("seats", 99_i64);
    let report = sync(
        &mut place,
        "2026-11-17T10:00:00Z",
        &some,
        Some("the list has 5 rows, but 2 different ones were read"),
    );
    let dataset = &report.datasets[0];
    assert_eq!(report.status, RunStatus::Incomplete);
    assert_eq!((dataset.added, dataset.changed, dataset.missing), (1, 1, 0));
    assert!(dataset.stale[0].merged);
    assert_eq!(
        report.message.as_deref(),
        Some(
            "subscriptions: the list was incomplete, so missing rows do not count as gone: the list \
             has 5 rows, but 2 different ones were read"
        )
    );
    assert_eq!(
        place.rows("SELECT count(*), count(missing_since), max(seats) FROM license_subscriptions"),
        ["5 | 0 | 99"]
    );
    assert_eq!(
        place
            .rows("SELECT state, last_complete_at, stale_reason IS NOT NULL FROM sync_checkpoints"),
        ["incomplete | 2026-11-16T10:00:00 | true"]
    );
    let freshness = place.store().freshness().unwrap();
    assert_eq!((freshness[0].fresh, freshness[0].stale), (0, 1));

    let report = sync(&mut place, "2026-11-18T10:00:00Z", &some, None);
    assert_eq!(report.datasets[0].missing, 3);
    assert_eq!(place.rows("SELECT state FROM sync_checkpoints"), ["fresh"]);
}

#[test]
fn many_rows_that_an_incomplete_list_lacks_are_not_held_back_either() {
    let mut place = Place::new();
    sync(&mut place, "2026-11-16T10:00:00Z", &rows("a", 0..40), None);
    let report = sync(
        &mut place,
        "2026-11-17T10:00:00Z",
        &rows("a", 0..3),
        Some("x"),
    );
    assert_eq!(report.status, RunStatus::Incomplete);
    assert_eq!(
        place.rows("SELECT count(missing_since) FROM license_subscriptions"),
        ["0"]
    );
}

#[test]
fn a_customer_of_whom_not_all_came_has_no_seats_of_that_week() {
    let mut place = Place::new();
    let mut all = rows("a", 0..2);
    all.push(subscription("b1", "b", 7));
    sync(&mut place, "2026-11-10T10:00:00Z", &all, None);
    let some = [all[0].clone(), all[2].clone()];
    sync(&mut place, "2026-11-17T10:00:00Z", &some, Some("x"));
    assert_eq!(
        place.rows("SELECT iso_week, customer_id, sum(seats)::BIGINT FROM license_usage GROUP BY ALL ORDER BY ALL"),
        ["2026-W46 | a | 21", "2026-W46 | b | 7", "2026-W47 | b | 7"]
    );
}

#[test]
fn rows_that_were_refused_stay_refused_until_a_complete_read_says_otherwise() {
    let refused = |key: &str, reason: &str| RejectedRow {
        key: Some(key.to_owned()),
        reason: reason.to_owned(),
        source: "{}".to_owned(),
        about: Some(r#"{"customer_id":"a"}"#.to_owned()),
    };
    let mut place = Place::new();
    let mut sync = |now: &str, refused: Vec<RejectedRow>, gap: bool| {
        place.sync(now, |staging, now| {
            if gap {
                staging.incomplete(&account(), "x").unwrap();
            }
            let mut page = page(&account(), &[], now);
            page.rejected = refused;
            staging.append(vec![page]).unwrap();
        });
        place.rows("SELECT key, reason, about ->> 'customer_id' FROM rejected_rows ORDER BY key")
    };
    let both = vec![refused("s1", "first"), refused("s2", "first")];
    sync("2026-11-16T10:00:00Z", both, false);
    assert_eq!(
        sync("2026-11-17T10:00:00Z", vec![refused("s1", "second")], true),
        ["s1 | second | a", "s2 | first | a"]
    );
    assert_eq!(
        sync("2026-11-18T10:00:00Z", vec![refused("s1", "third")], false),
        ["s1 | third | a"]
    );
}

#[test]
fn a_second_read_joins_the_first_and_may_complete_it() {
    let mut place = Place::new();
    sync(&mut place, "2026-11-16T10:00:00Z", &rows("a", 0..4), None);
    let report = place.sync("2026-11-17T10:00:00Z", |staging, now| {
        staging.incomplete(&account(), "x").unwrap();
        staging
            .append(vec![page(&account(), &rows("a", 0..3), now)])
            .unwrap();
        staging
            .append(vec![page(&account(), &rows("a", 2..4), now)])
            .unwrap();
        staging.forget_notes(&account()).unwrap();
    });
    assert_eq!(
        (
            report.status,
            report.datasets[0].unchanged,
            report.datasets[0].missing
        ),
        (RunStatus::Complete, 4, 0)
    );
}

#[test]
fn a_repeated_read_that_was_cut_off_is_unfinished() {
    let mut place = Place::new();
    sync(&mut place, "2026-11-16T10:00:00Z", &rows("a", 0..4), None);
    let report = place.sync("2026-11-17T10:00:00Z", |staging, now| {
        staging.incomplete(&account(), "x").unwrap();
        let first = page(&account(), &rows("a", 0..3), now);
        let mut second = page(&account(), &rows("a", 0..1), now);
        second.next = Some("2".to_owned());
        staging.append(vec![first, second]).unwrap();
    });
    assert_eq!(report.status, RunStatus::Failed);
    assert_eq!(
        place.rows("SELECT count(missing_since) FROM license_subscriptions"),
        ["0"]
    );
}

#[test]
fn the_keys_of_what_is_staged_are_known_to_a_run_that_resumes() {
    let mut place = Place::new();
    let mut staging: Staging = place.begin("2026-11-16T10:00:00Z");
    let now = super::fixtures::at("2026-11-16T10:00:00Z");
    let mut first = page(&account(), &rows("a", 0..2), now);
    first.rejected = vec![RejectedRow {
        key: Some("bad".to_owned()),
        reason: "odd".to_owned(),
        source: "{}".to_owned(),
        about: None,
    }];
    let other = page(
        &Partition::account(Dataset::Customers),
        &[customer("a")],
        now,
    );
    let bill = Partition::account(Dataset::PayableCharges).in_period(20_000);
    staging
        .append(vec![first, other, page(&bill, &[charge("x", "1.00")], now)])
        .unwrap();
    let key = |id: &str| StagedKey {
        customer: None,
        id: id.to_owned(),
    };
    let mut keys = staging.keys(&account()).unwrap();
    keys.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(keys, [key("bad"), key("s0"), key("s1")]);
    assert_eq!(staging.keys(&bill).unwrap(), []);
}

#[test]
fn a_list_of_customers_that_lacks_one_that_goes_on_buying_is_incomplete() {
    let mut place = Place::new();
    let customers = Partition::account(Dataset::Customers);
    let bought = [subscription("s1", "a", 5), subscription("s2", "b", 5)];
    let mut sync = |now: &str, listed: &[TestRow], bought: &[TestRow]| {
        place.sync(now, |staging, now| {
            staging
                .append(vec![
                    page(&customers, listed, now),
                    page(&account(), bought, now),
                ])
                .unwrap();
        })
    };
    sync(
        "2026-11-16T10:00:00Z",
        &[customer("a"), customer("b")],
        &bought,
    );
    let report = sync("2026-11-17T10:00:00Z", &[customer("a")], &bought);
    assert_eq!(report.status, RunStatus::Incomplete);
    assert_eq!(report.datasets[0].missing, 0);
    // Without anything that goes on it is gone.
    let report = sync("2026-11-18T10:00:00Z", &[customer("a")], &bought[..1]);
    assert_eq!(report.datasets[0].missing, 1);
}
