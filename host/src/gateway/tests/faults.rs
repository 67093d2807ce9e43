//! Vendors and networks that do not work.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::support::*;
use crate::gateway::*;

/// A server that says the same to everybody, byte for byte, and may then keep the connection open.
async fn raw(answer: Vec<u8>, stay: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(&answer).await;
                if stay {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    format!("http://{address}")
}

fn hasty(base: &str) -> Policy {
    let mut policy = policy(base, None);
    policy.limits.connect_timeout = Duration::from_millis(100);
    policy.limits.first_byte_timeout = Duration::from_millis(50);
    policy.limits.idle_timeout = Duration::from_millis(100);
    policy.limits.total_timeout = Duration::from_millis(400);
    policy
}

async fn outcome(policy: Policy) -> (Result<Response, SendError>, Statistics, Duration) {
    let state = tempfile::tempdir().unwrap();
    let (gateway, clock) = gateway(policy, state.path());
    let outcome = gateway.send(get("/a")).await;
    (outcome, gateway.statistics(), clock.now() - START)
}

#[tokio::test]
async fn throttling_is_waited_for_and_repeated() {
    let vendor = Vendor::start(|_, count| match count {
        0 => reply_with(429, ("retry-after", "30"), ""),
        1 => reply(429, r#"{"detail":"Try again in 12 seconds"}"#),
        2 => reply(429, ""),
        _ => reply(200, "done"),
    })
    .await;
    let mut policy = policy(&vendor.url(), None);
    policy.pacing = Pacing::try_from(&PacingSpec {
        wait_pattern: Some(r"in (\d+) seconds".to_owned()),
        ..PacingSpec::default()
    })
    .unwrap();
    let (outcome, statistics, took) = outcome(policy).await;
    assert_eq!(outcome.unwrap().body, b"done");
    assert_eq!(
        (
            statistics.requests,
            statistics.retries,
            statistics.throttled
        ),
        (4, 3, 3)
    );
    // 30 s, 12 s, and the third of our own doubling from 3 s.
    assert!((54.0..58.0).contains(&took.as_secs_f64()), "{took:?}");
    assert_eq!(statistics.waited, took);
}

#[tokio::test]
async fn after_five_times_429_the_plugin_gets_it() {
    let vendor = Vendor::start(|_, _| reply(429, "slow down")).await;
    let (outcome, statistics, _) = outcome(policy(&vendor.url(), None)).await;
    assert_eq!(outcome.unwrap().status, 429);
    assert_eq!(statistics.requests, 5);
}

#[tokio::test]
async fn a_pause_of_a_day_is_reported_and_not_waited_for() {
    let vendor = Vendor::start(|_, _| reply_with(429, ("retry-after", "86400"), "")).await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, clock) = gateway(policy(&vendor.url(), None), state.path());
    assert_eq!(gateway.send(get("/a")).await.unwrap().status, 429);
    let error = gateway.send(get("/a")).await.unwrap_err();
    // Of the day an hour is believed.
    assert_eq!(
        error,
        SendError::Paused("Example asked for a pause until 2026-11-20 13:00:00 UTC (3600 s more), which `seatwise sync main --lift-pause` lifts; run again after that".to_owned())
    );
    assert_eq!((clock.now(), vendor.seen().len()), (START, 1));
}

#[tokio::test]
async fn server_errors_are_tried_three_times_and_then_given_to_the_plugin() {
    for status in [500, 502, 503, 504] {
        let vendor = Vendor::start(move |_, count| {
            if count < 2 {
                reply(status, "")
            } else {
                reply(200, "done")
            }
        })
        .await;
        let (outcome, statistics, took) = outcome(policy(&vendor.url(), None)).await;
        assert_eq!((outcome.unwrap().status, statistics.requests), (200, 3));
        assert!((3.0..=3.75).contains(&took.as_secs_f64()), "{took:?}");
    }
    let vendor = Vendor::start(|_, _| reply(503, "down")).await;
    let (outcome, statistics, _) = outcome(policy(&vendor.url(), None)).await;
    assert_eq!(
        (outcome.unwrap().body.as_slice(), statistics.requests),
        (b"down".as_slice(), 3)
    );
}

#[tokio::test]
async fn a_host_that_is_not_there_is_tried_three_times() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (outcome, statistics, _) = outcome(policy(&base, None)).await;
    let error = outcome.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, SendError::Connection(_)), "{text}");
    assert!(
        text.starts_with("127.0.0.1 cannot be reached: ")
            && text.contains("(3 tries); check the network"),
        "{text}"
    );
    assert_eq!(statistics.requests, 3);
}

#[tokio::test]
async fn a_server_without_tls_is_told_from_one_that_is_not_there() {
    let base = raw(
        b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec(),
        false,
    )
    .await;
    let (outcome, statistics, _) =
        outcome(policy(&base.replace("http://", "https://"), None)).await;
    let error = outcome.unwrap_err();
    assert!(
        matches!(&error, SendError::Connection(why) if why.starts_with("127.0.0.1 cannot be trusted: ")),
        "{error}"
    );
    assert_eq!(statistics.requests, 1);
}

#[tokio::test]
async fn silence_at_any_point_is_a_timeout() {
    let answers: [&[u8]; 3] = [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc",
    ];
    for answer in answers {
        let base = raw(answer.to_vec(), true).await;
        let (outcome, statistics, _) = outcome(hasty(&base)).await;
        let error = outcome.unwrap_err();
        assert!(
            matches!(&error, SendError::Timeout(why) if why.starts_with("127.0.0.1 was too slow")),
            "{error}"
        );
        assert_eq!(statistics.requests, 3);
    }
}

#[tokio::test]
async fn a_body_that_drips_without_end_is_cut_by_the_total_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut drip = tokio::time::interval(Duration::from_millis(20));
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                while stream.write_all(b"x").await.is_ok() {
                    drip.tick().await;
                }
            });
        }
    });
    let (outcome, ..) = outcome(hasty(&base)).await;
    assert!(
        matches!(&outcome, Err(SendError::Timeout(why)) if why.contains("the body did not arrive in time")),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn broken_and_malformed_answers_are_connection_errors() {
    let answers: [&[u8]; 5] = [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc",
    ];
    for answer in answers {
        let base = raw(answer.to_vec(), false).await;
        let (outcome, statistics, _) = outcome(policy(&base, None)).await;
        let error = outcome.unwrap_err();
        assert!(
            matches!(&error, SendError::Connection(why) if why.contains("(3 tries)")),
            "{error}"
        );
        assert_eq!(statistics.requests, 3);
    }
}

#[tokio::test]
async fn a_body_over_the_cap_is_refused_announced_or_not() {
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n".to_vec();
    let mut unannounced = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    unannounced.extend([b'x'; 5_000]);
    for answer in [[announced, vec![b'x'; 5_000]].concat(), unannounced] {
        let mut policy = policy(&raw(answer, false).await, None);
        policy.limits.body_bytes = 4_999;
        let (refused, statistics, _) = outcome(policy.clone()).await;
        assert_eq!(refused, Err(SendError::TooLarge { limit: 4_999 }));
        assert_eq!(statistics.requests, 1);
        policy.limits.body_bytes = 5_000;
        assert_eq!(outcome(policy).await.0.unwrap().body.len(), 5_000);
    }
}

#[tokio::test]
async fn a_body_without_end_is_cut_at_the_cap() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                while stream.write_all(&[b'x'; 65_536]).await.is_ok() {}
            });
        }
    });
    let (outcome, statistics, _) = outcome(policy(&base, None)).await;
    let limit = 32 * 1024 * 1024;
    assert_eq!(outcome, Err(SendError::TooLarge { limit }));
    assert_eq!(statistics.requests, 1);
}

/// A gzip stream of zeros: one stored byte by hand would not be a bomb, so this is deflate with a
/// fixed code whose matches repeat the byte before, 258 at a time.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(1, 1);
    bits.put(1, 2);
    bits.huffman(0x30, 8);
    for _ in 0..megabytes * 1024 * 1024 / 258 {
        // Length 258 is symbol 285, distance 1 is symbol 0.
        bits.huffman(0b1100_0101, 8);
        bits.huffman(0, 5);
    }
    bits.huffman(0, 7);
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    gzip.extend(bits.finish());
    gzip.extend([0; 8]);
    gzip
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for place in 0..count {
            if self.used == 0 {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |=
                u8::try_from((value >> place) & 1).unwrap() << self.used;
            self.used = (self.used + 1) % 8;
        }
    }

    fn huffman(&mut self, code: u32, count: u32) {
        (0..count)
            .rev()
            .for_each(|place| self.put(code >> place, 1));
    }

    fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[tokio::test]
async fn a_compressed_bomb_is_cut_by_what_comes_out_of_it() {
    let bomb = bomb(64);
    assert!(bomb.len() < 600_000);
    let vendor =
        Vendor::start(move |_, _| reply_with(200, ("content-encoding", "gzip"), bomb.clone()))
            .await;
    let (outcome, ..) = outcome(policy(&vendor.url(), None)).await;
    assert_eq!(
        outcome,
        Err(SendError::TooLarge {
            limit: 32 * 1024 * 1024
        })
    );
}

/// A resolver that leads every name to one address.
struct Leads(&'static str);

impl Resolver for Leads {
    fn resolve(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let address = self.0.parse().unwrap();
        Box::pin(async move { Ok(vec![address]) })
    }
}

#[tokio::test]
async fn a_name_that_leads_to_a_special_address_is_denied() {
    for address in [
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "0.0.0.0",
    ] {
        let mut policy = policy("https://api.example.com", None);
        policy.resolver = Some(Arc::new(Leads(address)));
        let (outcome, statistics, _) = outcome(policy).await;
        let error = outcome.unwrap_err();
        assert!(
            matches!(&error, SendError::Denied(why) if why.contains("the name api.example.com resolves to")),
            "{address}: {error}"
        );
        assert_eq!(statistics.retries, 0);
    }
}

#[tokio::test]
async fn a_loopback_name_is_dialled_only_where_the_operator_overrides_the_base() {
    let vendor = Vendor::start(|_, _| reply(200, "here")).await;
    let mut policy = policy(&format!("http://localhost:{}", vendor.address.port()), None);
    policy.resolver = Some(Arc::new(Leads("127.0.0.1")));
    assert_eq!(outcome(policy.clone()).await.0.unwrap().body, b"here");
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(policy, state.path());
    let error = gateway
        .send(get("https://files.example.com/a"))
        .await
        .unwrap_err();
    assert!(matches!(error, SendError::Denied(_)), "{error}");
}
