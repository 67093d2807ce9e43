use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{DatasetName, Product, Rows, Term};

use crate::support::{BASE, number, query, read, read_all, rows};

const PRODUCT: &str = r#"{"name":"accounts/17/products/M365","type":"SUBSCRIPTION_PRODUCT","marketing":{"displayName":"Microsoft 365"},
    "definition":{"billingMode":"POSTPAY","skus":[{"id":"Biz","displayName":"Business Standard","disabled":false,"plans":[
        {"id":"Y","displayName":"Yearly","billingPeriod":"MONTHLY","mpnId":"CFQ7TTC0LDPB:0001:P1Y:M","phases":[
            {"type":"TRIAL_PHASE","recurringPrice":{"CHF":1}},
            {"type":"UNLIMITED_PHASE","recurringPrice":{"CHF":12.5,"EUR":"12"}}]},
        {"id":"U","billingPeriod":"MONTHLY","phases":[{"type":"UNLIMITED_PHASE","recurringPrice":{"USD":0}}]},
        {"id":"N"}]}]}}"#;

fn host(body: &str) -> FakeHost {
    FakeHost::new().answer(&format!("{BASE}/products?pageSize=200"), 200, body)
}

fn products() -> Vec<Product> {
    let page = read(
        &host(&format!(r#"{{"products":[{PRODUCT}]}}"#)),
        &query(DatasetName::Products),
    )
    .unwrap();
    rows!(page, Products)
}

#[test]
fn a_product_becomes_one_row_for_every_plan_and_currency() {
    let rows = products();
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "M365/Biz/Y/CHF",
            "M365/Biz/Y/EUR",
            "M365/Biz/U/USD",
            "M365/Biz/N"
        ]
    );
    let plan = &rows[1];
    assert_eq!(
        (plan.unit_price, plan.currency.as_deref()),
        (number("12"), Some("EUR"))
    );
    assert_eq!(plan.sku.as_deref(), Some("CFQ7TTC0LDPB:0001:P1Y:M"));
    assert_eq!(
        (&plan.commitment_term, &plan.billing_cycle),
        (&Some(Term::Annual), &Some(Term::Monthly))
    );
    assert_eq!(plan.name.as_deref(), Some("Business Standard"));
    assert!(plan.extra.as_ref().unwrap().contains("TRIAL_PHASE"));
}

#[test]
fn a_price_of_zero_in_the_price_list_is_unknown() {
    let rows = products();
    assert_eq!(
        (rows[2].unit_price, rows[2].currency.as_deref()),
        (None, Some("USD"))
    );
    assert_eq!(
        (rows[3].unit_price, rows[3].currency.as_deref()),
        (None, None)
    );
}

#[test]
fn a_product_with_thousands_of_plans_is_split_into_pages() {
    let plans: Vec<String> = (0..7_000).map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    let body = format!(
        r#"{{"products":[{{"name":"p/1","definition":{{"skus":[{{"id":"s","plans":[{}]}}]}}}}]}}"#,
        plans.join(",")
    );
    let pages = read_all(&host(&body), query(DatasetName::Products));
    let counts: Vec<usize> = pages
        .into_iter()
        .map(|page| rows!(page, Products).len())
        .collect();
    assert_eq!(counts, [5_000, 2_000]);
}

#[test]
fn a_product_that_is_not_understood_is_set_apart() {
    let body = format!(r#"{{"products":[{{"name":"p/1","definition":{{"skus":7}}}},{PRODUCT}]}}"#);
    let page = read(&host(&body), &query(DatasetName::Products)).unwrap();
    assert_eq!(page.rejected[0].reason, "skus is not a list of objects");
    assert_eq!(rows!(page, Products).len(), 4);
}
