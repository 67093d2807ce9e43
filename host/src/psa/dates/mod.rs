//! Days as people write them, and what a whole column says about the order of day, month and year.
//!
//! `03/04/2026` is a day in two ways. It is settled by the other texts of its column, else by the other
//! columns of the file, else the import asks; it never guesses.

mod day;
mod months;
mod order;

pub use day::DateOrder;
pub(super) use day::{Day, parse};
pub(super) use order::{Orders, Unsettled, read, settle};
