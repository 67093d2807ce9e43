//! Staging: what was read and not yet merged, one file per connection.
//!
//! A page goes in together with its cursor, in one transaction, so that a read that was cut off
//! (a crash, Ctrl-C, no network) goes on where it stopped and nothing is read twice or lost. The tables
//! have no keys: uniqueness is checked when the run is merged.

mod append;
mod file;
mod hold;
mod outcome;
mod page;
mod progress;
mod tables;

pub use file::Staging;
pub use hold::{StagingHold, staging_holders, staging_path};
pub use page::{RejectedRow, StagedPage, StagedRun, UnavailableFeature};
pub use progress::{PartitionProgress, StagedKey};
