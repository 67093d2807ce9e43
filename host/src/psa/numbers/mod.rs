//! Numbers as people write them, and what a whole column says about the way they are written.
//!
//! `1.234` is a number in two ways. It is settled by the other texts of its column, else by the other
//! columns of the file, else the import asks.

mod bare;
mod fault;
mod groups;
mod number;
mod settle;
#[cfg(test)]
mod spelling_tests;

pub(super) use fault::NumberFault;
pub use number::DecimalMark;
pub(super) use number::{Number, parse};
pub(super) use settle::{Evidence, Unsettled, settle};
