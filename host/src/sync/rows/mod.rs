//! Rows of a page become Arrow batches, and rows that break a rule are set apart.

mod about;
mod cells;
mod convert;
mod ids;
mod records;
mod rules;

pub(crate) use convert::convert;
