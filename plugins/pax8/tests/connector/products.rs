//! The catalogue.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{DatasetName, Term};

use crate::support::{decimal, extra, read, rows, whole};

const SUBSCRIPTIONS: &str = "/v1/subscriptions?page=0&size=200&sort=createdDate,asc";
const PRODUCTS: &str = "/v1/products?page=0&size=200&sort=name";
const PRICING: &str = "/v1/products/p1/pricing";

fn host() -> FakeHost {
    FakeHost::new()
        .answer(
            SUBSCRIPTIONS,
            200,
            whole(&[r#"{"id":"s1","productId":"p1"}"#, r#"{"id":"s2","productId":"p1"}"#]),
        )
        .answer(
            PRODUCTS,
            200,
            whole(&[
                r#"{"id":"p1","name":"Suite","vendorName":"Microsoft","sku":"MST-1","vendorSku":"CFQ7TTC0LH18:1"}"#,
                r#"{"id":"p2","name":"Tool","sku":"TOO-1","requiresCommitment":true}"#,
            ]),
        )
}

#[test]
fn a_product_in_use_is_a_row_for_each_plan_and_another_one_a_row() {
    let pricing = r#"{"content":[
        {"productId":"p1","billingTerm":"Monthly","commitmentTerm":"1-Year","type":"Flat",
         "rates":[{"partnerBuyRate":17.51,"suggestedRetailPrice":20.6,"startQuantityRange":1,"endQuantityRange":null,"chargeType":"Per Unit"}]},
        {"productId":"p1","billingTerm":"Annual","commitmentTerm":"1-Year","type":"Volume",
         "rates":[{"partnerBuyRate":150,"startQuantityRange":5,"chargeType":"Per Unit"},
                  {"partnerBuyRate":200,"startQuantityRange":0,"endQuantityRange":4,"chargeType":"Per Unit"}]},
        {"productId":"p1","billingTerm":"Monthly","type":"Mark-Up","rates":[{"partnerBuyRate":15}]},
        {"productId":"p1","billingTerm":"Monthly","commitmentTerm":"3-Year","rates":[{"partnerBuyRate":9,"chargeType":"Flat Rate"}]}]}"#;
    let host = host().answer(PRICING, 200, pricing);
    let page = read(DatasetName::Products, &host).unwrap();
    assert_eq!(host.urls(), [SUBSCRIPTIONS, PRODUCTS, PRICING]);
    assert_eq!(page.total, Some(5), "the rows, not the products");
    let rows = rows!(page, Products);
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "p1/Monthly/1-Year",
            "p1/Annual/1-Year",
            "p1/Monthly/-",
            "p1/Monthly/3-Year",
            "p2"
        ]
    );
    let costs: Vec<_> = rows.iter().map(|row| row.unit_cost).collect();
    assert_eq!(
        costs,
        [decimal("17.51"), decimal("200"), None, None, None],
        "the rate of the first unit, and no share or flat amount"
    );
    assert_eq!(rows[0].list_price, decimal("20.6"));
    assert_eq!(rows[1].billing_cycle, Some(Term::Annual));
    assert_eq!(rows[0].publisher.as_deref(), Some("Microsoft"));
    let kept = |name| extra(rows[0].extra.as_deref(), name);
    assert_eq!(
        kept("publisherProductId").as_deref(),
        Some("\"CFQ7TTC0LH18\"")
    );
    assert_eq!(kept("publisherSkuId").as_deref(), Some("\"0001\""));
    assert!(kept("rates").is_some());
}

#[test]
fn a_product_that_is_no_longer_sold_is_listed_without_prices() {
    let host = host().answer(PRICING, 404, r#"{"type":"NOT_FOUND","message":"gone"}"#);
    let rows = rows!(read(DatasetName::Products, &host).unwrap(), Products);
    assert_eq!((rows[0].id.as_str(), rows[0].unit_cost), ("p1", None));
}

#[test]
fn prices_that_cannot_be_asked_now_fail_the_page() {
    let host = host().answer(PRICING, 500, "");
    assert_eq!(
        read(DatasetName::Products, &host).unwrap_err().status,
        Some(500)
    );
}
