//! The login test.

use seatwise_pax8::Pax8;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::{Account, Connector, Failure, FailureKind};

use crate::support::{context, list, whole};

const COMPANIES: &str = "/v1/companies?page=0&size=1";
const INVOICES: &str =
    "/v1/invoices?invoiceDateRangeStart=2026-09-30&invoiceDateRangeEnd=2026-12-01&page=0&size=200";
const ITEMS: &str = "/v1/invoices/new/items?page=0&size=200";
const SUBSCRIPTIONS: &str = "/v1/subscriptions?companyId=c1&page=0&size=200&sort=createdDate,asc";

fn check(subscriptions: &[&str], price: &str) -> (Result<Account, Failure>, FakeHost) {
    let company = r#"{"id":"c1"}"#.to_owned();
    let line = |id: &str, company: &str| {
        format!(
            r#"{{"type":"subscription","companyId":"{company}","subscriptionId":"{id}","term":"Monthly","chargeType":"per","price":20.60,"cost":17.51}}"#
        )
    };
    let lines = [line("s1", "c1"), line("s2", "c1"), line("s3", "c2")];
    let host = FakeHost::new()
        .answer(COMPANIES, 200, list(&[company], 42, 1))
        .answer(
            INVOICES,
            200,
            whole(&[
                r#"{"id":"old","invoiceDate":"2026-10-04"}"#,
                r#"{"id":"void","invoiceDate":"2026-11-04","status":"Void"}"#,
                r#"{"id":"child","invoiceDate":"2026-11-04","status":"Unpaid","total":5.5}"#,
                r#"{"id":"new","invoiceDate":"2026-11-04","status":"Unpaid","total":900}"#,
            ]),
        )
        .answer(ITEMS, 200, list(&lines, 3, 200))
        .answer(SUBSCRIPTIONS, 200, whole(subscriptions));
    (Pax8::check(&context(&[("price", price)]), &host), host)
}

fn notes(subscriptions: &[&str], price: &str) -> Vec<String> {
    check(subscriptions, price).0.unwrap().notes
}

const BY_CUSTOMER: &str = r#"{"id":"s1","price":20.6,"partnerCost":17.51,"billingTerm":"Monthly"}"#;
const BY_COST: &str = r#"{"id":"s2","price":17.510,"billingTerm":"Monthly"}"#;

#[test]
fn companies_are_counted_and_the_price_is_compared_with_four_requests() {
    let (account, host) = check(&[BY_CUSTOMER], "customer");
    let account = account.unwrap();
    assert_eq!(account.customers, 42);
    assert_eq!(
        account.notes,
        [
            "The price of a subscription is what the customer pays: it equals that on the newest bill 1 of 1 times, as the setting `price` = customer says."
        ]
    );
    assert_eq!(host.urls(), [COMPANIES, INVOICES, ITEMS, SUBSCRIPTIONS]);
}

#[test]
fn a_setting_that_does_not_agree_with_the_bill_is_named() {
    let notes = notes(&[BY_COST], "customer");
    assert!(
        notes[0].ends_with("1 of 1 times, so set `price` to cost."),
        "{notes:?}"
    );
    assert!(notes[1].contains("no partnerCost"), "{notes:?}");
}

#[test]
fn a_bill_that_says_both_is_not_relied_on() {
    assert!(notes(&[BY_CUSTOMER, BY_COST], "customer")[0].ends_with("set `price` to ignore."));
}

#[test]
fn terms_that_differ_and_equal_prices_decide_nothing() {
    let yearly = r#"{"id":"s1","price":20.6,"partnerCost":17.51,"billingTerm":"Annual"}"#;
    let unknown = r#"{"id":"s9","price":20.6,"billingTerm":"Monthly"}"#;
    for subscriptions in [&[yearly][..], &[unknown], &[]] {
        let notes = notes(subscriptions, "customer");
        assert!(notes[0].contains("does not show whether"), "{notes:?}");
    }
}

#[test]
fn a_bill_that_cannot_be_read_does_not_fail_the_login() {
    let host = FakeHost::new()
        .answer(COMPANIES, 200, list(&[], 7, 1))
        .answer(INVOICES, 200, whole(&[]));
    let account = Pax8::check(&context(&[]), &host).unwrap();
    assert_eq!(account.customers, 7);
    assert!(
        account.notes[0].contains("no invoice of the last two months"),
        "{:?}",
        account.notes
    );
}

#[test]
fn a_refused_login_fails_with_the_vendors_words() {
    let body = r#"{"error":"access_denied","error_description":"Unauthorized"}"#;
    let host = FakeHost::new().answer(COMPANIES, 401, body);
    let failure = Pax8::check(&context(&[]), &host).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unauthorized);
    assert!(
        failure
            .message
            .ends_with("401: access_denied: Unauthorized"),
        "{}",
        failure.message
    );
}
