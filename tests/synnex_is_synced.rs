//! StreamOne Ion's customers, subscriptions and bill arrive, and its login survives from run to run.

use std::time::Duration;

use seatwise::store::Dataset;
use seatwise::sync::{ConnectionStatus, SyncOptions, Wanted};
use seatwise_distributors::{
    Endpoint, Fault, Model, Rule, Running, Status, StreamOne, StreamOneCredentials,
    StreamOneFeatures, StreamOneOptions, WorldOptions,
};

use crate::rig::{Rig, sherweb, streamone};

fn connected(streamone: &Running<StreamOneCredentials>) -> Rig {
    let mut rig = Rig::new();
    rig.add_synnex(streamone);
    rig
}

#[tokio::test]
async fn a_first_sync_brings_everything_with_the_fewest_requests() {
    let streamone = streamone(5, 4).await;
    let rig = connected(&streamone);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(streamone.violations(), []);
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 5);
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 20);
    assert_eq!(rig.number("SELECT count(*) FROM license_usage WHERE source = 'subscription' AND iso_week = '2026-W12'"), 20);
    assert!(
        rig.number("SELECT count(*) FROM charges WHERE direction = 'payable' AND amount > 0") > 0
    );
    assert!(
        rig.number("SELECT count(*) FROM charges WHERE direction = 'receivable' AND amount > 0")
            > 0
    );
    assert_eq!(rig.number("SELECT count(*) FROM charges WHERE billing_period_from <> DATE '2026-02-01' OR billing_period_to <> DATE '2026-02-28'"), 0);
    for endpoint in [
        Endpoint::Token,
        Endpoint::Customers,
        Endpoint::Subscriptions,
    ] {
        assert_eq!(streamone.count(endpoint), 1, "{endpoint:?}");
    }
    let seats = streamone.data(|world| {
        let subscriptions = world
            .customers
            .iter()
            .flat_map(|customer| &customer.subscriptions);
        subscriptions
            .filter(|subscription| subscription.product.model != Model::Usage)
            .map(|subscription| subscription.seats)
            .sum::<i64>()
    });
    assert_eq!(
        rig.rows("SELECT sum(seats) FROM license_subscriptions"),
        [seats.to_string()]
    );
}

#[tokio::test]
async fn data_with_everything_that_real_data_has_is_understood() {
    let streamone = StreamOne::start(StreamOneOptions::default()).await.unwrap();
    let rig = connected(&streamone);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(streamone.violations(), []);
    assert_eq!(rig.rows("SELECT * FROM rejected_rows"), [""; 0]);
    let subscriptions = streamone.data(|world| world.subscription_count());
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions"),
        subscriptions as u64
    );
    // Renewal dates that the vendor left behind are rolled forward and marked.
    assert!(rig.number("SELECT count(*) FROM license_subscriptions WHERE renewal_computed") > 0);
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions WHERE renewal_computed AND renews_on < DATE '2026-03-17'"), 0);
}

#[tokio::test]
async fn every_login_uses_the_token_that_the_last_one_brought() {
    let streamone = streamone(2, 2).await;
    let rig = connected(&streamone);
    rig.sync("synnex").await;
    assert_eq!(streamone.credentials().exchanges(), 1);
    rig.sync("synnex").await;
    assert_eq!(
        streamone.credentials().exchanges(),
        1,
        "the access token was still good"
    );
    for exchanges in 2..5 {
        rig.clock.advance(Duration::from_secs(3 * 3_600));
        let report = rig.sync("synnex").await;
        assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
        assert_eq!(streamone.credentials().exchanges(), exchanges);
    }
    assert!(
        streamone.credentials().refresh_token().is_some(),
        "the chain was killed by a token that was used twice"
    );
}

#[tokio::test]
async fn a_token_that_expires_in_the_middle_is_renewed_once() {
    let streamone = StreamOne::start(StreamOneOptions {
        world: WorldOptions::exactly(6, 3),
        max_page: 3,
        ..StreamOneOptions::default()
    })
    .await
    .unwrap();
    let rig = connected(&streamone);
    streamone.fault(
        Rule::new(Fault::ExpireTokens)
            .on(Endpoint::Subscriptions)
            .nth(3),
    );
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(streamone.credentials().exchanges(), 2);
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 18);
}

#[tokio::test]
async fn deleted_subscriptions_are_kept_with_their_status() {
    let streamone = streamone(3, 3).await;
    let rig = connected(&streamone);
    rig.sync("synnex").await;
    let id = streamone.data(|world| {
        let id = world.customers[1].subscriptions[0].id.clone();
        world.set_status(&id, Status::Deleted);
        id
    });
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let found = rig.rows(&format!("SELECT status, missing_since, seats IS NOT NULL OR charge_model = 'usage' FROM license_subscriptions WHERE id = '{id}'"));
    assert_eq!(found, ["cancelled | null | true"]);
    let history = rig.rows(&format!("SELECT status, valid_to IS NULL FROM subscription_history WHERE subscription_id = '{id}' ORDER BY valid_from"));
    assert_eq!(history, ["active | false", "cancelled | true"]);
}

#[tokio::test]
async fn azure_plans_are_usage_whose_price_is_unknown_and_not_free() {
    let streamone = streamone(8, 8).await;
    let expected = streamone.data(|world| {
        let subscriptions = world
            .customers
            .iter()
            .flat_map(|customer| &customer.subscriptions);
        subscriptions
            .filter(|subscription| subscription.product.model == Model::Usage)
            .count()
    });
    assert!(expected > 0, "the world has no consumption");
    let rig = connected(&streamone);
    rig.sync("synnex").await;
    let found = rig.rows(
        "SELECT count(*), count(unit_cost), count(unit_price), count(seats), count(renews_on)
         FROM license_subscriptions WHERE charge_model = 'usage'",
    );
    assert_eq!(found, [format!("{expected} | 0 | 0 | 0 | 0")]);
    assert_eq!(
        rig.number(
            "SELECT count(*) FROM license_subscriptions WHERE unit_price = 0 OR unit_cost = 0"
        ),
        0
    );
}

#[tokio::test]
async fn pages_may_be_short_and_smaller_than_asked_for() {
    let streamone = StreamOne::start(StreamOneOptions {
        world: WorldOptions::exactly(23, 3),
        short_pages: true,
        max_page: 7,
        ..StreamOneOptions::default()
    })
    .await
    .unwrap();
    let rig = connected(&streamone);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 23);
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 69);
    assert_eq!(streamone.count(Endpoint::Subscriptions), 10);
}

#[tokio::test]
async fn a_page_size_that_the_vendor_refuses_is_made_smaller() {
    let streamone = StreamOne::start(StreamOneOptions {
        world: WorldOptions::exactly(6, 10),
        refuse_pages_over: Some(50),
        ..StreamOneOptions::default()
    })
    .await
    .unwrap();
    let rig = connected(&streamone);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 60);
    assert_eq!(streamone.count(Endpoint::Subscriptions), 3);
}

#[tokio::test]
async fn a_list_that_shrinks_while_it_is_paged_loses_no_other_row() {
    let streamone = StreamOne::start(StreamOneOptions {
        world: WorldOptions::exactly(5, 6),
        max_page: 10,
        ..StreamOneOptions::default()
    })
    .await
    .unwrap();
    let rig = connected(&streamone);
    streamone.fault(
        Rule::new(Fault::shrink(1))
            .on(Endpoint::Subscriptions)
            .nth(2),
    );
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let left = streamone.data(|world| {
        let mut ids: Vec<String> = world
            .customers
            .iter()
            .flat_map(|customer| &customer.subscriptions)
            .map(|subscription| subscription.id.clone())
            .collect();
        ids.sort();
        ids
    });
    assert_eq!(left.len(), 29);
    let stored = rig.rows("SELECT id FROM license_subscriptions ORDER BY id");
    for id in &left {
        assert!(
            stored.contains(id),
            "{id} slipped through between two pages"
        );
    }
}

#[tokio::test]
async fn an_account_without_a_report_has_no_charges_and_all_the_rest() {
    let features = StreamOneFeatures {
        reports: Vec::new(),
        ..StreamOneFeatures::default()
    };
    let world = WorldOptions::exactly(3, 3);
    let streamone = StreamOne::start(StreamOneOptions {
        world,
        features,
        ..StreamOneOptions::default()
    })
    .await
    .unwrap();
    let rig = connected(&streamone);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    for dataset in [Dataset::PayableCharges, Dataset::ReceivableCharges] {
        let line = report
            .datasets
            .iter()
            .find(|line| line.dataset == dataset)
            .unwrap();
        assert!(line.unavailable, "{line:?}");
        let note = line.note.clone().unwrap();
        assert!(
            note.contains("create one in the StreamOne Ion portal"),
            "{note}"
        );
    }
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 9);
    assert_eq!(
        rig.rows("SELECT DISTINCT state FROM sync_checkpoints WHERE dataset LIKE '%charges'"),
        ["unavailable"]
    );
}

#[tokio::test]
async fn products_and_the_history_of_seats_are_read_on_request_alone() {
    let streamone = streamone(2, 3).await;
    let rig = connected(&streamone);
    rig.sync("synnex").await;
    assert_eq!(
        (
            streamone.count(Endpoint::Products),
            streamone.count(Endpoint::SubscriptionDetails)
        ),
        (0, 0)
    );
    let wanted = Wanted {
        only: vec![Dataset::Products, Dataset::Activities],
        ..Wanted::default()
    };
    let report = rig
        .sync_with(
            "synnex",
            &SyncOptions {
                wanted,
                ..SyncOptions::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(streamone.violations(), []);
    assert_eq!(streamone.count(Endpoint::SubscriptionDetails), 6);
    assert!(rig.number("SELECT count(*) FROM products WHERE name IS NOT NULL") > 0);
    assert!(rig.number("SELECT count(*) FROM subscription_activities WHERE seats > 0") > 0);
    let strangers = "SELECT count(*) FROM subscription_activities WHERE subscription_id NOT IN (SELECT id FROM license_subscriptions)";
    assert_eq!(rig.number(strangers), 0);
}

#[tokio::test]
async fn an_empty_account_is_synced_and_empty() {
    let streamone = streamone(0, 0).await;
    let rig = connected(&streamone);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 0);
    assert_eq!(rig.number("SELECT count(*) FROM charges"), 0);
}

#[tokio::test]
async fn one_query_spans_both_distributors() {
    let (sherweb, streamone) = (sherweb(4, 3).await, streamone(5, 2).await);
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.add_synnex(&streamone);
    assert_eq!(rig.sync("sherweb").await.status, ConnectionStatus::Complete);
    assert_eq!(rig.sync("synnex").await.status, ConnectionStatus::Complete);
    let found = rig.rows(
        "SELECT vendor, connection, count(DISTINCT customers.id), count(*), count(subscriptions.currency) > 0
         FROM customers JOIN license_subscriptions AS subscriptions USING (vendor, connection)
         WHERE subscriptions.customer_id = customers.id
         GROUP BY vendor, connection ORDER BY vendor",
    );
    assert_eq!(
        found,
        [
            "sherweb | sherweb | 4 | 12 | true",
            "synnex | synnex | 5 | 10 | true"
        ]
    );
    // A sync of one does not touch the rows of the other.
    let before =
        rig.rows("SELECT * FROM license_subscriptions WHERE vendor = 'sherweb' ORDER BY ALL");
    rig.sync("synnex").await;
    assert_eq!(
        rig.rows("SELECT * FROM license_subscriptions WHERE vendor = 'sherweb' ORDER BY ALL"),
        before
    );
}
