//! Orders.

use std::collections::BTreeSet;

use super::{Client, amount, large, text};
use crate::{IngramOptions, IngramVersion, MomentSpelling};

#[tokio::test]
async fn an_order_names_its_subscription_in_the_detail_only() {
    let client = Client::large().await;
    let subscriptions = client.all("/subscriptions").await;
    let rows = client.all("/orders").await;
    let types: BTreeSet<_> = rows.iter().map(|row| text(row, "type")).collect();
    assert_eq!(types, ["cancellation", "change", "renewal", "sales"].into());
    let statuses: BTreeSet<_> = rows.iter().map(|row| text(row, "status")).collect();
    assert_eq!(statuses.len(), 5);
    for row in &rows[..60] {
        let id = text(row, "id");
        let alone = client.ok(&format!("/orders/{id}")).await;
        assert!(row.get("subscriptionId").is_none() && row.get("products").is_none());
        let product = &alone["products"][0];
        let subscription = subscriptions
            .iter()
            .find(|other| other["id"] == product["subscriptionId"])
            .unwrap();
        assert_eq!(subscription["customerId"], alone["customerId"]);
        assert_eq!(alone["subscriptionId"], product["subscriptionId"]);
        let sum: rust_decimal::Decimal = row["details"]
            .as_array()
            .unwrap()
            .iter()
            .map(|detail| amount(detail, "extendedPrice"))
            .sum();
        assert_eq!(amount(row, "total"), sum);
    }
}

#[tokio::test]
async fn moments_come_in_three_spellings_unless_one_is_chosen() {
    let lengths = async |moments| {
        let client = Client::new(IngramOptions { moments, ..large() }).await;
        let rows = client.all("/orders").await;
        let lengths = rows.iter().map(|row| text(row, "creationDate").len());
        (
            lengths.collect::<BTreeSet<_>>(),
            text(&rows[0], "creationDate").to_owned(),
        )
    };
    assert_eq!(lengths(MomentSpelling::Mixed).await.0, [19, 25].into());
    let (lengths, date) = lengths(MomentSpelling::Spaced).await;
    assert_eq!(lengths, [25].into());
    assert!(date.contains(' ') && date.ends_with("+00:00"));
}

#[tokio::test]
async fn orders_are_found_by_subscription_status_and_time() {
    let client = Client::large().await;
    let subscription = text(&client.all("/subscriptions").await[0], "id").to_owned();
    let found = client
        .all(&format!("/orders?subscriptionId={subscription}"))
        .await;
    assert!(!found.is_empty());
    let all = client.all("/orders").await.len();
    for query in [
        "status=error",
        "statusCode=CP",
        "creationTimeFrom=2025-01-01T00:00:00Z&creationTimeTo=2025-06-30T00:00:00Z",
    ] {
        let found = client.all(&format!("/orders?{query}")).await.len();
        assert!(found > 0 && found < all, "{query}");
    }
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn version_1_1_has_products_in_the_detail_and_little_else() {
    let client = Client::new(IngramOptions {
        version: IngramVersion::V1_1,
        ..IngramOptions::default()
    })
    .await;
    let rows = client.all("/orders").await;
    let members: Vec<_> = rows[0].as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        ["creationDate", "customerId", "id", "status", "type"]
    );
    let id = text(&rows[0], "id");
    let alone = client.ok(&format!("/orders/{id}")).await;
    assert!(alone["products"][0]["subscriptionId"].is_string());
    assert!(alone.get("subscriptionId").is_none());
}
