//! Answers of the real service, which are not part of this repository: the folder is named by
//! `SEATWISE_VENDOR_SAMPLES`; without it the test says so and passes.

use std::path::{Path, PathBuf};

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{
    ChargeModel, DatasetName, Decimal, Rows, Subscription, SubscriptionRef, SubscriptionStatus,
    Term,
};

use crate::support::{BASE, day, moment, number, query, read, rows};

fn sample(name: &str) -> Option<Vec<u8>> {
    let beside = || {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/facts/vendor-data/streamone")
    };
    let folder = std::env::var_os("SEATWISE_VENDOR_SAMPLES").map_or_else(beside, PathBuf::from);
    let body = std::fs::read(folder.join(name)).ok();
    if body.is_none() {
        println!(
            "skipped: no vendor samples in {} (set SEATWISE_VENDOR_SAMPLES)",
            folder.display()
        );
    }
    body
}

#[test]
fn the_seven_subscriptions_of_the_vendor_samples_are_read() {
    let Some(body) = sample("v3-list-subscriptions-response.json") else {
        return;
    };
    let url = format!("{BASE}/subscriptions?pagination.limit=200&pagination.offset=0");
    let host = FakeHost::new().answer(&url, 200, body);
    let page = read(&host, &query(DatasetName::Subscriptions)).unwrap();
    assert_eq!(
        (page.total, page.next.as_ref(), page.rejected.len()),
        (Some(7), None, 0)
    );
    let rows = rows!(page, Subscriptions);
    let seats: Vec<Option<Decimal>> = rows.iter().map(|row| row.seats).collect();
    let whole = |seats| Some(Decimal::whole(seats));
    assert_eq!(
        seats,
        [whole(3), whole(9), None, None, whole(8), whole(5), None]
    );
    let by_use: Vec<&Subscription> = rows
        .iter()
        .filter(|row| row.charge_model == ChargeModel::Usage)
        .collect();
    assert_eq!(by_use.len(), 3);
    assert!(
        by_use
            .iter()
            .all(|row| row.publisher_product_id.as_deref() == Some("DZH318Z0BPS6"))
    );
    assert!(
        by_use.iter().all(|row| row.unit_cost.is_none()
            && row.unit_price.is_none()
            && row.renews_on.is_none())
    );
    assert!(
        rows.iter()
            .all(|row| row.currency.as_deref() == Some("SEK"))
    );
    assert!(
        rows.iter()
            .all(|row| row.status == SubscriptionStatus::Active && row.auto_renew == Some(true))
    );
    the_first_has_renewed_often(&rows[0]);
    the_sixth_is_not_stale(&rows[5]);
}

fn the_first_has_renewed_often(row: &Subscription) {
    assert_eq!(
        (row.id.as_str(), row.customer_id.as_str()),
        ("2277242", "306870")
    );
    assert_eq!(row.sku.as_deref(), Some("CFQ7TTC0LH18:000D:P1M:M"));
    assert_eq!(
        row.publisher_product_id.as_deref(),
        Some("CFQ7TTC0LH18"),
        "and not the country NL"
    );
    assert_eq!(row.publisher_sku_id.as_deref(), Some("000D"));
    assert_eq!(
        (&row.commitment_term, &row.billing_cycle),
        (&Some(Term::Monthly), &Some(Term::Monthly))
    );
    assert_eq!(
        (row.unit_cost, row.unit_price, row.list_price),
        (number("63.8453"), number("63.8453"), number("63.8453"))
    );
    assert_eq!(
        (row.renews_on, row.renewal_computed),
        (day("2024-09-03"), true)
    );
    assert_eq!(
        row.product_name.as_deref(),
        Some("Microsoft 365 Business Basic EEA (no Teams)")
    );
}

fn the_sixth_is_not_stale(row: &Subscription) {
    assert_eq!(
        (row.renews_on, row.renewal_computed),
        (day("2024-09-05"), false)
    );
    assert_eq!(row.unit_price, number("162.3891"));
    assert!(row.extra.as_ref().unwrap().contains("811.94534500000009"));
}

#[test]
fn the_activities_of_the_vendor_samples_are_read() {
    let Some(body) = sample("v3-subscription-details-response.json") else {
        return;
    };
    let id = "mock6458-fa25-322f-b117-48037755116a";
    let url = format!("{BASE}/customers/306870/subscriptions/{id}?refresh=true");
    let host = FakeHost::new().answer(&url, 200, body);
    let mut query = query(DatasetName::Activities);
    query.subscription = Some(SubscriptionRef {
        id: "2277242".to_owned(),
        publisher_subscription_id: Some(id.to_owned()),
        customer_id: "306870".to_owned(),
    });
    let rows = rows!(read(&host, &query).unwrap(), Activities);
    let seats: Vec<(i64, Decimal)> = rows
        .iter()
        .filter_map(|row| row.happened_at.zip(row.seats))
        .collect();
    assert_eq!(
        seats,
        [
            (moment("2024-01-03T16:29:15.835Z"), Decimal::whole(1)),
            (moment("2024-01-03T16:32:25.254Z"), Decimal::whole(3)),
            (moment("2024-08-16T14:49:52.371Z"), Decimal::whole(10)),
        ]
    );
    let ids: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!((rows.len(), ids.len()), (7, 7));
}

#[test]
fn the_columns_of_the_vendor_samples_report_are_asked_for() {
    let Some(definition) = sample("v3-report-definition-response.json") else {
        return;
    };
    let host = FakeHost::new()
        .answer(
            &format!("{BASE}/reports"),
            200,
            r#"{"reports":[{"reportId":"49038","reportTemplateId":"azure_plan_billing"}]}"#,
        )
        .answer(&format!("{BASE}/reports/49038"), 200, definition)
        .answer(
            &format!("{BASE}/reports/49038/reportDataCsv"),
            200,
            r#"{"results":"Seller Cost (SEK)\n1\n"}"#,
        );
    let mut query = query(DatasetName::PayableCharges);
    query.period_day = day("2024-08-06");
    read(&host, &query).unwrap();
    let requests = host.requests();
    let order: serde_json::Value = serde_json::from_slice(&requests[2].body).unwrap();
    let columns = order["specs"]["selectedColumns"].as_array().unwrap();
    let names: Vec<&str> = columns
        .iter()
        .filter_map(|column| column["displayName"].as_str())
        .collect();
    for name in [
        "Customer ID",
        "Subscription ID",
        "Seller Cost",
        "Customer Cost",
        "Charge Type",
        "Seat Count",
        "SKU Name",
    ] {
        assert!(names.contains(&name), "{name} is not asked for: {names:?}");
    }
    assert!(
        !names.contains(&"Resource URI") && !names.contains(&"Seller Cost (Provider Currency)")
    );
}
