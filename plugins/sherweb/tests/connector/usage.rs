//! Usage by platform.

use seatwise_plugin::FailureKind;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::DatasetName;

use crate::support::{CUSTOMER, decimal, is_empty, read, rows};

fn platforms() -> String {
    format!("/service-provider/v1/customers/{CUSTOMER}/platforms-configurations")
}

fn usages(platform: &str) -> String {
    format!("/service-provider/v1/customers/{CUSTOMER}/platforms/{platform}/meter-usages")
}

fn meters(platform: &str) -> String {
    format!(
        "/service-provider/v1/billing/subscriptions/meters?customerId={CUSTOMER}&platformId={platform}"
    )
}

const METERS: &str = r#"{"customerId":"c","platformId":"p1","subscriptionMeters":[
    {"subscriptionId":"s1","meters":[{"id":"m1","name":"Seats","description":"Licences"},{"id":"shared","name":null,"description":null}]},
    {"subscriptionId":"s2","meters":[{"id":"shared","name":"Shared","description":null},{"id":null,"name":"x"}]},
    {"subscriptionId":"s3","meters":null}]}"#;
const USAGES: &str = r#"{"customerId":"c","platformId":"p1","meterUsages":[
    {"meterId":"m1","totalQuantities":10,"consumedQuantities":7,"availableQuantities":3},
    {"meterId":"shared","totalQuantities":5,"consumedQuantities":9000000000,"availableQuantities":-1},
    {"meterId":"loose","totalQuantities":1,"consumedQuantities":null}]}"#;

fn one_platform() -> FakeHost {
    FakeHost::new()
        .answer(
            &platforms(),
            200,
            r#"{"customerId":"c","configuredPlatforms":[{"id":"p1"}]}"#,
        )
        .answer(&usages("p1"), 200, USAGES)
}

#[test]
fn a_meter_is_counted_with_its_subscription_where_that_is_unambiguous() {
    let host = one_platform().answer(&meters("p1"), 200, METERS);
    let page = read(DatasetName::Usage, &host).unwrap();
    assert!(page.rejected.is_empty() && page.unavailable.is_empty());
    let rows = rows!(page, Usage);
    assert_eq!(rows.len(), 3);
    assert_eq!(
        (rows[0].id.as_str(), rows[0].meter_id.as_str()),
        ("p1:m1", "m1")
    );
    assert_eq!(rows[0].subscription_id.as_deref(), Some("s1"));
    assert_eq!(rows[0].meter_name.as_deref(), Some("Seats"));
    assert_eq!(
        (rows[0].total, rows[0].used, rows[0].available),
        (decimal("10"), decimal("7"), decimal("3"))
    );
    assert_eq!(
        rows[0].extra.as_deref(),
        Some(r#"{"description":"Licences"}"#)
    );
    assert_eq!(rows[1].subscription_id, None);
    assert_eq!(rows[1].meter_name.as_deref(), Some("Shared"));
    assert_eq!(rows[1].used, decimal("9000000000"));
    assert_eq!(
        rows[1].extra.as_deref(),
        Some(r#"{"subscriptionIds":["s1","s2"]}"#)
    );
    assert_eq!(
        (
            rows[2].used,
            rows[2].available,
            rows[2].subscription_id.as_ref()
        ),
        (None, None, None)
    );
}

#[test]
fn a_customer_costs_one_request_and_two_for_each_platform() {
    let host = FakeHost::new()
        .answer(
            &platforms(),
            200,
            r#"{"configuredPlatforms":[{"id":"p1"},{"id":"p2"}]}"#,
        )
        .answer(&usages("p1"), 200, USAGES)
        .answer(&meters("p1"), 200, METERS)
        .answer(&usages("p2"), 200, USAGES)
        .answer(&meters("p2"), 200, r#"{"subscriptionMeters":[]}"#);
    let rows = rows!(read(DatasetName::Usage, &host).unwrap(), Usage);
    assert_eq!(rows[3].id, "p2:m1");
    assert_eq!(rows[3].subscription_id, None);
    assert_eq!(
        host.urls(),
        [
            platforms(),
            usages("p1"),
            meters("p1"),
            usages("p2"),
            meters("p2")
        ]
    );
}

#[test]
fn a_customer_without_platforms_costs_one_request() {
    let host = FakeHost::new().answer(&platforms(), 200, r#"{"configuredPlatforms":null}"#);
    assert!(is_empty(&read(DatasetName::Usage, &host).unwrap()));
    assert_eq!(host.urls().len(), 1);
}

#[test]
fn counts_are_kept_where_meters_cannot_be_tied_to_subscriptions() {
    for status in [403, 404] {
        let page = read(
            DatasetName::Usage,
            &one_platform().answer(&meters("p1"), status, ""),
        )
        .unwrap();
        assert_eq!(page.unavailable[0].name, "subscription-meters");
        assert_eq!(rows!(page, Usage).len(), 3);
    }
}

#[test]
fn usage_that_is_forbidden_is_unavailable_and_not_empty() {
    let host = FakeHost::new().answer(&platforms(), 403, "");
    assert_eq!(
        read(DatasetName::Usage, &host).unwrap_err().kind,
        FailureKind::Unavailable
    );
}

#[test]
fn one_platform_that_fails_fails_the_customer() {
    for (status, kind) in [
        (404, FailureKind::NotFound),
        (500, FailureKind::Transient),
        (200, FailureKind::Malformed),
    ] {
        let host = FakeHost::new()
            .answer(
                &platforms(),
                200,
                r#"{"configuredPlatforms":[{"id":"p1"}]}"#,
            )
            .answer(&usages("p1"), status, "{}")
            .answer(&meters("p1"), 200, METERS);
        assert_eq!(read(DatasetName::Usage, &host).unwrap_err().kind, kind);
    }
}

#[test]
fn a_long_id_does_not_make_a_long_message() {
    let id = "p".repeat(100_000);
    let body = format!(r#"{{"configuredPlatforms":[{{"id":"{id}"}}]}}"#);
    let host = FakeHost::new()
        .answer(&platforms(), 200, body)
        .answer(&usages(&id), 500, "");
    let failure = read(DatasetName::Usage, &host).unwrap_err();
    assert!(failure.message.len() < 1_000, "{}", failure.message.len());
}

#[test]
fn a_count_that_is_no_number_is_set_apart_under_its_key() {
    let host = FakeHost::new()
        .answer(
            &platforms(),
            200,
            r#"{"configuredPlatforms":[{"id":"p1"},{"id":null}]}"#,
        )
        .answer(
            &usages("p1"),
            200,
            r#"{"meterUsages":[{"meterId":"m1","totalQuantities":true}]}"#,
        )
        .answer(&meters("p1"), 200, METERS);
    let page = read(DatasetName::Usage, &host).unwrap();
    assert_eq!(page.rejected[0].reason, "the platform's id is missing");
    assert_eq!(page.rejected[1].key.as_deref(), Some("p1:m1"));
}
