//! Subscriptions and their products.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value;

use super::{Client, amount, large, products, quantity, text};
use crate::{Cycle, Ingram, IngramOptions, WorldOptions};

fn words<'a>(rows: &'a [Value], field: &str) -> BTreeSet<&'a str> {
    rows.iter().map(|row| text(row, field)).collect()
}

#[tokio::test]
async fn the_detail_has_all_that_the_list_has_and_products_beside() {
    let client = Client::large().await;
    let rows = client.all("/subscriptions").await;
    let details = client.details().await;
    assert_eq!(rows.len(), details.len());
    for (row, detail) in rows.iter().zip(&details) {
        for (name, value) in row.as_object().unwrap() {
            assert_eq!(detail[name], *value, "{name}");
        }
        for name in ["products", "totalPrice", "planId", "orderParameters"] {
            assert!(row.get(name).is_none() && detail.get(name).is_some());
        }
        assert!(!products(detail).is_empty());
    }
}

#[tokio::test]
async fn every_subscription_of_the_world_is_one_product_of_one_subscription() {
    for bundles in [true, false] {
        let options = IngramOptions {
            bundles,
            unbought: false,
            ..large()
        };
        let client = Client::new(options.clone()).await;
        let mut found = BTreeMap::new();
        let mut several = 0;
        for detail in client.details().await {
            several += usize::from(products(&detail).len() > 1);
            for item in products(&detail) {
                let key = (text(&detail, "id").to_owned(), text(item, "id").to_owned());
                assert!(found.insert(key, text(item, "name").to_owned()).is_none());
            }
        }
        assert_eq!(several > 10, bundles);
        let expected: BTreeMap<_, _> = client.server.data(|world| {
            let all = world
                .customers
                .iter()
                .flat_map(|customer| &customer.subscriptions);
            all.map(|subscription| {
                let ids = Ingram::ids(world, &options, &subscription.id).unwrap();
                (ids, subscription.product.name.to_owned())
            })
            .collect()
        });
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn amounts_are_those_of_a_whole_billing_period() {
    let options = IngramOptions {
        world: WorldOptions::exactly(8, 30),
        unbought: false,
        ..IngramOptions::default()
    };
    let client = Client::new(options.clone()).await;
    let details: BTreeMap<String, Value> = client
        .details()
        .await
        .into_iter()
        .map(|detail| (text(&detail, "id").to_owned(), detail))
        .collect();
    let expected = client.server.data(|world| {
        let mut rows = Vec::new();
        for customer in &world.customers {
            for held in &customer.subscriptions {
                let ids = Ingram::ids(world, &options, &held.id).unwrap();
                let months = if held.cycle == Cycle::Yearly { 12 } else { 1 };
                rows.push((ids, held.price / Decimal::from(months), held.seats));
            }
        }
        rows
    });
    let mut lengths = BTreeSet::new();
    for ((id, product), a_month, seats) in expected {
        let detail = &details[&id];
        let item = products(detail)
            .iter()
            .find(|item| text(item, "id") == product)
            .unwrap();
        let period = &detail["billingPeriod"];
        let months = match text(period, "type") {
            "year" => period["duration"].as_i64().unwrap() * 12,
            "month" => period["duration"].as_i64().unwrap(),
            _ => 1,
        };
        lengths.insert(months);
        let price = (a_month * Decimal::from(months)).round_dp(2);
        let difference = amount(item, "unitPrice") - price;
        assert!(difference.abs() <= Decimal::new(1, 2), "{item}");
        assert_eq!(quantity(item), seats);
        let extended = amount(item, "unitPrice") * Decimal::from(seats);
        assert_eq!(amount(item, "extendedPrice"), extended);
    }
    assert_eq!(lengths, [1, 12, 36].into());
    for detail in details.values() {
        let sum: Decimal = products(detail)
            .iter()
            .map(|item| amount(item, "extendedPrice"))
            .sum();
        assert_eq!(amount(detail, "totalPrice"), sum);
    }
}

#[tokio::test]
async fn all_states_periods_and_models_occur() {
    let client = Client::large().await;
    let rows = client.all("/subscriptions").await;
    let statuses = words(&rows, "status");
    let all = [
        "active",
        "hold",
        "pending",
        "removed",
        "terminated",
        "unknown",
    ];
    assert_eq!(statuses, all.into());
    let periods = |field: &str| -> BTreeSet<String> {
        let period = |row: &Value| {
            let period = &row[field];
            format!("{} {}", text(period, "type"), period["duration"])
        };
        rows.iter().map(period).collect()
    };
    let billing = periods("billingPeriod");
    for period in [
        "month 1",
        "month 3",
        "month 6",
        "month 12",
        "month 36",
        "year 1",
        "year 3",
        "statement_day 1",
        "unknown 0",
    ] {
        assert!(billing.contains(period), "{period}: {billing:?}");
    }
    let terms = periods("subscriptionPeriod");
    for period in ["month 1", "month 12", "month 24", "year 1", "year 3"] {
        assert!(terms.contains(period), "{period}: {terms:?}");
    }
    let models = words(&rows, "billingModel");
    for model in [
        "chargeBeforeBillingPeriod",
        "chargeBeforeSubscriptionPeriod",
        "chargeAfterBillingPeriod",
        "chargeExternalRating",
        "",
    ] {
        assert!(models.contains(model), "{model}: {models:?}");
    }
    for field in ["creationDate", "lastModifiedDate", "expirationDate"] {
        assert!(rows.iter().any(|row| row[field].is_null()), "{field}");
    }
    let ended = |row: &&Value| matches!(text(row, "status"), "terminated" | "removed");
    assert!(
        rows.iter()
            .filter(ended)
            .all(|row| row["renewalStatus"] == false)
    );
}

#[tokio::test]
async fn a_regular_world_is_active_throughout() {
    let client = Client::new(IngramOptions {
        world: WorldOptions::exactly(5, 20),
        bundles: false,
        ..IngramOptions::default()
    })
    .await;
    let rows = client.all("/subscriptions").await;
    assert_eq!(rows.len(), 100);
    assert_eq!(words(&rows, "status"), ["active"].into());
}

#[tokio::test]
async fn what_was_not_bought_has_a_quantity_of_0() {
    let client = Client::large().await;
    let (mut some, mut all) = (0, 0);
    for detail in client.details().await {
        let none = products(&detail)
            .iter()
            .filter(|item| quantity(item) == 0)
            .count();
        some += usize::from(none > 0 && none < products(&detail).len());
        all += usize::from(none == products(&detail).len());
    }
    assert!(some > 0 && all > 0, "{some} {all}");
}
