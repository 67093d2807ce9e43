//! Tests of the room, one file for each promise.

mod amounts;
mod bad_input;
mod days;
mod fixtures;
mod history;
mod idempotence;
mod money;
mod period_totals;
mod profiles;
mod safety;
mod spelling;
