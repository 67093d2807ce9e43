//! The chain of refresh tokens of StreamOne Ion.

use std::sync::Arc;
use std::time::Duration;

use seatwise_distributors::{
    Endpoint, Fault, ManualClock, Rule, ServerOptions, StreamOneOptions, WorldOptions,
};
use serde_json::json;

use crate::client::{StreamOneClient, finish};

#[tokio::test]
async fn a_used_refresh_token_is_refused_and_kills_the_chain() {
    let client = StreamOneClient::of(WorldOptions::default()).await;
    let second = client.server.credentials().refresh_token().unwrap();
    let third = client.exchange(&second).await.json();
    assert_ne!(third["refresh_token"], json!(second));
    assert_eq!(third["expires_in"], 7_200);
    let again = client.exchange(&second).await;
    assert_eq!(
        (again.status, &again.json()["error"]),
        (400, &json!("invalid_grant"))
    );
    let dead = client
        .exchange(third["refresh_token"].as_str().unwrap())
        .await;
    assert_eq!(dead.status, 400);
    assert_eq!(client.get("/customers").await.status, 401);
    assert_eq!(client.server.credentials().refresh_token(), None);
    let new = client
        .server
        .credentials()
        .request_new(client.server.clock().now());
    assert_eq!(client.exchange(&new).await.status, 200);
}

#[tokio::test]
async fn a_lost_answer_has_burnt_its_token() {
    let client = StreamOneClient::of(WorldOptions::default()).await;
    let token = client.server.credentials().refresh_token().unwrap();
    client
        .server
        .fault(Rule::new(Fault::LostAnswer).on(Endpoint::Token).first(1));
    assert!(client.try_exchange(&token).await.is_err());
    assert_eq!(client.exchange(&token).await.status, 400);
    let token = client
        .server
        .credentials()
        .request_new(client.server.clock().now());
    client
        .server
        .fault(Rule::new(Fault::Reset).on(Endpoint::Token).first(1));
    assert!(client.try_exchange(&token).await.is_err());
    assert_eq!(client.exchange(&token).await.status, 200);
}

#[tokio::test]
async fn tokens_end_with_their_lives() {
    let clock = ManualClock::at("2026-03-17T08:00:00Z".parse().unwrap());
    let server = ServerOptions {
        clock: Arc::new(clock.clone()),
        ..ServerOptions::default()
    };
    let client = StreamOneClient::new(StreamOneOptions {
        server,
        ..StreamOneOptions::default()
    })
    .await;
    let validate = async || {
        let url = format!("{}/oauth/validateAccess", client.server.base_url());
        finish(client.http.get(url).bearer_auth(&client.token))
            .await
            .unwrap()
    };
    clock.advance(Duration::from_secs(7_199));
    assert_eq!(validate().await.json()["access_expires_in"], 1);
    clock.advance(Duration::from_secs(1));
    assert_eq!(
        (
            client.get("/customers").await.status,
            validate().await.status
        ),
        (401, 401)
    );
    clock.advance(Duration::from_secs(32 * 24 * 3_600));
    let token = client.server.credentials().refresh_token().unwrap();
    assert_eq!(
        client.exchange(&token).await.json()["error_description"],
        "the refresh token is expired"
    );
}
