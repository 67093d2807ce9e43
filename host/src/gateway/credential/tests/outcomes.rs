//! Single-use tokens when the vendor or the network does not do what it should.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::super::tests::support::*;
use super::issuer::*;
use crate::gateway::*;

#[tokio::test]
async fn a_refused_token_means_reconnect_and_is_never_sent_again() {
    for status in [400, 401, 403] {
        let vendor = Vendor::start(move |_, _| {
            reply(
                status,
                r#"{"error":"invalid_grant","error_description":"canary-seed-token is used"}"#,
            )
        })
        .await;
        let state = tempfile::tempdir().unwrap();
        let (one, _) = account(&vendor, state.path());
        let error = send(&one).await.unwrap_err();
        assert_eq!(
            error,
            SendError::ReconnectNeeded(format!(
                "reconnect needed for credential account: Example rejected the refresh token: it answered {status}: invalid_grant: [masked] is used; \
                 request new credentials in Example's portal and set the new token as refresh_token"
            ))
        );
        let (two, _) = account(&vendor, state.path());
        assert!(matches!(
            send(&two).await,
            Err(SendError::ReconnectNeeded(_))
        ));
        assert_eq!(vendor.seen().len(), 1);
        assert!(two.tokens()[0].reconnect_needed);
    }
}

#[tokio::test]
async fn a_refused_client_id_does_not_spend_the_token() {
    let vendor = Vendor::start(|_, _| reply(401, r#"{"error":"invalid_client"}"#)).await;
    let state = tempfile::tempdir().unwrap();
    let (one, _) = account(&vendor, state.path());
    let error = send(&one).await.unwrap_err();
    assert!(
        matches!(&error, SendError::Credential(why) if why.contains("check the client id")),
        "{error}"
    );
    assert!(!one.tokens()[0].reconnect_needed);
}

/// A vendor that takes the exchange and then breaks, by what it writes back.
async fn breaking(answer: &'static [u8], stay: bool) -> (String, Arc<Mutex<usize>>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let taken = Arc::new(Mutex::new(0));
    let count = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            *count.lock().unwrap() += 1;
            tokio::spawn(async move {
                let mut taken = String::new();
                let mut buffer = [0; 4096];
                // The token comes after the head of the request.
                while !taken.contains("canary-seed-token") {
                    match stream.read(&mut buffer).await {
                        Ok(length @ 1..) => {
                            taken.push_str(&String::from_utf8_lossy(&buffer[..length]));
                        }
                        _ => return,
                    }
                }
                let _ = stream.write_all(answer).await;
                if stay {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    (base, taken)
}

#[tokio::test]
async fn a_lost_answer_means_reconnect_and_no_second_exchange() {
    let answers: [(&[u8], bool); 6] = [
        (b"", false),
        (b"", true),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{\"access_token\":\"a",
            false,
        ),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{\"access_token\":\"a",
            true,
        ),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>", false),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 25\r\n\r\n{\"error\":\"invalid_grant\"}\n",
            false,
        ),
    ];
    for (answer, stay) in answers {
        let (base, taken) = breaking(answer, stay).await;
        let state = tempfile::tempdir().unwrap();
        let mut policy = with_credential(policy(&base, None), ROTATING);
        policy.limits.first_byte_timeout = Duration::from_millis(50);
        policy.limits.connect_timeout = Duration::from_millis(50);
        policy.limits.idle_timeout = Duration::from_millis(50);
        for _ in 0..2 {
            let (gateway, _) = gateway(policy.clone(), state.path());
            for _ in 0..2 {
                let error = send(&gateway).await.unwrap_err();
                assert!(
                    matches!(&error, SendError::ReconnectNeeded(why) if why.contains("may be used up")),
                    "{error}"
                );
            }
        }
        assert_eq!(
            *taken.lock().unwrap(),
            1,
            "{}",
            String::from_utf8_lossy(answer)
        );
    }
}

#[tokio::test]
async fn a_token_that_never_left_is_tried_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(with_credential(policy(&base, None), ROTATING), state.path());
    let error = send(&gateway).await.unwrap_err();
    assert!(
        matches!(&error, SendError::Connection(why) if why.contains("(3 tries)")),
        "{error}"
    );
    assert!(!is_marked(state.path()));
    let (issuer, vendor_state) = (Issuer::new(), state);
    let vendor = rotating(&issuer).await;
    send(&account(&vendor, vendor_state.path()).0)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_endpoint_that_is_busy_or_down_leaves_the_token_untouched() {
    let issuer = Issuer::new();
    let inner = Arc::clone(&issuer);
    let vendor = Vendor::start(move |seen, count| match (is_token_request(seen), count) {
        (true, 0) => reply(503, ""),
        (true, 1 | 2) => reply_with(429, ("retry-after", "7"), ""),
        (true, _) => inner.exchange(seen),
        _ => reply(200, ""),
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, clock) = account(&vendor, state.path());
    let error = send(&gateway).await.unwrap_err();
    assert!(
        matches!(&error, SendError::Connection(why) if why.contains("it answered 503; according to the answer, the refresh token is untouched")),
        "{error}"
    );
    send(&gateway).await.unwrap();
    assert_eq!(
        (issuer.issued(), gateway.statistics().token_requests),
        (1, 4)
    );
    assert!(clock.now() - START >= Duration::from_secs(14));
}

/// How often a vendor that answers every exchange alike has seen the token, after so many requests of a run and
/// those of a second one; and the last error of each.
async fn hammered(
    status: u16,
    header: (&'static str, &'static str),
) -> ([usize; 2], [SendError; 2]) {
    let vendor = Vendor::start(move |_, _| reply_with(status, header, "canary-seed-token")).await;
    let state = tempfile::tempdir().unwrap();
    let (mut sent, mut errors) = ([0; 2], Vec::new());
    for count in &mut sent {
        let (gateway, _) = account(&vendor, state.path());
        for _ in 0..20 {
            send(&gateway).await.unwrap_err();
        }
        errors.push(send(&gateway).await.unwrap_err());
        assert!(!gateway.tokens()[0].reconnect_needed);
        assert!(!is_marked(state.path()));
        *count = vendor.seen().len();
    }
    (sent, errors.try_into().unwrap())
}

#[tokio::test]
async fn a_server_that_breaks_gets_a_token_twice_in_a_run_and_no_more() {
    for status in [500, 502, 503, 504, 520] {
        let (sent, errors) = hammered(status, ("x-nothing", "1")).await;
        assert_eq!(sent, [2, 4], "{status}");
        for error in errors {
            let said = format!(
                "it answered {status}: [masked]; according to the answer, the refresh token is untouched"
            );
            assert!(
                matches!(&error, SendError::Connection(why) if why.contains(&said)),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn a_limiter_gets_a_token_as_often_as_any_request_and_no_more() {
    let (sent, _) = hammered(429, ("retry-after", "7")).await;
    assert_eq!(sent, [5, 10]);
}

#[tokio::test]
async fn what_a_run_cannot_mend_is_asked_once_in_it() {
    for status in [302, 404, 405, 413, 422] {
        let (sent, _) = hammered(status, ("x-nothing", "1")).await;
        assert_eq!(sent, [1, 2], "{status}");
    }
}

#[tokio::test]
async fn a_token_in_doubt_waits_longer_from_run_to_run_and_as_long_as_the_vendor_says() {
    let vendor = Vendor::start(|_, _| reply(502, "")).await;
    let state = tempfile::tempdir().unwrap();
    let mut waited = Vec::new();
    for _ in 0..4 {
        let (gateway, clock) = account(&vendor, state.path());
        let before = clock.now();
        send(&gateway).await.unwrap_err();
        waited.push((clock.now() - before).as_secs());
    }
    assert_eq!(waited[0], 0);
    assert!(
        waited.windows(2).all(|pair| pair[0] < pair[1]) && waited[1] >= 4,
        "{waited:?}"
    );
    let doubt = stored(state.path())["doubt"].clone();
    assert_eq!(
        (doubt["answers"].as_u64(), doubt["reason"].as_str()),
        (Some(4), Some("it answered 502"))
    );

    let patient = Vendor::start(|_, _| reply_with(503, ("retry-after", "1800"), "")).await;
    let state = tempfile::tempdir().unwrap();
    send(&account(&patient, state.path()).0).await.unwrap_err();
    let (next, clock) = account(&patient, state.path());
    let error = send(&next).await.unwrap_err();
    assert!(
        error.to_string().contains("asked for a pause until"),
        "{error}"
    );
    assert_eq!(patient.seen().len(), 1);
    clock.advance(Duration::from_secs(1_801));
    send(&next).await.unwrap_err();
    assert_eq!(patient.seen().len(), 2);
}

#[tokio::test]
async fn a_token_that_worked_is_in_doubt_no_more_and_one_that_is_refused_says_what_was_before() {
    let issuer = Issuer::new();
    let inner = Arc::clone(&issuer);
    let vendor = Vendor::start(move |seen, count| match (is_token_request(seen), count) {
        (true, 0) => reply(500, ""),
        (true, _) => inner.exchange(seen),
        _ => reply(200, ""),
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = account(&vendor, state.path());
    send(&gateway).await.unwrap_err();
    assert_eq!(
        gateway.tokens()[0].doubt.as_deref(),
        Some("it answered 500")
    );
    send(&gateway).await.unwrap();
    assert_eq!(gateway.tokens()[0].doubt, None);

    let used = Vendor::start(|_, count| match count {
        0 => reply(502, ""),
        _ => reply(400, r#"{"error":"invalid_grant"}"#),
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = account(&used, state.path());
    send(&gateway).await.unwrap_err();
    let error = send(&gateway).await.unwrap_err();
    assert!(
        matches!(&error, SendError::ReconnectNeeded(why) if why.contains("invalid_grant, after an exchange that may have used it up (it answered 502)")),
        "{error}"
    );
}
