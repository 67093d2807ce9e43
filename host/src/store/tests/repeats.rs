//! A crash at any point: merging the same run again does nothing twice.

use super::fixtures::{Place, TestRow, at, customer, page, subscription};
use crate::store::{Dataset, MergeError, MergeOptions, Partition, RunStatus};

const NOW: &str = "2026-11-20T10:00:00Z";

#[test]
fn merging_the_same_run_twice_changes_nothing_and_reports_the_same() {
    let mut place = Place::new();
    let rows = [subscription("s", "a", 5), subscription("t", "a", 6)];
    place.sync_account("2026-11-19T10:00:00Z", Dataset::Subscriptions, &rows);
    let mut staging = place.begin(NOW);
    staging
        .append(vec![page(
            &Partition::account(Dataset::Subscriptions),
            &[subscription("s", "a", 7), subscription("u", "a", 1)],
            at(NOW),
        )])
        .unwrap();
    let options = MergeOptions::new(at(NOW));
    let first = place.store().merge(&mut staging, &options).unwrap();
    let all = "SELECT * FROM license_subscriptions ORDER BY id";
    let spans = "SELECT * FROM subscription_history ORDER BY subscription_id, valid_from";
    let (rows_before, spans_before) = (place.rows(all), place.rows(spans));
    let second = place.store().merge(&mut staging, &options).unwrap();
    assert_eq!(first, second);
    assert_eq!(
        (
            second.datasets[0].added,
            second.datasets[0].changed,
            second.datasets[0].missing
        ),
        (1, 1, 1)
    );
    assert_eq!(
        (place.rows(all), place.rows(spans)),
        (rows_before, spans_before)
    );
    assert_eq!(place.rows("SELECT count(*) FROM sync_runs"), ["2"]);
}

#[test]
fn a_run_that_is_merged_halfway_and_goes_on_counts_each_row_once() {
    let mut place = Place::new();
    let mut staging = place.begin(NOW);
    let of = |customer: &str| {
        let rows: Vec<TestRow> = vec![subscription(&format!("s-{customer}"), customer, 5)];
        page(
            &Partition::customer(Dataset::Subscriptions, customer),
            &rows,
            at(NOW),
        )
    };
    staging.append(vec![of("a")]).unwrap();
    staging
        .fail(&Partition::customer(Dataset::Subscriptions, "b"), "timeout")
        .unwrap();
    let options = MergeOptions::new(at(NOW));
    assert_eq!(
        place.store().merge(&mut staging, &options).unwrap().status,
        RunStatus::Incomplete
    );
    staging.append(vec![of("b")]).unwrap();
    let report = place.store().merge(&mut staging, &options).unwrap();
    assert_eq!(report.status, RunStatus::Complete);
    assert_eq!(
        (
            report.datasets[0].read,
            report.datasets[0].added,
            report.datasets[0].unchanged
        ),
        (2, 2, 0)
    );
    assert_eq!(
        place.rows("SELECT count(*) FROM subscription_history"),
        ["2"]
    );
    assert_eq!(
        place.rows("SELECT rows_added, status FROM sync_runs"),
        ["2 | complete"]
    );
}

#[test]
fn a_staged_run_survives_the_process_and_is_merged_by_the_next_one() {
    let mut place = Place::new();
    let mut staging = place.begin(NOW);
    staging
        .append(vec![page(
            &Partition::account(Dataset::Customers),
            &[customer("a")],
            at(NOW),
        )])
        .unwrap();
    drop(staging);
    let mut staging = place.staging();
    assert_eq!(staging.unfinished().unwrap().run_id, "run-1");
    let report = place
        .store()
        .merge(&mut staging, &MergeOptions::new(at(NOW)))
        .unwrap();
    assert_eq!(report.datasets[0].added, 1);
}

#[test]
fn nothing_staged_is_nothing_to_merge() {
    let place = Place::new();
    let mut staging = place.staging();
    let refused = place
        .store()
        .merge(&mut staging, &MergeOptions::new(at(NOW)));
    assert!(matches!(refused, Err(MergeError::NoRun(_))));
    drop(refused);
    let mut place = Place::new();
    let mut staging = place.begin(NOW);
    let report = place
        .store()
        .merge(&mut staging, &MergeOptions::new(at(NOW)))
        .unwrap();
    assert_eq!(
        (report.status, report.message.as_deref()),
        (RunStatus::Failed, Some("nothing was read"))
    );
}

#[test]
fn a_dataset_whose_merge_fails_leaves_nothing_of_itself_and_the_run_can_go_on() {
    let mut place = Place::new();
    let mut staging = place.begin(NOW);
    let pages = vec![
        page(
            &Partition::account(Dataset::Customers),
            &[customer("a")],
            at(NOW),
        ),
        page(
            &Partition::account(Dataset::Subscriptions),
            &[subscription("s", "a", 5)],
            at(NOW),
        ),
    ];
    staging.append(pages).unwrap();
    let mut store = place.store();
    store
        .connection
        .execute_batch("ALTER TABLE subscription_history RENAME TO elsewhere")
        .unwrap();
    let failed = store.merge(&mut staging, &MergeOptions::new(at(NOW)));
    assert!(
        matches!(
            failed,
            Err(MergeError::Dataset {
                dataset: Dataset::Subscriptions,
                ..
            })
        ),
        "{failed:?}"
    );
    store
        .connection
        .execute_batch("ALTER TABLE elsewhere RENAME TO subscription_history")
        .unwrap();
    drop(store);
    assert_eq!(place.rows("SELECT count(*) FROM customers"), ["1"]);
    assert_eq!(
        place.rows("SELECT count(*) FROM license_subscriptions"),
        ["0"]
    );
    let report = place
        .store()
        .merge(&mut staging, &MergeOptions::new(at(NOW)))
        .unwrap();
    assert_eq!((report.datasets[0].added, report.datasets[1].added), (1, 1));
    drop(staging);
    assert_eq!(
        place.rows("SELECT count(*) FROM license_subscriptions"),
        ["1"]
    );
}
