//! Faults do what they say.

use std::time::{Duration, Instant};

use seatwise_distributors::{Endpoint, Fault, Rule, WorldOptions};
use serde_json::{Value, json};

use crate::client::{SherwebClient, StreamOneClient};

const CUSTOMERS: &str = "/service-provider/v1/customers";

async fn once(fault: Fault) -> (SherwebClient, Result<crate::client::Answer, reqwest::Error>) {
    let client = SherwebClient::of(WorldOptions::exactly(50, 1)).await;
    client
        .server
        .fault(Rule::new(fault).on(Endpoint::Customers).first(1));
    let outcome = client.try_get(CUSTOMERS).await;
    (client, outcome)
}

/// The whole chain of causes of an error.
fn causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn a_reset_breaks_the_connection_and_the_next_request_works() {
    let (client, outcome) = once(Fault::Reset).await;
    let error = causes(&outcome.err().unwrap());
    assert!(error.to_lowercase().contains("connection reset"), "{error}");
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    let statuses: Vec<_> = client
        .server
        .requests()
        .iter()
        .map(|request| request.status)
        .collect();
    assert_eq!(statuses, [Some(200), None, Some(200)]);
}

#[tokio::test]
async fn a_truncated_body_is_shorter_than_announced() {
    let (client, outcome) = once(Fault::Truncate(100)).await;
    let error = causes(&outcome.err().unwrap());
    assert!(
        error.contains("end of file before message length reached") || error.contains("body"),
        "{error}"
    );
    client
        .server
        .fault(Rule::new(Fault::Truncate(100)).first(1));
    let mut response = client
        .request(reqwest::Method::GET, CUSTOMERS)
        .send()
        .await
        .unwrap();
    assert!(response.content_length().unwrap() > 1_000);
    assert_eq!(response.chunk().await.unwrap().unwrap().len(), 100);
    assert!(response.chunk().await.is_err());
}

#[tokio::test]
async fn an_endless_body_goes_on_as_long_as_somebody_reads() {
    let client = SherwebClient::of(WorldOptions::default()).await;
    client.server.fault(Rule::new(Fault::Endless).first(1));
    let mut response = client
        .request(reqwest::Method::GET, CUSTOMERS)
        .send()
        .await
        .unwrap();
    assert_eq!(response.content_length(), None);
    let mut read = 0;
    while read < 10 << 20 {
        read += response.chunk().await.unwrap().unwrap().len();
    }
}

#[tokio::test]
async fn a_status_comes_with_the_body_that_the_vendor_sends() {
    for (status, body) in [
        (401, true),
        (403, true),
        (404, false),
        (429, true),
        (500, true),
        (503, true),
    ] {
        let (client, outcome) = once(Fault::Status(status)).await;
        let answer = outcome.unwrap();
        assert_eq!((answer.status, !answer.body.is_empty()), (status, body));
        assert_eq!(client.server.violations(), []);
    }
}

#[tokio::test]
async fn bodies_can_be_malformed_or_something_else_altogether() {
    let answer = once(Fault::Malformed).await.1.unwrap();
    assert_eq!(answer.status, 200);
    assert!(serde_json::from_str::<Value>(&answer.body).is_err());
    let answer = once(Fault::Html).await.1.unwrap();
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
    let answer = once(Fault::ErrorInside).await.1.unwrap();
    assert_eq!(
        (answer.status, &answer.json()["status"]),
        (200, &json!(500))
    );
    let fault = Fault::Answer {
        status: 202,
        content_type: "text/plain".to_owned(),
        body: "soon".to_owned(),
    };
    let answer = once(fault).await.1.unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (202, "soon"));
    let answer = once(Fault::Redirect("http://127.0.0.1:9/elsewhere".to_owned()))
        .await
        .1
        .unwrap();
    assert_eq!(
        (answer.status, answer.header("location")),
        (302, Some("http://127.0.0.1:9/elsewhere"))
    );
}

#[tokio::test]
async fn latency_and_hanging_keep_the_answer_back() {
    let client = SherwebClient::of(WorldOptions::default()).await;
    client
        .server
        .fault(Rule::new(Fault::Latency(Duration::from_millis(80))).first(1));
    let start = Instant::now();
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(80));
    client.server.fault(Rule::new(Fault::Hang));
    let waited = tokio::time::timeout(Duration::from_millis(50), client.get(CUSTOMERS)).await;
    assert!(waited.is_err());
    assert_eq!(client.server.requests().last().unwrap().status, None);
}

#[tokio::test]
async fn a_token_can_expire_in_the_middle() {
    let mut client = SherwebClient::of(WorldOptions::default()).await;
    client.server.fault(
        Rule::new(Fault::ExpireTokens)
            .on(Endpoint::Customers)
            .nth(2),
    );
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    assert_eq!(client.get(CUSTOMERS).await.status, 401);
    client.token = client.login("service-provider").await;
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    assert_eq!(
        (client.server.violations(), client.server.faults().fired()),
        (vec![], 1)
    );
}

#[tokio::test]
async fn a_list_can_shrink_while_it_is_paged() {
    let client = StreamOneClient::of(WorldOptions::exactly(10, 10)).await;
    client.server.fault(
        Rule::new(Fault::shrink(30))
            .on(Endpoint::Subscriptions)
            .nth(2),
    );
    let page = async |offset: usize| {
        client
            .get(&format!(
                "/subscriptions?pagination.limit=40&pagination.offset={offset}"
            ))
            .await
            .json()
    };
    let (first, second) = (page(0).await, page(40).await);
    assert_eq!(first["paginationResponse"]["totalSize"], 100);
    assert_eq!(second["paginationResponse"]["totalSize"], 70);
    let listed = |page: &Value| page["items"].as_array().map_or(0, Vec::len);
    assert_eq!((listed(&first), listed(&second)), (40, 30));
}

#[tokio::test]
async fn one_customer_of_many_can_always_fail() {
    let client = SherwebClient::of(WorldOptions::exactly(20, 1)).await;
    let unlucky = client.customers().remove(7);
    client
        .server
        .fault(Rule::new(Fault::Status(500)).containing(unlucky.clone()));
    for customer in client.customers() {
        let path =
            format!("/service-provider/v1/billing/subscriptions/details?customerId={customer}");
        let status = client.get(&path).await.status;
        assert_eq!(status, if customer == unlucky { 500 } else { 200 });
    }
}
