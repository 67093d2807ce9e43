//! Payable and receivable charges.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{Charge, ChargeDirection, ChargeKind, DatasetName, Term};
use seatwise_plugin::{Connector, FailureKind, Page, Query};
use seatwise_sherweb::Sherweb;

use crate::support::{CUSTOMER, context, day, decimal, is_empty, query, read, rows};

const PAYABLE: &str = "/distributor/v1/billing/payable-charges?date=2025-03-15";
const RECEIVABLE: &str = "/service-provider/v1/billing/receivable-charges?customerId=8f1f3c7e-0d53-4c8e-9e0b-2f0f7b0c1a11&date=2025-03-15";

fn bill(charge: &str) -> String {
    format!(r#"{{"periodFrom":"2025-03-05","periodTo":"2025-04-04","charges":[{charge}]}}"#)
}

fn payable(charge: &str) -> Page {
    read(
        DatasetName::PayableCharges,
        &FakeHost::new().answer(PAYABLE, 200, bill(charge)),
    )
    .unwrap()
}

fn receivable(charge: &str) -> Page {
    read(
        DatasetName::ReceivableCharges,
        &FakeHost::new().answer(RECEIVABLE, 200, bill(charge)),
    )
    .unwrap()
}

fn only(page: Page) -> Charge {
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    let mut rows = rows!(page, Charges);
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

#[test]
fn a_payable_charge_is_read_with_everything_it_says() {
    let row = only(payable(
        r#"{"productId":"p","productName":"Premium","sku":"MS-1","chargeId":"ch","chargeName":"License",
        "chargeType":"Recurring","billingCycleType":"Monthly","periodFrom":"2025-03-01T00:00:00","periodTo":"2025-03-31",
        "quantity":25.5,"listPrice":22.0,"netPrice":18.7,"netPriceProrated":9.35,"subTotal":238.425,"currency":"Cad",
        "isBilled":true,"isProratable":true,"deductions":[{"code":"TIER","value":15.0}],"fees":[],
        "invoice":{"number":"INV-1","date":"2025-04-01","periodFrom":"2025-03-02","periodTo":"2025-03-31"},
        "taxes":[{"name":"TVH","appliedRate":13.0}],"tags":[{"name":"CustomerDisplayName","value":"Contoso Ltd"}]}"#,
    ));
    assert_eq!(row.direction, ChargeDirection::Payable);
    assert_eq!(
        (row.customer_id, row.customer_name.as_deref()),
        (None, Some("Contoso Ltd"))
    );
    assert_eq!(
        (row.product_id.as_deref(), row.charge_id.as_deref()),
        (Some("p"), Some("ch"))
    );
    assert_eq!(
        (row.kind, row.billing_cycle),
        (ChargeKind::Recurring, Some(Term::Monthly))
    );
    assert_eq!(
        (row.billing_period_from, row.billing_period_to),
        (Some(day("2025-03-05")), Some(day("2025-04-04")))
    );
    assert_eq!(
        (row.charge_from, row.charge_to),
        (Some(day("2025-03-01")), Some(day("2025-03-31")))
    );
    assert_eq!(
        (row.quantity, row.list_price),
        (decimal("25.5"), decimal("22"))
    );
    assert_eq!(
        (row.unit_price, row.prorated_unit_price),
        (decimal("18.7"), decimal("9.35"))
    );
    assert_eq!(
        (row.amount, row.currency.as_deref()),
        (decimal("238.425"), Some("CAD"))
    );
    assert_eq!(
        (row.billed, row.invoice_number.as_deref()),
        (Some(true), Some("INV-1"))
    );
    assert_eq!(row.invoice_date, Some(day("2025-04-01")));
    assert_eq!(
        row.extra.as_deref(),
        Some(concat!(
            r#"{"isProratable":true,"deductions":[{"code":"TIER","value":15.0}],"#,
            r#""taxes":[{"name":"TVH","appliedRate":13.0}],"invoicePeriodFrom":"2025-03-02"}"#
        ))
    );
}

#[test]
fn an_empty_charge_is_unknown_in_everything_and_has_nothing_extra() {
    let row = only(payable(
        r#"{"deductions":[],"fees":null,"taxes":[ ],"tags":null,"invoice":null}"#,
    ));
    assert_eq!(
        (row.amount, row.quantity, row.unit_price, row.currency),
        (None, None, None, None)
    );
    assert_eq!(
        (row.billed, row.customer_name, row.billing_cycle),
        (None, None, None)
    );
    assert_eq!(row.extra, None);
}

#[test]
fn a_customer_id_in_a_tag_is_preferred_to_the_name() {
    let row = only(payable(&format!(
        r#"{{"tags":[{{"name":"CustomerDisplayName","value":"Contoso"}},{{"name":"Customer Id","value":"{CUSTOMER}"}}]}}"#
    )));
    assert_eq!(
        (row.customer_id.as_deref(), row.customer_name),
        (Some(CUSTOMER), None)
    );
    assert!(row.extra.unwrap().contains("Contoso"));
}

#[test]
fn an_id_of_something_else_is_never_taken_for_the_customer() {
    let row = only(payable(&format!(
        r#"{{"tags":[{{"name":"TenantId","value":"{CUSTOMER}"}},{{"name":"CustomerId","value":"42"}},{{"name":null,"value":null}}]}}"#
    )));
    assert_eq!((row.customer_id, row.customer_name), (None, None));
    assert!(row.extra.unwrap().contains("TenantId"));
}

#[test]
fn kinds_and_cycles_are_compared_without_case_and_unknown_ones_are_kept() {
    for (word, kind) in [
        ("setup", ChargeKind::Setup),
        ("USAGE", ChargeKind::Usage),
        ("Unknown", ChargeKind::Other("Unknown".to_owned())),
        ("Rebate", ChargeKind::Other("Rebate".to_owned())),
    ] {
        let charge = format!(r#"{{"chargeType":"{word}","billingCycleType":"OneTime"}}"#);
        let row = only(payable(&charge));
        assert_eq!((row.kind, row.billing_cycle), (kind, Some(Term::OneTime)));
    }
}

#[test]
fn a_credit_keeps_its_sign() {
    let row = only(payable(
        r#"{"quantity":-3,"netPriceProrated":1.5,"subTotal":-4.5}"#,
    ));
    assert_eq!((row.quantity, row.amount), (decimal("-3"), decimal("-4.5")));
}

#[test]
fn the_cost_price_of_a_receivable_charge_is_revenue_and_its_total_is_computed() {
    let row = only(receivable(
        r#"{"productName":"Premium","sku":"MS-1","chargeId":null,"chargeName":"License","chargeType":"Recurring",
        "billingCycleType":"Yearly","periodFrom":"2025-03-05","periodTo":"2025-04-04","quantity":2.5,"costPrice":22.0,
        "costPriceProrated":11.01,"currency":"USD","isProratable":false}"#,
    ));
    assert_eq!(row.direction, ChargeDirection::Receivable);
    assert_eq!(row.customer_id.as_deref(), Some(CUSTOMER));
    assert_eq!(
        (row.unit_price, row.prorated_unit_price),
        (decimal("22"), decimal("11.01"))
    );
    assert_eq!(row.amount, decimal("27.525"));
    assert_eq!(
        (row.list_price, row.billing_cycle),
        (None, Some(Term::Annual))
    );
    assert_eq!(
        (row.billing_period_from, row.billing_period_to),
        (Some(day("2025-03-05")), Some(day("2025-04-04")))
    );
}

#[test]
fn a_total_that_does_not_fit_or_cannot_be_computed_is_unknown() {
    let amount = |charge| only(receivable(charge)).amount;
    assert_eq!(
        amount(r#"{"quantity":9e17,"costPriceProrated":9e17}"#),
        None
    );
    assert_eq!(amount(r#"{"quantity":3,"costPrice":5}"#), None);
    assert_eq!(
        amount(r#"{"quantity":3,"costPriceProrated":0}"#),
        decimal("0")
    );
}

#[test]
fn both_directions_ask_for_the_same_explicit_day_with_their_own_credential() {
    let host = FakeHost::new()
        .answer(PAYABLE, 200, bill(""))
        .answer(RECEIVABLE, 200, bill(""));
    assert!(is_empty(&read(DatasetName::PayableCharges, &host).unwrap()));
    assert!(is_empty(
        &read(DatasetName::ReceivableCharges, &host).unwrap()
    ));
    assert_eq!(host.urls(), [PAYABLE, RECEIVABLE]);
    let credentials: Vec<_> = host
        .requests()
        .into_iter()
        .map(|request| request.credential.unwrap())
        .collect();
    assert_eq!(credentials, ["distributor", "service-provider"]);
}

#[test]
fn without_a_day_nothing_is_asked() {
    let host = FakeHost::new();
    for dataset in [DatasetName::PayableCharges, DatasetName::ReceivableCharges] {
        let question = Query {
            period_day: None,
            ..query(dataset)
        };
        assert!(Sherweb::read(&context(&[]), &question, &host).is_err());
    }
    assert!(host.urls().is_empty());
}

#[test]
fn any_refusal_of_receivables_is_unavailable_rather_than_a_failed_sync() {
    for status in [400, 403, 404, 409, 422] {
        let host = FakeHost::new().answer(RECEIVABLE, status, r#"{"title":"PSA connected"}"#);
        let failure = read(DatasetName::ReceivableCharges, &host).unwrap_err();
        assert_eq!(
            (failure.kind, failure.status),
            (FailureKind::Unavailable, Some(status))
        );
        assert!(failure.message.contains("rebilling"), "{}", failure.message);
        assert!(
            failure.message.contains("PSA connected"),
            "{}",
            failure.message
        );
    }
    for (status, kind) in [
        (401, FailureKind::Unauthorized),
        (429, FailureKind::Throttled),
        (500, FailureKind::Transient),
    ] {
        let host = FakeHost::new().answer(RECEIVABLE, status, "");
        assert_eq!(
            read(DatasetName::ReceivableCharges, &host)
                .unwrap_err()
                .kind,
            kind
        );
    }
}

#[test]
fn costs_that_the_application_may_not_read_are_unavailable() {
    let host = FakeHost::new().answer(PAYABLE, 403, "");
    assert_eq!(
        read(DatasetName::PayableCharges, &host).unwrap_err().kind,
        FailureKind::Unavailable
    );
}

#[test]
fn charges_without_the_period_they_belong_to_are_malformed() {
    for body in [
        r#"{"charges":[{"sku":"x"}]}"#,
        r#"{"periodFrom":"2025-03-01","periodTo":"soon","charges":[{"sku":"x"}]}"#,
        r#"{"periodFrom":"2025-03-01","periodTo":"2025-03-31"}"#,
    ] {
        let host = FakeHost::new().answer(PAYABLE, 200, body);
        assert_eq!(
            read(DatasetName::PayableCharges, &host).unwrap_err().kind,
            FailureKind::Malformed,
            "{body}"
        );
    }
}

#[test]
fn the_period_may_stand_behind_the_charges() {
    let body = r#"{"charges":[{"sku":"x"}],"periodTo":"2025-03-31","periodFrom":"2025-03-01"}"#;
    let row = only(
        read(
            DatasetName::PayableCharges,
            &FakeHost::new().answer(PAYABLE, 200, body),
        )
        .unwrap(),
    );
    assert_eq!(
        (row.billing_period_from, row.billing_period_to),
        (Some(day("2025-03-01")), Some(day("2025-03-31")))
    );
}

#[test]
fn the_reason_why_a_charge_is_set_apart_does_not_repeat_all_of_it() {
    let long = "x".repeat(2_000_000);
    let page = payable(&format!(
        r#"{{"sku":"a","isBilled":"{long}"}},{{"sku":"b"}}"#
    ));
    assert_eq!(page.rejected[0].reason.chars().count(), 300);
    assert_eq!(page.rejected[0].source.len(), 4_096);
    assert_eq!(rows!(page, Charges).len(), 1);
}

#[test]
fn a_field_that_not_every_reader_of_json_takes_is_quoted() {
    let row = only(payable(r#"{"taxes":["\ud800"]}"#));
    let extra: serde_json::Value = serde_json::from_str(&row.extra.unwrap()).unwrap();
    assert_eq!(extra["taxes"], r#"["\ud800"]"#);
}

#[test]
fn a_charge_that_cannot_be_understood_is_set_apart() {
    let page = payable(
        r#"{"sku":"a","subTotal":"ten"},{"sku":"b","isBilled":"yes"},{"sku":"c","tags":{}},{"sku":"d","periodFrom":"2025-02-30"},{"sku":"e"}"#,
    );
    let reasons: Vec<_> = page.rejected.iter().map(|row| row.reason.clone()).collect();
    assert_eq!(reasons[0], "subTotal is not a decimal number: \"ten\"");
    assert_eq!(reasons.len(), 4);
    assert_eq!(reasons[3], "periodFrom is not a date: \"2025-02-30\"");
    assert_eq!(
        page.rejected[3].source,
        r#"{"sku":"d","periodFrom":"2025-02-30"}"#
    );
    let rows = rows!(page, Charges);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].billing_period_from, Some(day("2025-03-05")));
}

#[test]
fn american_days_and_amounts_are_read_where_the_answer_shows_the_order() {
    let charge = r#"{"productName":"Suite","sku":"MS-1","chargeType":"Recurring","periodFrom":"3/5/2025","periodTo":"4/4/2025 0:00",
        "quantity":"5","netPriceProrated":"36.00","subTotal":"(1,180.00)","currency":"USD","invoice":{"number":"I","date":"4/16/2025"}}"#;
    let body = format!(r#"{{"periodFrom":"3/5/2025","periodTo":"4/4/2025","charges":[{charge}]}}"#);
    let host = FakeHost::new().answer(PAYABLE, 200, body);
    let row = only(read(DatasetName::PayableCharges, &host).unwrap());
    assert_eq!(
        (row.charge_from, row.charge_to, row.invoice_date),
        (
            Some(day("2025-03-05")),
            Some(day("2025-04-04")),
            Some(day("2025-04-16"))
        )
    );
    assert_eq!(row.billing_period_to, Some(day("2025-04-04")));
    assert_eq!(row.amount, decimal("-1180"));
}

#[test]
fn a_charge_whose_days_can_be_read_in_two_ways_is_refused_with_whom_it_is_about() {
    let page = payable(
        r#"{"productName":"Suite","sku":"MS-1","chargeType":"Recurring","periodFrom":"3/5/2025","periodTo":"4/4/2025",
        "quantity":5,"subTotal":180,"currency":"USD",
        "tags":[{"name":"CustomerId","value":"8f1f3c7e-0d53-4c8e-9e0b-2f0f7b0c1a11"}]}"#,
    );
    let row = &page.rejected[0];
    assert!(
        row.reason.starts_with("periodFrom can be read as two days"),
        "{}",
        row.reason
    );
    assert_eq!(
        (
            row.customer_id.as_deref(),
            row.sku.as_deref(),
            row.product_name.as_deref()
        ),
        (Some(CUSTOMER), Some("MS-1"), Some("Suite"))
    );
}
