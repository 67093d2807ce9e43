//! The billing side: customers and contract lines of the PSA (professional services automation), read
//! from the files that it exports.
//!
//! A file goes through four steps. `source` finds out what it is and makes clean rows of text of it,
//! each with its line. `read` loads them into a DuckDB file of their own. `rows` turns texts into
//! decimals, days and words, settles by the whole column what one text leaves open, and lists every row
//! that breaks a rule. `job` stages them and has the [`store`](crate::store) merge them, in one transaction, unless there
//! was a single fault. `profile` says which column of which program is what.

mod content;
mod currency;
mod dates;
mod error;
mod field;
#[doc(hidden)]
pub mod fuzzing;
mod import;
mod job;
mod names;
mod numbers;
mod options;
mod plain;
mod preview;
mod profile;
mod read;
mod report;
mod rows;
mod source;
#[cfg(test)]
mod tests;
mod words;

pub use content::{Content, UnknownContent};
pub use dates::DateOrder;
pub use error::{ImportError, SourceError};
pub use import::import;
pub use numbers::DecimalMark;
pub use options::ImportOptions;
pub use profile::{BUILTIN_PROFILES, BuiltinProfile, Profile, ProfileError};
pub use report::{Counts, ImportReport, PreviewRow, RowFault, Skipped};
