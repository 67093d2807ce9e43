//! The contract, as wasmtime generates it from `wit/`.
//!
//! Functions are synchronous in WIT and asynchronous here: a plugin that waits for an answer is a
//! suspended fiber, not a blocked thread.

#![allow(missing_docs, unreachable_pub, clippy::all, reason = "generated code")]

wasmtime::component::bindgen!({
    world: "seatwise:connector/plugin",
    path: ["../wit/host", "../wit/connector"],
    imports: { default: async | trappable },
    exports: { default: async },
    require_store_data_send: true,
});
