//! Other spellings of a place: none of them leads out of the origins, neither as a request nor as the
//! Location of a redirect, not even where the operator has granted loopback to the origin.

use super::support::*;
use crate::gateway::*;

/// Asks for a place, and is redirected to it; nothing may arrive there.
async fn assert_unreachable(spellings: &[&str]) {
    let elsewhere = Vendor::start(|_, _| reply(200, "stolen")).await;
    for spelling in spellings {
        let place = spelling.replace("PORT", &elsewhere.address.port().to_string());
        let location = place.clone();
        let vendor = Vendor::start(move |_, _| {
            let mut redirect = reply(302, "");
            let location = axum::http::HeaderValue::from_bytes(location.as_bytes());
            redirect.headers_mut().insert("location", location.unwrap());
            redirect
        })
        .await;
        let state = tempfile::tempdir().unwrap();
        let policy = with_credential(policy(&vendor.url(), None), API_KEY);
        let (gateway, _) = gateway(policy, state.path());
        for url in [place.as_str(), "/redirects"] {
            let error = gateway
                .send(get(url).with_credential("key"))
                .await
                .unwrap_err();
            assert!(
                matches!(error, SendError::Denied(_) | SendError::Invalid(_)),
                "{place}, {url}: {error}"
            );
        }
        assert_eq!(vendor.urls(), ["/redirects"], "{place}");
    }
    assert_eq!(elsewhere.seen().len(), 0);
}

#[tokio::test]
async fn ipv4_addresses_in_odd_spellings_lead_nowhere() {
    assert_unreachable(&[
        "http://127.0.0.1:PORT/",
        "http://127.1:PORT/",
        "http://2130706433:PORT/",
        "http://0x7f000001:PORT/",
        "http://0x7f.0.0.1:PORT/",
        "http://0177.0.0.1:PORT/",
        "http://017700000001:PORT/",
        "http://127.0.0.1:0PORT/",
        "http://127.000.000.001:PORT/",
        "http://%31%32%37.0.0.1:PORT/",
        "http://0:PORT/",
        "http://0.0.0.0:PORT/",
        "https://127.0.0.1:PORT/",
        "http:\\\\127.0.0.1:PORT/",
        "http://\u{ff11}\u{ff12}\u{ff17}.0.0.1:PORT/",
        "http://127\u{3002}0\u{3002}0\u{3002}1:PORT/",
    ])
    .await;
}

#[tokio::test]
async fn ipv6_addresses_in_odd_spellings_lead_nowhere() {
    assert_unreachable(&[
        "http://[::1]:PORT/",
        "http://[0:0:0:0:0:0:0:1]:PORT/",
        "http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/",
        "http://[::FFFF:7F00:1]:PORT/",
        "http://[0:0:0:0:0:ffff:7f00:1]:PORT/",
        "http://[::127.0.0.1]:PORT/",
        "http://[64:ff9b::7f00:1]:PORT/",
        "http://[2002:7f00:1::]:PORT/",
        "http://[fe80::1%25lo]:PORT/",
        "http://[::]:PORT/",
        "http://[::1:PORT/",
        "http://::1:PORT/",
    ])
    .await;
}

#[tokio::test]
async fn user_information_and_trailing_dots_lead_nowhere() {
    assert_unreachable(&[
        "http://api.example.com@127.0.0.1:PORT/",
        "https://api.example.com:443@127.0.0.1:PORT/",
        "http://user:password@127.0.0.1:PORT/",
        "http://@127.0.0.1:PORT/",
        "https://api.example.com%40127.0.0.1:PORT/",
        "https://api.example.com#@127.0.0.1:PORT/",
        "http://localhost:PORT/",
        "http://localhost.:PORT/",
        "http://127.0.0.1.:PORT/",
        "https://api.example.com./",
        "https://api.example.com../",
        "https://.api.example.com/",
    ])
    .await;
}

#[tokio::test]
async fn names_that_look_alike_lead_nowhere() {
    assert_unreachable(&[
        // Cyrillic, Greek, full width, a soft hyphen, a long s, and what they become.
        "https://\u{430}pi.example.com/",
        "https://api.ex\u{3b1}mple.com/",
        "https://\u{ff41}pi.example.net/",
        "https://api.exam\u{ad}ple.net/",
        "https://api.example.com.\u{17f}evil.example/",
        "https://xn--pi-7kc.example.com/",
        "https://xn--api.example.com/",
        "https://api-example.com/",
        "https://api.example.com.evil.example/",
        "https://apiexample.com/",
        "https://api.example.co/",
        "https://api.example.com%2eevil.example/",
        "https://api.example.com%00.evil.example/",
        "https://api.example.com\u{2024}evil.example/",
    ])
    .await;
}

#[tokio::test]
async fn other_ports_and_schemes_lead_nowhere() {
    assert_unreachable(&[
        "http://api.example.com/",
        "https://api.example.com:80/",
        "https://api.example.com:PORT/",
        "https://api.example.com:443:443/",
        "wss://api.example.com/",
        "ftp://127.0.0.1:PORT/",
        "gopher://127.0.0.1:PORT/_GET",
        "file:///etc/passwd",
        "data:,x",
        "javascript:1",
        "unix:/run/docker.sock",
        "https:///",
        "///127.0.0.1:PORT/",
        "//127.0.0.1:PORT/",
        "/\\127.0.0.1:PORT/",
    ])
    .await;
}
