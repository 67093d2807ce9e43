//! The catalog of a customer.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{DatasetName, Method, Product, Term};
use seatwise_plugin::{Connector, FailureKind};
use seatwise_sherweb::Sherweb;

use crate::support::{CUSTOMER, context, decimal, is_empty, query, read, rows};

const CATALOG: &str = "/service-provider/v1/customer-catalogs/8f1f3c7e-0d53-4c8e-9e0b-2f0f7b0c1a11";
const PRICES: &str = "/service-provider/v1/customer-catalogs/8f1f3c7e-0d53-4c8e-9e0b-2f0f7b0c1a11/catalog-items-pricing";

const ITEMS: &str = r#"{"customerId":"c","catalogItems":[
    {"sku":"A","name":[{"culture":"fr","value":"Courriel"},{"culture":"en","value":"Mail"}],
     "description":[{"culture":"en","value":"A \"mailbox\""}],"billingCycle":"monthly","commitmentTerm":"yearly"},
    {"sku":"B","name":[{"culture":"de","value":"Post"},{"culture":"iv","value":"Invariant"}],"description":[],
     "billingCycle":"once","commitmentTerm":"open"}]}"#;
const ITEM_PRICES: &str = r#"{"customerId":"c","catalogItems":[
    {"sku":"B","pricingInformation":{"recurringFee":7.25,"setupFee":1,"currency":"Cad","billingCycle":"once"}},
    {"sku":"A","pricingInformation":{"recurringFee":0.5,"setupFee":null,"currency":"Usd","billingCycle":"monthly"}}]}"#;

fn products(settings: &[(&str, &str)], host: &FakeHost) -> Vec<Product> {
    let page = Sherweb::read(&context(settings), &query(DatasetName::Products), host).unwrap();
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    rows!(page, Products)
}

#[test]
fn a_catalog_is_joined_with_its_prices() {
    let host = FakeHost::new()
        .answer(CATALOG, 200, ITEMS)
        .answer(PRICES, 200, ITEM_PRICES);
    let rows = products(&[], &host);
    assert_eq!(rows[0].name.as_deref(), Some("Mail"));
    assert_eq!(
        (rows[0].unit_price, rows[0].currency.as_deref()),
        (decimal("0.5"), Some("USD"))
    );
    assert_eq!(
        (&rows[0].billing_cycle, &rows[0].commitment_term),
        (&Some(Term::Monthly), &Some(Term::Annual))
    );
    assert_eq!(
        rows[0].extra.as_deref(),
        Some(r#"{"description":"A \"mailbox\""}"#)
    );
    assert_eq!(rows[0].customer_id.as_deref(), Some(CUSTOMER));
    assert_eq!(rows[1].name.as_deref(), Some("Invariant"));
    assert_eq!(
        (&rows[1].billing_cycle, &rows[1].commitment_term),
        (&Some(Term::OneTime), &Some(Term::None))
    );
    assert_eq!(rows[1].extra.as_deref(), Some(r#"{"setupFee":1}"#));
    let request = &host.requests()[1];
    assert_eq!(
        (request.method, request.url.as_str()),
        (Method::Post, PRICES)
    );
    assert_eq!(request.body, br#"{"skus":["A","B"]}"#);
    assert!(
        request
            .headers
            .iter()
            .any(|header| header.name == "content-type")
    );
}

#[test]
fn names_are_in_the_language_of_the_connection() {
    let host = FakeHost::new()
        .answer(CATALOG, 200, ITEMS)
        .answer(PRICES, 200, ITEM_PRICES);
    assert_eq!(
        products(&[("language", "fr-CA;q=0.7")], &host)[0]
            .name
            .as_deref(),
        Some("Courriel")
    );
    let rows = products(&[("recurring_fee", "cost-per-subscription")], &host);
    assert_eq!(
        (rows[0].unit_cost, rows[0].unit_price),
        (decimal("0.5"), None)
    );
}

#[test]
fn prices_are_asked_in_chunks_and_every_sku_once() {
    let items: Vec<_> = (0..650)
        .map(|n| format!(r#"{{"sku":"S{}"}}"#, n % 401))
        .collect();
    let host = FakeHost::new()
        .answer(
            CATALOG,
            200,
            format!(r#"{{"catalogItems":[{}]}}"#, items.join(",")),
        )
        .answer(PRICES, 200, r#"{"catalogItems":[]}"#);
    assert_eq!(products(&[], &host).len(), 650);
    // 401 different SKUs, 200 a request.
    assert_eq!(host.urls().len(), 1 + 3);
}

#[test]
fn an_empty_catalog_asks_for_no_prices() {
    let host = FakeHost::new().answer(CATALOG, 200, r#"{"customerId":"c","catalogItems":null}"#);
    assert!(is_empty(&read(DatasetName::Products, &host).unwrap()));
    assert_eq!(host.urls(), [CATALOG]);
}

#[test]
fn hidden_prices_leave_the_catalog_readable() {
    let host = FakeHost::new()
        .answer(CATALOG, 200, ITEMS)
        .answer(PRICES, 403, "");
    let page = read(DatasetName::Products, &host).unwrap();
    assert_eq!(page.unavailable[0].name, "pricing");
    assert_eq!(rows!(page, Products)[0].unit_price, None);
}

#[test]
fn bad_items_and_bad_prices_are_set_apart_under_their_sku() {
    let items = r#"{"catalogItems":[{"sku":"A","name":"no list"},{"name":[]},{"sku":"B"}]}"#;
    let prices = r#"{"catalogItems":[{"sku":"B","pricingInformation":{"recurringFee":"x"}}]}"#;
    let host = FakeHost::new()
        .answer(CATALOG, 200, items)
        .answer(PRICES, 200, prices);
    let page = read(DatasetName::Products, &host).unwrap();
    let keys: Vec<_> = page.rejected.iter().map(|row| row.key.as_deref()).collect();
    assert_eq!(keys, [Some("B"), Some("A"), None]);
    assert_eq!(rows!(page, Products).len(), 1);
}

#[test]
fn there_is_no_list_of_past_changes() {
    let failure = read(DatasetName::Activities, &FakeHost::new()).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unavailable);
}
