//! Subscriptions.

use seatwise_pax8::Pax8;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{ChargeModel, DatasetName, Subscription, SubscriptionStatus, Term};
use seatwise_plugin::{Connector, FailureKind};

use crate::support::{
    context, day, decimal, extra, list, moment, query, read, read_all, rows, whole,
};

const URL: &str = "/v1/subscriptions?page=0&size=200&sort=createdDate,asc";

const SUITE: &str = r#"{"id":"s1","companyId":"c1","productId":"p1","vendorSubscriptionId":"v1","quantity":12,
    "startDate":"2026-02-01T00:00:00.000Z","createdDate":"2026-01-30T15:04:05.120-0700","updatedDate":"2026-08-11",
    "billingStart":"2026-02-01","status":"Active","price":20.6,"partnerCost":17.51,"currencyCode":"GBP",
    "productName":"Example Suite Premium","billingTerm":"Monthly",
    "commitment":{"id":"k1","term":"1-Year","endDate":"2027-01-31T00:00:00.000Z"}}"#;

fn one(row: &str, settings: &[(&str, &str)]) -> Subscription {
    let host = FakeHost::new().answer(URL, 200, whole(&[row]));
    let page = Pax8::read(
        &context(settings),
        &query(DatasetName::Subscriptions),
        &host,
    )
    .unwrap();
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    rows!(page, Subscriptions).remove(0)
}

fn with(fields: &str) -> String {
    format!(r#"{{"id":"s1","companyId":"c1","status":"Active",{fields}}}"#)
}

#[test]
fn a_subscription_has_its_seats_prices_and_commitment() {
    let row = one(SUITE, &[]);
    assert_eq!((row.id.as_str(), row.customer_id.as_str()), ("s1", "c1"));
    assert_eq!(row.publisher_subscription_id.as_deref(), Some("v1"));
    assert_eq!(row.seats, decimal("12"));
    assert_eq!(
        (row.unit_cost, row.unit_price),
        (decimal("17.51"), decimal("20.6"))
    );
    assert_eq!(row.currency.as_deref(), Some("GBP"));
    assert_eq!(row.billing_cycle, Some(Term::Monthly));
    assert_eq!(row.commitment_term, Some(Term::Annual));
    assert_eq!(row.commitment_ends_on, Some(day("2027-01-31")));
    assert_eq!(row.starts_on, Some(day("2026-02-01")));
    assert_eq!(row.purchased_at, Some(moment("2026-01-30T22:04:05.12Z")));
    assert_eq!(row.updated_at, Some(moment("2026-08-11T00:00:00Z")));
    assert_eq!((row.renews_on, row.auto_renew), (None, None));
    assert_eq!(row.charge_model, ChargeModel::Seats);
    assert!(row.priced && !row.trial);
    assert_eq!(
        extra(row.extra.as_deref(), "productId").as_deref(),
        Some("\"p1\"")
    );
    assert_eq!(
        extra(row.extra.as_deref(), "price"),
        None,
        "a column has it"
    );
}

#[test]
fn the_commitment_is_found_under_both_of_its_names() {
    for name in ["commitment", "commitmentTerm"] {
        let row = one(
            &with(&format!(
                r#""{name}":{{"term":"3-Year","endDate":"2028-01-31"}}"#
            )),
            &[],
        );
        assert_eq!(row.commitment_term, Some(Term::Triennial), "{name}");
        assert_eq!(row.commitment_ends_on, Some(day("2028-01-31")), "{name}");
    }
    let row = one(
        &with(r#""commitment":null,"commitmentTerm":"24-Month""#),
        &[],
    );
    assert_eq!(row.commitment_term, Some(Term::Biennial));
    let row = one(&with(r#""commitment":null"#), &[]);
    assert_eq!(row.commitment_term, None, "none sent is not none agreed");
}

#[test]
fn what_the_price_means_is_for_the_operator_to_say() {
    let row = &with(r#""price":20.6"#);
    let amounts = |settings: &[(&str, &str)]| {
        let row = one(row, settings);
        (row.unit_cost, row.unit_price)
    };
    assert_eq!(amounts(&[]), (None, decimal("20.6")));
    assert_eq!(amounts(&[("price", "cost")]), (decimal("20.6"), None));
    assert_eq!(amounts(&[("price", "ignore")]), (None, None));
    let ignored = one(row, &[("price", "ignore")]);
    assert_eq!(
        extra(ignored.extra.as_deref(), "price").as_deref(),
        Some("20.6")
    );
    let failure = Pax8::read(
        &context(&[("price", "both")]),
        &query(DatasetName::Subscriptions),
        &FakeHost::new(),
    )
    .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Settings);
}

#[test]
fn a_price_of_zero_is_kept_and_not_taken_for_a_price() {
    let row = one(&with(r#""price":0,"quantity":5"#), &[]);
    assert_eq!((row.unit_price, row.seats), (None, decimal("5")));
    assert_eq!(extra(row.extra.as_deref(), "price").as_deref(), Some("0"));
}

#[test]
fn an_unknown_status_is_kept_and_a_converted_trial_is_logged() {
    let host = FakeHost::new().answer(
        URL,
        200,
        whole(&[
            r#"{"id":"a","companyId":"c","status":"OnHold"}"#,
            r#"{"id":"b","companyId":"c","status":"Converted","endDate":"2026-03-01"}"#,
            r#"{"id":"d","companyId":"c","status":"Trial","endDate":"2026-12-24"}"#,
        ]),
    );
    let page = read(DatasetName::Subscriptions, &host).unwrap();
    let rows = rows!(page, Subscriptions);
    assert_eq!(
        rows[0].status,
        SubscriptionStatus::Other("OnHold".to_owned())
    );
    assert_eq!(rows[1].status, SubscriptionStatus::Expired);
    assert_eq!(
        (&rows[2].status, rows[2].trial),
        (&SubscriptionStatus::Active, true)
    );
    assert_eq!(
        extra(rows[1].extra.as_deref(), "status").as_deref(),
        Some("\"Converted\"")
    );
    assert!(
        host.messages()
            .iter()
            .any(|message| message.contains("Converted"))
    );
}

#[test]
fn fractions_and_arrears_are_use_and_one_time_products_are_no_seats() {
    let row = one(
        &with(r#""quantity":3.75,"price":2,"billingTerm":"Monthly""#),
        &[],
    );
    assert_eq!(
        (row.charge_model, row.seats, row.unit_price),
        (ChargeModel::Usage, None, None)
    );
    assert_eq!(
        extra(row.extra.as_deref(), "quantity").as_deref(),
        Some("3.75")
    );
    let row = one(&with(r#""quantity":3.0,"billingTerm":"Monthly""#), &[]);
    assert_eq!(
        (row.charge_model, row.seats),
        (ChargeModel::Seats, decimal("3"))
    );
    let row = one(&with(r#""quantity":1,"billingTerm":"Arrears""#), &[]);
    assert_eq!(row.charge_model, ChargeModel::Usage);
    let row = one(&with(r#""quantity":1,"billingTerm":"Activation""#), &[]);
    assert_eq!(
        (row.charge_model, row.billing_cycle),
        (ChargeModel::OneTime, Some(Term::OneTime))
    );
    let row = one(&with(r#""quantity":1,"billingTerm":"Trial""#), &[]);
    assert_eq!((row.trial, row.billing_cycle), (true, Some(Term::None)));
}

#[test]
fn a_subscription_that_is_not_understood_names_what_it_is_about() {
    let body = whole(&[
        r#"{"id":"s1","companyId":"c1","productName":"Suite","quantity":"many"}"#,
        r#"{"id":"s2"}"#,
    ]);
    let host = FakeHost::new().answer(URL, 200, body);
    let page = read(DatasetName::Subscriptions, &host).unwrap();
    let first = &page.rejected[0];
    assert_eq!(first.reason, "quantity is not a decimal number: \"many\"");
    assert_eq!(first.customer_id.as_deref(), Some("c1"));
    assert_eq!(first.subscription_id.as_deref(), Some("s1"));
    assert_eq!(first.product_name.as_deref(), Some("Suite"));
    assert_eq!(page.rejected[1].reason, "the row has no companyId");
}

#[test]
fn a_full_list_takes_one_request_for_two_hundred_rows() {
    let rows: Vec<String> = (0..200)
        .map(|id| format!(r#"{{"id":"{id}","companyId":"c","quantity":1}}"#))
        .collect();
    let host = FakeHost::new()
        .answer(URL, 200, list(&rows, 250, 200))
        .answer(
            "/v1/subscriptions?page=1&size=200&sort=createdDate,asc",
            200,
            list(&rows[..50], 250, 200),
        );
    assert_eq!(read_all(DatasetName::Subscriptions, &host).len(), 2);
    assert_eq!(host.urls().len(), 2);
}

#[test]
fn an_empty_page_of_a_list_that_has_rows_is_a_failure() {
    let host = FakeHost::new().answer(URL, 200, list(&[], 12, 200));
    let failure = read(DatasetName::Subscriptions, &host).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Malformed);
}

#[test]
fn a_cursor_of_somebody_else_is_refused() {
    let mut query = query(DatasetName::Subscriptions);
    query.cursor = Some("nonsense".to_owned());
    let failure = Pax8::read(&context(&[]), &query, &FakeHost::new()).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Other);
}
