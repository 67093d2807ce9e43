//! The plan and the page loop: the one place where plugins, the gateway's pace and the store meet.
//!
//! A run reads partitions in parallel, page by page. Each page goes into the staging file with its
//! cursor; a run that is stopped, by whatever, goes on there. When everything is read it is merged.

mod check;
mod connect;
mod coverage;
mod execute;
#[doc(hidden)]
pub mod fuzzing;
mod merge;
mod open_period;
mod places;
mod plan;
mod preview;
pub mod progress;
mod read;
mod report;
mod rows;
mod run;
mod setup;
mod volume;
mod waits;
mod write;

pub use check::{Check, CheckError, check_connection};
pub use connect::{ConnectError, connect};
pub(crate) use connect::{check_secrets, check_settings};
pub use merge::MergeOutcome;
pub use plan::{PlanError, Wanted};
pub use preview::{PlannedDataset, preview};
pub use progress::{Progress, Silent};
pub use report::{ConnectionReport, ConnectionStatus, Counts, DatasetLine, SyncError};
pub use run::{SyncOptions, sync_connection};
pub use setup::{Setup, SetupError, registry};

#[cfg(test)]
#[path = "tests/echoes.rs"]
mod echoes;
