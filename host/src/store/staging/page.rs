//! What is staged.

use arrow::array::RecordBatch;
use jiff::Timestamp;

use crate::store::dataset::Partition;

/// A run that reads a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedRun {
    /// The id of the run, unique over all runs.
    pub run_id: String,
    /// The vendor id of the plugin.
    pub vendor: String,
    /// The name of the connection.
    pub connection: String,
    /// When the run began to read.
    pub started_at: Timestamp,
    /// What it is to read, in the words of whoever began it.
    pub plan: String,
}

/// A page that was read.
#[derive(Debug, Clone)]
pub struct StagedPage {
    /// What the read covers.
    pub partition: Partition,
    /// The rows, with the columns of [`arrow_schema`](crate::store::schema::arrow_schema).
    pub rows: RecordBatch,
    /// Rows that break a rule.
    pub rejected: Vec<RejectedRow>,
    /// Parts of the vendor's service that this account may not use.
    pub unavailable: Vec<UnavailableFeature>,
    /// The cursor of the page after this one; none where this is the last one.
    pub next: Option<String>,
    /// When the vendor answered: the rows are as of then, however late they are merged.
    pub read_at: Timestamp,
}

/// A row that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Its key, where that could be read: it keeps the row from looking missing.
    pub key: Option<String>,
    /// Which rule it breaks.
    pub reason: String,
    /// The row as the vendor sent it.
    pub source: String,
    /// Whom and what it names as far as that could be read, as a JSON object: it limits what is in doubt.
    pub about: Option<String>,
}

/// A part of the vendor's service that an account may not use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnavailableFeature {
    /// Its name: `pricing`, `reports`.
    pub name: String,
    /// What the vendor answered.
    pub reason: String,
}
