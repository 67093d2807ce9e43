//! Memory, tables and instances by number and by size, and proposals that are switched off.

use seatwise::plugin::{CallError, Engine, Limits, LoadError, Plugin};

use super::modules::{memories, table, with_module};
use super::session::load;
use crate::wasm::{self, SHERWEB};

/// What the first call of a plugin with further modules ends with.
async fn refused(module: &[u8], times: usize) -> String {
    let plugin = load(&with_module(module, times), Limits::default());
    let error = plugin.datasets().await.unwrap_err();
    assert!(
        matches!(error, CallError::Limit { .. } | CallError::Trap { .. }),
        "{error}"
    );
    error.to_string()
}

#[tokio::test]
async fn further_modules_within_the_limits_do_no_harm() {
    let plugin = load(&with_module(&memories(&[(0, 100)]), 5), Limits::default());
    assert_eq!(plugin.datasets().await.unwrap().len(), 6);
}

#[tokio::test]
async fn memory_is_bounded_over_many_memories() {
    // Five times 62.5 MiB: each of them is far below the limit of 256 MiB.
    let message = refused(&memories(&[(0, 1_000)]), 5).await;
    assert!(
        message.contains("bytes of memory, but the limit is 268435456; the plugin was stopped"),
        "{message}"
    );
}

#[tokio::test]
async fn instances_are_bounded_by_number() {
    let message = refused(&wasm::core_module(), 40).await;
    assert!(message.contains("instance count too high"), "{message}");
}

#[tokio::test]
async fn tables_are_bounded_by_size() {
    let message = refused(&table(100_001), 1).await;
    assert!(
        message.contains("it asked for 100001 table elements, but the limit is 100000"),
        "{message}"
    );
}

#[test]
fn proposals_that_no_plugin_needs_are_not_compiled() {
    let engine = Engine::new(None, Limits::default()).unwrap();
    // Two memories, a memory that threads share, and one of 64 bits.
    for module in [
        memories(&[(0, 1), (0, 1)]),
        memories(&[(3, 1)]),
        memories(&[(4, 1)]),
    ] {
        let error = Plugin::load(&engine, &with_module(&module, 1)).unwrap_err();
        assert!(matches!(error, LoadError::Compile(_)), "{error}");
    }
}

#[test]
fn components_inside_components_do_not_exhaust_the_stack() {
    let engine = Engine::new(None, Limits::default()).unwrap();
    let mut nested = wasm::component(&[]);
    for _ in 0..3_000 {
        nested = wasm::component(&[wasm::section(4, &nested)]);
    }
    let plugin = [SHERWEB, &wasm::section(4, &nested)].concat();
    // Whether it is accepted is the engine's choice; what counts is that it decides.
    if let Err(error) = Plugin::load(&engine, &plugin) {
        assert!(matches!(error, LoadError::Compile(_)), "{error}");
    }
}
