//! The rate limit, in virtual time.

use std::sync::Arc;
use std::time::Duration;

use seatwise_distributors::{
    ManualClock, RateLimit, RetryAfter, ServerOptions, SherwebOptions, StreamOneOptions,
};

use crate::client::{SherwebClient, StreamOneClient};

const CUSTOMERS: &str = "/service-provider/v1/customers";

async fn limited(limit: RateLimit) -> (SherwebClient, ManualClock) {
    let clock = ManualClock::at("2026-03-17T08:00:00Z".parse().unwrap());
    let server = ServerOptions {
        rate_limit: Some(limit),
        clock: Arc::new(clock.clone()),
        ..ServerOptions::default()
    };
    (
        SherwebClient::new(SherwebOptions {
            server,
            ..SherwebOptions::default()
        })
        .await,
        clock,
    )
}

#[tokio::test]
async fn the_body_states_the_wait_and_no_header_does() {
    let (client, clock) = limited(RateLimit::new(2, Duration::from_secs(60))).await;
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    clock.advance(Duration::from_secs(20));
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    clock.advance(Duration::from_secs(23));
    let refused = client.get(CUSTOMERS).await;
    assert_eq!(refused.status, 429);
    assert_eq!(
        refused.json()["detail"],
        "Rate limit is exceeded. Try again in 17 seconds."
    );
    assert_eq!(refused.header("retry-after"), None);
    clock.advance(Duration::from_secs(17));
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    assert_eq!(
        client.get(CUSTOMERS).await.json()["detail"],
        "Rate limit is exceeded. Try again in 20 seconds."
    );
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn the_header_states_the_wait_in_either_form() {
    let limit = RateLimit {
        wait_in_body: false,
        retry_after: RetryAfter::Seconds,
        ..RateLimit::new(1, Duration::from_secs(30))
    };
    let (client, clock) = limited(limit.clone()).await;
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    clock.advance(Duration::from_millis(100));
    let refused = client.get(CUSTOMERS).await;
    assert_eq!(refused.header("retry-after"), Some("30"));
    assert!(!refused.body.contains("Try again"));
    client.server.set_rate_limit(Some(RateLimit {
        retry_after: RetryAfter::HttpDate,
        ..limit
    }));
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    let refused = client.get(CUSTOMERS).await;
    assert_eq!(
        refused.header("retry-after"),
        Some("Tue, 17 Mar 2026 08:00:31 GMT")
    );
}

#[tokio::test]
async fn token_exchanges_count_only_when_they_are_said_to() {
    let (client, _) = limited(RateLimit::new(1, Duration::from_secs(60))).await;
    assert_eq!(client.get(CUSTOMERS).await.status, 200);
    let (client, _) = limited(RateLimit {
        tokens_count: true,
        ..RateLimit::new(1, Duration::from_secs(60))
    })
    .await;
    assert_eq!(client.get(CUSTOMERS).await.status, 429);
}

#[tokio::test]
async fn streamone_refuses_with_the_code_of_an_exhausted_resource() {
    let clock = ManualClock::at("2026-03-17T08:00:00Z".parse().unwrap());
    let server = ServerOptions {
        rate_limit: Some(RateLimit {
            wait_in_body: false,
            ..RateLimit::new(1, Duration::from_secs(60))
        }),
        clock: Arc::new(clock),
        ..ServerOptions::default()
    };
    let client = StreamOneClient::new(StreamOneOptions {
        server,
        ..StreamOneOptions::default()
    })
    .await;
    assert_eq!(client.get("/customers").await.status, 200);
    let refused = client.get("/customers").await;
    assert_eq!(
        (refused.status, refused.json()["code"].as_i64()),
        (429, Some(8))
    );
}
