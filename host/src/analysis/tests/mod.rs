//! Tests of the room, one file for each promise.

mod bills;
mod cautions;
mod conservation;
mod days;
mod doubts;
mod edges;
mod extremes;
mod findings;
pub(crate) mod fixtures;
mod golden;
mod installing;
mod money;
mod properties;
mod renaming;
mod rules;
mod suspended;
mod unread;
mod used;
