//! A simulator fails whoever runs it when a request arrived that would have written.

use std::panic::{AssertUnwindSafe, catch_unwind};

use reqwest::Method;
use seatwise_distributors::WorldOptions;

use crate::client::{SherwebClient, StreamOneClient, finish};

const CUSTOMERS: &str = "/service-provider/v1/customers";

/// The panic of dropping, where there is one.
fn dropping(what: impl Sized) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(|| drop(what))).err()?;
    panic.downcast_ref::<String>().cloned()
}

#[tokio::test]
async fn a_write_that_nobody_took_fails_whoever_ran_the_simulator() {
    for method in [Method::PUT, Method::POST, Method::PATCH, Method::DELETE] {
        let client = SherwebClient::of(WorldOptions::default()).await;
        let answer = finish(client.request(method.clone(), CUSTOMERS)).await;
        assert_eq!(answer.unwrap().status, 405);
        // Not even forgetting what arrived helps.
        client.server.forget();
        let panic = dropping(client).unwrap();
        assert!(
            panic.contains("would have written") && panic.contains(method.as_str()),
            "{panic}"
        );
    }
    let client = StreamOneClient::of(WorldOptions::default()).await;
    let answer = finish(client.request(Method::POST, "/customers")).await;
    assert_eq!(answer.unwrap().status, 405);
    assert!(dropping(client).unwrap().contains("would have written"));
}

#[tokio::test]
async fn reads_and_declared_posts_are_no_writes() {
    let client = SherwebClient::of(WorldOptions::default()).await;
    client.get(CUSTOMERS).await;
    let customer = client.customers().remove(0);
    let path = format!("/service-provider/v1/customer-catalogs/{customer}/catalog-items-pricing");
    client.post(&path, r#"{"skus":[]}"#).await;
    assert_eq!(client.server.take_writes(), []);
    assert_eq!(dropping(client), None);
}
