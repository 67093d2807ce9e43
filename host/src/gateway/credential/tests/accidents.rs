//! Single-use tokens when this machine does not do what it should: crashes, full disks, callers that give up.

use std::sync::{Arc, Mutex};

use super::super::super::tests::support::*;
use super::issuer::*;
use crate::gateway::*;

#[tokio::test]
async fn a_mark_that_a_crash_left_behind_means_reconnect() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    edit(state.path(), |kept| {
        kept["pending"] = serde_json::json!({ "since": 1, "reason": "an exchange was sent" });
    });
    let (after, _) = account(&vendor, state.path());
    let error = send(&after).await.unwrap_err();
    assert!(
        matches!(&error, SendError::ReconnectNeeded(why) if why.contains("interrupted before its answer was stored")),
        "{error}"
    );
    assert_eq!(issuer.issued(), 1);
    assert!(!stored(state.path())["reconnect"].is_null());
}

/// Puts the state back to the moment at which the answer was written and not yet in place.
fn kill_before_the_rename(state: &std::path::Path, written: &[u8]) {
    edit(state, |kept| {
        kept["refresh"] = kept["previous"].clone();
        kept["previous"] = serde_json::Value::Null;
        kept["access"] = serde_json::Value::Null;
        kept["pending"] = serde_json::json!({ "since": 1, "reason": "an exchange was sent" });
    });
    let mut place = written.to_vec();
    place.resize(64 * 1024, 0);
    std::fs::write(file(state).with_extension("next"), place).unwrap();
}

#[tokio::test]
async fn a_token_that_was_written_before_a_crash_is_put_in_place_after_it() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    let written = std::fs::read(file(state.path())).unwrap();
    kill_before_the_rename(state.path(), &written);
    let (after, clock) = account(&vendor, state.path());
    send(&after).await.unwrap();
    assert_eq!(issuer.issued(), 1, "the access token was lost");
    assert_eq!(stored(state.path())["refresh"]["token"], "canary-refresh-1");
    clock.advance(std::time::Duration::from_secs(7_200));
    send(&after).await.unwrap();
    assert_eq!(issuer.issued(), 2);
}

#[tokio::test]
async fn half_a_token_or_that_of_another_exchange_is_never_put_in_place() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    let whole = std::fs::read(file(state.path())).unwrap();
    let other = String::from_utf8(whole.clone())
        .unwrap()
        .replace("canary-seed-token", "canary-of-another");
    for written in [&whole[..0], &whole[..whole.len() / 2], other.as_bytes()] {
        std::fs::write(file(state.path()), &whole).unwrap();
        kill_before_the_rename(state.path(), written);
        let error = send(&account(&vendor, state.path()).0).await.unwrap_err();
        assert!(matches!(error, SendError::ReconnectNeeded(_)), "{error}");
    }
    assert_eq!(issuer.issued(), 1);
}

#[tokio::test]
async fn the_mark_is_on_disk_while_the_vendor_has_the_token() {
    let state = tempfile::tempdir().unwrap();
    let path = file(state.path());
    let during = Arc::new(Mutex::new(None));
    let seen_during = Arc::clone(&during);
    let issuer = Issuer::new();
    let vendor = Vendor::start(move |seen, _| {
        if !is_token_request(seen) {
            return reply(200, "");
        }
        *seen_during.lock().unwrap() = Some(std::fs::read_to_string(&path).unwrap());
        issuer.exchange(seen)
    })
    .await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    let during: serde_json::Value =
        serde_json::from_str(during.lock().unwrap().as_ref().unwrap()).unwrap();
    assert_eq!(during["pending"]["reason"], "an exchange was sent");
    assert_eq!(during["refresh"]["token"], "canary-seed-token");
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_break_an_exchange_off() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    let (gateway, _) = account(&vendor, state.path());
    // One poll starts the exchange.
    assert!(futures_util::FutureExt::now_or_never(send(&gateway)).is_none());
    while issuer.issued() == 0 {
        tokio::task::yield_now().await;
    }
    gateway.settle().await;
    assert_eq!(stored(state.path())["refresh"]["token"], "canary-refresh-1");
    send(&gateway).await.unwrap();
    assert_eq!(issuer.issued(), 1);
}

#[tokio::test]
async fn a_state_that_cannot_be_read_stops_before_an_exchange() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    let (gateway, _) = account(&vendor, state.path());
    for content in ["", "{}", "canary", r#"{"version":2}"#] {
        std::fs::write(file(state.path()), content).unwrap();
        let error = send(&gateway).await.unwrap_err();
        assert!(
            matches!(&error, SendError::State(why) if why.contains("the token file") && !why.contains("canary")),
            "{error}"
        );
        assert!(gateway.tokens()[0].reason.is_some());
    }
    assert_eq!(vendor.seen().len(), 0);
}

#[tokio::test]
async fn a_disk_that_refuses_the_mark_stops_before_an_exchange() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    let (gateway, _) = account(&vendor, state.path());
    // A folder in the place of the reserved file stands for a disk that takes nothing.
    std::fs::create_dir(file(state.path()).with_extension("next")).unwrap();
    assert!(matches!(send(&gateway).await, Err(SendError::State(_))));
    assert_eq!(vendor.seen().len(), 0);
}

#[tokio::test]
async fn a_token_that_the_disk_refused_is_kept_and_stored_before_it_is_used() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let (path, inner) = (file(state.path()), Arc::clone(&issuer));
    let vendor = Vendor::start(move |seen, _| {
        if !is_token_request(seen) {
            return reply(200, "");
        }
        // From now on the rename fails: a folder that is not empty is in the way.
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        std::fs::write(path.join("x"), "").unwrap();
        inner.exchange(seen)
    })
    .await;
    let (gateway, _) = account(&vendor, state.path());
    assert!(matches!(send(&gateway).await, Err(SendError::State(_))));
    assert!(matches!(send(&gateway).await, Err(SendError::State(_))));
    assert_eq!(gateway.statistics().requests, 0);
    std::fs::remove_dir_all(file(state.path())).unwrap();
    send(&gateway).await.unwrap();
    assert_eq!(stored(state.path())["refresh"]["token"], "canary-refresh-1");
    assert_eq!(issuer.issued(), 1);
}

/// An address at which somebody takes connections and says nothing, so that TLS is never there.
fn silent() -> (std::net::TcpListener, String) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    (listener, url)
}

fn account_at(url: &str, state: &std::path::Path) -> Gateway {
    gateway(with_credential(policy(url, None), ROTATING), state).0
}

#[tokio::test]
async fn a_vendor_that_cannot_be_reached_costs_no_token() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    // Nobody listens there.
    let (listener, _) = silent();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = send(&account_at(&url, state.path())).await.unwrap_err();
    assert!(matches!(error, SendError::Connection(_)), "{error}");
    assert!(!is_marked(state.path()));
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    assert_eq!(issuer.issued(), 1);
}

#[tokio::test]
async fn an_end_before_the_connection_stands_comes_at_once_and_costs_no_token() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let (listener, url) = silent();
    let gateway = account_at(&url, state.path());
    let (outcome, ()) = tokio::join!(send(&gateway), async {
        // The connection is there, and its TLS never is.
        let accepted = tokio::task::spawn_blocking(move || listener.accept().unwrap());
        let _connection = accepted.await.unwrap();
        assert!(!is_marked(state.path()));
        gateway.settle().await;
    });
    assert_eq!(
        outcome.unwrap_err().to_string(),
        SendError::Connection(
            "the program is ending, and no token was requested; the refresh token is untouched"
                .to_owned()
        )
        .to_string()
    );
    assert!(!is_marked(state.path()));
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    assert_eq!(issuer.issued(), 1);
}

#[tokio::test]
async fn an_end_while_the_vendor_has_the_token_waits_for_its_answer() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let (asked, mut was_asked) = tokio::sync::watch::channel(false);
    let answering = Arc::clone(&issuer);
    let vendor = Vendor::start(move |seen, _| {
        if is_token_request(seen) {
            asked.send_replace(true);
            answering.exchange(seen)
        } else {
            reply(200, "")
        }
    })
    .await;
    let (gateway, _) = account(&vendor, state.path());
    let (outcome, ()) = tokio::join!(send(&gateway), async {
        was_asked.wait_for(|asked| *asked).await.unwrap();
        gateway.settle().await;
    });
    outcome.unwrap();
    assert_eq!(stored(state.path())["refresh"]["token"], "canary-refresh-1");
}

#[tokio::test]
async fn whoever_looks_at_the_file_learns_what_a_mark_will_mean() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    let whole = std::fs::read(file(state.path())).unwrap();
    let needs_reconnect = || {
        let tokens = stored_tokens(state.path(), "main", std::time::Duration::ZERO);
        tokens[0].reconnect_needed
    };
    let killed = |written: &[u8]| {
        std::fs::write(file(state.path()), &whole).unwrap();
        kill_before_the_rename(state.path(), written);
    };
    assert!(!needs_reconnect());
    killed(b"");
    assert!(needs_reconnect(), "its outcome is not known");
    killed(&whole);
    assert!(!needs_reconnect(), "its outcome was written down");
    killed(b"");
    let lock = std::fs::File::create(file(state.path()).with_extension("lock")).unwrap();
    lock.lock().unwrap();
    assert!(!needs_reconnect(), "another process exchanges now");
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_token_left_costs_no_token() {
    use tokio::io::AsyncReadExt as _;

    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        // As soon as the first byte is there, which is none of the token's.
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1]).await;
        }
    });
    for _ in 0..5 {
        let error = send(&account_at(&url, state.path())).await.unwrap_err();
        // Where the disk was faster than the vendor, the token may have left.
        if matches!(error, SendError::ReconnectNeeded(_)) {
            return;
        }
        assert!(!is_marked(state.path()), "{error}");
    }
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    assert_eq!(issuer.issued(), 1);
}
