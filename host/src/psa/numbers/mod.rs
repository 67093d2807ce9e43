//! Numbers as people write them, and what a whole column says about the way they are written.
//!
//! `1.234` is a number in two ways. It is settled by the other texts of its column, else by the other
//! columns of the file, else the import asks.

mod bare;
mod groups;
mod number;
mod settle;

pub use number::DecimalMark;
pub(super) use number::{Number, NumberFault, parse};
pub(super) use settle::{Evidence, Unsettled, settle};
