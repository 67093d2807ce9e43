//! Takes a staged run into the database.
//!
//! The comparison is SQL that follows from the definition of the dataset (what is new and changed, and the statements
//! that write it), with shared steps around it and files where a dataset has something of its own. A dataset is one
//! transaction. What was merged is recorded with the run, so merging the same run again, after a
//! crash or on purpose, does nothing twice.

mod apply;
mod counts;
mod dataset;
mod generated;
mod guard;
mod import;
mod memory;
mod message;
mod options;
mod report;
mod run;
pub(super) mod statements;
mod variables;

pub use import::{Comparison, CustomerFault, Import, Importing, NewestImport};
pub use options::MergeOptions;
pub use report::{DatasetReport, MergeReport, RunStatus, StalePartition, Unavailable};
pub(crate) use statements::PLAIN_ID;
