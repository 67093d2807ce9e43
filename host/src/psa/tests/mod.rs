//! Tests of the room, one file for each promise.

mod amounts;
mod bad_input;
mod customers;
mod days;
mod fixtures;
mod forms;
mod history;
mod hostile_cells;
mod idempotence;
mod money;
mod period_totals;
mod profiles;
mod reports;
mod safety;
mod spelling;
