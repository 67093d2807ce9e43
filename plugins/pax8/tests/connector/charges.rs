//! The lines of a month's invoices.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{Charge, ChargeDirection, ChargeKind, DatasetName, Term};

use crate::support::{day, decimal, extra, list, read, read_all, rows, whole};

const INVOICES: &str =
    "/v1/invoices?invoiceDateRangeStart=2026-11-01&invoiceDateRangeEnd=2026-11-30&page=0&size=200";

const LINE: &str = r#"{"id":"l1","type":"subscription","companyId":"c1","companyName":"Birch Dental",
    "startPeriod":"2026-11-01","endPeriod":"2026-11-30","quantity":12,"unitOfMeasure":"User","term":"Monthly",
    "sku":"EXA-1","description":"Example Suite Premium (November)","rateType":"single","chargeType":"per","price":20.6,
    "subTotal":999,"cost":17.51,"costTotal":210.12,"billedByPax8":false,"total":247.2,"productId":"p1",
    "productName":"Example Suite Premium","amountDue":999,"currencyCode":"GBP","salesTax":42.02,"subscriptionId":"s1"}"#;

fn items(invoice: &str) -> String {
    format!("/v1/invoices/{invoice}/items?page=0&size=200")
}

fn invoice(id: &str, rest: &str) -> String {
    format!(r#"{{"id":"{id}","invoiceDate":"2026-11-04","currencyCode":"GBP"{rest}}}"#)
}

fn one_invoice(lines: &[&str]) -> FakeHost {
    FakeHost::new()
        .answer(
            INVOICES,
            200,
            whole(&[&invoice("i1", r#","total":252.14,"status":"Unpaid""#)]),
        )
        .answer(&items("i1"), 200, whole(lines))
}

fn charge(line: &str, dataset: DatasetName) -> Charge {
    let page = read(dataset, &one_invoice(&[line])).unwrap();
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    rows!(page, Charges).remove(0)
}

#[test]
fn the_cost_of_a_line_is_its_cost_total_and_the_revenue_its_total() {
    let cost = charge(LINE, DatasetName::PayableCharges);
    assert_eq!(cost.direction, ChargeDirection::Payable);
    assert_eq!(
        (cost.unit_price, cost.amount),
        (decimal("17.51"), decimal("210.12"))
    );
    let revenue = charge(LINE, DatasetName::ReceivableCharges);
    assert_eq!(revenue.direction, ChargeDirection::Receivable);
    assert_eq!(
        (revenue.unit_price, revenue.amount),
        (decimal("20.6"), decimal("247.2"))
    );
}

#[test]
fn a_line_names_whom_and_what_it_is_for_and_when() {
    let row = charge(LINE, DatasetName::PayableCharges);
    assert_eq!(row.customer_id.as_deref(), Some("c1"));
    assert_eq!(row.subscription_id.as_deref(), Some("s1"));
    assert_eq!(
        (row.product_id.as_deref(), row.sku.as_deref()),
        (Some("p1"), Some("EXA-1"))
    );
    assert_eq!(
        row.charge_name.as_deref(),
        Some("Example Suite Premium (November)")
    );
    assert_eq!(
        (&row.kind, row.billing_cycle),
        (&ChargeKind::Recurring, Some(Term::Monthly))
    );
    assert_eq!(
        (row.charge_from, row.charge_to),
        (Some(day("2026-11-01")), Some(day("2026-11-30")))
    );
    assert_eq!(row.billing_period_to, Some(day("2026-11-30")));
    assert_eq!(
        (row.quantity, row.currency.as_deref()),
        (decimal("12"), Some("GBP"))
    );
    assert_eq!(row.invoice_number.as_deref(), Some("i1"));
    assert_eq!(
        (row.invoice_date, row.billed),
        (Some(day("2026-11-04")), Some(true))
    );
    for (name, value) in [
        ("salesTax", "42.02"),
        ("subTotal", "999"),
        ("id", "\"l1\""),
        ("total", "247.2"),
    ] {
        assert_eq!(
            extra(row.extra.as_deref(), name).as_deref(),
            Some(value),
            "{name}"
        );
    }
}

#[test]
fn void_and_credited_invoices_and_those_of_other_months_are_left_out() {
    let rows = [
        invoice("i1", r#","status":"Paid","partnerName":"Partner""#),
        invoice("i2", r#","status":"Void""#),
        invoice("i3", r#","status":"Credited""#),
        invoice(
            "i4",
            r#","status":"Carried","partnerName":"A child partner""#,
        ),
        r#"{"id":"i5","invoiceDate":"2026-10-04"}"#.to_owned(),
    ];
    let host = FakeHost::new()
        .answer(INVOICES, 200, list(&rows, 5, 200))
        .answer(&items("i1"), 200, whole(&[LINE]))
        .answer(&items("i4"), 200, whole(&[LINE]));
    let pages = read_all(DatasetName::PayableCharges, &host);
    assert_eq!(host.urls(), [INVOICES.to_owned(), items("i1"), items("i4")]);
    assert_eq!(
        pages[1].total,
        Some(2),
        "the last page states the lines of all"
    );
    assert_eq!(pages[1].incomplete, None);
}

#[test]
fn a_long_invoice_is_read_page_by_page_and_its_list_once() {
    let lines: Vec<String> = (0..200).map(|_| LINE.to_owned()).collect();
    let host = FakeHost::new()
        .answer(INVOICES, 200, whole(&[&invoice("i1", "")]))
        .answer(&items("i1"), 200, list(&lines, 201, 200))
        .answer(
            "/v1/invoices/i1/items?page=1&size=200",
            200,
            list(&lines[..1], 201, 200),
        );
    let pages = read_all(DatasetName::PayableCharges, &host);
    assert_eq!((pages.len(), host.urls().len()), (2, 3));
    assert_eq!(pages[1].total, Some(201));
}

#[test]
fn a_month_without_an_invoice_is_not_there_yet() {
    let host = FakeHost::new().answer(INVOICES, 200, whole(&[]));
    let page = read(DatasetName::PayableCharges, &host).unwrap();
    assert!(rows!(page, Charges).is_empty());
    assert!(host.messages()[0].contains("no invoice of this month yet"));
}

#[test]
fn flat_lines_have_no_unit_price_and_prorated_ones_that_of_their_days() {
    let flat = LINE.replace("\"per\"", "\"flat\"");
    let row = charge(&flat, DatasetName::PayableCharges);
    assert_eq!((row.unit_price, row.amount), (None, decimal("210.12")));
    assert_eq!(
        extra(row.extra.as_deref(), "cost").as_deref(),
        Some("17.51")
    );

    let prorated = LINE
        .replace("\"subscription\",", "\"prorate\",")
        .replace("210.12", "105.06");
    let row = charge(&prorated, DatasetName::PayableCharges);
    assert_eq!(row.kind, ChargeKind::Recurring);
    assert_eq!(
        (row.unit_price, row.prorated_unit_price),
        (decimal("17.51"), decimal("8.755"))
    );
}

#[test]
fn the_kind_follows_the_term_and_then_the_type() {
    let kind = |kind: &str, term: &str| {
        let line = format!(r#"{{"type":"{kind}","term":"{term}"}}"#);
        charge(&line, DatasetName::PayableCharges).kind
    };
    assert_eq!(kind("subscription", "Arrears"), ChargeKind::Usage);
    assert_eq!(kind("prorate", "Arrears"), ChargeKind::Usage);
    assert_eq!(kind("one-time", "One-time"), ChargeKind::Setup);
    for credit in [
        "rebate",
        "payment-credit",
        "service-credit",
        "invoice-credit",
    ] {
        assert_eq!(kind(credit, "Monthly"), ChargeKind::Credit, "{credit}");
    }
    for other in ["service-charge", "late-fee"] {
        assert_eq!(kind(other, "Monthly"), ChargeKind::Other(other.to_owned()));
    }
}

#[test]
fn a_line_that_states_no_amount_has_none_and_takes_its_currency_from_the_invoice() {
    let row = charge(r#"{"type":"rebate"}"#, DatasetName::ReceivableCharges);
    assert_eq!(
        (row.amount, row.unit_price, row.quantity),
        (None, None, None)
    );
    assert_eq!(row.currency.as_deref(), Some("GBP"));
}

#[test]
fn a_period_that_ends_with_the_first_day_of_the_next_is_moved_to_its_last_day() {
    let line = LINE.replace("2026-11-30", "2026-12-01");
    let row = charge(&line, DatasetName::PayableCharges);
    assert_eq!(row.charge_to, Some(day("2026-11-30")));
    assert_eq!(
        extra(row.extra.as_deref(), "endPeriod").as_deref(),
        Some("\"2026-12-01\"")
    );
}

#[test]
fn lines_that_miss_the_invoices_total_by_more_than_the_tax_are_logged() {
    let warned = |line: &str| {
        let host = one_invoice(&[line]);
        read(DatasetName::PayableCharges, &host).unwrap();
        host.messages()
            .iter()
            .any(|message| message.contains("differ from its total"))
    };
    assert!(!warned(LINE), "210.12 and 42.02 tax are 252.14");
    assert!(warned(&LINE.replace("210.12", "210.11")));
}

#[test]
fn a_line_that_is_not_understood_names_what_it_is_about() {
    let host = one_invoice(&[&LINE.replace("210.12", "\"a lot\""), LINE]);
    let page = read(DatasetName::PayableCharges, &host).unwrap();
    let rejected = &page.rejected[0];
    assert_eq!(
        rejected.reason,
        "costTotal is not a decimal number: \"a lot\""
    );
    assert_eq!(rejected.subscription_id.as_deref(), Some("s1"));
    assert_eq!(rejected.customer_name.as_deref(), Some("Birch Dental"));
    assert_eq!(rejected.sku.as_deref(), Some("EXA-1"));
    assert_eq!(rows!(page, Charges).len(), 1);
}

#[test]
fn an_invoice_that_is_not_understood_is_set_apart_and_the_others_are_read() {
    let host = FakeHost::new()
        .answer(
            INVOICES,
            200,
            whole(&[r#"{"id":"i0","invoiceDate":"soon"}"#, &invoice("i1", "")]),
        )
        .answer(&items("i1"), 200, whole(&[LINE]));
    let page = read(DatasetName::PayableCharges, &host).unwrap();
    assert_eq!(page.rejected[0].key.as_deref(), Some("invoice i0"));
    assert_eq!(page.total, Some(2));
    assert_eq!(rows!(page, Charges).len(), 1);
}
