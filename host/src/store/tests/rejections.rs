//! Rows that break a rule are set apart.

use super::fixtures::{CONNECTION, Place, customer, page, subscription};
use crate::store::{Dataset, Partition, RejectedRow, RunStatus};

fn rejected(key: &str) -> RejectedRow {
    RejectedRow {
        key: Some(key.to_owned()),
        reason: "seats are negative: -3".to_owned(),
        source: r#"{"quantity":-3}"#.to_owned(),
        about: Some(r#"{"customer_id":"a"}"#.to_owned()),
    }
}

#[test]
fn a_rejected_row_is_kept_with_its_reason_and_source_and_the_sync_goes_on() {
    let mut place = Place::new();
    let report = place.sync("2026-11-20T10:00:00Z", |staging, now| {
        let mut page = page(
            &Partition::customer(Dataset::Subscriptions, "a"),
            &[subscription("s", "a", 5)],
            now,
        );
        page.rejected = vec![rejected("bad")];
        staging.append(vec![page]).unwrap();
    });
    assert_eq!(
        (
            report.status,
            report.datasets[0].rejected,
            report.datasets[0].added
        ),
        (RunStatus::Complete, 1, 1)
    );
    assert_eq!(
        report.message.as_deref(),
        Some("subscriptions: 1 row was rejected, see rejected_rows")
    );
    assert_eq!(
        place.rows("SELECT dataset, customer_id, key, reason, source, run_id FROM rejected_rows"),
        [r#"subscriptions | a | bad | seats are negative: -3 | {"quantity":-3} | run-1"#]
    );
    let counts = place.store().rejected().unwrap();
    assert_eq!(
        (
            counts[0].connection.as_str(),
            counts[0].dataset,
            counts[0].rows
        ),
        (CONNECTION, Dataset::Subscriptions, 1)
    );
}

#[test]
fn the_next_read_of_the_partition_replaces_its_rejected_rows_and_no_others() {
    let mut place = Place::new();
    let sync = |place: &mut Place, now: &str, customers: &[(&str, &[&str])]| {
        place.sync(now, |staging, now| {
            for (customer, keys) in customers {
                let mut page = page(
                    &Partition::customer(Dataset::Subscriptions, *customer),
                    &[],
                    now,
                );
                page.rejected = keys.iter().map(|key| rejected(key)).collect();
                staging.append(vec![page]).unwrap();
            }
        });
    };
    sync(
        &mut place,
        "2026-11-20T10:00:00Z",
        &[("a", &["a1", "a2"]), ("b", &["b1"])],
    );
    place.sync("2026-11-20T11:00:00Z", |staging, now| {
        let mut page = page(
            &Partition::account(Dataset::Customers),
            &[customer("a")],
            now,
        );
        page.rejected = vec![rejected("c")];
        staging.append(vec![page]).unwrap();
    });
    sync(&mut place, "2026-11-21T10:00:00Z", &[("a", &["a2"])]);
    assert_eq!(
        place.rows("SELECT key, run_id FROM rejected_rows ORDER BY key"),
        ["a2 | run-3", "b1 | run-1", "c | run-2"]
    );
}

#[test]
fn what_a_rejected_row_names_is_kept_and_a_bill_of_another_period_does_not_clear_it() {
    let mut place = Place::new();
    let bill = |day: i32| Partition {
        period_day: Some(day),
        ..Partition::account(Dataset::PayableCharges)
    };
    let read = |place: &mut Place, now: &str, day: i32, rows: Vec<RejectedRow>| {
        place.sync(now, |staging, now| {
            let mut page = page(&bill(day), &[], now);
            page.rejected = rows;
            staging.append(vec![page]).unwrap();
        });
    };
    // 2026-09-30 and 2026-10-31, in days since 1970.
    let (september, october) = (20_726, 20_757);
    let mut line = rejected("unused");
    line.key = None;
    read(&mut place, "2026-10-20T10:00:00Z", september, vec![line]);
    let stored = "SELECT period_day, about ->> 'customer_id' FROM rejected_rows";
    assert_eq!(place.rows(stored), ["2026-09-30 | a"]);
    read(&mut place, "2026-11-20T10:00:00Z", october, Vec::new());
    assert_eq!(place.rows(stored), ["2026-09-30 | a"]);
    read(&mut place, "2026-11-21T10:00:00Z", september, Vec::new());
    assert_eq!(place.rows(stored), [""; 0]);
}
