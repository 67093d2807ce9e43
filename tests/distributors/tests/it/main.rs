//! The simulated distributors, seen through a plain HTTP client.
#![expect(clippy::unwrap_used, reason = "tests")]

mod client;
mod faults;
mod limits;
mod past;
mod sherweb;
mod streamone;
mod tokens;
mod world;
mod writes;
