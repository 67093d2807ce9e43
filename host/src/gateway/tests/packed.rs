//! Bodies that are packed though nobody asked for it: no secret can be found in them, so they go no further.

use std::io::Write as _;

use axum::body::Body;
use axum::response::Response as Reply;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::support::*;
use crate::gateway::*;

const SECRET: &str = "canary-api-key+1";

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn zlib(body: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn deflate(body: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn echo() -> Vec<u8> {
    format!("{{\"you sent\":\"{SECRET}\"}}").into_bytes()
}

/// What a plugin gets of a body with these headers, and how often it was asked for.
async fn answer(
    headers: &[(&'static str, &'static str)],
    body: Vec<u8>,
) -> (Result<Response, SendError>, usize) {
    let headers = headers.to_vec();
    let vendor = Vendor::start(move |_, _| {
        let mut reply = Reply::builder().status(200);
        for (name, value) in &headers {
            reply = reply.header(*name, *value);
        }
        reply.body(Body::from(body.clone())).unwrap()
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let policy = with_credential(policy(&vendor.url(), None), API_KEY);
    let gateway = Gateway::open(
        policy,
        secrets(&[("api_key", SECRET)]),
        state.path(),
        std::sync::Arc::new(ManualClock::new(START)),
    )
    .unwrap();
    let outcome = gateway.send(get("/a").with_credential("key")).await;
    (outcome, vendor.seen().len())
}

#[tokio::test]
async fn gzip_is_taken_off_in_every_spelling_and_what_is_inside_is_masked() {
    let two_members = [
        gzip(b"{\"you sent\":"),
        gzip(format!("\"{SECRET}\"}}").as_bytes()),
    ]
    .concat();
    for (headers, body) in [
        (vec![("content-encoding", "gzip")], gzip(&echo())),
        (vec![("content-encoding", "GZIP")], gzip(&echo())),
        (vec![("content-encoding", "x-gzip")], gzip(&echo())),
        (vec![("content-encoding", "identity, gzip")], gzip(&echo())),
        (
            vec![
                ("content-encoding", "gzip"),
                ("content-encoding", "identity"),
            ],
            gzip(&echo()),
        ),
        (vec![("content-encoding", "gzip")], two_members),
        (vec![("content-encoding", "identity")], echo()),
        (vec![("content-encoding", "")], echo()),
        (vec![], echo()),
    ] {
        let (outcome, _) = answer(&headers, body).await;
        let response = outcome.unwrap();
        assert_eq!(response.body, b"{\"you sent\":\"[masked]\"}", "{headers:?}");
        let is_packed = |name: &str| name == "content-encoding";
        let told = response
            .headers
            .iter()
            .any(|(name, value)| is_packed(name) && value.contains("zip"));
        assert!(!told, "{headers:?}");
    }
}

#[tokio::test]
async fn what_is_packed_in_another_way_or_twice_is_refused_with_its_name_and_its_sender() {
    for (headers, body, told) in [
        (
            vec![("content-encoding", "deflate")],
            deflate(&echo()),
            "Content-Encoding deflate",
        ),
        (
            vec![("content-encoding", "deflate")],
            zlib(&echo()),
            "Content-Encoding deflate",
        ),
        (
            vec![("content-encoding", "br")],
            echo(),
            "Content-Encoding br",
        ),
        (
            vec![("content-encoding", "zstd")],
            echo(),
            "Content-Encoding zstd",
        ),
        (
            vec![("content-encoding", "compress")],
            echo(),
            "Content-Encoding compress",
        ),
        (
            vec![("content-encoding", "gzip, gzip")],
            gzip(&gzip(&echo())),
            "Content-Encoding gzip, gzip",
        ),
        (
            vec![("content-encoding", "deflate, gzip")],
            gzip(&zlib(&echo())),
            "Content-Encoding deflate, gzip",
        ),
        // Two lines mean the same as one with a comma.
        (
            vec![("content-encoding", "gzip"), ("content-encoding", "gzip")],
            gzip(&gzip(&echo())),
            "Content-Encoding gzip, gzip",
        ),
        (
            vec![("content-encoding", "gzip"), ("content-encoding", "br")],
            gzip(&zlib(&echo())),
            "Content-Encoding gzip, br",
        ),
        // And those that do not say so.
        (
            vec![
                ("content-encoding", "gzip"),
                ("content-type", "application/json"),
            ],
            gzip(&gzip(&echo())),
            "compressed data in the place of a text",
        ),
        (
            vec![("content-encoding", "gzip"), ("content-type", "text/csv")],
            gzip(&zlib(&echo())),
            "compressed data in the place of a text",
        ),
        (
            vec![("content-type", "application/json")],
            gzip(&echo()),
            "compressed data in the place of a text",
        ),
        (
            vec![("content-type", "Text/HTML; charset=utf-8")],
            zlib(&echo()),
            "compressed data in the place of a text",
        ),
        (
            vec![],
            gzip(&echo()),
            "compressed data in the place of a text",
        ),
    ] {
        let (outcome, asked) = answer(&headers, body).await;
        let error = outcome.unwrap_err();
        let SendError::Connection(why) = &error else {
            panic!("{headers:?}: {error:?}");
        };
        let expected =
            format!("the answer of 127.0.0.1 cannot be searched for secrets: it sent {told}");
        assert!(why.starts_with(&expected), "{headers:?}: {why}");
        assert_eq!(asked, 1, "{headers:?}");
    }
}

#[tokio::test]
async fn a_file_that_says_that_it_is_packed_is_handed_on_and_an_answer_without_a_body_is_none() {
    let (outcome, _) = answer(&[("content-type", "application/gzip")], gzip(b"rows")).await;
    assert_eq!(outcome.unwrap().body, gzip(b"rows"));
    let (outcome, _) = answer(&[("content-encoding", "br")], Vec::new()).await;
    assert_eq!(outcome.unwrap().body, b"");
    let (outcome, _) = answer(&[("content-encoding", "gzip")], Vec::new()).await;
    assert_eq!(outcome.unwrap().body, b"");
}

#[tokio::test]
async fn a_part_is_asked_for_unpacked_and_all_else_in_gzip_at_most() {
    let vendor = Vendor::start(|_, _| reply(200, "")).await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(policy(&vendor.url(), None), state.path());
    gateway.send(get("/a")).await.unwrap();
    let mut part = get("/a");
    part.headers
        .push(("range".to_owned(), "bytes=0-5".to_owned()));
    gateway.send(part).await.unwrap();
    let asked: Vec<_> = vendor
        .seen()
        .iter()
        .map(|seen| seen.header("accept-encoding").map(str::to_owned))
        .collect();
    assert_eq!(
        asked,
        [Some("gzip".to_owned()), Some("identity".to_owned())]
    );
}
