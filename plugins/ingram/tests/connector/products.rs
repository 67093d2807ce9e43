//! The catalogue.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{DatasetName, Product, Term};

use crate::support::{at, decimal, extra, read, rows, whole};

fn products(rows: &[&str]) -> Vec<Product> {
    let host = FakeHost::new().answer(&at("products", 0), 200, whole(rows));
    let page = read(DatasetName::Products, &host).unwrap();
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    rows!(page, Products)
}

#[test]
fn a_product_has_its_recurring_price_and_cost() {
    let row = r#"{"id":"900001","mpn":"CFQ7TTC0LH18:0001_P1Y:M","vendor":"Microsoft","serviceName":"O365_APS","name":"Suite",
        "minimumQuantity":"1","dependsOn":[{"mpn":"M-1"}],"billingPeriod":{"type":"month","duration":1},
        "subscriptionPeriod":{"type":"year","duration":1},
        "prices":[{"type":"setup","amount":"5","currency":"EUR"},{"type":"recurring","amount":"20.60","currency":"EUR"}],
        "costs":[{"type":"recurring","amount":"17.51","currency":"EUR"}]}"#;
    let product = &products(&[row])[0];
    assert_eq!(product.id, "900001");
    assert_eq!(product.sku.as_deref(), Some("CFQ7TTC0LH18:0001_P1Y:M"));
    assert_eq!(product.publisher.as_deref(), Some("Microsoft"));
    assert_eq!(
        (product.unit_price, product.unit_cost),
        (decimal("20.60"), decimal("17.51"))
    );
    assert_eq!(product.currency.as_deref(), Some("EUR"));
    assert_eq!(product.billing_cycle, Some(Term::Monthly));
    assert_eq!(product.commitment_term, Some(Term::Annual));
    let kept = |name| extra(product.extra.as_deref(), name);
    assert_eq!(
        kept("publisherProductId").as_deref(),
        Some("\"CFQ7TTC0LH18\"")
    );
    assert!(kept("dependsOn").is_some() && kept("prices").is_some());
}

#[test]
fn what_is_charged_by_use_has_no_price_for_a_unit() {
    let row = r#"{"id":"1","prices":[{"type":"overuse","amount":"0.10","currency":"EUR"}]}"#;
    let product = &products(&[row])[0];
    assert_eq!((product.unit_price, product.unit_cost), (None, None));
    assert!(extra(product.extra.as_deref(), "prices").is_some());
}

#[test]
fn of_prices_in_tiers_that_of_the_first_unit_counts() {
    let row = r#"{"id":"1","prices":[
        {"type":"recurring","model":"TIERED","lowerLimit":25.0,"amount":"18","currency":"EUR"},
        {"type":"recurring","model":"TIERED","lowerLimit":0.0,"amount":"20","currency":"EUR"}]}"#;
    assert_eq!(products(&[row])[0].unit_price, decimal("20"));
    let row = r#"{"id":"1","prices":[{"type":"recurring","lowerLimit":25,"amount":"18","currency":"EUR"}]}"#;
    assert_eq!(products(&[row])[0].unit_price, None);
}

#[test]
fn products_that_share_a_part_number_stay_apart() {
    let rows = products(&[
        r#"{"id":"1","mpn":"M-1","name":"A"}"#,
        r#"{"id":"2","mpn":"M-1","name":"B"}"#,
        r#"{"mpn":"M-2","name":"C"}"#,
    ]);
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["1", "2", "M-2"], "an older version has no ids");
}

#[test]
fn a_price_that_is_no_number_sets_its_product_apart() {
    let body = whole(&[
        r#"{"id":"1","mpn":"M-1","name":"A","prices":[{"type":"recurring","amount":"a lot"}]}"#,
    ]);
    let host = FakeHost::new().answer(&at("products", 0), 200, body);
    let page = read(DatasetName::Products, &host).unwrap();
    let apart = &page.rejected[0];
    assert_eq!(apart.reason, "prices is not a decimal number: \"a lot\"");
    assert_eq!(
        (apart.key.as_deref(), apart.sku.as_deref()),
        (Some("1"), Some("M-1"))
    );
}
