//! Subscriptions of all kinds.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::Value;

use super::super::query::SUBSCRIPTION_STATUSES;
use super::{Client, amount, content, large, text};
use crate::{
    CommitmentName, DateSpelling, LastDay, Pax8, Pax8Options, SubscriptionPrice, WorldOptions,
};

fn words<'a>(rows: &'a [Value], field: &str) -> BTreeSet<&'a str> {
    rows.iter().map(|row| text(row, field)).collect()
}

#[tokio::test]
async fn all_ten_states_and_every_term_occur() {
    let client = Client::default().await;
    let rows = client.all("/v1/subscriptions").await;
    let statuses: BTreeSet<_> = SUBSCRIPTION_STATUSES.into_iter().collect();
    assert_eq!(words(&rows, "status"), statuses);
    let client = Client::large().await;
    let rows = client.all("/v1/subscriptions").await;
    let terms = [
        "2-Year",
        "3-Year",
        "Activation",
        "Annual",
        "Monthly",
        "One-Time",
        "Trial",
    ];
    assert_eq!(words(&rows, "billingTerm"), terms.into_iter().collect());
    assert!(
        rows.iter()
            .any(|row| row.get("parentSubscriptionId").is_some())
    );
    assert!(
        rows.iter()
            .any(|row| row["endDate"].is_null() && row.get("endDate").is_some())
    );
}

#[tokio::test]
async fn a_partner_without_own_prices_sells_at_cost() {
    let client = Client::new(Pax8Options {
        own_prices: false,
        partner_cost: true,
        ..Pax8Options::default()
    })
    .await;
    for row in client.all("/v1/subscriptions").await {
        assert_eq!(row.get("price"), row.get("partnerCost"));
    }
}

#[tokio::test]
async fn a_regular_world_is_active_throughout() {
    let client = Client::new(Pax8Options {
        world: WorldOptions::exactly(5, 20),
        ..Pax8Options::default()
    })
    .await;
    let rows = client.all("/v1/subscriptions").await;
    assert_eq!(rows.len(), 100);
    assert_eq!(words(&rows, "status"), ["Active"].into());
}

#[tokio::test]
async fn ids_join_and_come_from_those_of_the_world() {
    let client = Client::large().await;
    let companies = client.all("/v1/companies").await;
    let rows = client.all("/v1/subscriptions").await;
    let products = client.all("/v1/products").await;
    let (companies, products) = (words(&companies, "id"), words(&products, "id"));
    let ids = words(&rows, "id");
    assert_eq!(ids.len(), rows.len());
    for row in &rows {
        assert!(companies.contains(text(row, "companyId")));
        assert!(products.contains(text(row, "productId")));
        if let Some(parent) = row.get("parentSubscriptionId") {
            assert!(ids.contains(parent.as_str().unwrap()));
        }
    }
    let expected: BTreeSet<String> = client.server.data(|world| {
        let all = world
            .customers
            .iter()
            .flat_map(|customer| &customer.subscriptions);
        all.map(|subscription| Pax8::subscription_id(&subscription.id))
            .collect()
    });
    assert!(expected.iter().map(String::as_str).eq(ids));
}

#[tokio::test]
async fn prices_are_those_of_the_whole_billing_term() {
    let client = Client::new(Pax8Options {
        world: WorldOptions::exactly(12, 40),
        partner_cost: true,
        ..Pax8Options::default()
    })
    .await;
    let rows = client.all("/v1/subscriptions?billingTerm=3-Year").await;
    assert!(!rows.is_empty());
    for row in &rows {
        for field in ["price", "partnerCost"] {
            let month = amount(row, field) / Decimal::from(36);
            assert_eq!(month, month.round_dp(2), "{row}");
            assert!(month > Decimal::ZERO);
        }
    }
}

#[tokio::test]
async fn what_is_not_agreed_on_is_an_option() {
    let options = Pax8Options {
        world: WorldOptions::exactly(3, 30),
        ..Pax8Options::default()
    };
    let plain = Client::new(options.clone()).await;
    let plain = plain.all("/v1/subscriptions").await;
    let other = Client::new(Pax8Options {
        commitment: CommitmentName::CommitmentTerm,
        price: SubscriptionPrice::Partner,
        vendor_subscription_id_in_list: false,
        partner_cost: true,
        dates: DateSpelling::BareOffset,
        ..options
    })
    .await;
    let rows = other.all("/v1/subscriptions").await;
    let has = |rows: &[Value], field: &str| rows.iter().any(|row| row.get(field).is_some());
    for field in ["commitment", "vendorSubscriptionId"] {
        assert!(has(&plain, field) && !has(&rows, field), "{field}");
    }
    for field in ["commitmentTerm", "partnerCost"] {
        assert!(!has(&plain, field) && has(&rows, field), "{field}");
    }
    assert!(!has(&rows, "vendorSkuId"));
    for row in &rows {
        assert_eq!(row["price"], row["partnerCost"]);
        assert!(text(row, "createdDate").ends_with("-0700"));
        assert_eq!(text(row, "billingStart").len(), 10);
    }
    let id = text(&rows[0], "id");
    let alone = other.ok(&format!("/v1/subscriptions/{id}")).await;
    assert_eq!(alone["id"], id);
    let alone = [alone];
    let once = text(&rows[0], "billingTerm") == "One-Time";
    assert!(once || has(&alone, "vendorSkuId") && has(&alone, "vendorSubscriptionId"));
}

#[tokio::test]
async fn the_words_and_the_last_day_of_a_commitment_are_options() {
    let options = Pax8Options {
        world: large(),
        ..Pax8Options::default()
    };
    let commitments = async |options| {
        let rows = Client::new(options).await.all("/v1/subscriptions").await;
        let found = rows.iter().filter_map(|row| {
            let commitment = row.get("commitment").filter(|value| !value.is_null())?;
            let end = super::super::dates::moment_of(text(commitment, "endDate"))?;
            Some((text(commitment, "term").to_owned(), end))
        });
        Vec::from_iter(found)
    };
    let plain = commitments(options.clone()).await;
    let terms: BTreeSet<_> = plain.iter().map(|(term, _)| term.as_str()).collect();
    assert_eq!(terms, ["1-Year", "2-Year", "3-Year", "Monthly"].into());
    let other = commitments(Pax8Options {
        two_years_in_months: true,
        commitment_end: LastDay::FirstAfter,
        ..options
    })
    .await;
    assert_eq!(plain.len(), other.len());
    for ((term, end), (other_term, other_end)) in plain.iter().zip(&other) {
        assert_eq!(other_end.duration_since(*end).as_hours(), 24);
        assert_eq!(other_term == "24-Month", term == "2-Year");
    }
}

#[tokio::test]
async fn dates_come_in_every_spelling() {
    let client = Client::new(Pax8Options {
        world: large(),
        ..Pax8Options::default()
    })
    .await;
    let rows = client.all("/v1/subscriptions").await;
    for field in ["createdDate", "startDate", "updatedDate"] {
        let lengths: BTreeSet<usize> = rows.iter().map(|row| text(row, field).len()).collect();
        let expected = [10, 20, 24, 28];
        assert!(
            expected.iter().all(|length| lengths.contains(length)),
            "{field}: {lengths:?}"
        );
    }
}

#[tokio::test]
async fn a_history_has_earlier_states_of_the_same_id_and_no_pages() {
    let client = Client::default().await;
    let rows = client.all("/v1/subscriptions").await;
    let mut longest = 0;
    for row in &rows {
        let id = text(row, "id");
        let body = client.ok(&format!("/v1/subscriptions/{id}/history")).await;
        assert!(body.get("page").is_none());
        let states = content(&body);
        longest = longest.max(states.len());
        assert!(states.iter().all(|state| text(state, "id") == id));
        assert_eq!(&states[0], row);
    }
    assert_eq!(longest, 3);
}
