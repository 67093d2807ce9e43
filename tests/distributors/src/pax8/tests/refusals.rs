//! What is not there, not allowed, or too much.

use std::time::Duration;

use reqwest::Method;

use super::{Client, finish};
use crate::{Fault, Pax8, Pax8Options, RateLimit, RetryAfter, Rule, ServerOptions};

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

#[tokio::test]
async fn an_unknown_id_is_not_found_and_an_unknown_company_is_refused_by_subscriptions() {
    let client = Client::default().await;
    for (path, status) in [
        (format!("/v1/subscriptions/{UNKNOWN}"), 404),
        (format!("/v1/subscriptions/{UNKNOWN}/history"), 404),
        (format!("/v1/subscriptions/{UNKNOWN}/usage-summaries"), 404),
        (
            format!("/v1/usage-summaries/{UNKNOWN}/usage-lines?usageDate=2026-03-01"),
            404,
        ),
        (format!("/v1/products/{UNKNOWN}"), 404),
        (format!("/v1/products/{UNKNOWN}/pricing"), 404),
        (format!("/v1/products/{UNKNOWN}/dependencies"), 404),
        (format!("/v1/invoices/{UNKNOWN}/items"), 404),
        (format!("/v1/invoices?companyId={UNKNOWN}"), 404),
        (format!("/v1/invoices/draftItems?companyId={UNKNOWN}"), 404),
        (format!("/v1/subscriptions?companyId={UNKNOWN}"), 403),
    ] {
        let (found, body) = client.get(&path).await;
        assert_eq!(found, status, "{path}");
        assert_eq!(body["status"], status);
        assert!(path.starts_with(body["instance"].as_str().unwrap()));
    }
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn what_the_real_interface_does_not_have_is_not_found_and_noted() {
    let client = Client::default().await;
    for path in [
        "/v1/usage-summaries",
        "/v1/renewals",
        "/v2/subscriptions",
        "/v1/companies/",
        "/companies",
        "/v1/usage-summaries/1/lines",
        "/v1/products/1/provisioning-details",
    ] {
        assert_eq!(client.get(path).await.0, 404, "{path}");
    }
    assert_eq!(client.server.violations().len(), 7);
}

#[tokio::test]
async fn every_write_is_refused_and_counted() {
    let client = Client::default().await;
    for (method, path) in [
        (Method::POST, "/v1/orders"),
        (Method::POST, "/v1/companies"),
        (Method::PUT, "/v1/subscriptions/1"),
        (Method::DELETE, "/v1/subscriptions/1"),
        (Method::PATCH, "/v1/companies/1"),
        (Method::PUT, "/v1/token"),
    ] {
        assert_eq!(finish(client.request(method, path)).await.0, 405, "{path}");
    }
    let writes = client.server.take_writes();
    assert_eq!(writes.len(), 6);
    client.ok("/v1/companies").await;
    client.login(&client.request_for_token()).await;
    assert_eq!(client.server.take_writes(), []);
}

#[tokio::test]
async fn more_requests_than_the_limit_admits_are_refused() {
    let client = Client::new(Pax8Options {
        server: ServerOptions {
            rate_limit: Some(RateLimit {
                retry_after: RetryAfter::Seconds,
                ..RateLimit::new(2, Duration::from_secs(60))
            }),
            ..ServerOptions::default()
        },
        ..Pax8Options::default()
    })
    .await;
    client.ok("/v1/companies").await;
    client.ok("/v1/companies").await;
    let (status, body) = client.get("/v1/companies").await;
    assert_eq!((status, &body["type"]), (429, &"TOO_MANY_REQUESTS".into()));
}

#[tokio::test]
async fn faults_meet_the_operations_by_name() {
    let client = Client::default().await;
    client
        .server
        .fault(Rule::new(Fault::Status(500)).on(Pax8::INVOICES).first(1));
    assert_eq!(client.get("/v1/invoices").await.0, 500);
    client.ok("/v1/invoices").await;
    client
        .server
        .fault(Rule::new(Fault::ExpireTokens).on(Pax8::COMPANIES).first(1));
    assert_eq!(client.get("/v1/companies").await.0, 401);
}
