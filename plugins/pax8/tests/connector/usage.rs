//! Usage.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::DatasetName;

use crate::support::{extra, read, rows, whole};

const INVOICES: &str =
    "/v1/invoices?invoiceDateRangeStart=2026-09-30&invoiceDateRangeEnd=2026-12-01&page=0&size=200";

fn host(summaries: &str, status: u16) -> FakeHost {
    FakeHost::new()
        .answer(
            INVOICES,
            200,
            whole(&[
                r#"{"id":"old","invoiceDate":"2026-10-04"}"#,
                r#"{"id":"new","invoiceDate":"2026-11-04"}"#,
            ]),
        )
        .answer(
            "/v1/invoices/new/items?page=0&size=200",
            200,
            whole(&[
                r#"{"type":"subscription","term":"Monthly","subscriptionId":"seats","companyId":"c1"}"#,
                r#"{"type":"subscription","term":"Arrears","subscriptionId":"azure","companyId":"c1"}"#,
                r#"{"type":"subscription","term":"Arrears","subscriptionId":"azure","companyId":"c1"}"#,
            ]),
        )
        .answer(
            "/v1/subscriptions/azure/usage-summaries?page=0&size=200",
            status,
            summaries,
        )
}

#[test]
fn only_subscriptions_that_the_newest_bill_charges_in_arrears_are_asked_for() {
    let summaries = whole(&[
        r#"{"id":"u1","companyId":"c2","resourceGroup":"prod","currentCharges":100.56,"partnerTotal":86.456,"currencyCode":"usd","isTrial":false}"#,
        r#"{"id":"u2","currentCharges":1}"#,
    ]);
    let host = host(&summaries, 200);
    let page = read(DatasetName::Usage, &host).unwrap();
    assert_eq!(host.urls().len(), 3, "{:?}", host.urls());
    assert_eq!((&page.next, &page.incomplete), (&None, &None));
    let rows = rows!(page, Usage);
    assert_eq!(
        (rows[0].id.as_str(), rows[0].customer_id.as_str()),
        ("u1", "c2")
    );
    assert_eq!(rows[0].subscription_id.as_deref(), Some("azure"));
    assert_eq!(rows[0].meter_name.as_deref(), Some("prod"));
    assert_eq!(rows[0].unit.as_deref(), Some("USD"));
    assert_eq!(
        (rows[0].used, rows[0].total),
        (None, None),
        "money is not a number of units"
    );
    assert_eq!(
        extra(rows[0].extra.as_deref(), "partnerTotal").as_deref(),
        Some("86.456")
    );
    assert_eq!(rows[1].customer_id, "c1", "the bill knows the company");
}

#[test]
fn a_subscription_without_usage_any_more_spoils_nothing() {
    let host = host("{}", 404);
    let page = read(DatasetName::Usage, &host).unwrap();
    assert!(rows!(page, Usage).is_empty());
    assert_eq!(host.messages().len(), 1);
}

#[test]
fn without_an_invoice_nothing_shows_what_is_used() {
    let host = FakeHost::new().answer(INVOICES, 200, whole(&[]));
    let page = read(DatasetName::Usage, &host).unwrap();
    assert!(page.incomplete.unwrap().contains("no invoice"));
}
