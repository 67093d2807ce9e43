//! Products, their prices and costs, and plans.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value;

use super::{Client, amount, large, text};
use crate::{IngramOptions, MpnSpelling};

fn typed<'a>(row: &'a Value, list: &str) -> BTreeMap<&'a str, Decimal> {
    let amounts = row[list].as_array().unwrap();
    amounts
        .iter()
        .map(|amount| {
            let value = text(amount, "amount").parse().unwrap();
            (text(amount, "type"), value)
        })
        .collect()
}

#[tokio::test]
async fn a_product_has_prices_and_costs_by_type() {
    let client = Client::default().await;
    let rows = client.all("/products").await;
    assert!(rows.len() > 200);
    let mut kinds = BTreeSet::new();
    for row in &rows {
        let (prices, costs) = (typed(row, "prices"), typed(row, "costs"));
        assert!(prices.keys().eq(costs.keys()));
        kinds.extend(prices.keys().map(|kind| (*kind).to_owned()));
        assert!(row["minimumQuantity"].is_string());
        // What is used has no regular price.
        assert!(!(prices.contains_key("overuse") && prices.contains_key("recurring")));
        assert_eq!(row["prices"][0]["currency"], "EUR");
    }
    assert!(kinds.iter().eq(["overuse", "recurring", "setup"]));
    assert!(
        rows.iter()
            .any(|row| row["dependsOn"][0]["mpn"].is_string())
    );
    let ids: BTreeSet<_> = rows.iter().map(|row| text(row, "id")).collect();
    assert_eq!(ids.len(), rows.len());
}

#[tokio::test]
async fn a_part_number_is_not_unique_and_an_id_is_that_of_the_subscriptions() {
    let client = Client::new(IngramOptions {
        mpn: MpnSpelling::OldOffer,
        ..large()
    })
    .await;
    let rows = client.all("/products").await;
    let mpns: BTreeSet<_> = rows.iter().map(|row| text(row, "mpn")).collect();
    assert!(mpns.len() < rows.len());
    let by_id: BTreeMap<_, _> = rows.iter().map(|row| (text(row, "id"), row)).collect();
    let mut compared = 0;
    for detail in client.details().await {
        for item in detail["products"].as_array().unwrap() {
            let row = by_id[text(item, "id")];
            for field in ["mpn", "name", "vendor"] {
                assert_eq!(row[field], item[field]);
            }
            compared += usize::from(item.get("unitPrice").is_some());
        }
    }
    assert!(compared > 100);
    let mpn = mpns.iter().next_back().unwrap();
    let found = client.all(&format!("/products?mpn={mpn}")).await;
    assert!(found.iter().all(|row| text(row, "mpn") == *mpn));
    let found = client.all("/products?vendor=Google&name=starter").await;
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn only_a_plan_tells_a_trial() {
    let client = Client::large().await;
    let mut trials = 0;
    for detail in client.details().await {
        if detail["planId"].is_null() {
            continue;
        }
        let id = detail["planId"].to_string();
        let plan = client.ok(&format!("/plans/{id}")).await;
        assert_eq!(text(&plan, "id"), id);
        let periods = plan["subscriptionPeriods"].as_array().unwrap();
        if periods.iter().any(|period| period["trial"] == true) {
            trials += 1;
            assert_eq!(amount(&detail, "totalPrice"), Decimal::ZERO);
        }
    }
    assert!(trials > 0);
    let plans = client.all("/plans").await;
    assert!(plans.iter().all(|plan| plan.get("planSwitches").is_none()));
}
