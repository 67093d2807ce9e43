//! The gateway against vendors on loopback, over real HTTP.

mod faults;
mod packed;
mod pauses;
mod random;
mod redirects;
mod secrets;
mod sending;
mod spellings;
pub(super) mod support;
