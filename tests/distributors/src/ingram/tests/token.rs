//! The token endpoint.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::{Client, finish};
use crate::{Ingram, IngramOptions, ManualClock, Refused, ServerOptions, TokenBody};

#[tokio::test]
async fn a_token_takes_user_key_and_marketplace_and_lives_25_minutes() {
    let client = Client::default().await;
    let (status, body) = client.login(&client.request_for_token()).await;
    assert_eq!(status, 200);
    assert_eq!(body["expiresInSeconds"], 1_500);
    let members: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(members, ["expiresInSeconds", "token"]);
    assert_eq!(client.server.count(Ingram::TOKEN), 2);
    assert_eq!(client.server.violations(), []);
    assert_eq!(client.server.take_writes(), []);
}

#[tokio::test]
async fn a_wrong_password_is_the_operators_and_its_absence_the_clients_fault() {
    for (token_refusal, expected) in [(Refused::Unauthorized, 401), (Refused::Forbidden, 403)] {
        let client = Client::new(IngramOptions {
            token_refusal,
            ..IngramOptions::default()
        })
        .await;
        let body = client.request_for_token().to_string();
        let key = client.server.credentials().subscription_key.clone();
        let request = || {
            client
                .http
                .post(client.url("/token"))
                .header("x-subscription-key", &key)
                .header("content-type", "application/json")
                .body(body.clone())
        };
        let (status, body) = finish(request().basic_auth("somebody", Some("else"))).await;
        assert_eq!(status, expected);
        assert_eq!(body["path"], "/marketplace/eu/token");
        assert_eq!(client.server.violations(), []);
        assert_eq!(finish(request()).await.0, expected);
        assert_eq!(finish(request().bearer_auth("x")).await.0, expected);
        assert_eq!(client.server.violations().len(), 2);
    }
}

#[tokio::test]
async fn the_body_names_the_marketplace_and_nothing_else() {
    let client = Client::default().await;
    for body in [
        json!({}),
        json!({ "marketplace": "" }),
        json!({ "marketplace": 7 }),
        json!({ "marketplace": "se", "grant_type": "client_credentials" }),
        json!("se"),
    ] {
        assert_eq!(client.login(&body).await.0, 400, "{body}");
    }
    let form = client
        .bare_login()
        .header("content-type", "application/x-www-form-urlencoded")
        .body("marketplace=se");
    assert_eq!(finish(form).await.0, 400);
    assert_eq!(finish(client.bare_login()).await.0, 400);
    assert_eq!(client.server.violations().len(), 7);
    let other = json!({ "marketplace": "us" });
    assert_eq!(client.login(&other).await.0, 403);
    assert_eq!(client.server.violations().len(), 7);
}

#[tokio::test]
async fn whether_there_is_a_body_at_all_is_an_option() {
    let client = |token_body| {
        Client::new(IngramOptions {
            token_body,
            ..IngramOptions::default()
        })
    };
    let wrong = json!({ "marketplace": "us" });
    let optional = client(TokenBody::Optional).await;
    assert_eq!(finish(optional.bare_login()).await.0, 200);
    assert_eq!(optional.login(&wrong).await.0, 403);
    let ignored = client(TokenBody::Ignored).await;
    assert_eq!(finish(ignored.bare_login()).await.0, 200);
    assert_eq!(ignored.login(&wrong).await.0, 200);
}

#[tokio::test]
async fn a_call_needs_a_token_that_lives() {
    for (call_refusal, expected) in [(Refused::Unauthorized, 401), (Refused::Forbidden, 403)] {
        let clock = ManualClock::at("2026-03-17T08:00:00Z".parse().unwrap());
        let mut client = Client::new(IngramOptions {
            call_refusal,
            server: ServerOptions {
                clock: Arc::new(clock.clone()),
                ..ServerOptions::default()
            },
            ..IngramOptions::default()
        })
        .await;
        clock.advance(Duration::from_secs(1_499));
        client.ok("/customers").await;
        clock.advance(Duration::from_secs(1));
        let (status, body) = client.get("/customers").await;
        assert_eq!(status, expected);
        assert_eq!(body["status"], expected);
        assert_eq!(body["timeStamp"], "2026-03-17T08:25:00Z");
        client.token = "another".to_owned();
        assert_eq!(client.get("/customers").await.0, expected);
        assert_eq!(client.server.violations(), []);
    }
}

#[tokio::test]
async fn a_new_token_can_end_the_life_of_the_one_before() {
    for one_token in [false, true] {
        let client = Client::new(IngramOptions {
            one_token,
            ..IngramOptions::default()
        })
        .await;
        client.login(&client.request_for_token()).await;
        let status = client.get("/customers").await.0;
        assert_eq!(status, if one_token { 401 } else { 200 });
    }
}
