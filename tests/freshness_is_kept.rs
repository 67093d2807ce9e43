//! Good data is never replaced by less, and how old it is can be asked for each customer.

use seatwise::store::Dataset;
use seatwise::sync::{ConnectionReport, ConnectionStatus, DatasetLine, SyncOptions};
use seatwise_distributors::{
    Availability, Endpoint, Fault, Paging, Rule, Running, Sherweb, SherwebCredentials,
    SherwebFeatures, SherwebOptions, WorldOptions,
};

use crate::rig::{Rig, sherweb, streamone};

fn connected(sherweb: &Running<SherwebCredentials>) -> Rig {
    let mut rig = Rig::new();
    rig.add_sherweb(sherweb);
    rig
}

fn line(report: &ConnectionReport, dataset: Dataset) -> &DatasetLine {
    report
        .datasets
        .iter()
        .find(|line| line.dataset == dataset)
        .unwrap()
}

/// Raises the seats of every subscription by one.
fn add_a_seat(sherweb: &Running<SherwebCredentials>) {
    sherweb.data(|world| {
        for customer in &mut world.customers {
            for subscription in &mut customer.subscriptions {
                subscription.seats += 1;
            }
        }
    });
}

fn seats_of(rig: &Rig, condition: &str) -> Vec<String> {
    rig.rows(&format!("SELECT id, seats, unit_price, last_seen_at FROM license_subscriptions WHERE {condition} ORDER BY id"))
}

#[tokio::test]
async fn one_customer_that_always_fails_is_stale_and_all_others_are_fresh() {
    let sherweb = sherweb(30, 2).await;
    let rig = connected(&sherweb);
    rig.sync("sherweb").await;
    let (id, name) = sherweb.data(|world| {
        (
            world.customers[17].id.clone(),
            world.customers[17].name.clone(),
        )
    });
    let theirs = format!("customer_id = '{id}'");
    let before = seats_of(&rig, &theirs);
    let others_before = rig.number(&format!(
        "SELECT sum(seats) FROM license_subscriptions WHERE NOT {theirs}"
    ));

    add_a_seat(&sherweb);
    sherweb.fault(
        Rule::new(Fault::Status(500))
            .on(Endpoint::SubscriptionDetails)
            .containing(&id),
    );
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Incomplete, "{report:#?}");
    assert_eq!(line(&report, Dataset::Subscriptions).stale, 1);
    assert_eq!(
        seats_of(&rig, &theirs),
        before,
        "the rows of the customer that failed were touched"
    );
    let others = rig.number(&format!(
        "SELECT sum(seats) FROM license_subscriptions WHERE NOT {theirs}"
    ));
    assert_eq!(others, others_before + 58);
    let stale =
        "SELECT customer_id, stale_since, stale_reason, last_complete_at FROM sync_checkpoints
        WHERE dataset = 'subscriptions' AND state <> 'fresh'";
    let first = rig.rows(stale);
    assert_eq!(first.len(), 1, "{first:#?}");
    let row = &first[0];
    assert!(row.starts_with(&format!("{id} | 2026-03-17T12:")), "{row}");
    assert!(
        row.contains("GET /service-provider/v1/billing/subscriptions/details answered 500"),
        "{row}"
    );
    let message =
        rig.rows("SELECT status, message FROM sync_runs ORDER BY started_at DESC LIMIT 1");
    assert!(
        message[0].starts_with("incomplete | ") && message[0].contains(&name),
        "{message:?}"
    );
    // Everything else of that customer was read.
    assert_eq!(
        rig.number(&format!(
            "SELECT count(*) FROM sync_checkpoints WHERE {theirs} AND state = 'fresh'"
        )),
        2
    );

    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Incomplete);
    assert_eq!(
        rig.rows(stale),
        first,
        "since when it is stale does not move while it stays so"
    );

    sherweb.faults().clear();
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(rig.rows(stale), [""; 0]);
    assert_ne!(seats_of(&rig, &theirs), before);
}

#[tokio::test]
async fn a_customer_that_disappears_is_missing_and_not_deleted() {
    let sherweb = sherweb(12, 2).await;
    let rig = connected(&sherweb);
    rig.sync("sherweb").await;
    let everybody = sherweb.data(|world| world.customers.clone());
    let gone = everybody[4].id.clone();
    sherweb.data(|world| world.remove_customer(&gone));
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(line(&report, Dataset::Customers).counts.missing, 1);
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 12);
    assert_eq!(
        rig.rows("SELECT id FROM customers WHERE missing_since IS NOT NULL"),
        std::slice::from_ref(&gone)
    );
    assert_eq!(
        rig.rows("SELECT DISTINCT customer_id, count(*) OVER () FROM license_subscriptions WHERE missing_since IS NOT NULL"),
        [format!("{gone} | 2")]
    );
    let seats = rig.rows(&format!(
        "SELECT seats, status FROM license_subscriptions WHERE customer_id = '{gone}' ORDER BY ALL"
    ));
    assert!(
        seats
            .iter()
            .all(|row| row.ends_with(" | active") && !row.starts_with("0 ")),
        "{seats:?}"
    );

    sherweb.data(|world| world.customers = everybody);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete);
    assert_eq!(
        rig.number("SELECT count(*) FROM customers WHERE missing_since IS NOT NULL"),
        0
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions WHERE missing_since IS NOT NULL"),
        0
    );
}

#[tokio::test]
async fn a_read_of_less_than_half_is_held_back_until_somebody_accepts_it() {
    let sherweb = sherweb(12, 2).await;
    let rig = connected(&sherweb);
    rig.sync("sherweb").await;
    sherweb.data(|world| world.keep_customers(5));
    for _ in 0..2 {
        let report = rig.sync("sherweb").await;
        assert_eq!(report.status, ConnectionStatus::HeldBack, "{report:#?}");
        let note = line(&report, Dataset::Customers).note.clone().unwrap();
        assert!(
            note.contains("5 of the 12 rows that were there") && note.contains("--accept-shrink"),
            "{note}"
        );
        assert_eq!(
            rig.number("SELECT count(*) FROM customers WHERE missing_since IS NULL"),
            12
        );
        assert_eq!(
            rig.number("SELECT count(*) FROM license_subscriptions WHERE missing_since IS NULL"),
            24
        );
    }
    let accept = SyncOptions {
        accept_shrink: true,
        ..SyncOptions::default()
    };
    let report = rig.sync_with("sherweb", &accept).await.unwrap();
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(
        rig.number("SELECT count(*) FROM customers WHERE missing_since IS NULL"),
        5
    );
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 12);
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions WHERE missing_since IS NULL"),
        10
    );
    assert_eq!(rig.sync("sherweb").await.status, ConnectionStatus::Complete);
}

#[tokio::test]
async fn receivables_that_the_account_may_not_read_are_unavailable_and_the_rest_arrives() {
    let features = SherwebFeatures {
        receivables: Availability::Refused(403),
        ..SherwebFeatures::default()
    };
    let world = WorldOptions::exactly(30, 1);
    let sherweb = Sherweb::start(SherwebOptions {
        world,
        features,
        ..SherwebOptions::default()
    })
    .await
    .unwrap();
    let rig = connected(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let receivable = line(&report, Dataset::ReceivableCharges);
    assert!(receivable.unavailable, "{receivable:?}");
    let note = receivable.note.clone().unwrap();
    assert!(
        note.contains("rebilling") && note.contains("answered 403"),
        "{note}"
    );
    assert_eq!(
        rig.rows(
            "SELECT DISTINCT state FROM sync_checkpoints WHERE dataset = 'receivable-charges'"
        ),
        ["unavailable"]
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM charges WHERE direction = 'receivable'"),
        0
    );
    assert!(rig.number("SELECT count(*) FROM charges WHERE direction = 'payable'") > 0);
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 30);
    // What three customers do not have and nobody has is not asked for thirty times.
    assert!(
        sherweb.count(Endpoint::ReceivableCharges) < 30,
        "{:?}",
        sherweb.counts()
    );
}

#[tokio::test]
async fn prices_that_cannot_be_read_any_more_are_kept_with_their_age() {
    let sherweb = sherweb(4, 3).await;
    let rig = connected(&sherweb);
    rig.sync("sherweb").await;
    let prices = "SELECT id, unit_price, currency, billing_cycle, priced_at FROM license_subscriptions ORDER BY id";
    let before = rig.rows(prices);
    let seats = rig.number("SELECT sum(seats) FROM license_subscriptions");
    add_a_seat(&sherweb);
    sherweb.data(|world| world.raise_prices(10));
    sherweb.fault(Rule::new(Fault::Status(403)).on(Endpoint::SubscriptionPricing));
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("pricing") && note.contains("answered 403")),
        "{:?}",
        report.notes
    );
    assert_eq!(rig.rows(prices), before);
    assert_eq!(
        rig.number("SELECT sum(seats) FROM license_subscriptions"),
        seats + 12
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions WHERE priced_at < last_seen_at"),
        12
    );

    sherweb.faults().clear();
    rig.sync("sherweb").await;
    assert_ne!(rig.rows(prices), before);
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions WHERE priced_at = last_seen_at"),
        12
    );
}

#[tokio::test]
async fn a_list_whose_order_moves_is_read_once_more_and_marks_nothing_as_missing() {
    let streamone = streamone(5, 4).await;
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    rig.ask_for_pages_of(6);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let requests = streamone.count(Endpoint::Subscriptions);
    assert_eq!(
        requests, 4,
        "a list that stands still takes no request more"
    );

    streamone.data(|world| world.paging = Paging::Moving);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Incomplete, "{report:#?}");
    let note = line(&report, Dataset::Subscriptions).note.clone().unwrap();
    assert!(
        note.starts_with("incomplete: the list has 20 rows, but "),
        "{note}"
    );
    assert_eq!(
        rig.rows("SELECT count(*), count(missing_since) FROM license_subscriptions"),
        ["20 | 0"]
    );
    assert_eq!(
        rig.rows("SELECT state FROM sync_checkpoints WHERE dataset = 'subscriptions'"),
        ["incomplete"]
    );
    // Each read steps back once; there were two.
    assert!(streamone.count(Endpoint::Subscriptions) - requests >= 2 * 4);

    streamone.data(|world| {
        world.paging = Paging::Stable;
        world.customers[0].subscriptions.pop();
    });
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(
        rig.rows("SELECT count(*), count(missing_since) FROM license_subscriptions"),
        ["20 | 1"]
    );
}

#[tokio::test]
async fn a_total_that_counts_the_page_does_not_end_the_list() {
    let streamone = streamone(5, 4).await;
    streamone.data(|world| world.paging = Paging::TotalOfPage);
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    rig.ask_for_pages_of(6);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(
        rig.rows("SELECT count(*) FROM license_subscriptions"),
        ["20"]
    );
}

#[tokio::test]
async fn a_distributor_that_answers_every_offset_with_its_first_page_has_an_incomplete_list() {
    let streamone = streamone(5, 4).await;
    streamone.data(|world| world.paging = Paging::FirstPageOnly);
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    rig.ask_for_pages_of(6);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Incomplete, "{report:#?}");
    assert_eq!(
        rig.rows("SELECT count(*) FROM license_subscriptions"),
        ["6"]
    );
}
