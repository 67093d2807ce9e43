//! Seatwise: a WebAssembly plugin host for licence distributors.
//!
//! A plugin turns a distributor's answers into a common schema. The host owns the network, the
//! credentials, the pace and the database.
//!
//! - [`config`]: `seatwise.toml` and secrets, resolved once into typed values.
//! - [`plugin`]: a `.wasm` file becomes a ready plugin.
//! - [`gateway`]: all that lies between a plugin and a vendor.
//! - [`store`]: DuckDB.
//! - [`sync`]: the one place where they meet.
//! - [`cli`]: one file per command.

pub mod cli;
pub mod config;
pub mod gateway;
pub mod plugin;
mod private;
pub mod store;
pub mod sync;
