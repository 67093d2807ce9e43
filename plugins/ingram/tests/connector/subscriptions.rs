//! What a subscription becomes: a row for each of its products.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{ChargeModel, DatasetName, Subscription, SubscriptionStatus, Term};

use crate::support::{at, day, decimal, extra, moment, one, read, rows, whole};

const LISTED: &str =
    r#"{"id":"1004242","customerId":"1000777","status":"active","lastModifiedDate":"2026-09-14"}"#;

const SUITE: &str = r#"{"id":"1004242","name":"Example Suite, annual","customerId":"1000777","status":"active",
    "attributes":{},"renewalStatus":true,"creationDate":"2026-03-02","renewalDate":"2027-03-02","lastModifiedDate":"2026-09-14",
    "expirationDate":"2027-03-02","billingModel":"chargeBeforeBillingPeriod","billingPeriod":{"type":"month","duration":1},
    "subscriptionPeriod":{"type":"year","duration":1},"planId":10005,"totalPrice":{"amount":"257.50","currency":"EUR"},
    "products":[{"mpn":"CFQ7TTC0EXAM:0001_P1Y:M","vendor":"ExampleVendor","id":"900001","name":"Example Suite Premium",
      "quantity":12.0,"unitPrice":{"amount":"20.60","currency":"EUR"},"unitCost":{"amount":"17.51","currency":"EUR"},
      "extendedPrice":{"amount":"247.20","currency":"EUR"},"vendorSubscriptionId":"44444444-0000-4000-8000-00000000000b"},
     {"mpn":"CFQ7TTC0ADDX:0003_P1Y:M","vendor":"ExampleVendor","id":"900002","name":"Example Add-on","quantity":1,
      "unitPrice":{"amount":"10.30","currency":"EUR"},"extendedPrice":{"amount":"10.30","currency":"EUR"}}],
    "orderParameters":[{"name":"microsoft_domain","value":"birch.example"},{"name":"password","value":"hush"}],
    "fulfillmentParameters":[]}"#;

/// The rows of one subscription with these details.
fn detailed(details: &str) -> Vec<Subscription> {
    let host = FakeHost::new()
        .answer(&at("subscriptions", 0), 200, whole(&[LISTED]))
        .answer(&one("subscriptions", "1004242"), 200, details);
    let page = read(DatasetName::Subscriptions, &host).unwrap();
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    rows!(page, Subscriptions)
}

/// The rows of one with these products.
fn with_products(products: &str) -> Vec<Subscription> {
    detailed(&format!(r#"{{"id":"1004242","products":[{products}]}}"#))
}

/// The row of one with these fields and one product.
fn with(fields: &str) -> Subscription {
    let product = r#"{"id":"p","quantity":5,"unitPrice":{"amount":"2","currency":"USD"}}"#;
    detailed(&format!(
        r#"{{"id":"1004242",{fields},"products":[{product}]}}"#
    ))
    .remove(0)
}

#[test]
fn each_product_of_a_subscription_is_a_row_with_its_own_seats_and_prices() {
    let rows = detailed(SUITE);
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["1004242/900001", "1004242/900002"]);
    let (suite, addon) = (&rows[0], &rows[1]);
    assert_eq!(suite.customer_id, "1000777");
    assert_eq!(suite.product_name.as_deref(), Some("Example Suite Premium"));
    assert_eq!(
        suite.friendly_name.as_deref(),
        Some("Example Suite, annual")
    );
    assert_eq!((suite.seats, addon.seats), (decimal("12"), decimal("1")));
    assert_eq!(
        (suite.unit_cost, suite.unit_price),
        (decimal("17.51"), decimal("20.60"))
    );
    assert_eq!(
        (addon.unit_cost, addon.unit_price),
        (None, decimal("10.30")),
        "a cost that was not sent is unknown"
    );
    assert_eq!(suite.currency.as_deref(), Some("EUR"));
    assert_eq!(suite.sku.as_deref(), Some("CFQ7TTC0EXAM:0001_P1Y:M"));
    assert_eq!(suite.publisher_product_id.as_deref(), Some("CFQ7TTC0EXAM"));
    assert_eq!(addon.publisher_sku_id.as_deref(), Some("0003"));
    assert_eq!(
        suite.publisher_subscription_id.as_deref(),
        Some("44444444-0000-4000-8000-00000000000b")
    );
}

#[test]
fn all_rows_of_a_subscription_share_its_terms() {
    for row in detailed(SUITE) {
        assert_eq!(row.status, SubscriptionStatus::Active);
        assert_eq!(row.charge_model, ChargeModel::Seats);
        assert_eq!(row.billing_cycle, Some(Term::Monthly));
        assert_eq!(row.commitment_term, Some(Term::Annual));
        assert_eq!(row.purchased_at, Some(moment("2026-03-02T00:00:00Z")));
        assert_eq!(row.commitment_ends_on, Some(day("2027-03-02")));
        assert_eq!(row.renews_on, Some(day("2027-03-02")));
        assert_eq!(row.auto_renew, Some(true));
        assert_eq!(row.updated_at, Some(moment("2026-09-14T00:00:00Z")));
        assert!(row.priced);
    }
}

#[test]
fn every_row_says_which_subscription_it_is_of_and_keeps_no_parameter_that_may_be_secret() {
    let rows = detailed(SUITE);
    let kept = |path| extra(rows[1].extra.as_deref(), path);
    assert_eq!(kept("subscriptionId").as_deref(), Some("\"1004242\""));
    assert_eq!(kept("productId").as_deref(), Some("\"900002\""));
    assert_eq!(kept("vendor").as_deref(), Some("\"ExampleVendor\""));
    assert_eq!(kept("subscription/products").as_deref(), Some("2"));
    assert_eq!(kept("subscription/planId").as_deref(), Some("10005"));
    assert_eq!(
        kept("subscription/microsoft_domain").as_deref(),
        Some("\"birch.example\"")
    );
    assert!(!rows[1].extra.as_deref().unwrap().contains("hush"));
}

#[test]
fn a_second_product_does_not_change_the_id_of_the_first() {
    let alone = with_products(r#"{"id":"p1","quantity":1}"#);
    let both = with_products(r#"{"id":"p1","quantity":1},{"id":"p2","quantity":1}"#);
    assert_eq!(alone[0].id, "1004242/p1");
    assert_eq!(both[0].id, alone[0].id);
}

#[test]
fn a_product_without_an_id_goes_by_its_part_number_and_one_that_comes_twice_is_counted() {
    let rows = with_products(r#"{"mpn":"M-1","quantity":1},{"mpn":"M-1","quantity":2}"#);
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["1004242/M-1", "1004242/M-1/2"]);
}

#[test]
fn what_nobody_bought_of_a_plan_is_left_out_unless_it_is_all() {
    let rows =
        with_products(r#"{"id":"p1","quantity":0},{"id":"p2","quantity":"3.0"},{"id":"p3"}"#);
    let seats: Vec<_> = rows
        .iter()
        .map(|row| (row.id.as_str(), row.seats))
        .collect();
    assert_eq!(
        seats,
        [("1004242/p2", decimal("3")), ("1004242/p3", None)],
        "a quantity that was not sent is not zero"
    );
    let rows = with_products(r#"{"id":"p1","quantity":0.0},{"id":"p2","quantity":0}"#);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].seats, decimal("0"));
}

#[test]
fn every_status_has_its_meaning_and_an_unknown_one_is_kept() {
    use SubscriptionStatus::{Active, Cancelled, Other, Pending, Suspended};
    for (word, expected, kept) in [
        ("active", Active, false),
        ("pending", Pending, false),
        ("hold", Suspended, true),
        ("terminated", Cancelled, true),
        ("removed", Cancelled, true),
        ("unknown", Other("unknown".to_owned()), false),
        ("Frozen", Other("Frozen".to_owned()), false),
    ] {
        let row = with(&format!(r#""status":"{word}""#));
        assert_eq!(row.status, expected, "{word}");
        let status = extra(row.extra.as_deref(), "subscription/status");
        assert_eq!(status.is_some(), kept, "{word}");
    }
}

#[test]
fn a_renewal_date_counts_only_where_it_renews() {
    let renews = |fields: &str| {
        let row = with(&format!(r#"{fields},"renewalDate":"2027-03-02""#));
        (row.auto_renew, row.renews_on.is_some())
    };
    assert_eq!(renews(r#""renewalStatus":true"#), (Some(true), true));
    assert_eq!(renews(r#""renewalStatus":false"#), (Some(false), false));
    assert_eq!(renews(r#""planId":1"#), (None, false));
    assert_eq!(
        renews(r#""renewalStatus":true,"status":"terminated""#),
        (Some(true), false)
    );
    let row = with(r#""renewalStatus":false,"renewalDate":"2027-03-02""#);
    assert_eq!(
        extra(row.extra.as_deref(), "subscription/renewalDate").as_deref(),
        Some("\"2027-03-02\"")
    );
}

#[test]
fn an_older_version_leaves_cycle_and_term_unknown() {
    let row = with(r#""status":"active""#);
    assert_eq!((row.billing_cycle, row.commitment_term), (None, None));
    assert_eq!(row.unit_price, decimal("2"));
}

#[test]
fn what_is_charged_afterwards_is_use_and_has_no_seats() {
    for model in ["chargeAfterBillingPeriod", "chargeExternalRating"] {
        let row = with(&format!(r#""billingModel":"{model}""#));
        assert_eq!(row.charge_model, ChargeModel::Usage, "{model}");
        assert_eq!((row.seats, row.unit_price), (None, None), "{model}");
        let kept = |path| extra(row.extra.as_deref(), path);
        assert_eq!(kept("quantity").as_deref(), Some("5"));
        assert!(kept("unitPrice").is_some());
    }
    for model in ["chargeBeforeSubscriptionPeriod", "chargeSomehow"] {
        let row = with(&format!(r#""billingModel":"{model}""#));
        assert_eq!(
            (row.charge_model, row.seats),
            (ChargeModel::Seats, decimal("5"))
        );
    }
}

#[test]
fn a_cost_in_another_currency_is_kept_apart_and_said() {
    let product = r#"{"id":"p","quantity":1,"unitPrice":{"amount":"20","currency":"EUR"},"unitCost":{"amount":"19","currency":"USD"}}"#;
    let details = format!(r#"{{"id":"1004242","products":[{product}]}}"#);
    let host = FakeHost::new()
        .answer(&at("subscriptions", 0), 200, whole(&[LISTED]))
        .answer(&one("subscriptions", "1004242"), 200, details);
    let row = rows!(
        read(DatasetName::Subscriptions, &host).unwrap(),
        Subscriptions
    )
    .remove(0);
    assert_eq!(
        (row.unit_cost, row.currency.as_deref()),
        (None, Some("EUR"))
    );
    assert!(
        extra(row.extra.as_deref(), "unitCost")
            .unwrap()
            .contains("USD")
    );
    assert!(
        host.messages()
            .iter()
            .any(|message| message.contains("in another"))
    );
}

#[test]
fn the_tiers_of_a_price_are_kept_beside_it() {
    let product = r#"{"id":"p","quantity":40,"unitPrice":{"amount":"20","currency":"EUR","priceTiers":[{"lowerLimit":25,"amount":"18"}]}}"#;
    let row = with_products(product).remove(0);
    assert_eq!(row.unit_price, decimal("20"));
    assert!(
        extra(row.extra.as_deref(), "unitPrice")
            .unwrap()
            .contains("priceTiers")
    );
}
