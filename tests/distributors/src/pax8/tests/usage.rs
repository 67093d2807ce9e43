//! What was used, by day, by month, and on the invoice.

use rust_decimal::Decimal;
use serde_json::Value;

use super::{Client, amount, content, large, sum, text};
use crate::Pax8Options;

/// The subscriptions with a line in arrears on this month's invoices, and those lines.
async fn arrears(client: &Client) -> Vec<Value> {
    let mut lines = Vec::new();
    for invoice in client.all("/v1/invoices?invoiceDate=2026-03-01").await {
        let id = text(&invoice, "id");
        let items = client.all(&format!("/v1/invoices/{id}/items")).await;
        lines.extend(
            items
                .into_iter()
                .filter(|item| text(item, "term") == "Arrears"),
        );
    }
    lines
}

#[tokio::test]
async fn the_lines_of_all_days_add_up_to_the_sum_of_the_month() {
    let client = Client::large().await;
    let lines = arrears(&client).await;
    let id = text(&lines[0], "subscriptionId");
    let path = format!("/v1/subscriptions/{id}/usage-summaries");
    for summary in client.all(&path).await {
        assert!(summary.get("quantity").is_none());
        let (mut charges, mut cost) = (Decimal::ZERO, Decimal::ZERO);
        for day in 1..=31 {
            let id = text(&summary, "id");
            let path = format!("/v1/usage-summaries/{id}/usage-lines?usageDate=2026-03-{day:02}");
            let rows = client.all(&path).await;
            assert!(day <= 17 || rows.is_empty());
            for row in &rows {
                let profit = amount(row, "currentCharges") - amount(row, "currentProfit");
                assert_eq!(profit, amount(row, "partnerTotal"));
            }
            charges += sum(&rows, "currentCharges");
            cost += sum(&rows, "partnerTotal");
        }
        assert_eq!(charges, amount(&summary, "currentCharges"));
        assert_eq!(cost, amount(&summary, "partnerTotal"));
    }
}

#[tokio::test]
async fn usage_is_charged_for_the_month_before_the_invoice() {
    let client = Client::large().await;
    for line in arrears(&client).await {
        assert_eq!(text(&line, "startPeriod"), "2026-02-01");
        assert_eq!(text(&line, "endPeriod"), "2026-02-28");
        let product = amount(&line, "quantity") * amount(&line, "cost");
        assert_eq!(product, amount(&line, "costTotal"));
    }
}

#[tokio::test]
async fn a_day_must_be_named_and_a_subscription_without_use_has_no_sums() {
    let client = Client::large().await;
    let lines = arrears(&client).await;
    let id = text(&lines[0], "subscriptionId");
    let summaries = client
        .ok(&format!("/v1/subscriptions/{id}/usage-summaries"))
        .await;
    let summary = text(&content(&summaries)[0], "id");
    let (status, _) = client
        .get(&format!("/v1/usage-summaries/{summary}/usage-lines"))
        .await;
    assert_eq!(status, 400);
    let annual = client.all("/v1/subscriptions?billingTerm=Annual").await;
    let id = text(&annual[0], "id");
    let body = client
        .ok(&format!("/v1/subscriptions/{id}/usage-summaries"))
        .await;
    assert_eq!(content(&body).len(), 0);
}

#[tokio::test]
async fn what_is_not_linked_has_no_company() {
    let client = Client::new(Pax8Options {
        world: large(),
        unlinked_usage: true,
        ..Pax8Options::default()
    })
    .await;
    let lines = arrears(&client).await;
    let unlinked = lines.iter().filter(|line| line.get("companyId").is_none());
    assert!(unlinked.count() > 0);
    let id = text(&lines[0], "subscriptionId");
    let summaries = client
        .all(&format!("/v1/subscriptions/{id}/usage-summaries"))
        .await;
    assert!(summaries[0].get("companyId").is_none());
}

/// What the sums of the first usage subscription cost on each of some days.
async fn sums(usage_shrinks: bool, days: [&str; 3]) -> Vec<Decimal> {
    let client = Client::new(Pax8Options {
        world: large(),
        usage_shrinks,
        ..Pax8Options::default()
    })
    .await;
    let lines = arrears(&client).await;
    let id = text(&lines[0], "subscriptionId");
    let mut sums = Vec::new();
    for day in days {
        client
            .server
            .data(|world| world.today = day.parse().unwrap());
        let path = format!("/v1/subscriptions/{id}/usage-summaries");
        sums.push(sum(&client.all(&path).await, "partnerTotal"));
    }
    sums
}

#[tokio::test]
async fn usage_grows_while_the_month_runs_and_can_shrink() {
    let sums_of = async |shrinks| sums(shrinks, ["2026-03-06", "2026-03-19", "2026-03-20"]).await;
    let grown = sums_of(false).await;
    assert!(grown.is_sorted() && grown[0] < grown[2], "{grown:?}");
    let shrunk = sums_of(true).await;
    assert_eq!(shrunk[..2], grown[..2]);
    assert!(shrunk[2] < shrunk[1], "{shrunk:?}");
}
