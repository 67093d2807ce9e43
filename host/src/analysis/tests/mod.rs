//! Tests of the room, one file for each promise.

mod findings;
mod fixtures;
mod golden;
mod installing;
mod money;
mod properties;
mod rules;
