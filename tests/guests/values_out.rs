//! What comes out of an export: lists and texts that are too large, that lie nowhere, or that are none.

use seatwise::plugin::{CallError, Limits};

use super::code::{TEXT, list, result};
use super::session::{ended, infected_rig, login, now, read, session};
use crate::rig::sherweb;
use crate::wasm::{self, CHECK, READ};

/// An address in memory that was asked for, so it holds zeros.
const FRESH: usize = 2 << 20;

const EXHAUSTED: &str = "fuel allocated for hostcalls has been exhausted";

#[tokio::test]
async fn a_huge_text_is_refused_before_the_host_makes_room_for_it() {
    let sherweb = sherweb(1, 1).await;
    let message = result(1, &[(0, 9), (4, FRESH), (8, 100 << 20)]);
    let code = [wasm::grow(2_000), message].concat();
    let error = login(&sherweb, &wasm::hostile(CHECK, &code), Limits::default()).await;
    assert!(error.to_string().contains(EXHAUSTED), "{error}");
}

#[tokio::test]
async fn a_huge_list_of_rows_is_refused_before_the_host_makes_room_for_it() {
    let sherweb = sherweb(1, 1).await;
    // A million empty customers.
    let code = [wasm::grow(3_700), result(0, &[(4, FRESH), (8, 1_000_000)])].concat();
    let error = read(&sherweb, &wasm::hostile(READ, &code), Limits::default()).await;
    assert!(error.to_string().contains(EXHAUSTED), "{error}");
}

#[tokio::test]
async fn a_flood_of_notes_is_cut_off() {
    let sherweb = sherweb(1, 1).await;
    // Half a million empty notes of an account.
    let code = [wasm::grow(100), result(0, &[(8, FRESH), (12, 500_000)])].concat();
    let rig = infected_rig(&sherweb, &wasm::hostile(CHECK, &code));
    let account = session(&rig, Limits::default()).await.check(now()).await;
    assert_eq!(account.unwrap().notes, [""; 20]);
}

#[tokio::test]
async fn a_flood_of_unavailable_features_is_refused() {
    let sherweb = sherweb(1, 1).await;
    let code = [wasm::grow(100), result(0, &[(48, FRESH), (52, 300_000)])].concat();
    let error = read(&sherweb, &wasm::hostile(READ, &code), Limits::default()).await;
    assert_eq!(
        error.to_string(),
        "accept the plugin's page: it calls 300000 features unavailable, but the limit is 100; report this to the plugin's author"
    );
}

#[tokio::test]
async fn a_dataset_that_is_named_twice_is_refused() {
    // Zeros: customers of the account, twice.
    let error = ended(&list(TEXT, 2), Limits::default()).await;
    assert_eq!(
        error.to_string(),
        "accept the plugin's datasets: it names customers twice; report this to the plugin's author"
    );
}

#[tokio::test]
async fn a_text_that_is_no_utf_8_is_a_fault_of_the_guest() {
    let sherweb = sherweb(1, 1).await;
    // A byte that never occurs, a long form of a slash, half a surrogate pair, and a character cut off.
    for bytes in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf0\x9f\x98"] {
        let failure = result(1, &[(0, 9), (4, TEXT), (8, bytes.len())]);
        let code = [wasm::store_bytes(TEXT, bytes), failure].concat();
        let error = login(&sherweb, &wasm::hostile(CHECK, &code), Limits::default()).await;
        assert!(
            matches!(&error, CallError::Trap { reason, .. } if reason.contains("utf-8")),
            "{bytes:?}: {error}"
        );
        let cursor = result(0, &[(12, 1), (16, TEXT), (20, bytes.len())]);
        let code = [wasm::store_bytes(TEXT, bytes), cursor].concat();
        let error = read(&sherweb, &wasm::hostile(READ, &code), Limits::default()).await;
        assert!(
            matches!(error, CallError::Trap { .. }),
            "{bytes:?}: {error}"
        );
    }
}

#[tokio::test]
async fn values_that_their_types_do_not_have_are_faults_of_the_guest() {
    let sherweb = sherweb(1, 1).await;
    let results = [
        // Neither result nor failure, a failure of no kind, and a status that is neither there nor not.
        result(2, &[]),
        result(1, &[(0, 200)]),
        result(1, &[(0, 9), (12, 7)]),
        // A text before the end of the memory that goes on behind it, and one behind it.
        result(1, &[(0, 9), (4, TEXT), (8, 0x7fff_ffff)]),
        result(1, &[(0, 9), (4, 0x7fff_fff0), (8, 1)]),
        // A result that lies where none can: not on a multiple of eight.
        wasm::constant(1_025),
    ];
    for (place, code) in results.iter().enumerate() {
        let error = login(&sherweb, &wasm::hostile(CHECK, code), Limits::default()).await;
        assert!(matches!(error, CallError::Trap { .. }), "{place}: {error}");
    }
    // Rows of no dataset.
    let error = read(
        &sherweb,
        &wasm::hostile(READ, &result(0, &[(0, 6)])),
        Limits::default(),
    )
    .await;
    assert!(matches!(error, CallError::Trap { .. }), "{error}");
}
