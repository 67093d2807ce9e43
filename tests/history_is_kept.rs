//! What was true last week can still be asked: spans of each subscription, and a snapshot of each week.

use std::time::Duration;

use seatwise::store::query;
use seatwise::sync::ConnectionStatus;
use seatwise_distributors::Endpoint;

use crate::rig::{Rig, sherweb};

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn a_change_of_seats_begins_a_new_span_and_each_week_keeps_its_last_state() {
    let sherweb = sherweb(2, 3).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.sync("sherweb").await;
    let (id, seats) = sherweb.data(|world| {
        let subscription = &world.customers[0].subscriptions[0];
        (subscription.id.clone(), subscription.seats)
    });
    for days in [1, 7] {
        rig.clock.advance(DAY * days);
        let more = if days == 1 { 5 } else { 8 };
        sherweb.data(|world| world.set_seats(&id, seats + more));
        let report = rig.sync("sherweb").await;
        assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    }
    let spans = rig.rows(&format!(
        "SELECT seats, valid_from::DATE, valid_to::DATE FROM subscription_history WHERE subscription_id = '{id}' ORDER BY valid_from"
    ));
    let expected = [
        format!("{seats} | 2026-03-17 | 2026-03-18"),
        format!("{} | 2026-03-18 | 2026-03-25", seats + 5),
        format!("{} | 2026-03-25 | null", seats + 8),
    ];
    assert_eq!(spans, expected);
    let weeks = rig.rows(&format!("SELECT iso_week, seats FROM license_usage WHERE source = 'subscription' AND id = '{id}' ORDER BY ALL"));
    assert_eq!(
        weeks,
        [
            format!("2026-W12 | {}", seats + 5),
            format!("2026-W13 | {}", seats + 8)
        ]
    );
    // Of all others there is one span, and one row in each week.
    assert_eq!(
        rig.number("SELECT count(*) FROM subscription_history"),
        6 + 2
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM license_usage WHERE source = 'subscription'"),
        12
    );
}

#[tokio::test]
async fn a_price_that_changes_is_history_and_a_new_name_is_none() {
    let sherweb = sherweb(1, 3).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.sync("sherweb").await;
    let ids: Vec<String> = sherweb.data(|world| {
        world.customers[0]
            .subscriptions
            .iter()
            .map(|subscription| subscription.id.clone())
            .collect()
    });
    sherweb.data(|world| {
        let fees = serde_json::json!({ "recurringFee": 123.45, "setupFee": 0, "currency": "Eur" });
        world.set_field(Endpoint::SubscriptionPricing, &ids[0], "fees", fees);
        world.set_field(
            Endpoint::SubscriptionDetails,
            &ids[1],
            "productName",
            serde_json::json!("A new name"),
        );
    });
    rig.sync("sherweb").await;
    let spans = rig
        .rows("SELECT subscription_id FROM subscription_history GROUP BY ALL HAVING count(*) > 1");
    assert_eq!(spans, [ids[0].clone()]);
    let name = rig.rows(&format!(
        "SELECT product_name FROM license_subscriptions WHERE id = '{}'",
        ids[1]
    ));
    assert_eq!(name, ["A new name"]);
}

#[tokio::test]
async fn a_published_copy_has_what_each_sync_merged() {
    let sherweb = sherweb(3, 1).await;
    let mut rig = Rig::new();
    rig.configure("publish = \"published.duckdb\"\n");
    rig.add_sherweb(&sherweb);
    let published = rig.path().join("published.duckdb");
    for customers in [3, 2] {
        sherweb.data(|world| world.keep_customers(customers));
        let report = rig.sync("sherweb").await;
        assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
        rig.publish();
        let found = query(
            &published,
            "SELECT id FROM customers WHERE missing_since IS NULL",
        )
        .unwrap();
        assert_eq!(found.rows(), customers);
    }
}
