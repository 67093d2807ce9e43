//! The database: what the vendors said, when they said it, and how far it can be trusted.
//!
//! Rows travel in two steps. [`Staging`] is a DuckDB file of its own per connection: pages go into it
//! together with their cursors, so a read that was cut off goes on where it stopped. [`Store`] is the
//! file that people query: [`Store::merge`] takes a staged run into it, one transaction for each
//! dataset, so nobody ever sees half a dataset. [`query`] reads it for people.
//!
//! The room knows neither plugins nor HTTP. All calls block; an async caller gives them a thread.

mod backup;
pub(crate) mod carried;
mod checkpoint;
mod configured;
mod connect;
mod copy;
mod database;
mod dataset;
mod error;
mod guard;
mod lock;
mod merge;
mod migrate;
mod open;
mod parquet;
pub(crate) mod pending;
mod permissions;
mod publish;
mod query;
mod references;
pub mod schema;
mod single_select;
pub(crate) mod sql;
mod staging;
mod status;
#[cfg(test)]
mod tests;
mod time_zone;
mod unopened;
mod vendors;

pub use backup::{Inventory, copy_for_backup, inventory, let_go, newest_schema};
pub use checkpoint::CheckpointError;
pub use connect::Holder;
pub use copy::CopyError;
pub use dataset::{Dataset, Partition, UnknownDataset};
pub use error::{
    BackupError, MergeError, OpenError, PublishError, QueryError, StagingError, StatusError,
};
pub(crate) use merge::PLAIN_ID;
pub use merge::{
    Comparison, CustomerFault, DatasetReport, Import, Importing, MergeOptions, MergeReport,
    NewestImport, RunStatus, StalePartition, Unavailable,
};
pub use open::Store;
pub use query::{QueryResult, Snapshot, query, query_in, query_to_parquet};
pub use references::{CustomerReference, SubscriptionReference};
pub use staging::{
    PartitionProgress, RejectedRow, StagedKey, StagedPage, StagedRun, Staging, StagingHold,
    UnavailableFeature, staging_holders, staging_path,
};
pub use status::{
    BillingSide, DatasetFreshness, LeftOutCustomer, RejectedCount, RunSummary, StaleCustomer,
};
pub(crate) use vendors::vendor_names;
