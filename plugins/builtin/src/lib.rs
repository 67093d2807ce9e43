//! The plugins that come with Seatwise, as bytes.
//!
//! The build script compiles them to WebAssembly components; this crate only holds the result, so that
//! the host loads a built-in plugin exactly as it loads a file.

/// The Sherweb plugin.
pub const SHERWEB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/seatwise_sherweb.wasm"));

/// The TD SYNNEX StreamOne Ion plugin.
pub const SYNNEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/seatwise_synnex.wasm"));

/// All of them.
pub const ALL: &[&[u8]] = &[SHERWEB, SYNNEX];
