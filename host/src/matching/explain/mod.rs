//! Puts what was judged into words that a person can check.

mod because;
mod despite;
mod outcome;

pub(super) use outcome::Explainer;
