//! What speaks for and against two records being the same customer's.

mod align;
mod best;
mod fields;
mod level;
mod name;
mod numbers;
mod unmatched;
mod whole;

pub(super) use align::Link;
pub(super) use best::{Compared, compare};
pub(super) use fields::{FieldTerms, Postal};
pub use level::Level;
pub(super) use name::NameTerms;
pub(super) use numbers::Numbers;
pub(super) use whole::Whole;
