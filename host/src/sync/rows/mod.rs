//! Rows of a page become Arrow batches, and rows that break a rule are set apart.

mod about;
mod convert;

pub(crate) use convert::convert;
