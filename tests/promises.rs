//! What Seatwise promises, one file per promise, against simulated distributors over real HTTP.
//!
//! Everything between a configuration file and a DuckDB file is real: the HTTP stack, the WebAssembly
//! plugins, the staging file, the merge. Time is injected, so no test waits for a vendor's minute.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod rig;

mod sherweb_is_synced;
