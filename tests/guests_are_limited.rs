//! A plugin is somebody else's code: whatever it does, it costs no more than its limits and the next
//! call works.

use std::time::Duration;

use seatwise::plugin::{CallError, Limits};

use crate::guests::code::LOG;
use crate::guests::session::{ended, load, quick};
use crate::log::Captured;
use crate::wasm::{self, DATASETS, SHERWEB, UNREACHABLE, call, constant, forever};

#[tokio::test]
async fn an_endless_loop_ends_with_its_share_of_the_processor() {
    let error = ended(&forever(&[]), quick(Duration::from_millis(50))).await;
    assert_eq!(
        error.to_string(),
        "run the plugin: it used more than 0.05 s of processor time; the plugin was stopped"
    );
}

#[tokio::test]
async fn a_spinning_guest_lets_others_work() {
    let spinning = load(
        &wasm::hostile(DATASETS, &forever(&[])),
        quick(Duration::from_secs(60)),
    );
    let honest = load(SHERWEB, Limits::default());
    tokio::select! {
        biased;
        _ = spinning.datasets() => panic!("the loop ended"),
        datasets = honest.datasets() => assert_eq!(datasets.unwrap().len(), 6),
    }
}

#[tokio::test]
async fn memory_is_bounded_over_all_that_a_guest_asks_for() {
    let error = ended(&forever(&wasm::grow(256)), Limits::default()).await;
    let message = error.to_string();
    assert!(matches!(error, CallError::Limit { .. }), "{message}");
    assert!(
        message.contains("bytes of memory, but the limit is 268435456; the plugin was stopped"),
        "{message}"
    );
}

#[tokio::test]
async fn a_guest_that_needs_more_memory_than_it_may_have_does_not_start() {
    let limits = Limits {
        memory_bytes: 64 * 1024,
        ..Limits::default()
    };
    let error = load(SHERWEB, limits).datasets().await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("bytes of memory, but the limit is 65536; the plugin was stopped"),
        "{error}"
    );
}

#[tokio::test]
async fn a_trap_and_an_endless_recursion_are_named() {
    let error = ended(&UNREACHABLE, Limits::default()).await;
    assert!(matches!(error, CallError::Trap { .. }));
    assert!(
        error
            .to_string()
            .starts_with("run the plugin: wasm trap: wasm `unreachable` instruction executed"),
        "{error}"
    );
    let error = ended(&call(wasm::exported(DATASETS)), Limits::default()).await;
    assert!(
        error
            .to_string()
            .starts_with("run the plugin: wasm trap: call stack exhausted"),
        "{error}"
    );
}

#[tokio::test]
async fn a_list_that_is_too_large_is_refused_before_the_host_makes_room_for_it() {
    // 2^24 datasets of four bytes each; all of them lie in the guest's memory.
    let code = [
        wasm::grow(1_100),
        wasm::store_number(1_024, 65_536),
        wasm::store_number(1_028, 1 << 24),
        constant(1_024),
    ];
    let error = ended(&code.concat(), Limits::default()).await;
    assert!(
        error
            .to_string()
            .contains("fuel allocated for hostcalls has been exhausted"),
        "{error}"
    );
}

#[tokio::test]
async fn a_list_outside_of_the_memory_is_a_fault_of_the_guest() {
    let code = [
        wasm::store_number(1_024, 0),
        wasm::store_number(1_028, 0x7fff_ffff),
        constant(1_024),
    ];
    let error = ended(&code.concat(), Limits::default()).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error}");
    let error = ended(&constant(0x7fff_fff0), Limits::default()).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error}");
}

#[tokio::test]
async fn a_guest_sees_an_empty_environment() {
    assert!(std::env::vars_os().next().is_some());
    // Hands its environment out as its datasets.
    let environment = wasm::imported("wasi:cli/environment@0.2.0", "get-environment");
    let code = [constant(1_024), call(environment), constant(1_024)].concat();
    let plugin = load(&wasm::hostile(DATASETS, &code), Limits::default());
    assert_eq!(plugin.datasets().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_flood_of_messages_is_cut_off_and_counted() {
    let captured = Captured::start();
    let emit = call(wasm::imported(LOG, "emit"));
    let message = [
        constant(3),
        constant(0),
        constant(10),
        constant(0),
        constant(0),
        emit,
    ]
    .concat();
    let _ = ended(&forever(&message), quick(Duration::from_millis(50))).await;
    let text = captured.text();
    let lines = text.lines().filter(|line| line.contains("\\u{0}")).count();
    assert_eq!(lines, 500, "{}", text.lines().last().unwrap_or_default());
    assert!(text.contains("messages of the plugin were dropped: it wrote too many"));
    assert!(!text.contains('\0'));
}

#[tokio::test]
async fn a_long_message_is_cut_off() {
    let captured = Captured::start();
    let emit = call(wasm::imported(LOG, "emit"));
    let message = [
        constant(3),
        constant(0),
        constant(9_000),
        constant(0),
        constant(0),
        emit,
    ]
    .concat();
    let code = [
        wasm::store(0, &"x".repeat(9_000)),
        message,
        UNREACHABLE.to_vec(),
    ];
    let _ = ended(&code.concat(), Limits::default()).await;
    let text = captured.text();
    assert!(
        text.contains(&"x".repeat(8 * 1_024)) && !text.contains(&"x".repeat(8 * 1_024 + 1)),
        "{} bytes",
        text.len()
    );
    assert!(text.contains("x…"));
}

#[tokio::test]
async fn a_flood_of_handles_is_stopped() {
    let stdout = [
        call(wasm::imported("wasi:cli/stdout@0.2.0", "get-stdout")),
        vec![0x1a],
    ]
    .concat();
    let error = ended(&forever(&stdout), quick(Duration::from_secs(20))).await;
    assert!(
        error.to_string().contains("table has no free keys"),
        "{error}"
    );
}
