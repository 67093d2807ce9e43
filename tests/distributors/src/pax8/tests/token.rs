//! The token endpoint.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::{Client, finish};
use crate::{ManualClock, Pax8, Pax8Options, ServerOptions};

#[tokio::test]
async fn a_token_takes_four_fields_of_json_and_lives_a_day() {
    let client = Client::default().await;
    let request = client.request_for_token();
    let (status, body) = client.login(&request).await;
    assert_eq!(status, 200);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 86_400);
    assert!(body.get("scope").is_none());
    let mut older = request.clone();
    older["audience"] = json!("api://p8p.client");
    assert_eq!(client.login(&older).await.0, 200);
    assert_eq!(client.server.count(Pax8::TOKEN), 3);
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_token_request_is_refused_in_the_same_words() {
    let client = Client::default().await;
    let request = client.request_for_token();
    let mut wrong = Vec::new();
    for name in ["client_id", "client_secret", "audience", "grant_type"] {
        let mut without = request.clone();
        without.as_object_mut().unwrap().remove(name);
        wrong.push(without);
        let mut other = request.clone();
        other[name] = json!("something else");
        wrong.push(other);
    }
    let denied = json!({ "error": "access_denied", "error_description": "Unauthorized" });
    for request in &wrong {
        assert_eq!(
            client.login(request).await,
            (401, denied.clone()),
            "{request}"
        );
    }
    // A wrong id or secret may be the operator's; the six others are the client's fault.
    assert_eq!(client.server.violations().len(), 6);
    assert_eq!(client.server.count(Pax8::TOKEN), 9);
}

#[tokio::test]
async fn a_form_gets_no_token_unless_the_option_says_so() {
    for form_tokens in [false, true] {
        let client = Client::new(Pax8Options {
            form_tokens,
            token_extras: true,
            ..Pax8Options::default()
        })
        .await;
        let credentials = client.server.credentials();
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &credentials.client_id)
            .append_pair("client_secret", &credentials.client_secret)
            .append_pair("audience", credentials.audience)
            .append_pair("grant_type", "client_credentials")
            .finish();
        let request = client
            .request(Method::POST, "/v1/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        let (status, body) = finish(request).await;
        assert_eq!(status, if form_tokens { 200 } else { 401 });
        assert_eq!(body.get("expires_at").is_some(), form_tokens);
    }
}

#[tokio::test]
async fn a_request_needs_a_token_that_lives() {
    let clock = ManualClock::at("2026-03-17T08:00:00Z".parse().unwrap());
    let mut client = Client::new(Pax8Options {
        server: ServerOptions {
            clock: Arc::new(clock.clone()),
            ..ServerOptions::default()
        },
        ..Pax8Options::default()
    })
    .await;
    clock.advance(Duration::from_secs(86_399));
    client.ok("/v1/companies").await;
    clock.advance(Duration::from_secs(1));
    let (status, body) = client.get("/v1/companies").await;
    assert_eq!(status, 401);
    assert_eq!(body["type"], "UNAUTHORIZED");
    assert_eq!(body["status"], 401);
    assert_eq!(body["instance"], "/v1/companies");
    assert_eq!(body["details"], json!([]));
    assert_eq!(client.server.violations(), []);
    client.token = "another".to_owned();
    assert_eq!(client.get("/v1/companies").await.0, 401);
}
