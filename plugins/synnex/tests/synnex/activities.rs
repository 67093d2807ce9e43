use seatwise_plugin::FailureKind;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{Activity, DatasetName, Decimal, Rows};

use crate::support::{BASE, moment, query, read, rows, subscription_ref};

const LOG: &str = r#"{"id":"501","activityLogs":{"totalCount":"3","items":[
    {"id":"b","actionType":"Subscription Updated","actionDate":"2024-05-02T10:00:00Z","actionStatus":"succeeded","skuId":"0001","actionDetails":"New Quantity: 10; Status: active; "},
    {"id":"a","actionType":"Users Update","actionDate":"2024-05-01T10:00:01Z","actionStatus":"succeeded","actionDetails":"License Updated"},
    {"id":"a","actionType":"Users Update","actionDate":"2024-05-01T10:00:00Z","actionStatus":"succeeded","actionDetails":"User Created: X; "}
]}}"#;

fn url(id: &str) -> String {
    format!("{BASE}/customers/9/subscriptions/{id}?refresh=true")
}

fn activities(host: &FakeHost, publisher: Option<&str>) -> Vec<Activity> {
    let mut query = query(DatasetName::Activities);
    query.subscription = Some(subscription_ref(publisher));
    rows!(read(host, &query).unwrap(), Activities)
}

#[test]
fn the_log_tells_how_many_seats_there_were_when() {
    let host = FakeHost::new().answer(&url("guid"), 200, LOG);
    let rows = activities(&host, Some("guid"));
    let update = rows.iter().find(|row| row.id == "b").unwrap();
    assert_eq!(update.seats, Some(Decimal::whole(10)));
    assert_eq!(update.happened_at, Some(moment("2024-05-02T10:00:00Z")));
    assert_eq!(
        (update.action.as_str(), update.outcome.as_deref()),
        ("Subscription Updated", Some("succeeded"))
    );
    assert_eq!(
        (update.subscription_id.as_str(), update.customer_id.as_str()),
        ("501", "9")
    );
    assert_eq!(update.extra.as_deref(), Some(r#"{"skuId":"0001"}"#));
}

#[test]
fn the_number_of_entries_that_the_log_states_is_handed_on_so_that_a_cut_log_is_noticed() {
    let host = FakeHost::new().answer(&url("501"), 200, LOG);
    let mut query = query(DatasetName::Activities);
    query.subscription = Some(subscription_ref(None));
    assert_eq!(read(&host, &query).unwrap().total, Some(3));
}

#[test]
fn two_entries_with_one_id_stay_two() {
    let host = FakeHost::new().answer(&url("guid"), 200, LOG);
    let mut ids: Vec<String> = activities(&host, Some("guid"))
        .into_iter()
        .map(|row| row.id)
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids[0], "a", "the oldest keeps the id");
}

#[test]
fn the_numeric_id_is_tried_where_the_publishers_is_unknown() {
    let host = FakeHost::new().answer(&url("501"), 200, LOG);
    assert_eq!(activities(&host, Some("guid")).len(), 3);
    assert_eq!(host.urls(), [url("guid"), url("501")]);
    let host = FakeHost::new().answer(&url("501"), 200, LOG);
    assert_eq!(activities(&host, None).len(), 3);
    assert_eq!(host.urls(), [url("501")]);
}

#[test]
fn an_empty_log_is_no_error_and_an_error_is_no_empty_log() {
    let host = FakeHost::new().answer(&url("501"), 200, r#"{"id":"501","activityLogs":{}}"#);
    assert!(activities(&host, None).is_empty());
    let host = FakeHost::new().answer(&url("501"), 200, r#"{"error":"gone","code":5}"#);
    let mut query = query(DatasetName::Activities);
    query.subscription = Some(subscription_ref(None));
    assert_eq!(
        read(&host, &query).unwrap_err().kind,
        FailureKind::Malformed
    );
}
