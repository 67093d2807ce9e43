//! Days as people write them, and what a whole column says about the order of day, month and year.
//!
//! `03/04/2026` is a day in two ways. It is settled by the other texts of its column, else by the other
//! columns of the file, else the import asks; it never guesses. So it is with days that are written as
//! moments, such as `2026-10-31T23:00:00Z`.

mod clock;
mod day;
mod fault;
mod months;
mod order;
mod zone;

pub(super) use clock::Clock;
pub use day::DateOrder;
pub(super) use day::{Day, Written, parse};
pub(super) use fault::DayFault;
pub(super) use order::{Orders, Unsettled, read, settle};
pub(super) use zone::{DayZone, Moment, Times, times};
