//! Texts become decimals, days and words; rows become customers and contract lines, or faults.
//!
//! Each different text of a column is understood once, here, and joined back in SQL: a million rows have
//! some thousands of them.

mod bounds;
mod canonical;
mod day_columns;
mod ids;
mod number_columns;
mod texts;
mod typed;
mod understand;
mod word_columns;

pub(super) use canonical::canonical;
pub(super) use understand::{Settings, understand};

/// So many faults are listed; what is wrong with more rows is wrong with the file.
pub(super) const MOST_FAULTS: usize = 100_000;
