//! Seatwise: a WebAssembly plugin host for licence distributors.
//!
//! A plugin turns a distributor's answers into a common schema. The host owns the network, the
//! credentials, the pace and the database.
//!
//! - [`config`] resolves `seatwise.toml` and secrets once into typed values.
//! - [`plugin`] turns a `.wasm` file into a ready plugin.
//! - [`gateway`] is all that lies between a plugin and a vendor.
//! - [`store`] keeps what was read, in DuckDB.
//! - [`sync`] is the one place where they meet.
//! - [`cli`] has one file per command.

pub mod cli;
pub mod config;
pub mod gateway;
pub mod plugin;
mod private;
pub mod store;
pub mod sync;
