//! Companies, products and their prices.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Client, content, text};
use crate::{Pax8Options, VendorSku};

#[tokio::test]
async fn companies_are_those_of_the_world_in_three_states() {
    let client = Client::large().await;
    let rows = client.all("/v1/companies").await;
    let names: Vec<_> = rows.iter().map(|row| text(row, "name")).collect();
    let expected: Vec<String> = client.server.data(|world| {
        let customers = world.customers.iter();
        customers.map(|customer| customer.name.clone()).collect()
    });
    assert_eq!(names, expected);
    let statuses: BTreeSet<_> = rows.iter().map(|row| text(row, "status")).collect();
    assert_eq!(statuses, ["Active", "Deleted", "Inactive"].into());
    assert!(rows.iter().any(|row| row.get("externalId").is_none()));
}

#[tokio::test]
async fn skus_of_vendors_come_in_every_spelling() {
    let client = Client::default().await;
    let rows = client.all("/v1/products?vendorName=Microsoft").await;
    let skus: Vec<_> = rows.iter().map(|row| text(row, "vendorSku")).collect();
    let json: Vec<Value> = skus
        .iter()
        .filter_map(|sku| serde_json::from_str(sku).ok())
        .collect();
    assert!(json.iter().any(|sku| sku["skuId"].is_number()));
    assert!(json.iter().any(|sku| sku["skuId"].is_string()));
    assert!(json.iter().any(|sku| sku.get("segmentName").is_some()));
    assert!(skus.iter().any(|sku| sku.len() == 36));
    assert!(
        skus.iter()
            .any(|sku| sku.contains(':') && !sku.starts_with('{'))
    );
    let client = Client::new(Pax8Options {
        vendor_sku: VendorSku::Pair,
        ..Pax8Options::default()
    })
    .await;
    let rows = client.all("/v1/products?vendorName=Microsoft").await;
    assert!(rows.iter().all(|row| text(row, "vendorSku").contains(':')));
}

#[tokio::test]
async fn a_product_has_prices_for_each_term_and_commitment_and_no_currency() {
    let client = Client::default().await;
    let mut terms = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for product in client.all("/v1/products").await {
        let id = text(&product, "id");
        let alone = client.ok(&format!("/v1/products/{id}")).await;
        assert_eq!(alone["name"], product["name"]);
        assert!(alone.get("description").is_some() && product.get("description").is_none());
        let pricing = client.ok(&format!("/v1/products/{id}/pricing")).await;
        assert!(pricing.get("page").is_none());
        for row in content(&pricing) {
            terms.insert(text(row, "billingTerm").to_owned());
            kinds.insert(text(row, "type").to_owned());
            assert!(row.get("currencyCode").is_none());
            assert_eq!(row["productId"], id);
        }
        let body = client.ok(&format!("/v1/products/{id}/dependencies")).await;
        let commitments = body["commitmentDependencies"].as_array().unwrap();
        assert_eq!(product["requiresCommitment"], !commitments.is_empty());
    }
    assert!(
        terms
            .iter()
            .eq(["2-Year", "3-Year", "Annual", "Monthly", "One-Time"])
    );
    assert!(kinds.iter().eq(["Flat", "Mark-Up", "Tiered"]), "{kinds:?}");
}

#[tokio::test]
async fn a_commitment_is_one_that_the_product_names() {
    let client = Client::default().await;
    let mut found = 0;
    for row in client.all("/v1/subscriptions").await {
        let Some(commitment) = row.get("commitment").filter(|value| !value.is_null()) else {
            continue;
        };
        let product = text(&row, "productId");
        let body = client
            .ok(&format!("/v1/products/{product}/dependencies"))
            .await;
        let all = body["commitmentDependencies"].as_array().unwrap();
        assert!(all.iter().any(|one| one["id"] == commitment["id"]), "{row}");
        found += 1;
    }
    assert!(found > 10);
}
