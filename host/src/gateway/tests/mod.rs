//! The gateway against vendors on loopback, over real HTTP.

mod faults;
mod redirects;
mod secrets;
mod sending;
pub(super) mod support;
