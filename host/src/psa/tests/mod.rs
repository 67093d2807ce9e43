//! Tests of the room, one file for each promise.

mod bad_input;
mod fixtures;
mod history;
mod idempotence;
mod money;
mod profiles;
mod safety;
mod spelling;
