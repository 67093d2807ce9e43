//! The order of work: distributors are read and merged, customers and products are matched, findings are brought up
//! to date, and the copy for readers is replaced, once.

mod compare;
mod error;
mod open;
mod read;
#[cfg(test)]
mod tests;

pub use compare::{AfterSync, after_sync, compare, compare_at, publish};
pub use error::PipelineError;
pub use open::{open, open_read_only, prepare};
pub use read::{Ended, read_all};
