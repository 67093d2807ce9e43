//! Orders.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{Activity, DatasetName};

use crate::support::{at, extra, moment, one, read, rows, whole};

const LISTED: &str = r#"{"id":"500","type":"change","customerId":"c1","status":"completed","creationDate":"2019-03-19 07:22:59"}"#;

fn order(details: &str) -> (Vec<Activity>, FakeHost) {
    let host = FakeHost::new()
        .answer(&at("orders", 0), 200, whole(&[LISTED]))
        .answer(&one("orders", "500"), 200, details);
    let page = read(DatasetName::Activities, &host).unwrap();
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    (rows!(page, Activities), host)
}

#[test]
fn each_product_of_an_order_is_an_entry_of_its_subscription() {
    let (rows, host) = order(
        r#"{"id":"500","orderNumber":"SO000012","provisioningDate":"2021-10-14 17:46:10+00:00",
        "products":[{"id":"p1","subscriptionId":"s1","name":"Suite","quantity":10.0,"parameters":[{"name":"password","value":"hush"}]},
        {"mpn":"M-2","subscriptionId":"s2","quantity":1}]}"#,
    );
    assert_eq!(host.urls(), [at("orders", 0), one("orders", "500")]);
    let first = &rows[0];
    assert_eq!(
        (first.id.as_str(), first.subscription_id.as_str()),
        ("500/s1/p1", "s1/p1"),
        "the id of the subscription's row"
    );
    assert_eq!(first.customer_id, "c1");
    assert_eq!(first.action, "change");
    assert_eq!(first.outcome.as_deref(), Some("completed"));
    assert_eq!(first.happened_at, Some(moment("2019-03-19T07:22:59Z")));
    assert_eq!(first.details.as_deref(), Some("Suite, quantity 10.0"));
    assert_eq!(first.seats, None, "ordered is not what there is afterwards");
    let kept = |name| extra(first.extra.as_deref(), name);
    assert_eq!(kept("orderNumber").as_deref(), Some("\"SO000012\""));
    assert!(!first.extra.as_deref().unwrap().contains("hush"));
    assert_eq!(rows[1].subscription_id, "s2/M-2");
}

#[test]
fn a_subscription_at_the_top_of_an_order_is_taken_where_a_product_names_none() {
    let (rows, _) = order(r#"{"id":"500","subscriptionId":"s1","products":[{"id":"p1"}]}"#);
    assert_eq!(rows[0].subscription_id, "s1/p1");
    let (rows, _) = order(r#"{"id":"500","subscriptionId":"s1"}"#);
    assert_eq!(
        (rows[0].id.as_str(), rows[0].subscription_id.as_str()),
        ("500/s1", "s1")
    );
}

#[test]
fn a_product_that_comes_twice_in_an_order_is_two_entries() {
    let line = r#"{"id":"p1","subscriptionId":"s1"}"#;
    let (rows, _) = order(&format!(r#"{{"id":"500","products":[{line},{line}]}}"#));
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["500/s1/p1", "500/s1/p1/2"]);
}

#[test]
fn an_order_that_came_to_nothing_is_left_out_and_not_missed() {
    let host = FakeHost::new()
        .answer(&at("orders", 0), 200, whole(&[LISTED]))
        .answer(
            &one("orders", "500"),
            200,
            r#"{"id":"500","products":[{"id":"p1"}]}"#,
        );
    let page = read(DatasetName::Activities, &host).unwrap();
    assert_eq!(page.total, Some(0));
    assert!(rows!(page, Activities).is_empty());
    assert!(
        host.messages()
            .iter()
            .any(|message| message.contains("no subscription"))
    );
}

#[test]
fn an_order_whose_details_are_gone_is_set_apart() {
    let other = LISTED.replace("500", "501");
    let host = FakeHost::new()
        .answer(&at("orders", 0), 200, whole(&[LISTED, &other]))
        .answer(
            &one("orders", "501"),
            200,
            r#"{"id":"501","subscriptionId":"s1"}"#,
        );
    let page = read(DatasetName::Activities, &host).unwrap();
    assert_eq!(page.rejected[0].key.as_deref(), Some("500"));
    assert_eq!(page.rejected[0].customer_id.as_deref(), Some("c1"));
    assert_eq!(rows!(page, Activities).len(), 1);
}
