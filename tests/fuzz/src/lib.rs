//! Fuzz targets: everything that reads what comes from outside, and what must hold whatever comes.
//!
//! Each target is a function of bytes that panics when a promise is broken. `fuzz_targets` hands them to a
//! fuzzer, and `tests/corpus.rs` to `cargo test`: the inputs of `corpus`, and random changes of them.
//!
//! The parts of an input are divided by the byte 0xff, which no UTF-8 text holds; so the inputs
//! of the corpus are texts that a person can read and write.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a target panics to report a fault"
)]

mod components;
mod csv_import;
mod dates_and_decimals;
mod input;
mod manifest;
mod page;
mod plugins;
mod rules;
mod same;
mod url_policy;
mod vendor;
mod waits;

pub use components::components;
pub use csv_import::{csv_import, csv_import_into_a_database};
pub use dates_and_decimals::dates_and_decimals;
pub use manifest::manifest;
pub use plugins::{sherweb, streamone};
pub use url_policy::url_policy;
pub use waits::waits;
