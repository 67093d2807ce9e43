//! One customer that fails leaves that customer stale and the others fresh.

use super::fixtures::{Place, TestRow, customer, page, subscription};
use crate::store::{Dataset, Partition, RunStatus, UnavailableFeature};

const DATASET: Dataset = Dataset::Subscriptions;

/// Syncs 1,000 customers with a subscription each; `failing` fails.
fn sync(
    place: &mut Place,
    now: &str,
    seats: i64,
    failing: Option<&str>,
) -> crate::store::MergeReport {
    place.sync(now, |staging, now| {
        let ids: Vec<String> = (0..1_000).map(|number| format!("c{number:03}")).collect();
        let rows: Vec<TestRow> = ids.iter().map(|id| customer(id)).collect();
        let mut pages = vec![page(&Partition::account(Dataset::Customers), &rows, now)];
        for id in &ids {
            if failing != Some(id) {
                let row = subscription(&format!("s-{id}"), id, seats);
                pages.push(page(&Partition::customer(DATASET, id), &[row], now));
            }
        }
        staging.append(pages).unwrap();
        if let Some(id) = failing {
            staging
                .fail(
                    &Partition::customer(DATASET, id),
                    "GET /subscriptions answered 500",
                )
                .unwrap();
        }
    })
}

#[test]
fn one_customer_of_a_thousand_that_fails_is_stale_and_the_other_999_are_fresh() {
    let mut place = Place::new();
    assert!(sync(&mut place, "2026-11-18T10:00:00Z", 5, None).complete());
    let report = sync(&mut place, "2026-11-19T10:00:00Z", 6, Some("c007"));
    assert_eq!(report.status, RunStatus::Incomplete);
    assert_eq!(report.datasets[1].partitions, 999);
    let stale = &report.datasets[1].stale;
    assert_eq!(stale.len(), 1);
    assert_eq!(stale[0].customer_name.as_deref(), Some("Name of c007"));
    assert_eq!(
        report.message.as_deref(),
        Some(
            "subscriptions: 1 of 1000 reads failed: Name of c007 (GET /subscriptions answered 500)"
        )
    );
    assert_eq!(
        place.rows(
            "SELECT seats, count(*) FROM license_subscriptions GROUP BY seats ORDER BY seats"
        ),
        ["5 | 1", "6 | 999"]
    );

    sync(&mut place, "2026-11-20T10:00:00Z", 6, Some("c007"));
    let freshness = place.store().freshness().unwrap();
    let subscriptions = &freshness[1];
    assert_eq!(
        (
            subscriptions.dataset,
            subscriptions.fresh,
            subscriptions.stale
        ),
        (DATASET, 999, 1)
    );
    assert_eq!(
        subscriptions.last_complete_at,
        Some(super::fixtures::at("2026-11-20T10:00:00Z"))
    );
    assert_eq!(
        subscriptions.oldest_complete_at,
        Some(super::fixtures::at("2026-11-18T10:00:00Z"))
    );
    let example = &subscriptions.examples[0];
    assert_eq!(example.customer_id.as_deref(), Some("c007"));
    assert_eq!(example.customer_name.as_deref(), Some("Name of c007"));
    assert_eq!(example.since, super::fixtures::at("2026-11-19T10:00:00Z"));
    assert_eq!(example.reason, "GET /subscriptions answered 500");

    assert!(sync(&mut place, "2026-11-21T10:00:00Z", 6, None).complete());
    assert_eq!(place.store().freshness().unwrap()[1].stale, 0);
    assert_eq!(
        place.rows("SELECT count(*) FROM sync_checkpoints WHERE stale_since IS NOT NULL"),
        ["0"]
    );
}

#[test]
fn a_customer_that_is_left_out_on_purpose_keeps_its_rows_and_the_run_is_complete() {
    let mut place = Place::new();
    place.sync_customers(
        "2026-11-18T10:00:00Z",
        DATASET,
        &[("a", &[subscription("s", "a", 5)])],
    );
    let report = place.sync("2026-11-19T10:00:00Z", |staging, _| {
        staging
            .skip(
                &Partition::customer(DATASET, "a"),
                "the customer is suspended",
            )
            .unwrap();
    });
    assert_eq!(report.status, RunStatus::Complete);
    assert_eq!(
        (report.datasets[0].skipped.len(), report.datasets[0].missing),
        (1, 0)
    );
    assert_eq!(
        place.rows(
            "SELECT state, last_complete_at, stale_since, stale_reason FROM sync_checkpoints"
        ),
        ["skipped | 2026-11-18T10:00:00 | 2026-11-19T10:00:00 | the customer is suspended"]
    );
}

#[test]
fn a_customer_that_is_left_out_does_not_age_the_dataset_of_the_others() {
    let mut place = Place::new();
    let rows = |id, customer| [subscription(id, customer, 5)];
    place.sync_customers(
        "2026-11-05T10:00:00Z",
        DATASET,
        &[("a", &rows("s", "a")), ("b", &rows("t", "b"))],
    );
    place.sync("2026-11-19T10:00:00Z", |staging, now| {
        let partition = Partition::customer(DATASET, "a");
        staging
            .append(vec![page(&partition, &rows("s", "a"), now)])
            .unwrap();
        staging
            .skip(
                &Partition::customer(DATASET, "b"),
                "the customer is suspended",
            )
            .unwrap();
    });
    let freshness = place.store().freshness().unwrap();
    let subscriptions = &freshness[0];
    let read = super::fixtures::at("2026-11-19T10:00:00Z");
    assert_eq!(subscriptions.oldest_complete_at, Some(read));
    assert_eq!(subscriptions.fresh_complete_at, Some(read));
    assert_eq!((subscriptions.stale, subscriptions.skipped), (0, 1));
    let left_out = &subscriptions.left_out[0];
    assert_eq!(left_out.customer_id.as_deref(), Some("b"));
    assert_eq!(
        left_out.last_complete_at,
        Some(super::fixtures::at("2026-11-05T10:00:00Z"))
    );
    assert_eq!(left_out.reason, "the customer is suspended");
}

#[test]
fn a_dataset_that_could_not_be_planned_is_stale_for_all_whom_it_was_once_read_for() {
    let mut place = Place::new();
    place.sync_customers(
        "2026-11-18T10:00:00Z",
        DATASET,
        &[("a", &[subscription("s", "a", 5)]), ("b", &[])],
    );
    let report = place.sync("2026-11-19T10:00:00Z", |staging, _| {
        staging
            .fail(
                &Partition::account(Dataset::Customers),
                "GET /customers answered 503",
            )
            .unwrap();
        staging
            .not_planned(DATASET, "the customers could not be read")
            .unwrap();
    });
    assert_eq!(report.status, RunStatus::Failed);
    assert_eq!(
        report.message.as_deref(),
        Some(
            "customers could not be read: GET /customers answered 503; \
             subscriptions could not be read: the customers could not be read"
        )
    );
    assert_eq!(
        place.rows(
            "SELECT customer_id, state, stale_reason FROM sync_checkpoints
             WHERE dataset = 'subscriptions' AND customer_id IS NOT NULL ORDER BY customer_id"
        ),
        [
            "a | not_planned | the customers could not be read",
            "b | not_planned | the customers could not be read"
        ]
    );
    place.sync_customers(
        "2026-11-20T10:00:00Z",
        DATASET,
        &[("a", &[subscription("s", "a", 5)]), ("b", &[])],
    );
    assert_eq!(
        place.rows("SELECT customer_id, state FROM sync_checkpoints WHERE dataset = 'subscriptions' ORDER BY ALL"),
        ["a | fresh", "b | fresh"]
    );
}

#[test]
fn what_the_account_may_not_use_is_told_and_the_run_is_complete() {
    let mut place = Place::new();
    let report = place.sync("2026-11-19T10:00:00Z", |staging, now| {
        let mut page = page(
            &Partition::customer(DATASET, "a"),
            &[subscription("s", "a", 5)],
            now,
        );
        page.unavailable = vec![UnavailableFeature {
            name: "pricing".to_owned(),
            reason: "403 Forbidden".to_owned(),
        }];
        staging.append(vec![page]).unwrap();
        staging
            .unavailable(Dataset::ReceivableCharges, None, "403 no such contract")
            .unwrap();
    });
    assert_eq!(report.status, RunStatus::Complete);
    let pricing = &report.datasets[0].unavailable[0];
    assert_eq!(
        (pricing.feature.as_deref(), pricing.partitions),
        (Some("pricing"), 1)
    );
    assert_eq!(report.datasets[1].unavailable[0].feature, None);
    assert_eq!(
        report.message.as_deref(),
        Some(
            "subscriptions pricing is unavailable: 403 Forbidden; \
             receivable-charges is unavailable: 403 no such contract"
        )
    );
    let freshness = place.store().freshness().unwrap();
    assert_eq!(
        freshness[1].unavailable.as_deref(),
        Some("403 no such contract")
    );
    assert_eq!(freshness[1].stale, 0);
}

#[test]
fn a_read_that_was_cut_off_is_stale_and_says_so() {
    let mut place = Place::new();
    let report = place.sync("2026-11-19T10:00:00Z", |staging, now| {
        let mut cut = page(
            &Partition::customer(DATASET, "a"),
            &[subscription("s", "a", 5)],
            now,
        );
        cut.next = Some("2".to_owned());
        staging
            .append(vec![
                cut,
                page(&Partition::customer(DATASET, "b"), &[], now),
            ])
            .unwrap();
    });
    assert_eq!(report.status, RunStatus::Incomplete);
    assert_eq!(
        report.datasets[0].stale[0].reason,
        "the read did not finish"
    );
    assert_eq!(
        place.rows("SELECT count(*) FROM license_subscriptions"),
        ["0"]
    );
}
