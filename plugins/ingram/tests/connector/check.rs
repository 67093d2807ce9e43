//! The login test.

use seatwise_ingram::Ingram;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{Header, Response};
use seatwise_plugin::{Account, Connector, FailureKind};

use crate::support::{BASE, europe, list, one, whole};

fn customers() -> String {
    format!("{BASE}/customers?offset=0&limit=1")
}

fn subscriptions() -> String {
    format!("{BASE}/subscriptions?status=active&offset=0&limit=3")
}

fn host() -> FakeHost {
    FakeHost::new().answer(&customers(), 200, list(&[r#"{"id":"7"}"#.to_owned()], 42))
}

fn with_products(products: &str, fields: &str) -> (Account, FakeHost) {
    let listed = whole(&[
        r#"{"id":"1","status":"active"}"#,
        r#"{"id":"2","status":"terminated"}"#,
    ]);
    let details = format!(r#"{{"id":"1","status":"active"{fields},"products":[{products}]}}"#);
    let host = host().answer(&subscriptions(), 200, listed).answer(
        &one("subscriptions", "1"),
        200,
        details,
    );
    (Ingram::check(&europe(), &host).unwrap(), host)
}

const PRICED: &str = r#"{"id":"9","unitPrice":{"amount":"20.60","currency":"EUR"}}"#;
const WITH_COST: &str = r#"{"id":"8","unitPrice":{"amount":"20.60","currency":"EUR"},"unitCost":{"amount":"17.51","currency":"EUR"}}"#;
const MONTHLY: &str = r#","billingPeriod":{"type":"month","duration":1}"#;

#[test]
fn customers_are_counted_and_costs_are_looked_for_with_three_requests() {
    let (account, host) = with_products(&format!("{PRICED},{WITH_COST}"), MONTHLY);
    assert_eq!(account.customers, 42);
    assert!(
        account.notes[0].contains("(unitCost) with 1 of 2 products"),
        "{:?}",
        account.notes
    );
    assert_eq!(
        host.urls(),
        [customers(), subscriptions(), one("subscriptions", "1")],
        "what ended is not looked at"
    );
}

#[test]
fn an_account_without_costs_is_told_so() {
    let (account, _) = with_products(PRICED, MONTHLY);
    assert!(account.notes[0].contains("no costs"), "{:?}", account.notes);
    let zero = WITH_COST.replace("17.51", "0.00");
    let (account, _) = with_products(&zero, MONTHLY);
    assert!(account.notes[0].contains("no costs"), "{:?}", account.notes);
}

#[test]
fn an_older_version_without_billing_periods_is_named() {
    let (account, _) = with_products(WITH_COST, "");
    assert!(
        account.notes[1].contains("older version"),
        "{:?}",
        account.notes
    );
    let (account, _) = with_products(WITH_COST, MONTHLY);
    assert_eq!(account.notes.len(), 2, "{:?}", account.notes);
}

#[test]
fn a_person_is_told_that_bills_cannot_be_read() {
    let (account, _) = with_products(WITH_COST, MONTHLY);
    assert!(
        account
            .notes
            .last()
            .unwrap()
            .contains("no charges are read")
    );
}

#[test]
fn subscriptions_that_cannot_be_looked_at_do_not_fail_the_login() {
    let unreadable = host().answer(&subscriptions(), 500, "");
    let broken = host()
        .answer(
            &subscriptions(),
            200,
            whole(&[r#"{"id":"1","status":"active"}"#]),
        )
        .answer(&one("subscriptions", "1"), 403, r#"{"message":"no"}"#);
    let none = host().answer(&subscriptions(), 200, whole(&[]));
    for (host, words) in [
        (unreadable, "No subscription can be looked at"),
        (broken, "no seats and prices"),
        (none, "no active subscription"),
    ] {
        let account = Ingram::check(&europe(), &host).unwrap();
        assert_eq!(account.customers, 42);
        assert!(account.notes[0].contains(words), "{:?}", account.notes);
    }
}

#[test]
fn a_refusal_has_the_vendors_words_and_what_its_support_asks_for() {
    let body = r#"{"timeStamp":"x","status":401,"message":"Invalid key","path":"/customers","correlationId":"a8n-31"}"#;
    let in_body = FakeHost::new().answer(&customers(), 401, body);
    let in_header = FakeHost::new().outcome(
        &customers(),
        Ok(Response {
            status: 401,
            headers: vec![Header {
                name: "x-correlation-id".to_owned(),
                value: "a8n-31".to_owned(),
            }],
            body: br#"{"statusCode":401,"message":"Invalid key"}"#.to_vec(),
        }),
    );
    for host in [in_body, in_header] {
        let failure = Ingram::check(&europe(), &host).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Unauthorized);
        assert!(
            failure
                .message
                .ends_with("401: Invalid key (correlation ID a8n-31)"),
            "{}",
            failure.message
        );
    }
}

#[test]
fn customers_that_are_not_counted_are_not_guessed() {
    let host = FakeHost::new().answer(&customers(), 200, r#"{"data":[{"id":"7"}]}"#);
    let failure = Ingram::check(&europe(), &host).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Malformed);
}
