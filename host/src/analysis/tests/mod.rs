//! Tests of the room, one file for each promise.

mod bills;
mod conservation;
mod findings;
pub(crate) mod fixtures;
mod golden;
mod installing;
mod money;
mod properties;
mod rules;
mod used;
