//! The history of a subscription.

use seatwise_pax8::Pax8;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{Activity, DatasetName, SubscriptionRef};
use seatwise_plugin::{Connector, Query};

use crate::support::{context, decimal, extra, moment, query, rows};

fn read(body: &str) -> Vec<Activity> {
    let host = FakeHost::new().answer("/v1/subscriptions/s1/history", 200, body);
    let query = Query {
        subscription: Some(SubscriptionRef {
            id: "s1".to_owned(),
            publisher_subscription_id: None,
            customer_id: "c1".to_owned(),
        }),
        ..query(DatasetName::Activities)
    };
    let page = Pax8::read(&context(&[]), &query, &host).unwrap();
    rows!(page, Activities)
}

const CREATED: &str =
    r#"{"id":"s1","quantity":2,"status":"Active","price":86,"createdDate":"2026-01-05"}"#;
const CHANGED: &str = r#"{"id":"s1","quantity":5,"status":"PendingAutomated","price":86,"createdDate":"2026-01-05","updatedDate":"2026-03-10T03:12:14.453-0300","billingTerm":"Monthly"}"#;

#[test]
fn each_earlier_state_says_what_it_changed() {
    let rows = read(&format!(r#"{{"content":[{CHANGED},{CREATED}]}}"#));
    assert_eq!(rows[0].id, "s1@created");
    assert_eq!(
        (rows[0].seats, rows[0].details.as_deref()),
        (decimal("2"), None)
    );
    assert_eq!(rows[1].action, "PendingAutomated");
    assert_eq!(
        (rows[1].seats, rows[1].customer_id.as_str()),
        (decimal("5"), "c1")
    );
    assert_eq!(
        rows[1].happened_at,
        Some(moment("2026-03-10T06:12:14.453Z"))
    );
    assert_eq!(
        rows[1].details.as_deref(),
        Some("status Active to PendingAutomated; quantity 2 to 5; billingTerm nothing to Monthly")
    );
    assert_eq!(
        extra(rows[1].extra.as_deref(), "price").as_deref(),
        Some("86")
    );
}

#[test]
fn ids_do_not_change_when_an_entry_is_added() {
    let ids = |body: &str| -> Vec<String> { read(body).into_iter().map(|row| row.id).collect() };
    let other = CREATED.replace("\"quantity\":2", "\"quantity\":3");
    let before = ids(&format!(r#"{{"content":[{other},{CREATED}]}}"#));
    assert_eq!(before, ["s1@created", "s1@created#2"]);
    let after = ids(&format!(r#"{{"content":[{CHANGED},{other},{CREATED}]}}"#));
    assert_eq!(after[..2], before);
}

#[test]
fn a_fraction_is_no_number_of_seats_and_the_entry_is_kept() {
    let used = CREATED.replace("\"quantity\":2", "\"quantity\":1.5");
    let rows = read(&format!(r#"{{"content":[{used}]}}"#));
    assert_eq!(rows[0].seats, None);
    assert_eq!(
        extra(rows[0].extra.as_deref(), "quantity").as_deref(),
        Some("1.5")
    );
}
