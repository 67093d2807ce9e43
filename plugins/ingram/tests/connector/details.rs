//! Which subscriptions are asked about, and what happens where that fails.

use std::ops::Range;

use seatwise_plugin::FailureKind;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{DatasetName, HttpError, SubscriptionStatus};

use crate::support::{at, extra, list, one, read, read_all, rows, whole};

fn listed(id: &str, status: &str, modified: &str) -> String {
    format!(
        r#"{{"id":"{id}","customerId":"c1","name":"Plan {id}","status":"{status}","lastModifiedDate":"{modified}"}}"#
    )
}

fn active(ids: Range<u32>) -> Vec<String> {
    ids.map(|id| listed(&id.to_string(), "active", "2026-09-14"))
        .collect()
}

fn details(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","customerId":"c1","status":"active","products":[{{"id":"p","name":"Suite","quantity":1}}]}}"#
    )
}

fn with_details(mut host: FakeHost, ids: Range<u32>) -> FakeHost {
    for id in ids {
        let id = id.to_string();
        host = host.answer(&one("subscriptions", &id), 200, details(&id));
    }
    host
}

#[test]
fn only_what_may_be_charged_takes_a_request() {
    let rows = [
        listed("1", "active", "2020-01-01"),
        listed("2", "hold", "2020-01-01"),
        listed("3", "pending", "2020-01-01"),
        listed("4", "terminated", "2026-01-01"),
        listed("5", "removed", "2026-01-01"),
        listed("6", "terminated", "2026-11-20"),
    ];
    let host = FakeHost::new().answer(&at("subscriptions", 0), 200, list(&rows, 6));
    let mut host = with_details(host, 1..4);
    let ended = details("6").replace("active", "terminated");
    host = host.answer(&one("subscriptions", "6"), 200, ended);
    let page = read(DatasetName::Subscriptions, &host).unwrap();
    assert_eq!(
        host.urls().len(),
        5,
        "the list, three in force and one that ended lately"
    );
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    let rows = rows!(page, Subscriptions);
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["1/p", "2/p", "3/p", "4", "5", "6/p"]);
    assert_eq!(rows[5].status, SubscriptionStatus::Cancelled);
    let old = &rows[3];
    assert_eq!(old.status, SubscriptionStatus::Cancelled);
    assert!(!old.priced, "what was known of its prices stays");
    assert_eq!((old.seats, old.unit_price), (None, None));
    assert_eq!(old.product_name.as_deref(), Some("Plan 4"));
    assert_eq!(
        extra(old.extra.as_deref(), "subscriptionId").as_deref(),
        Some("\"4\"")
    );
}

#[test]
fn a_list_takes_one_request_for_a_hundred_subscriptions_and_one_for_each() {
    let host = FakeHost::new()
        .answer(&at("subscriptions", 0), 200, list(&active(0..100), 130))
        .answer(&at("subscriptions", 100), 200, list(&active(100..130), 130));
    let host = with_details(host, 0..130);
    let pages = read_all(DatasetName::Subscriptions, &host);
    assert_eq!(host.urls().len(), 2 + 130);
    let totals: Vec<_> = pages.iter().map(|page| page.total).collect();
    assert_eq!(totals, [None, Some(130)]);
}

#[test]
fn the_total_counts_rows_and_not_subscriptions() {
    let two = details("1").replace(
        r#""products":["#,
        r#""products":[{"id":"addon","quantity":1},"#,
    );
    let host = FakeHost::new()
        .answer(&at("subscriptions", 0), 200, list(&active(1..2), 2))
        .answer(&at("subscriptions", 1), 200, list(&[], 2))
        .answer(&one("subscriptions", "1"), 200, two);
    let pages = read_all(DatasetName::Subscriptions, &host);
    assert_eq!(
        pages[1].total,
        Some(3),
        "two rows came, and one subscription is missing"
    );
}

#[test]
fn a_subscription_that_is_new_while_pages_are_read_is_not_asked_about_twice() {
    let mut second = vec![listed("99", "active", "2026-09-14")];
    second.extend(active(100..110));
    let host = FakeHost::new()
        .answer(&at("subscriptions", 0), 200, list(&active(0..100), 110))
        .answer(&at("subscriptions", 100), 200, list(&second, 111));
    let host = with_details(host, 0..110);
    let pages = read_all(DatasetName::Subscriptions, &host);
    assert_eq!(host.urls().len(), 2 + 110);
    assert_eq!(
        pages[1].total,
        Some(110),
        "the new one is for the next sync"
    );
}

#[test]
fn an_older_version_that_does_not_count_is_read_to_its_empty_end() {
    let uncounted = |rows: &[String]| format!(r#"{{"data":[{}]}}"#, rows.join(","));
    let host = FakeHost::new()
        .answer(&at("subscriptions", 0), 200, uncounted(&active(0..10)))
        .answer(&at("subscriptions", 10), 200, uncounted(&active(10..13)))
        .answer(&at("subscriptions", 13), 200, "{}");
    let host = with_details(host, 0..13);
    let pages = read_all(DatasetName::Subscriptions, &host);
    assert_eq!(pages.len(), 3);
    let last = pages.last().unwrap();
    assert_eq!((last.total, last.incomplete.as_deref()), (None, None));
}

#[test]
fn one_subscription_that_fails_is_set_apart_and_the_rest_goes_on() {
    let host = FakeHost::new()
        .answer(&at("subscriptions", 0), 200, list(&active(1..4), 3))
        .answer(&one("subscriptions", "2"), 404, r#"{"message":"gone"}"#);
    let host = with_details(with_details(host, 1..2), 3..4);
    let page = read(DatasetName::Subscriptions, &host).unwrap();
    let apart = &page.rejected[0];
    assert!(
        apart.reason.contains("details could not be read") && apart.reason.contains("gone"),
        "{}",
        apart.reason
    );
    assert_eq!(apart.customer_id.as_deref(), Some("c1"));
    assert_eq!(apart.subscription_id.as_deref(), Some("2"));
    assert_eq!(
        apart.product_name, None,
        "a plan's name may be no product's"
    );
    assert_eq!(page.incomplete, None, "asking again would not help");
    assert_eq!(rows!(page, Subscriptions).len(), 2);
}

#[test]
fn a_failure_that_may_pass_leaves_the_list_incomplete() {
    let host = FakeHost::new()
        .answer(&at("subscriptions", 0), 200, list(&active(1..3), 3))
        .answer(&at("subscriptions", 2), 200, list(&active(3..4), 3))
        .answer(&one("subscriptions", "2"), 500, "");
    let host = with_details(with_details(host, 1..2), 3..4);
    let pages = read_all(DatasetName::Subscriptions, &host);
    assert_eq!(pages[0].incomplete, None, "only the last page says so");
    assert_eq!(
        pages[1].incomplete.as_deref(),
        Some("the details of 1 entries could not be read now")
    );
}

#[test]
fn a_failure_that_all_share_fails_the_page() {
    let list = || FakeHost::new().answer(&at("subscriptions", 0), 200, list(&active(1..4), 3));
    let login = with_details(list(), 2..4).answer(&one("subscriptions", "1"), 401, "");
    let pace = with_details(list(), 2..4).answer(&one("subscriptions", "1"), 429, "");
    let denied = with_details(list(), 2..4).outcome(
        &one("subscriptions", "1"),
        Err(HttpError::Denied("a rule".to_owned())),
    );
    let nothing = list();
    for (host, kind) in [
        (login, FailureKind::Unauthorized),
        (pace, FailureKind::Throttled),
        (denied, FailureKind::Denied),
        (nothing, FailureKind::NotFound),
    ] {
        assert_eq!(
            read(DatasetName::Subscriptions, &host).unwrap_err().kind,
            kind
        );
    }
}

#[test]
fn details_that_are_not_understood_name_what_they_are_about() {
    let rows = active(1..6);
    let answer = |id: &str, body: &str| (one("subscriptions", id), body.to_owned());
    let mut host = FakeHost::new().answer(&at("subscriptions", 0), 200, list(&rows, 5));
    for (url, body) in [
        answer(
            "1",
            r#"{"id":"1","products":[{"id":"p","mpn":"CFQ7TTC0LH18:0001","name":"Suite","quantity":"many"},{"id":"q","quantity":1}]}"#,
        ),
        answer("2", r#"{"id":"2","products":[7,{"name":"Nameless"}]}"#),
        answer("3", r#"{"id":"3","products":{}}"#),
        answer("4", r#"{"id":"1","products":[]}"#),
        answer("5", r#"{"id":"5","creationDate":"soon","products":[]}"#),
    ] {
        host = host.answer(&url, 200, body);
    }
    let page = read(DatasetName::Subscriptions, &host).unwrap();
    let reasons: Vec<_> = page
        .rejected
        .iter()
        .map(|row| row.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "quantity is not a decimal number: \"many\"",
            "a product is not an object",
            "the product has neither id nor mpn",
            "products is not a list",
            "the details are those of another subscription",
            "creationDate is not a date: \"soon\"",
        ]
    );
    let product = &page.rejected[0];
    assert_eq!(product.key.as_deref(), Some("1/p"));
    assert_eq!(product.subscription_id.as_deref(), Some("1/p"));
    assert_eq!(product.customer_id.as_deref(), Some("c1"));
    assert_eq!(product.publisher_sku_id.as_deref(), Some("0001"));
    assert_eq!(product.product_name.as_deref(), Some("Suite"));
    assert_eq!(rows!(page, Subscriptions).len(), 1);
}

#[test]
fn a_subscription_that_has_no_products_yet_is_a_row_of_its_own() {
    let host = FakeHost::new()
        .answer(
            &at("subscriptions", 0),
            200,
            whole(&[&listed("1", "pending", "2026-11-30")]),
        )
        .answer(
            &one("subscriptions", "1"),
            200,
            r#"{"id":"1","status":"pending"}"#,
        );
    let row = rows!(
        read(DatasetName::Subscriptions, &host).unwrap(),
        Subscriptions
    )
    .remove(0);
    assert_eq!(
        (row.id.as_str(), row.status),
        ("1", SubscriptionStatus::Pending)
    );
    assert_eq!(
        row.customer_id, "c1",
        "the list says what the details do not"
    );
    assert!(!row.priced);
}
