//! Tests of the room, one file for each promise.

mod bad_input;
mod customers;
mod fixtures;
mod forms;
mod history;
mod idempotence;
mod money;
mod profiles;
mod reports;
mod safety;
mod spelling;
