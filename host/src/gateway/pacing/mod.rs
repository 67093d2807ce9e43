//! When a request may leave: one budget per account, shared by all that use it on this machine.

mod account;
mod file;
mod owner;
mod pacer;
mod shared;
mod spec;
mod standing;
mod window;

#[cfg(test)]
mod tests;

pub(super) use pacer::{Pacer, PauseTooLong, Permit};
pub use spec::{Pacing, PacingSpec};
pub(super) use standing::name_account;
pub use standing::{StandingPause, standing_pause};
pub(super) use window::LONGEST_PAUSE;
