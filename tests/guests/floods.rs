//! What a plugin says: panic texts, floods of messages, and what would steer a terminal.

use std::time::Duration;

use seatwise::plugin::{CallError, Limits};

use super::code::{TEXT, emit, write_stderr};
use super::session::{ended, infected_rig, load, login, now, quick, session};
use crate::log::Captured;
use crate::rig::sherweb;
use crate::wasm::{self, CHECK, DATASETS, UNREACHABLE, call, constant, forever};

#[tokio::test]
async fn a_panic_is_told_with_its_text_which_is_masked_and_steers_nothing() {
    let sherweb = sherweb(1, 1).await;
    let secret = &sherweb.credentials().client_secret;
    let text = format!("thread panicked at src/lib.rs:7:\n\u{1b}[31mno row for {secret}\u{202e}\n");
    let code = [
        wasm::store(TEXT, &text),
        write_stderr((TEXT, text.len())),
        UNREACHABLE.to_vec(),
    ];
    let error = login(
        &sherweb,
        &wasm::hostile(CHECK, &code.concat()),
        Limits::default(),
    )
    .await;
    assert_eq!(
        error.to_string(),
        "run the plugin: wasm trap: wasm `unreachable` instruction executed; \
         it wrote: thread panicked at src/lib.rs:7:\\n\\u{1b}[31mno row for [masked]\\u{202e}"
    );
}

#[tokio::test]
async fn a_text_that_a_plugin_writes_before_it_waits_for_ever_is_masked_too() {
    let sherweb = sherweb(1, 1).await;
    let secret = &sherweb.credentials().client_secret;
    let code = [
        wasm::store(TEXT, secret),
        write_stderr((TEXT, secret.len())),
        forever(&[]),
    ];
    let limits = Limits {
        wall_clock: Duration::from_millis(300),
        ..Limits::default()
    };
    let error = login(&sherweb, &wasm::hostile(CHECK, &code.concat()), limits).await;
    assert_eq!(
        error.to_string(),
        "run the plugin: the call took more than 0.3 s; the plugin was stopped; it wrote: [masked]"
    );
}

#[tokio::test]
async fn of_a_flood_on_the_standard_error_the_end_is_kept() {
    let text = "0123456789 the end";
    let code = [
        wasm::grow(100),
        write_stderr((2 << 20, 4 << 20)),
        wasm::store(TEXT, text),
        write_stderr((TEXT, text.len())),
        UNREACHABLE.to_vec(),
    ];
    let CallError::Trap { stderr, .. } = ended(&code.concat(), Limits::default()).await else {
        panic!("the plugin was stopped otherwise")
    };
    assert!(
        stderr.starts_with('…') && stderr.ends_with(text),
        "{stderr}"
    );
    assert!(
        stderr.len() <= 8 * 1_024 + '…'.len_utf8(),
        "{}",
        stderr.len()
    );
    // Without end: the guest is stopped, and what is told is no longer than a message.
    let flood = forever(&write_stderr((0, 4_096)));
    let error = ended(&flood, quick(Duration::from_millis(50))).await;
    assert!(error.to_string().len() < 9_000, "{error:.200}");
}

#[tokio::test]
async fn a_flood_of_messages_with_escapes_and_line_breaks_forges_nothing() {
    let captured = Captured::start();
    let text = "\u{1b}[2J\u{1b}]0;title\u{7}\r\nERROR seatwise: forged\n\u{9b}1m\u{2066}";
    let code = [
        wasm::store(TEXT, text),
        forever(&emit((TEXT, text.len()), (0, 0))),
    ];
    let _ = ended(&code.concat(), quick(Duration::from_millis(50))).await;
    let log = captured.text();
    let harmful = |c: char| (c.is_control() && c != '\n') || ('\u{2066}'..='\u{2069}').contains(&c);
    assert!(!log.contains(harmful), "{log:.500}");
    let lines: Vec<_> = log.lines().filter(|line| line.contains("forged")).collect();
    assert_eq!(lines.len(), 500);
    for line in lines {
        assert!(
            line.contains(
                "\\u{1b}[2J\\u{1b}]0;title\\u{7}\\r\\nERROR seatwise: forged\\n\\u{9b}1m\\u{2066}"
            ),
            "{line}"
        );
    }
}

#[tokio::test]
async fn large_messages_end_with_the_bytes_of_a_call() {
    let captured = Captured::start();
    let code = [wasm::grow(100), forever(&emit((2 << 20, 1 << 20), (0, 0)))];
    let _ = ended(&code.concat(), quick(Duration::from_millis(50))).await;
    // A mebibyte in pieces of eight kibibytes, and one line that counts the rest.
    assert!(captured.text().len() < (1 << 20) + 100_000);
}

#[tokio::test]
async fn a_plugin_that_exits_ends_its_call_and_nothing_else() {
    let exit = call(wasm::imported("wasi:cli/exit@0.2.0", "exit"));
    for status in [0, 1] {
        let code = [constant(status), exit.clone(), UNREACHABLE.to_vec()].concat();
        let plugin = load(&wasm::hostile(DATASETS, &code), Limits::default());
        for _ in 0..2 {
            let error = plugin.datasets().await.unwrap_err();
            assert!(
                matches!(&error, CallError::Trap { reason, .. } if reason.contains("exit")),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn a_million_handles_are_stopped_in_every_table() {
    let sherweb = sherweb(1, 1).await;
    for stream in ["stdin", "stdout", "stderr"] {
        let get = call(wasm::imported(
            &format!("wasi:cli/{stream}@0.2.0"),
            &format!("get-{stream}"),
        ));
        let plugin = wasm::hostile(CHECK, &forever(&[get, vec![0x1a]].concat()));
        let rig = infected_rig(&sherweb, &plugin);
        let session = session(&rig, quick(Duration::from_secs(20))).await;
        let error = session.check(now()).await.unwrap_err();
        assert!(matches!(error, CallError::Trap { .. }), "{stream}: {error}");
        assert!(
            error.to_string().contains("table has no free keys"),
            "{stream}: {error}"
        );
    }
}
