//! The client credentials grant.

use std::sync::Mutex;
use std::time::Duration;

use axum::response::Response as Reply;

use super::super::super::tests::support::*;
use super::issuer::*;
use crate::gateway::*;

/// A vendor whose client-credentials tokens are numbered and last an hour.
async fn service(answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Vendor {
    let tokens = Mutex::new(0);
    Vendor::start(move |seen, count| {
        if !is_token_request(seen) {
            return answer(seen, count);
        }
        let mut tokens = tokens.lock().unwrap();
        *tokens += 1;
        reply(200, format!(r#"{{"access_token":"canary-token-{tokens}","expires_in":3600,"token_type":"Bearer"}}"#))
    })
    .await
}

#[tokio::test]
async fn a_token_is_fetched_once_for_many_requests_and_again_before_it_expires() {
    let vendor = service(|_, _| reply(200, "")).await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, clock) = gateway(
        with_credential(policy(&vendor.url(), None), SERVICE),
        state.path(),
    );
    let requests = (0..20).map(|_| gateway.send(get("/a").with_credential("service")));
    futures_util::future::join_all(requests)
        .await
        .into_iter()
        .for_each(|outcome| drop(outcome.unwrap()));
    clock.advance(Duration::from_secs(3539));
    gateway
        .send(get("/b").with_credential("service"))
        .await
        .unwrap();
    assert_eq!(gateway.statistics().token_requests, 1);
    clock.advance(Duration::from_secs(1));
    gateway
        .send(get("/c").with_credential("service"))
        .await
        .unwrap();
    assert_eq!(gateway.statistics().token_requests, 2);
    let seen = vendor.seen();
    assert_eq!(seen[0].method, "POST");
    assert_eq!(
        seen[0].body,
        "grant_type=client_credentials&client_id=canary-client-id&client_secret=canary-client-secret&scope=service-provider"
    );
    assert!(seen.iter().all(|seen| seen.header("ocp-apim-subscription-key") == Some("canary-subscription-key")));
    assert_eq!(
        seen[1].header("authorization"),
        Some("Bearer canary-token-1")
    );
    assert_eq!(
        seen.last().unwrap().header("authorization"),
        Some("Bearer canary-token-2")
    );
}

#[tokio::test]
async fn a_token_is_asked_for_in_json_with_the_fields_that_the_vendor_wants() {
    let vendor = service(|_, _| reply(200, "")).await;
    let state = tempfile::tempdir().unwrap();
    let wanted = SERVICE.replace("scope =", "token_body = \"json\"\nscope =");
    let fields = "[[token_fields]]\nname = \"audience\"\nvalue = \"https://api.example/\\\"x\"\n\
                  [[token_fields]]\nname = \"key\"\nsetting = \"subscription_key\"\n\
                  [[token_fields]]\nname = \"unset\"\nsetting = \"nobody_set_it\"";
    let (gateway, _) = gateway(
        with_credential(policy(&vendor.url(), None), &format!("{wanted}{fields}")),
        state.path(),
    );
    gateway
        .send(get("/a").with_credential("service"))
        .await
        .unwrap();
    let seen = &vendor.seen()[0];
    assert_eq!(seen.header("content-type"), Some("application/json"));
    let sent: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    let expected = serde_json::json!({
        "grant_type": "client_credentials",
        "client_id": "canary-client-id",
        "client_secret": "canary-client-secret",
        "scope": "service-provider",
        "audience": "https://api.example/\"x",
        "key": "canary-subscription-key",
    });
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_401_brings_one_new_token_and_no_more() {
    let vendor = service(|seen, _| {
        reply(
            if seen.header("authorization") == Some("Bearer canary-token-2") {
                200
            } else {
                401
            },
            "",
        )
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let (good, _) = gateway(
        with_credential(policy(&vendor.url(), None), SERVICE),
        state.path(),
    );
    let requests = (0..8).map(|_| good.send(get("/a").with_credential("service")));
    for outcome in futures_util::future::join_all(requests).await {
        assert_eq!(outcome.unwrap().status, 200);
    }
    assert_eq!(good.statistics().token_requests, 2);

    let vendor = service(|_, _| reply(401, "not for you")).await;
    let (bad, clock) = gateway(
        with_credential(policy(&vendor.url(), None), SERVICE),
        state.path(),
    );
    for _ in 0..10 {
        assert_eq!(
            bad.send(get("/a").with_credential("service"))
                .await
                .unwrap()
                .status,
            401
        );
    }
    assert_eq!(
        (bad.statistics().token_requests, bad.statistics().requests),
        (2, 11)
    );
    clock.advance(Duration::from_secs(301));
    bad.send(get("/a").with_credential("service"))
        .await
        .unwrap();
    assert_eq!(bad.statistics().token_requests, 3);
}

#[tokio::test]
async fn a_refused_client_is_told_with_the_vendors_words_and_without_the_secret() {
    let vendor = Vendor::start(|_, _| reply(401, r#"{"error":"invalid_client","error_description":"canary-client-secret is\u001b[2J wrong"}"#)).await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(
        with_credential(policy(&vendor.url(), None), SERVICE),
        state.path(),
    );
    let error = gateway
        .send(get("/a").with_credential("service"))
        .await
        .unwrap_err();
    assert_eq!(
        error,
        SendError::Credential(
            "no token for credential service from api: it answered 401: invalid_client: [masked] is\\u{1b}[2J wrong; \
             check the client id, the client secret and what they are permitted to do"
                .to_owned()
        )
    );
    assert_eq!(vendor.seen().len(), 1);
}

#[tokio::test]
async fn a_token_endpoint_that_stumbles_is_tried_again() {
    let vendor = Vendor::start(|seen, count| match (is_token_request(seen), count) {
        (true, 0) => reply_with(429, ("retry-after", "5"), ""),
        (true, 1) => reply(503, ""),
        (true, _) => reply(
            200,
            r#"{"access_token":"canary-token","expires_in":"3600"}"#,
        ),
        _ => reply(200, seen.header("authorization").unwrap().to_owned()),
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(
        with_credential(policy(&vendor.url(), None), SERVICE),
        state.path(),
    );
    let response = gateway
        .send(get("/a").with_credential("service"))
        .await
        .unwrap();
    assert_eq!(response.body, b"Bearer [masked]");
    assert_eq!(gateway.statistics().token_requests, 3);
}

#[tokio::test]
async fn an_answer_without_a_usable_token_is_an_error_that_quotes_nothing() {
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"access_token":""}"#,
        r#"{"access_token":"canary\r\nx: y"}"#,
        r#"{"access_token":"canary""#,
    ] {
        let vendor = Vendor::start(move |_, _| reply(200, body)).await;
        let state = tempfile::tempdir().unwrap();
        let (gateway, _) = gateway(
            with_credential(policy(&vendor.url(), None), SERVICE),
            state.path(),
        );
        let error = gateway
            .send(get("/a").with_credential("service"))
            .await
            .unwrap_err();
        assert!(
            matches!(&error, SendError::Connection(why) if why.contains("run again later") && !why.contains("canary")),
            "{body}: {error}"
        );
    }
}
