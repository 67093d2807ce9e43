//! What a merge did.

use std::fmt;

use crate::store::dataset::{Dataset, Partition};

/// How a run, or a dataset of it, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunStatus {
    /// All that was wanted was read.
    Complete,
    /// Something could not be read; the rest is merged.
    Incomplete,
    /// A read returned suspiciously little and was not merged.
    HeldBack,
    /// Nothing could be read.
    Failed,
}

impl RunStatus {
    /// Returns the word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
            Self::HeldBack => "held_back",
            Self::Failed => "failed",
        }
    }

    /// Reads the word in the database; an unknown word is taken for the worst.
    pub(in crate::store) fn from_name(name: &str) -> Self {
        [Self::Complete, Self::Incomplete, Self::HeldBack]
            .into_iter()
            .find(|status| status.name() == name)
            .unwrap_or(Self::Failed)
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::HeldBack => "held back",
            other => other.name(),
        })
    }
}

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeReport {
    /// The run that was merged.
    pub run_id: String,
    /// How it ended.
    pub status: RunStatus,
    /// What was done with each dataset of the run, in the order of [`Dataset::ALL`].
    pub datasets: Vec<DatasetReport>,
    /// What a person should know; none when all went well.
    pub message: Option<String>,
}

impl MergeReport {
    /// Returns whether all that was wanted was read and merged.
    pub fn complete(&self) -> bool {
        self.status == RunStatus::Complete
    }
}

/// What was done with a dataset. All counts are of the run, also where it is merged in several steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetReport {
    /// The dataset.
    pub dataset: Dataset,
    /// How it ended.
    pub status: RunStatus,
    /// Rows read in partitions that were read to their last page, duplicates included.
    pub read: u64,
    /// Rows that were not there before.
    pub added: u64,
    /// Rows of which a field changed.
    pub changed: u64,
    /// Rows that were the same.
    pub unchanged: u64,
    /// Rows newly marked missing.
    pub missing: u64,
    /// Rows that were missing and came back; they count as changed or unchanged too.
    pub returned: u64,
    /// Charge lines that are no longer on the bill that was read again.
    pub removed: u64,
    /// Rows that break a rule.
    pub rejected: u64,
    /// Rows whose key came again later in the same read.
    pub duplicates: u64,
    /// Partitions that were read to their last page.
    pub partitions: u64,
    /// Why the read was not believed; none where it was.
    pub held_back: Option<String>,
    /// Partitions that were wanted and not read to their end, or of which rows may be absent.
    pub stale: Vec<StalePartition>,
    /// Partitions that were left out on purpose.
    pub skipped: Vec<StalePartition>,
    /// What the account may not use.
    pub unavailable: Vec<Unavailable>,
}

/// A partition that was not read to its end, or of which rows may be absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StalePartition {
    /// The partition.
    pub partition: Partition,
    /// The name of its customer, where it has one that is known.
    pub customer_name: Option<String>,
    /// Why it was not read, or why rows may be absent.
    pub reason: String,
    /// Whether the rows that came are merged: it was read to its last page. Else its rows are as they were.
    pub merged: bool,
}

/// A part of the vendor's service that the account may not use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable {
    /// Its name; none for the dataset itself.
    pub feature: Option<String>,
    /// What the vendor answered, one answer of perhaps many.
    pub reason: String,
    /// For how many partitions.
    pub partitions: u64,
}
