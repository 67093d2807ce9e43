//! What is not there, not allowed, or too much.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::{Client, finish};
use crate::{
    ErrorBody, Fault, GatewayBody, Ingram, IngramOptions, RateLimit, RetryAfter, Rule,
    ServerOptions,
};

#[tokio::test]
async fn an_unknown_id_is_not_found_in_the_words_of_the_document() {
    let client = Client::default().await;
    for path in [
        "/customers/1",
        "/subscriptions/1",
        "/subscriptions/x",
        "/orders/1",
        "/orders/10000170",
        "/reports/00000000-0000-4000-8000-000000000000",
        "/plans/1",
    ] {
        let (status, body) = client.get(path).await;
        assert_eq!(status, 404, "{path}");
        let members: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
        let expected = ["correlationId", "message", "path", "status", "timeStamp"];
        assert_eq!(members, expected);
        assert_eq!(body["path"], format!("/marketplace/eu{path}"));
        assert!(body["correlationId"].as_str().unwrap().starts_with("a8n-"));
    }
    assert_eq!(client.server.violations(), []);
    let client = Client::new(IngramOptions {
        errors: ErrorBody::Spring,
        ..IngramOptions::default()
    })
    .await;
    let (_, body) = client.get("/customers/1").await;
    assert!(body.get("error").is_some() && body.get("timestamp").is_some());
    assert!(body.get("message").is_none());
}

#[tokio::test]
async fn what_the_real_interface_does_not_have_is_not_found_and_noted() {
    let client = Client::default().await;
    for path in [
        "/products/1",
        "/invoices",
        "/usage",
        "/subscriptions/1/products",
        "/customers/",
        "/customers/1/subscriptions",
    ] {
        assert_eq!(client.get(path).await.0, 404, "{path}");
    }
    assert_eq!(client.server.violations().len(), 6);
}

#[tokio::test]
async fn resellers_are_for_accounts_of_two_tiers() {
    let client = Client::default().await;
    for path in [
        "/resellers",
        "/resellers/1",
        "/resellers/1/customers",
        "/resellers/1/orders",
    ] {
        assert_eq!(client.get(path).await.0, 403, "{path}");
    }
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn every_write_is_refused_and_counted() {
    let client = Client::default().await;
    for (method, path) in [
        (Method::POST, "/orders"),
        (Method::POST, "/orders/estimate"),
        (Method::POST, "/validation/parameters"),
        (Method::POST, "/reports"),
        (Method::POST, "/customers"),
        (Method::PATCH, "/customers/1"),
        (Method::PATCH, "/orders/1"),
        (Method::PATCH, "/subscriptions/1"),
        (Method::POST, "/subscriptions/1/specialPricing"),
        (Method::PUT, "/token"),
        (Method::DELETE, "/subscriptions/1"),
    ] {
        assert_eq!(finish(client.request(method, path)).await.0, 405, "{path}");
    }
    assert_eq!(client.server.take_writes().len(), 11);
    client.ok("/customers").await;
    assert_eq!(client.server.take_writes(), []);
}

#[tokio::test]
async fn every_call_needs_the_key_of_the_gateway() {
    for (gateway, member) in [
        (GatewayBody::Own, "statusCode"),
        (GatewayBody::AsAllOthers, "status"),
    ] {
        let client = Client::new(IngramOptions {
            gateway,
            ..IngramOptions::default()
        })
        .await;
        let url = client.url("/customers");
        let bare = || client.http.get(&url).bearer_auth(&client.token);
        let (status, body) = finish(bare().header("x-subscription-key", "another")).await;
        assert_eq!((status, &body[member]), (401, &json!(401)));
        assert_eq!(client.server.violations(), []);
        assert_eq!(finish(bare()).await.0, 401);
        let login = client.http.post(client.url("/token"));
        assert_eq!(finish(login).await.0, 401);
        assert_eq!(client.server.violations().len(), 2);
        // The key alone is not enough either.
        let key = &client.server.credentials().subscription_key;
        let request = client.http.get(&url).header("x-subscription-key", key);
        assert_eq!(finish(request).await.0, 401);
        assert_eq!(client.server.violations().len(), 3);
    }
}

#[tokio::test]
async fn another_region_has_nothing() {
    let client = Client::default().await;
    let key = &client.server.credentials().subscription_key;
    let url = format!("{}/marketplace/na/customers", client.server.base_url());
    let request = client
        .http
        .get(url)
        .header("x-subscription-key", key)
        .bearer_auth(&client.token);
    assert_eq!(finish(request).await.0, 404);
}

#[tokio::test]
async fn more_requests_than_the_key_admits_are_refused_by_the_gateway() {
    let client = Client::new(IngramOptions {
        server: ServerOptions {
            rate_limit: Some(RateLimit {
                retry_after: RetryAfter::Seconds,
                ..RateLimit::new(2, Duration::from_secs(60))
            }),
            ..ServerOptions::default()
        },
        ..IngramOptions::default()
    })
    .await;
    client.ok("/customers").await;
    client.ok("/customers").await;
    let (status, body) = client.get("/customers").await;
    assert_eq!((status, &body["statusCode"]), (429, &json!(429)));
    assert!(body["message"].as_str().unwrap().contains("Try again in "));
}

#[tokio::test]
async fn faults_meet_the_operations_by_name() {
    let client = Client::default().await;
    let rule = Rule::new(Fault::Status(500)).on(Ingram::SUBSCRIPTIONS);
    client.server.fault(rule.first(1));
    assert_eq!(client.get("/subscriptions").await.0, 500);
    client.ok("/subscriptions").await;
    let rule = Rule::new(Fault::ExpireTokens).on(Ingram::CUSTOMERS);
    client.server.fault(rule.first(1));
    assert_eq!(client.get("/customers").await.0, 401);
}
