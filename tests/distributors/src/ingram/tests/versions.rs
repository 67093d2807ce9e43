//! Which members are on the wire.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Client, text};
use crate::{IngramOptions, IngramVersion, WorldOptions};

async fn client(version: IngramVersion, item_ids: bool) -> Client {
    Client::new(IngramOptions {
        world: WorldOptions::exactly(3, 12),
        version,
        item_ids,
        ..IngramOptions::default()
    })
    .await
}

fn members(rows: &[Value]) -> BTreeSet<&str> {
    let names = rows.iter().filter_map(Value::as_object);
    names
        .flat_map(|row| row.keys().map(String::as_str))
        .collect()
}

fn items(details: &[Value]) -> Vec<Value> {
    let items = details.iter().filter_map(|row| row["products"].as_array());
    items.flatten().cloned().collect()
}

const LIST_1_1: [&str; 7] = [
    "creationDate",
    "customerId",
    "id",
    "lastModifiedDate",
    "renewalDate",
    "renewalStatus",
    "status",
];

#[tokio::test]
async fn version_1_1_has_neither_names_nor_periods_nor_costs() {
    for item_ids in [true, false] {
        let client = client(IngramVersion::V1_1, item_ids).await;
        assert!(
            members(&client.all("/subscriptions").await)
                .iter()
                .eq(&LIST_1_1)
        );
        let details = client.details().await;
        let expected = BTreeSet::from(LIST_1_1);
        let detail: BTreeSet<_> = members(&details).difference(&expected).copied().collect();
        assert_eq!(detail, ["products", "totalPrice"].into());
        let mut expected = BTreeSet::from(["extendedPrice", "mpn", "quantity", "unitPrice"]);
        expected.extend(item_ids.then_some("id"));
        assert_eq!(members(&items(&details)), expected);
        let products = client.all("/products").await;
        assert!(products.iter().all(|row| row.get("costs").is_none()));
        assert_eq!(client.get("/plans").await.0, 404);
        let statuses: Vec<_> = details.iter().map(|row| text(row, "status")).collect();
        assert!(!statuses.contains(&"pending"));
    }
}

#[tokio::test]
async fn version_1_5_adds_names_parameters_and_costs_of_the_catalogue() {
    let client = client(IngramVersion::V1_5, true).await;
    assert!(
        members(&client.all("/subscriptions").await)
            .iter()
            .eq(&LIST_1_1)
    );
    let details = client.details().await;
    assert!(members(&details).contains("orderParameters"));
    assert!(!members(&details).contains("billingPeriod"));
    assert!(members(&items(&details)).contains("name"));
    assert!(!members(&items(&details)).contains("unitCost"));
    let products = client.all("/products").await;
    assert!(products.iter().all(|row| row.get("costs").is_some()));
}

#[tokio::test]
async fn version_1_15_has_what_the_document_has_and_nothing_else() {
    let client = client(IngramVersion::V1_15, true).await;
    let mut list = BTreeSet::from(LIST_1_1);
    list.extend([
        "attributes",
        "billingModel",
        "billingPeriod",
        "expirationDate",
        "name",
        "subscriptionPeriod",
    ]);
    assert_eq!(members(&client.all("/subscriptions").await), list);
    let details = client.details().await;
    let detail: BTreeSet<_> = members(&details).difference(&list).copied().collect();
    let expected = [
        "fulfillmentParameters",
        "orderParameters",
        "planId",
        "products",
        "totalPrice",
        "totalSubscriptionCost",
        "totalSubscriptionPrice",
    ];
    assert_eq!(detail, expected.into());
    let expected = [
        "extendedPrice",
        "id",
        "mpn",
        "name",
        "quantity",
        "unitCost",
        "unitPrice",
        "vendor",
        "vendorSubscriptionId",
    ];
    assert_eq!(members(&items(&details)), expected.into());
}
