//! Seatwise: a WebAssembly plugin host for licence distributors.
//!
//! A plugin turns a distributor's answers into a common schema. The host owns the network, the
//! credentials, the pace and the database.
//!
//! - [`config`] resolves `seatwise.toml` and secrets once into typed values.
//! - [`contract`] is what plugins and the host say to each other, and `records` what the host knows of its rows.
//! - [`plugin`] turns a `.wasm` file into a ready plugin.
//! - [`gateway`] is all that lies between a plugin and a vendor.
//! - [`store`] keeps what was read, in DuckDB.
//! - [`sync`] is the one place where they meet.
//! - [`psa`] reads what the MSP bills.
//! - [`matching`] finds who is who, and [`linking`] keeps it in the database.
//! - [`analysis`] compares both sides: the views on money, and the findings.
//! - [`rules`] keeps what a person knows.
//! - [`render`] writes rows as tables, CSV, JSON and Markdown.
//! - [`report`] is what a person reads, and [`export`] what other programs read.
//! - [`pipeline`] is the order of work: read, merge, match, find, publish.
//! - [`schedule`] lets a scheduler of the system run it.
//! - [`backup`] copies the database with its state folder into one file, and back.
//! - [`demo`] simulates a world to try it on.
//! - [`status`] says how fresh the data is, and what needs attention.
//! - [`doctor`] checks everything, and says what to do.
//! - [`cli`] has one file per command.
//! - [`base`] is what they all need: secrets, files, harmless texts, the operator's time zone.

pub mod analysis;
pub mod backup;
pub mod base;
pub mod cli;
pub mod config;
pub mod contract;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod gateway;
pub mod linking;
pub mod mail;
pub mod matching;
pub mod pipeline;
pub mod plugin;
pub mod psa;
mod records;
pub mod render;
pub mod report;
pub mod rules;
pub mod schedule;
pub mod status;
pub mod store;
pub mod sync;
