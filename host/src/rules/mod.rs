//! What a person knows and no file says: which bundle covers which seats, which subscriptions are not for
//! sale, how much margin is enough, what a product is also called, what a currency is worth.
//!
//! Each kind of rule is a table of the database, and a CSV file that a person keeps: importing the file
//! replaces the table.

mod error;
mod kind;
mod read;
mod table;
mod unmatched;

#[cfg(test)]
mod tests;

pub use error::RuleError;
pub use kind::{RuleColumn, RuleKind};
pub use table::{export, import, template};
pub use unmatched::unmatched;
