//! A pause that the vendor asks for, over real HTTP.

use std::path::Path;
use std::time::Duration;

use super::support::*;
use crate::gateway::*;

/// A policy whose account may send so many requests in a minute; 0 for any number.
fn paced(vendor: &Vendor, requests: u32) -> Policy {
    let mut policy = policy(&vendor.url(), None);
    policy.pacing.requests = requests;
    policy
}

/// A vendor whose first answer is a 429 with this header.
async fn throttling(retry_after: &'static str) -> Vendor {
    Vendor::start(move |_, before| match before {
        0 => reply_with(429, ("retry-after", retry_after), ""),
        _ => reply(200, "{}"),
    })
    .await
}

async fn pause_for_thirty_years(state: &Path, requests: u32) -> (Vendor, Gateway) {
    let vendor = throttling("1000000000").await;
    let (gateway, _) = gateway(paced(&vendor, requests), state);
    assert_eq!(gateway.send(get("/a")).await.unwrap().status, 429);
    (vendor, gateway)
}

#[tokio::test]
async fn a_pause_of_thirty_years_holds_an_account_up_for_an_hour_in_every_process() {
    for requests in [10, 0] {
        let state = tempfile::tempdir().unwrap();
        let (vendor, one) = pause_for_thirty_years(state.path(), requests).await;
        let (other, clock) = gateway(paced(&vendor, requests), state.path());
        for gateway in [&one, &other] {
            let error = gateway.send(get("/a")).await.unwrap_err();
            assert!(matches!(error, SendError::Paused(_)), "{error:?}");
        }
        let pause = standing_pause(state.path(), "main", START).unwrap();
        assert_eq!(pause.until_words(), "2026-11-20 13:00:00 UTC");
        clock.advance(Duration::from_secs(3_601));
        assert_eq!(other.send(get("/a")).await.unwrap().status, 200);
        assert_eq!(standing_pause(state.path(), "main", clock.now()), None);
    }
}

#[tokio::test]
async fn a_pause_that_is_lifted_lets_every_process_of_the_account_send_again() {
    for requests in [10, 0] {
        let state = tempfile::tempdir().unwrap();
        let (vendor, one) = pause_for_thirty_years(state.path(), requests).await;
        let (other, clock) = gateway(paced(&vendor, requests), state.path());
        assert!(one.standing_pause().is_some());
        let lifted = other.lift_pause().await;
        assert_eq!(lifted.as_deref(), Some("2026-11-20 13:00:00 UTC"));
        assert_eq!(other.lift_pause().await, None);
        assert_eq!(one.standing_pause(), None);
        for gateway in [&one, &other] {
            assert_eq!(gateway.send(get("/a")).await.unwrap().status, 200);
        }
        assert_eq!(clock.now(), START);
    }
}
