//! Invoices, their items, and drafts.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::Value;

use super::{Client, amount, content, large, sum, text};
use crate::{LastDay, Pax8Options, WorldOptions};

async fn items(client: &Client, invoice: &Value) -> Vec<Value> {
    let id = text(invoice, "id");
    client.all(&format!("/v1/invoices/{id}/items")).await
}

#[tokio::test]
async fn the_items_of_every_invoice_add_up_to_its_total() {
    for tax_in_total in [false, true] {
        let client = Client::new(Pax8Options {
            world: large(),
            tax_in_total,
            ..Pax8Options::default()
        })
        .await;
        let invoices = client.all("/v1/invoices").await;
        // Two partners, four months, a void one and a replacement.
        assert_eq!(invoices.len(), 10);
        for invoice in &invoices {
            let items = items(&client, invoice).await;
            assert!(!items.is_empty());
            let mut expected = sum(&items, "costTotal");
            if tax_in_total {
                expected += sum(&items, "salesTax");
            }
            assert_eq!(amount(invoice, "total"), expected, "{invoice}");
            let ids: BTreeSet<_> = items.iter().map(|item| text(item, "id")).collect();
            assert_eq!(ids.len(), items.len());
        }
    }
}

#[tokio::test]
async fn sub_total_and_amount_due_follow_the_cost_on_invoices_and_the_price_in_drafts() {
    let client = Client::large().await;
    let invoices = client.all("/v1/invoices?invoiceDate=2026-03-01").await;
    for item in items(&client, &invoices[0]).await {
        assert_eq!(item["subTotal"], item["costTotal"]);
        assert_eq!(item["amountDue"], item["costTotal"]);
        let fee = amount(&item, "billingFee");
        assert_eq!(
            !fee.is_zero(),
            item["billedByPax8"] == true && !(amount(&item, "total") - fee).is_zero()
        );
        if text(&item, "chargeType") == "per" && text(&item, "type") != "prorate" {
            let quantity = amount(&item, "quantity");
            assert_eq!(amount(&item, "cost") * quantity, amount(&item, "costTotal"));
            assert_eq!(
                amount(&item, "price") * quantity + fee,
                amount(&item, "total")
            );
        }
    }
    let drafts = client.all("/v1/invoices/draftItems").await;
    assert!(
        drafts
            .iter()
            .any(|item| item["subTotal"] != item["costTotal"])
    );
    for item in &drafts {
        let fee = amount(item, "billingFee");
        assert_eq!(amount(item, "subTotal") + fee, amount(item, "total"));
        assert_eq!(item["amountDue"], item["subTotal"]);
        assert!(item.get("id").is_none());
        assert_ne!(text(item, "term"), "Arrears");
    }
}

#[tokio::test]
async fn all_kinds_of_lines_and_terms_occur() {
    let client = Client::new(Pax8Options {
        world: WorldOptions {
            customers: 60,
            ..large()
        },
        credit_memo: true,
        invoice_months: 24,
        ..Pax8Options::default()
    })
    .await;
    let (mut kinds, mut terms, mut charges) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut without = 0;
    for invoice in client.all("/v1/invoices").await {
        for item in items(&client, &invoice).await {
            kinds.insert(text(&item, "type").to_owned());
            terms.insert(text(&item, "term").to_owned());
            charges.insert(text(&item, "chargeType").to_owned());
            without += usize::from(item["subscriptionId"].is_null());
        }
    }
    let all = [
        "invoice-credit",
        "one-time",
        "payment-credit",
        "prorate",
        "rebate",
        "service-charge",
        "service-credit",
        "subscription",
    ];
    assert!(kinds.iter().eq(all), "{kinds:?}");
    for term in [
        "2 Year",
        "3 Year",
        "Activation",
        "Annual",
        "Arrears",
        "Monthly",
        "One-Time",
        "One-time",
        "Rebate",
        "Trial",
    ] {
        assert!(terms.contains(term), "{term}: {terms:?}");
    }
    assert_eq!(charges.len(), 2);
    assert!(without > 0);
}

#[tokio::test]
async fn a_credited_invoice_has_a_replacement_and_several_partners_have_one_each() {
    let client = Client::large().await;
    let march = client.all("/v1/invoices?invoiceDate=2026-03-01").await;
    let partners: BTreeSet<_> = march.iter().map(|row| text(row, "partnerName")).collect();
    assert_eq!((march.len(), partners.len()), (2, 2));
    let february = client
        .all("/v1/invoices?invoiceDateRangeStart=2026-02-01&invoiceDateRangeEnd=2026-02-28")
        .await;
    assert_eq!(february.len(), 3);
    let credited = client.all("/v1/invoices?status=Credited").await;
    assert_eq!(credited.len(), 1);
    let replaced = february.iter().find(|row| {
        text(row, "status") != "Credited" && row["partnerName"] == credited[0]["partnerName"]
    });
    let replaced = replaced.unwrap();
    assert_ne!(replaced["id"], credited[0]["id"]);
    let (old, new) = (
        items(&client, &credited[0]).await,
        items(&client, replaced).await,
    );
    assert_eq!(old.len() + 1, new.len());
    assert_eq!(client.all("/v1/invoices?status=Void").await.len(), 1);
}

#[tokio::test]
async fn the_credit_of_a_credited_invoice_can_be_a_line_of_the_next_month() {
    let client = Client::new(Pax8Options {
        credit_memo: true,
        ..Pax8Options::default()
    })
    .await;
    let credited = client.all("/v1/invoices?status=Credited").await;
    let mut credits = Vec::new();
    for invoice in client.all("/v1/invoices?invoiceDate=2026-03-01").await {
        let items = items(&client, &invoice).await;
        assert_eq!(amount(&invoice, "total"), sum(&items, "costTotal"));
        credits.extend(
            items
                .into_iter()
                .filter(|item| text(item, "type") == "invoice-credit"),
        );
    }
    assert_eq!(credits.len(), 1);
    assert_eq!(
        -amount(&credits[0], "costTotal"),
        amount(&credited[0], "total")
    );
}

#[tokio::test]
async fn an_invoice_of_the_month_is_not_there_before_its_day() {
    let options = Pax8Options {
        world: WorldOptions {
            today: "2026-03-04".parse().unwrap(),
            ..WorldOptions::default()
        },
        ..Pax8Options::default()
    };
    let client = Client::new(options.clone()).await;
    let path = "/v1/invoices?invoiceDate=2026-03-01";
    assert_eq!(content(&client.ok(path).await).len(), 0);
    let client = Client::new(Pax8Options {
        invoice_day: 4,
        ..options
    })
    .await;
    assert_eq!(content(&client.ok(path).await).len(), 2);
}

#[tokio::test]
async fn the_last_day_of_a_period_and_the_ids_of_items_are_options() {
    let client = Client::new(Pax8Options {
        world: WorldOptions::exactly(2, 20),
        invoices_a_month: 1,
        period_end: LastDay::FirstAfter,
        item_ids: false,
        ..Pax8Options::default()
    })
    .await;
    let invoices = client.all("/v1/invoices?invoiceDate=2026-03-01").await;
    assert_eq!(invoices.len(), 1);
    let items = items(&client, &invoices[0]).await;
    assert!(items.iter().all(|item| item.get("id").is_none()));
    let monthly = items.iter().find(|item| text(item, "term") == "Monthly");
    let monthly = monthly.unwrap();
    assert_eq!(text(monthly, "startPeriod"), "2026-03-01");
    assert_eq!(text(monthly, "endPeriod"), "2026-04-01");
}

#[tokio::test]
async fn lines_join_to_subscriptions_and_companies() {
    let client = Client::large().await;
    let subscriptions = client.all("/v1/subscriptions").await;
    let of = |id: &Value| subscriptions.iter().find(|row| row["id"] == *id);
    let invoices = client.all("/v1/invoices?invoiceDate=2026-03-01").await;
    let mut joined = 0;
    for invoice in &invoices {
        for item in items(&client, invoice).await {
            let Some(subscription) = of(&item["subscriptionId"]) else {
                assert!(item["subscriptionId"].is_null());
                continue;
            };
            joined += 1;
            assert_eq!(item["companyId"], subscription["companyId"]);
            assert_eq!(item["productId"], subscription["productId"]);
            if text(&item, "type") == "subscription"
                && text(&item, "term") == "Monthly"
                && subscription.get("price").is_some()
            {
                assert_eq!(item["price"], subscription["price"]);
            }
        }
    }
    assert!(joined > 100);
    let company = text(&subscriptions[0], "companyId");
    for invoice in client
        .all(&format!("/v1/invoices?companyId={company}"))
        .await
    {
        assert_eq!(invoice["companyId"], company);
    }
}

#[tokio::test]
async fn drafts_are_of_this_month_or_the_next_and_can_time_out() {
    let client = Client::default().await;
    let periods = async |path: &str| {
        let rows = client.all(path).await;
        let starts: BTreeSet<_> = rows
            .iter()
            .filter(|row| text(row, "term") == "Monthly" && text(row, "type") == "subscription")
            .map(|row| text(row, "startPeriod").to_owned())
            .collect();
        Vec::from_iter(starts)
    };
    let path = "/v1/invoices/draftItems";
    assert_eq!(periods(path).await, ["2026-04-01"]);
    assert_eq!(
        periods(&format!("{path}?monthOffset=0")).await,
        ["2026-03-01"]
    );
    assert_eq!(client.get(&format!("{path}?monthOffset=2")).await.0, 422);
    let client = Client::new(Pax8Options {
        draft_timeout: true,
        ..Pax8Options::default()
    })
    .await;
    assert_eq!(client.get(path).await.0, 408);
    assert!(sum(&client.all("/v1/invoices").await, "total") > Decimal::ZERO);
}
