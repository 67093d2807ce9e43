//! Takes a staged run into the database.
//!
//! The comparison is SQL, one folder for each dataset (`compare.sql` finds out what is new and
//! changed, `update.sql` and `insert.sql` write it), with shared steps around it. A dataset is one
//! transaction. What was merged is recorded with the run, so merging the same run again, after a
//! crash or on purpose, does nothing twice.

mod apply;
mod counts;
mod dataset;
mod guard;
mod memory;
mod message;
mod options;
mod report;
mod run;
mod statements;
mod variables;

pub use options::MergeOptions;
pub use report::{DatasetReport, MergeReport, RunStatus, StalePartition, Unavailable};
