//! Subscriptions and their prices.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{
    ChargeModel, CommittedQuantity, DatasetName, Subscription, SubscriptionStatus, Term,
};
use seatwise_plugin::{Connector, FailureKind, Page};
use seatwise_sherweb::Sherweb;

use crate::support::{CUSTOMER, context, day, decimal, moment, query, read, rows};

const DETAILS: &str = "/service-provider/v1/billing/subscriptions/details?customerId=8f1f3c7e-0d53-4c8e-9e0b-2f0f7b0c1a11";
const PRICING: &str = "/service-provider/v1/billing/subscriptions/pricing-information?customerId=8f1f3c7e-0d53-4c8e-9e0b-2f0f7b0c1a11";
const COMBINED: &str =
    "/service-provider/v1/billing/subscriptions?customerId=8f1f3c7e-0d53-4c8e-9e0b-2f0f7b0c1a11";

const ONE: &str = r#"{"items":[{"id":"s1","productName":"Business Premium","description":"Annual, monthly","sku":"MS-1",
    "quantity":25,"renewalSettingsConfigurable":true,"purchaseDate":"2023-11-21T20:27:05.7613888",
    "commitmentTerm":{"type":"Annual","termEndDate":"2025-11-20",
        "renewalConfiguration":{"renewalDate":"2025-11-21","scheduledQuantity":20},
        "committedMinimalQuantities":[
            {"committedUntil":"2024-11-28T00:00:00.0000000","quantity":25},
            {"committedUntil":"2024-12-01","quantity":10}]}}]}"#;
const ONE_PRICE: &str = r#"{"items":[{"id":"s1","billingCycle":"monthly","fees":{"recurringFee":22.05,"setupFee":3.0,"currency":"Usd"},"commitmentTerm":null}]}"#;

fn answered(details: &str, pricing: &str) -> FakeHost {
    FakeHost::new()
        .answer(DETAILS, 200, details)
        .answer(PRICING, 200, pricing)
}

fn detail(rest: &str) -> String {
    format!(r#"{{"items":[{{"id":"s1","quantity":4{rest}}}]}}"#)
}

fn price(fees: &str) -> String {
    format!(r#"{{"items":[{{"id":"s1","billingCycle":"monthly","fees":{fees}}}]}}"#)
}

fn page(host: &FakeHost) -> Page {
    read(DatasetName::Subscriptions, host).unwrap()
}

fn only(page: Page) -> Subscription {
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    let mut rows = rows!(page, Subscriptions);
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

fn with_setting(host: &FakeHost, meaning: &str) -> Subscription {
    let context = context(&[("recurring_fee", meaning)]);
    only(Sherweb::read(&context, &query(DatasetName::Subscriptions), host).unwrap())
}

#[test]
fn details_and_prices_are_joined_from_two_requests() {
    let host = answered(ONE, ONE_PRICE);
    let row = only(page(&host));
    assert_eq!(host.urls(), [DETAILS, PRICING]);
    assert_eq!(
        (row.id.as_str(), row.customer_id.as_str()),
        ("s1", CUSTOMER)
    );
    assert_eq!(row.sku.as_deref(), Some("MS-1"));
    assert_eq!(row.product_name.as_deref(), Some("Business Premium"));
    assert_eq!(row.status, SubscriptionStatus::Active);
    assert_eq!(row.charge_model, ChargeModel::Seats);
    assert_eq!(
        (row.seats, row.renewal_seats),
        (decimal("25"), decimal("20"))
    );
    assert_eq!(
        (row.billing_cycle, row.commitment_term),
        (Some(Term::Monthly), Some(Term::Annual))
    );
    assert_eq!(
        row.purchased_at,
        Some(moment("2023-11-21T20:27:05.761388Z"))
    );
    assert_eq!(row.starts_on, None);
    assert_eq!(row.commitment_ends_on, Some(day("2025-11-20")));
    assert_eq!(row.renews_on, Some(day("2025-11-21")));
    assert_eq!(row.auto_renew, Some(true));
    assert_eq!((row.unit_price, row.unit_cost), (decimal("22.05"), None));
    assert_eq!(row.currency.as_deref(), Some("USD"));
    assert!(row.priced && !row.renewal_computed && !row.trial);
    assert_eq!(
        row.extra.as_deref(),
        Some(
            r#"{"description":"Annual, monthly","renewalSettingsConfigurable":true,"setupFee":3.0}"#
        )
    );
}

#[test]
fn a_commitment_date_is_read_in_both_of_its_forms() {
    let until = |text, seats| CommittedQuantity {
        until: day(text),
        quantity: decimal(seats).unwrap(),
    };
    let committed = only(page(&answered(ONE, ONE_PRICE))).committed;
    assert_eq!(
        committed,
        [until("2024-11-28", "25"), until("2024-12-01", "10")]
    );
}

#[test]
fn without_a_renewal_configuration_it_does_not_renew() {
    let details = detail(
        r#","commitmentTerm":{"type":"Triennial","termEndDate":"2026-01-31","renewalConfiguration":null,"committedMinimalQuantities":null}"#,
    );
    let row = only(page(&answered(&details, ONE_PRICE)));
    assert_eq!((row.auto_renew, row.renews_on), (Some(false), None));
    assert_eq!(row.commitment_ends_on, Some(day("2026-01-31")));
    assert_eq!(row.commitment_term, Some(Term::Triennial));
    assert!(row.committed.is_empty());
}

#[test]
fn without_a_commitment_nothing_is_said_about_renewal() {
    let row = only(page(&answered(
        &detail(r#","commitmentTerm":null"#),
        ONE_PRICE,
    )));
    assert_eq!(
        (row.commitment_term, row.auto_renew, row.renews_on),
        (Some(Term::None), None, None)
    );
    assert_eq!(row.commitment_ends_on, None);
}

#[test]
fn terms_are_understood_in_every_spelling_and_unknown_ones_are_kept() {
    for (word, term) in [
        ("Annual", Some(Term::Annual)),
        ("yearly", Some(Term::Annual)),
        ("Yearly", Some(Term::Annual)),
        ("MONTHLY", Some(Term::Monthly)),
        ("none", Some(Term::None)),
        ("unknown", None),
        ("Fortnightly", Some(Term::Other("Fortnightly".to_owned()))),
    ] {
        let details = detail(&format!(
            r#","commitmentTerm":{{"type":"{word}","termEndDate":"2025-01-01"}}"#
        ));
        let pricing = format!(r#"{{"items":[{{"id":"s1","billingCycle":"{word}","fees":null}}]}}"#);
        let row = only(page(&answered(&details, &pricing)));
        assert_eq!(
            (&row.commitment_term, &row.billing_cycle),
            (&term, &term),
            "{word}"
        );
    }
}

#[test]
fn null_fees_are_an_unknown_price_and_not_a_free_one() {
    let row = only(page(&answered(&detail(""), &price("null"))));
    assert_eq!(
        (row.unit_price, row.unit_cost, row.currency),
        (None, None, None)
    );
    assert!(row.priced);
}

#[test]
fn an_undefined_currency_is_none_and_a_null_amount_is_not_zero() {
    let fees = r#"{"recurringFee":null,"setupFee":0,"currency":"Undefined"}"#;
    let row = only(page(&answered(&detail(""), &price(fees))));
    assert_eq!((row.unit_price, row.currency), (None, None));
    let fees = r#"{"recurringFee":0,"setupFee":0,"currency":"Eur"}"#;
    let row = only(page(&answered(&detail(""), &price(fees))));
    assert_eq!(
        (row.unit_price, row.currency.as_deref()),
        (decimal("0"), Some("EUR"))
    );
}

#[test]
fn money_keeps_every_digit_of_its_literal() {
    let fees = r#"{"recurringFee":0.1234567890,"currency":"cad"}"#;
    let row = only(page(&answered(&detail(""), &price(fees))));
    assert_eq!(
        (row.unit_price, row.currency.as_deref()),
        (decimal("0.123456789"), Some("CAD"))
    );
}

#[test]
fn the_operator_says_what_the_recurring_fee_means() {
    let host = answered(
        &detail(""),
        &price(r#"{"recurringFee":100.0,"currency":"Usd"}"#),
    );
    let amounts = |meaning| {
        let row = with_setting(&host, meaning);
        (row.unit_price, row.unit_cost, row.extra)
    };
    let raw = Some(r#"{"recurringFee":100.0}"#.to_owned());
    assert_eq!(amounts("price-per-seat"), (decimal("100"), None, None));
    assert_eq!(amounts("cost-per-seat"), (None, decimal("100"), None));
    assert_eq!(
        amounts("price-per-subscription"),
        (decimal("25"), None, raw.clone())
    );
    assert_eq!(
        amounts("cost-per-subscription"),
        (None, decimal("25"), raw.clone())
    );
    assert_eq!(amounts("ignore"), (None, None, raw));
}

#[test]
fn a_fee_for_all_seats_says_nothing_of_one_seat_when_there_are_none() {
    let details = r#"{"items":[{"id":"s1","quantity":0}]}"#;
    let host = answered(
        details,
        &price(r#"{"recurringFee":100.0,"currency":"Usd"}"#),
    );
    assert_eq!(
        with_setting(&host, "price-per-subscription").unit_price,
        None
    );
}

#[test]
fn hidden_prices_leave_the_rows_unpriced_and_are_named_as_unavailable() {
    for status in [403, 404, 410] {
        let host = FakeHost::new().answer(DETAILS, 200, ONE).answer(
            PRICING,
            status,
            r#"{"message":"hidden"}"#,
        );
        let page = page(&host);
        assert_eq!(page.unavailable[0].name, "pricing");
        assert!(
            page.unavailable[0].reason.contains("hidden"),
            "{:?}",
            page.unavailable
        );
        let row = only(page);
        assert!(!row.priced);
        assert_eq!(
            (row.unit_price, row.billing_cycle, row.seats),
            (None, None, decimal("25"))
        );
    }
}

#[test]
fn prices_that_fail_for_another_reason_fail_the_page() {
    for (status, kind) in [
        (401, FailureKind::Unauthorized),
        (429, FailureKind::Throttled),
        (500, FailureKind::Transient),
        (200, FailureKind::Malformed),
    ] {
        let host = FakeHost::new()
            .answer(DETAILS, 200, ONE)
            .answer(PRICING, status, "{}");
        assert_eq!(
            read(DatasetName::Subscriptions, &host).unwrap_err().kind,
            kind
        );
    }
}

#[test]
fn a_suspended_customer_costs_one_request_and_its_prices_are_left_alone() {
    let host = answered(ONE, ONE_PRICE);
    let mut question = query(DatasetName::Subscriptions);
    question.customer.as_mut().unwrap().suspended = true;
    let row = only(Sherweb::read(&context(&[]), &question, &host).unwrap());
    assert!(!row.priced);
    assert_eq!(host.urls(), [DETAILS]);
}

#[test]
fn where_the_details_are_missing_the_deprecated_answer_is_read() {
    let combined = r#"{"items":[{"id":"s1","productName":"P","sku":"MS-1","quantity":3,"billingCycle":"yearly",
        "fees":{"recurringFee":9.5,"setupFee":0.0,"currency":"Gbp"},"commitmentTerm":null}]}"#;
    for status in [404, 410] {
        let host = FakeHost::new()
            .answer(DETAILS, status, "")
            .answer(COMBINED, 200, combined);
        let row = only(page(&host));
        assert_eq!(
            (row.unit_price, row.billing_cycle),
            (decimal("9.5"), Some(Term::Annual))
        );
        assert_eq!((row.currency.as_deref(), row.priced), (Some("GBP"), true));
        assert_eq!(host.urls(), [DETAILS, PRICING, COMBINED]);
    }
}

#[test]
fn a_customer_that_is_gone_is_not_found_rather_than_empty() {
    let failure = read(DatasetName::Subscriptions, &FakeHost::new()).unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotFound);
    assert!(failure.message.contains("/details"), "{}", failure.message);
}

#[test]
fn a_subscription_that_the_prices_do_not_name_stays_unpriced() {
    let row = only(page(&answered(
        ONE,
        r#"{"items":[{"id":"other","billingCycle":"monthly","fees":null}]}"#,
    )));
    assert!(!row.priced);
}

#[test]
fn a_price_that_is_no_number_is_set_apart_and_its_subscription_stays() {
    let page = page(&answered(
        ONE,
        &price(r#"{"recurringFee":"cheap","currency":"Usd"}"#),
    ));
    assert_eq!(page.rejected[0].key.as_deref(), Some("s1"));
    assert_eq!(
        page.rejected[0].reason,
        "in the pricing information, recurringFee is not a decimal number: \"cheap\""
    );
    assert!(!rows!(page, Subscriptions)[0].priced);
}

#[test]
fn seats_that_are_no_number_reject_the_row_and_odd_numbers_are_for_the_host_to_judge() {
    let details = r#"{"items":[
        {"id":"bad","quantity":"many"},
        {"id":"worse","quantity":[1]},
        {"id":"negative","quantity":-5},
        {"id":"fraction","quantity":2.5},
        {"id":"text","quantity":"7"},
        {"id":"none"},
        {"id":"when","quantity":1,"purchaseDate":"2024-02-30T00:00:00"}]}"#;
    let page = page(&answered(details, r#"{"items":[]}"#));
    let keys: Vec<_> = page.rejected.iter().map(|row| row.key.as_deref()).collect();
    assert_eq!(keys, [Some("bad"), Some("worse"), Some("when")]);
    assert_eq!(
        page.rejected[0].reason,
        "quantity is not a decimal number: \"many\""
    );
    let seats: Vec<_> = rows!(page, Subscriptions)
        .into_iter()
        .map(|row| row.seats)
        .collect();
    assert_eq!(seats, [decimal("-5"), decimal("2.5"), decimal("7"), None]);
}

#[test]
fn dates_at_both_ends_of_the_calendar_are_read_as_they_are() {
    let details = detail(
        r#","purchaseDate":"1955-05-05T00:00:00","commitmentTerm":{"type":"Annual","termEndDate":"9999-12-31T23:59:59.9999999",
        "renewalConfiguration":{"renewalDate":"0001-01-01T00:00:00"}}"#,
    );
    let row = only(page(&answered(&details, ONE_PRICE)));
    assert_eq!(row.purchased_at, Some(moment("1955-05-05")));
    assert_eq!(row.commitment_ends_on, Some(day("9999-12-31")));
    // .NET's first moment is "not set".
    assert_eq!(row.renews_on, None);
}

#[test]
fn an_id_that_is_no_path_segment_cannot_become_another_request() {
    let host = FakeHost::new();
    let mut question = query(DatasetName::Subscriptions);
    question.customer.as_mut().unwrap().id = "a&b=c/../é".to_owned();
    let _ = Sherweb::read(&context(&[]), &question, &host);
    assert!(
        host.urls()[0].ends_with("?customerId=a%26b%3Dc%2F..%2F%C3%A9"),
        "{:?}",
        host.urls()
    );
}
