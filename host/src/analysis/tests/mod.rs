//! Tests of the room, one file for each promise.

mod edges;
mod findings;
pub(crate) mod fixtures;
mod golden;
mod installing;
mod money;
mod properties;
mod renaming;
mod rules;
mod suspended;
