//! Redirects: every hop under every rule, and no credential past its origin.

use super::support::*;
use crate::gateway::*;

#[tokio::test]
async fn a_redirect_inside_the_origin_is_followed_with_the_credential() {
    let vendor = Vendor::start(|seen, _| match seen.url.as_str() {
        "/old" => reply_with(302, ("location", "/new?x=1"), ""),
        _ => reply(200, "here"),
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(
        with_credential(policy(&vendor.url(), None), API_KEY),
        state.path(),
    );
    let response = gateway
        .send(get("/old").with_credential("key"))
        .await
        .unwrap();
    assert_eq!(response.body, b"here");
    let seen = vendor.seen();
    assert_eq!(vendor.urls(), ["/old", "/new?x=1"]);
    assert!(
        seen.iter()
            .all(|seen| seen.header("x-api-key") == Some("canary-api-key"))
    );
    assert_eq!(gateway.statistics().requests, 2);
}

#[tokio::test]
async fn a_credential_does_not_follow_to_another_origin_nor_back() {
    let files =
        Vendor::start(|_, _| reply_with(302, ("location", "https://api.example.com/back"), ""))
            .await;
    let there = format!("{}/there", files.url());
    let api = Vendor::start(move |seen, _| match seen.url.as_str() {
        "/start" => reply_with(307, ("location", there.as_str()), ""),
        _ => reply(200, "back"),
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let policy = with_credential(policy(&api.url(), Some(&files.url())), API_KEY);
    let (gateway, _) = gateway(policy, state.path());
    assert_eq!(
        gateway
            .send(get("/start").with_credential("key"))
            .await
            .unwrap()
            .body,
        b"back"
    );
    assert_eq!(files.seen()[0].header("x-api-key"), None);
    let with_key: Vec<_> = api
        .seen()
        .iter()
        .map(|seen| seen.header("x-api-key").is_some())
        .collect();
    assert_eq!(with_key, [true, false]);
}

#[tokio::test]
async fn a_redirect_out_of_the_origins_is_denied_before_anything_is_sent() {
    let other = Vendor::start(|_, _| reply(200, "stolen")).await;
    let port = other.address.port();
    let places = [
        format!("http://127.0.0.1:{port}/x"),
        format!("http://localhost:{port}/x"),
        format!("//127.0.0.1:{port}/x"),
        format!("/\\127.0.0.1:{port}/x"),
        "http://169.254.169.254/latest".to_owned(),
        "file:///etc/passwd".to_owned(),
        "http://[bad".to_owned(),
    ];
    for place in places {
        let answer = place.clone();
        let vendor =
            Vendor::start(move |_, _| reply_with(302, ("location", answer.as_str()), "")).await;
        let state = tempfile::tempdir().unwrap();
        let (gateway, _) = gateway(policy(&vendor.url(), None), state.path());
        let error = gateway.send(get("/a")).await.unwrap_err();
        assert!(
            matches!(&error, SendError::Denied(why) if why.starts_with("redirected")),
            "{place}: {error}"
        );
    }
    assert_eq!(other.seen().len(), 0);
}

#[tokio::test]
async fn a_loop_ends_after_five_redirects() {
    let vendor =
        Vendor::start(|_, count| reply_with(302, ("location", format!("/{count}").as_str()), ""))
            .await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(policy(&vendor.url(), None), state.path());
    let error = gateway.send(get("/a")).await.unwrap_err();
    assert_eq!(
        error,
        SendError::Denied("redirected more than 5 times".to_owned())
    );
    assert_eq!(vendor.seen().len(), 6);
}

#[tokio::test]
async fn a_post_read_is_never_redirected() {
    for status in [301, 302, 303, 307, 308] {
        let vendor =
            Vendor::start(move |_, _| reply_with(status, ("location", "/orders"), "")).await;
        let state = tempfile::tempdir().unwrap();
        let (gateway, _) = gateway(policy(&vendor.url(), None), state.path());
        let error = gateway
            .send(post("/catalogs/a/pricing", "{}"))
            .await
            .unwrap_err();
        assert!(matches!(error, SendError::Denied(_)), "{error}");
        assert_eq!(vendor.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_3xx_without_a_place_is_an_answer() {
    let vendor = Vendor::start(|_, _| reply(304, "")).await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(policy(&vendor.url(), None), state.path());
    assert_eq!(gateway.send(get("/a")).await.unwrap().status, 304);
}
