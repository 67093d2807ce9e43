//! Reports and their files.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Client, large, text};
use crate::{Ingram, IngramOptions, ReportFiles};

/// The address of a complete report of a format.
async fn address(client: &Client, format: &str) -> String {
    let path = format!("/reports?format={format}&status=completed&type=on_invoice");
    let rows = client.all(&path).await;
    let id = text(&rows[0], "id");
    let report = client.ok(&format!("/reports/{id}")).await;
    text(&report, "downloadUrl").to_owned()
}

async fn file(request: reqwest::RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn reports_exist_where_somebody_configured_them() {
    let client = Client::default().await;
    let rows = client.all("/reports").await;
    let statuses: BTreeSet<_> = rows.iter().map(|row| text(row, "status")).collect();
    assert_eq!(statuses, ["completed", "error", "processing"].into());
    for row in &rows {
        let complete = text(row, "status") == "completed";
        assert_eq!(row.get("downloadUrl").is_some(), complete);
    }
    let client = Client::new(IngramOptions {
        report_months: 0,
        ..IngramOptions::default()
    })
    .await;
    assert!(client.all("/reports").await.is_empty());
}

#[tokio::test]
async fn a_file_is_on_another_origin_and_takes_no_credential() {
    let client = Client::default().await;
    let url = address(&client, "csv").await;
    assert!(url.starts_with("http://localhost:"), "{url}");
    // The other name may lead elsewhere on some machines.
    let url = url.replacen("localhost", "127.0.0.1", 1);
    let (status, body) = file(client.http.get(&url)).await;
    assert_eq!(status, 200);
    assert!(body.starts_with("CUSTOMER_ACCOUNT_ID,CUSTOMER_NAME,SUBSCRIPTION_ID,"));
    assert_eq!(client.server.count(Ingram::REPORT_FILE), 1);
    let unsigned = url.split('?').next().unwrap();
    assert_eq!(file(client.http.get(unsigned)).await.0, 403);
    assert_eq!(client.server.violations(), []);
    let key = &client.server.credentials().subscription_key;
    for request in [
        client.http.get(&url).bearer_auth(&client.token),
        client.http.get(&url).header("x-subscription-key", key),
    ] {
        assert_eq!(file(request).await.0, 403);
    }
    assert_eq!(client.server.violations().len(), 2);
}

#[tokio::test]
async fn a_file_can_be_below_the_address_of_the_interface() {
    let client = Client::new(IngramOptions {
        report_files: ReportFiles::OwnOrigin,
        ..IngramOptions::default()
    })
    .await;
    let url = address(&client, "json").await;
    let path = url.strip_prefix(&client.url("")).unwrap();
    let body = client.ok(path).await;
    assert!(!body.as_array().unwrap().is_empty());
    assert_eq!(file(client.http.get(&url)).await.0, 401);
    let url = address(&client, "xlsx").await;
    let path = url.strip_prefix(&client.url("")).unwrap();
    assert_eq!(client.get(path).await.0, 404);
}

#[tokio::test]
async fn a_file_has_both_sides_and_all_that_makes_reading_hard() {
    let client = Client::new(IngramOptions {
        report_files: ReportFiles::OwnOrigin,
        ..large()
    })
    .await;
    let url = address(&client, "json").await;
    let path = url.strip_prefix(&client.url("")).unwrap();
    let body = client.ok(path).await;
    let rows = body.as_array().unwrap();
    let kinds: BTreeSet<_> = rows
        .iter()
        .map(|row| text(row, "RESELLER_DETAIL_TYPE"))
        .collect();
    for kind in [
        "recurring",
        "renew",
        "recurringRefund",
        "overuse",
        "adjustment",
        "resellerPayment",
    ] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
    let any = |test: &dyn Fn(&str) -> bool| {
        rows.iter()
            .any(|row| test(text(row, "CUSTOMER_DETAIL_NET_TOTAL")))
    };
    assert!(any(&|cell| cell.starts_with('$')));
    assert!(any(&|cell| cell.starts_with('(')));
    assert!(any(&|cell| cell.parse::<f64>().is_ok()));
    let differs =
        |row: &Value| row["RESELLER_DETAIL_NET_TOTAL"] != row["CUSTOMER_DETAIL_NET_TOTAL"];
    assert!(rows.iter().any(differs));
    let subscriptions = client.all("/subscriptions").await;
    for row in rows {
        let id = text(row, "SUBSCRIPTION_ID");
        let known = subscriptions.iter().any(|other| text(other, "id") == id);
        assert!(id.is_empty() || known);
    }
    let without = |row: &&Value| text(row, "SUBSCRIPTION_ID").is_empty();
    assert_eq!(rows.iter().filter(without).count(), 3);
}
