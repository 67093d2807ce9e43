//! Misbehaviour on demand.

mod fault;
mod rule;

pub use fault::Fault;
pub use rule::{Faults, Rule};
