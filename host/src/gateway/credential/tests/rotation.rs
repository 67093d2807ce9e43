//! Single-use tokens in ordinary times: one exchange, renewed in time, shared with other processes.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::super::tests::support::*;
use super::issuer::*;
use crate::gateway::*;

#[tokio::test]
async fn a_refresh_token_is_exchanged_once_and_its_tokens_outlive_the_run() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    let (one, _) = account(&vendor, state.path());
    assert_eq!(one.tokens()[0].age, None);
    futures_util::future::join_all((0..10).map(|_| send(&one)))
        .await
        .into_iter()
        .for_each(|outcome| drop(outcome.unwrap()));
    let (two, clock) = account(&vendor, state.path());
    send(&two).await.unwrap();
    assert_eq!(issuer.issued(), 1);
    // No client id was set, so none is sent.
    assert_eq!(
        vendor.seen()[0].body,
        "grant_type=refresh_token&refresh_token=canary-seed-token"
    );
    let kept = stored(state.path());
    assert_eq!(
        (
            kept["refresh"]["token"].as_str(),
            kept["previous"]["token"].as_str()
        ),
        (Some("canary-refresh-1"), Some("canary-seed-token"))
    );
    assert_eq!(
        (&kept["pending"], &kept["reconnect"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    clock.advance(Duration::from_secs(7140));
    send(&two).await.unwrap();
    assert_eq!(issuer.issued(), 2);
    let status = &two.tokens()[0];
    assert_eq!(
        (status.age, status.expires_in, status.reconnect_needed),
        (
            Some(Duration::ZERO),
            Some(Duration::from_secs(32 * 86_400)),
            false
        )
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn gateways_that_need_a_token_at_once_exchange_once() {
    for _ in 0..10 {
        let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
        let vendor = rotating(&issuer).await;
        let gateways: Vec<_> = (0..4).map(|_| account(&vendor, state.path()).0).collect();
        let requests = gateways
            .iter()
            .flat_map(|gateway| [send(gateway), send(gateway)]);
        futures_util::future::join_all(requests)
            .await
            .into_iter()
            .for_each(|outcome| drop(outcome.unwrap()));
        assert_eq!(issuer.issued(), 1);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn token_files_are_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&state.path().join("tokens")), 0o700);
    for entry in std::fs::read_dir(state.path().join("tokens")).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
}

#[tokio::test]
async fn a_new_configured_token_begins_a_new_chain() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, state.path()).0).await.unwrap();
    edit(state.path(), |kept| {
        kept["reconnect"] = serde_json::json!({ "since": 1, "reason": "refused" })
    });
    *issuer.current.lock().unwrap() = "canary-new-seed".to_owned();
    let mut values = all_secrets();
    values.extend(secrets(&[("refresh_token", "canary-new-seed")]));
    let policy = with_credential(policy(&vendor.url(), None), ROTATING);
    let renewed = Gateway::open(
        policy,
        values,
        state.path(),
        Arc::new(ManualClock::new(START)),
    )
    .unwrap();
    assert!(!renewed.tokens()[0].reconnect_needed);
    send(&renewed).await.unwrap();
    let kept = stored(state.path());
    assert_eq!(
        (
            kept["refresh"]["token"].as_str(),
            kept["previous"]["token"].as_str()
        ),
        (Some("canary-refresh-2"), Some("canary-new-seed"))
    );
}

#[tokio::test]
async fn an_idle_account_is_renewed_after_two_weeks_and_a_failure_then_costs_nothing() {
    let issuer = Issuer::new();
    let (inner, down) = (Arc::clone(&issuer), Arc::new(Mutex::new(false)));
    let is_down = Arc::clone(&down);
    let vendor =
        Vendor::start(
            move |seen, _| match (is_token_request(seen), *is_down.lock().unwrap()) {
                (true, true) => reply(503, ""),
                (true, false) => inner.exchange(seen),
                _ => reply(200, ""),
            },
        )
        .await;
    let state = tempfile::tempdir().unwrap();
    send(&account(&vendor, state.path()).0).await.unwrap();
    let aged = |days: u64| {
        edit(state.path(), |kept| {
            kept["refresh"]["obtained"] = (START.as_secs() - days * 86_400).into()
        });
        account(&vendor, state.path()).0
    };
    send(&aged(13)).await.unwrap();
    assert_eq!(issuer.issued(), 1);
    *down.lock().unwrap() = true;
    let old = aged(14);
    send(&old).await.unwrap();
    send(&old).await.unwrap();
    assert_eq!((issuer.issued(), old.statistics().token_requests), (1, 1));
    *down.lock().unwrap() = false;
    send(&aged(14)).await.unwrap();
    assert_eq!(issuer.issued(), 2);
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_hours_loses_no_token() {
    let (issuer, state) = (Issuer::new(), tempfile::tempdir().unwrap());
    let vendor = rotating(&issuer).await;
    let (gateway, clock) = account(&vendor, state.path());
    for hours in [0_i64, 10, -10, 0, 300, -300, 0] {
        let offset = Duration::from_secs(hours.unsigned_abs() * 3600);
        clock.set(if hours < 0 {
            START - offset
        } else {
            START + offset
        });
        for _ in 0..3 {
            send(&gateway).await.unwrap();
        }
    }
    assert_eq!(
        stored(state.path())["refresh"]["token"],
        format!("canary-refresh-{}", issuer.issued())
    );
    assert!(issuer.issued() <= 7, "{}", issuer.issued());
}

#[tokio::test]
async fn a_401_renews_a_rotating_token_once() {
    let issuer = Issuer::new();
    let inner = Arc::clone(&issuer);
    let vendor = Vendor::start(move |seen, _| match is_token_request(seen) {
        true => inner.exchange(seen),
        false => reply(
            if seen.header("authorization") == Some("Bearer canary-access-1") {
                401
            } else {
                200
            },
            "",
        ),
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let gateways = [
        account(&vendor, state.path()).0,
        account(&vendor, state.path()).0,
    ];
    let requests = gateways
        .iter()
        .flat_map(|gateway| (0..4).map(|_| send(gateway)));
    for outcome in futures_util::future::join_all(requests).await {
        assert_eq!(outcome.unwrap().status, 200);
    }
    assert_eq!(issuer.issued(), 2);
}
