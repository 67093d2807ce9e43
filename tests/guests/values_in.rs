//! What goes into an import: lists and texts that are too large, that lie nowhere, or that are none,
//! and requests that break a rule.

use seatwise::plugin::{CallError, Limits};

use super::code::{
    Request, TEXT, emit, fail_with_the_error, fail_with_the_first_error, result, send_all,
};
use super::session::{ended, login};
use crate::rig::sherweb;
use crate::wasm::{self, CHECK, UNREACHABLE};

/// An address in memory that was asked for, so it holds zeros.
const FRESH: usize = 2 << 20;

const CUSTOMERS: &str = "/service-provider/v1/customers";

/// What becomes of code that asks for memory, does something, and stops.
async fn trapped(code: &[u8]) -> String {
    let code = [&wasm::grow(2_000), code, &UNREACHABLE].concat();
    let error = ended(&code, Limits::default()).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error}");
    error.to_string()
}

#[tokio::test]
async fn huge_lists_and_texts_are_refused_before_the_host_makes_room_for_them() {
    let url = "/";
    let large = [
        emit((FRESH, 100 << 20), (0, 0)),
        emit((FRESH, 0), (FRESH, 5_000_000)),
        send_all(1_000_000),
        Request {
            url,
            headers: (FRESH, 5_000_000),
            ..Request::default()
        }
        .send(),
        Request {
            url,
            body: (FRESH, 100 << 20),
            ..Request::default()
        }
        .send(),
    ];
    for (place, code) in large.iter().enumerate() {
        let message = trapped(code).await;
        assert!(
            message.contains("fuel allocated for hostcalls has been exhausted"),
            "{place}: {message}"
        );
    }
}

#[tokio::test]
async fn lists_outside_of_the_memory_and_texts_that_are_no_utf_8_are_faults_of_the_guest() {
    let bad = wasm::store_bytes(TEXT, b"\xff\xfe");
    for code in [
        emit((0x7fff_fff0, 100), (0, 0)),
        emit((0, 0), (0x7fff_fff0, 100)),
        [bad, emit((TEXT, 2), (0, 0))].concat(),
        Request {
            url: "/",
            headers: (0x7fff_fff0, 1),
            ..Request::default()
        }
        .send(),
    ] {
        let message = trapped(&code).await;
        assert!(!message.contains("unreachable"), "{message}");
    }
}

#[tokio::test]
async fn a_method_that_the_interface_does_not_have_is_a_fault_of_the_guest() {
    let sherweb = sherweb(1, 1).await;
    for method in [3, 4, 255, 0x7fff_ffff] {
        let put = Request {
            method,
            url: CUSTOMERS,
            ..Request::default()
        };
        let code = [put.send(), fail_with_the_error()].concat();
        let error = login(&sherweb, &wasm::hostile(CHECK, &code), Limits::default()).await;
        assert!(matches!(error, CallError::Trap { .. }), "{method}: {error}");
        assert!(!error.to_string().contains("unreachable"), "{error}");
    }
    assert_eq!(sherweb.requests(), []);
}

#[tokio::test]
async fn a_request_that_breaks_a_rule_is_answered_with_the_rule() {
    let sherweb = sherweb(1, 1).await;
    let get = Request {
        url: CUSTOMERS,
        ..Request::default()
    };
    let cases = [
        (
            Request {
                credential: Some("stranger"),
                ..get
            },
            "the manifest declares no credential \"stranger\" under [[credentials]]",
        ),
        (
            Request {
                body: (TEXT, 1),
                ..get
            },
            "a GET request has a body; leave it out",
        ),
        (
            Request {
                headers: (FRESH, 1),
                ..get
            },
            "\"\" is not a header name; use letters, digits and hyphens",
        ),
        (
            Request {
                headers: (FRESH, 33),
                ..get
            },
            "the request has 33 header lines, but the limit is 32",
        ),
        (
            Request {
                method: 2,
                body: (FRESH, (1 << 20) + 1),
                ..get
            },
            "the body has 1048577 bytes, but the limit is 1048576",
        ),
        (
            Request { method: 2, ..get },
            "POST /service-provider/v1/customers on origin api is not declared as a read; only paths under [[post_reads]] in the manifest may be sent by POST",
        ),
        (
            Request {
                url: "/a\r\nHost: evil.example",
                ..get
            },
            "the URL contains the character \\u{d}; percent-encode it",
        ),
        (
            Request { url: "/a\0", ..get },
            "the URL contains the character \\u{0}; percent-encode it",
        ),
    ];
    for (request, expected) in cases {
        let code = [wasm::grow(100), request.send(), fail_with_the_error()].concat();
        let error = login(&sherweb, &wasm::hostile(CHECK, &code), Limits::default()).await;
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(sherweb.requests(), []);
}

#[tokio::test]
async fn more_requests_at_once_than_are_permitted_are_refused_together() {
    let sherweb = sherweb(1, 1).await;
    let code = [send_all(257), fail_with_the_first_error()].concat();
    // The answers need memory of their own, so the rest of the plugin must work.
    let error = login(&sherweb, &wasm::infected(CHECK, &code), Limits::default()).await;
    assert_eq!(
        error.to_string(),
        "send-all takes at most 256 requests at once, not 257"
    );
    assert_eq!(sherweb.requests(), []);
}

#[tokio::test]
async fn a_batch_of_requests_stops_where_the_bytes_of_a_call_are_used_up() {
    let sherweb = sherweb(1, 1).await;
    // Twenty requests of forty bytes each, whose text begins at the offset four.
    let place = 2 * TEXT;
    let mut code = wasm::store(place, CUSTOMERS);
    for request in 0..20 {
        code.extend(wasm::store_number(TEXT + request * 40 + 4, place));
        code.extend(wasm::store_number(TEXT + request * 40 + 8, CUSTOMERS.len()));
    }
    code.extend(send_all(20));
    code.extend(result(1, &[(0, 9)]));
    let limits = Limits {
        response_bytes: 10,
        ..Limits::default()
    };
    let error = login(&sherweb, &wasm::infected(CHECK, &code), limits).await;
    assert!(matches!(error, CallError::Failure(_)), "{error}");
    // Eight of them leave at once; each that is answered finds the budget used up.
    let arrived = sherweb.requests().len();
    assert!((1..=8).contains(&arrived), "{arrived}");
}
