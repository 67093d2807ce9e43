//! The plugins that come with Seatwise, as bytes.
//!
//! The build script compiles them to WebAssembly components; this crate only holds the result, so that
//! the host loads a built-in plugin exactly as it loads a file.

/// The Sherweb plugin.
pub const SHERWEB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/seatwise_sherweb.wasm"));

/// The TD SYNNEX StreamOne Ion plugin.
pub const SYNNEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/seatwise_synnex.wasm"));

/// The Pax8 plugin.
pub const PAX8: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/seatwise_pax8.wasm"));

/// All of them.
pub const ALL: &[&[u8]] = &[SHERWEB, SYNNEX, PAX8];

/// What a person reads about a plugin: its first sync, where credentials are found, what each status means.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// The vendor id of the plugin.
    pub vendor: &'static str,
    /// The text, in Markdown. Its first line is a heading: the distributor's name.
    pub text: &'static str,
}

/// The documents of the plugins, in the order of [`ALL`].
pub const DOCUMENTS: [Document; 3] = [
    Document {
        vendor: "sherweb",
        text: include_str!("../../sherweb/README.md"),
    },
    Document {
        vendor: "synnex",
        text: include_str!("../../synnex/README.md"),
    },
    Document {
        vendor: "pax8",
        text: include_str!("../../pax8/README.md"),
    },
];
