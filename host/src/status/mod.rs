//! How fresh the data is, and what needs attention: what the database and the state folder know of each connection.

mod gather;

use jiff::Timestamp;
use serde::Serialize;

pub use gather::{GatherError, status};

/// What `status` shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct StatusReport {
    /// The database file.
    pub database: String,
    /// The connections, in the order in which they are shown.
    pub connections: Vec<ConnectionStatus>,
    /// What is imported of each PSA.
    pub billing: Vec<BillingStatus>,
    /// When both sides were last compared; none when never.
    #[serde(serialize_with = "optional_moment")]
    pub compared_at: Option<Timestamp>,
    /// What must be known before the figures are believed, a sentence each.
    pub cautions: Vec<String>,
}

/// What is imported of a PSA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BillingStatus {
    /// The name of the PSA instance.
    pub psa: String,
    /// When a file was last imported; none when never.
    #[serde(serialize_with = "optional_moment")]
    pub imported_at: Option<Timestamp>,
    /// How many customers it has.
    pub customers: u64,
    /// How many contract lines go on.
    pub lines: u64,
}

/// One connection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ConnectionStatus {
    /// Its name.
    pub connection: String,
    /// Its vendor id.
    pub vendor: String,
    /// The last run; none when there was none.
    pub last_run: Option<RunStatus>,
    /// Days until the refresh token expires; negative when it has; none where nothing expires.
    pub token_expires_in_days: Option<i64>,
    /// Why a person must issue a new refresh token; none where nobody must.
    pub reconnect: Option<String>,
    /// What the token endpoint answered last, where that leaves open whether the refresh token is used up; none where
    /// nothing is open.
    pub token_doubt: Option<String>,
    /// Until when the distributor asked not to be asked; none where nothing holds the account up.
    #[serde(serialize_with = "optional_moment")]
    pub paused_until: Option<Timestamp>,
    /// How many rows were rejected in the last run.
    pub rejected_rows: u64,
    /// How many fetched datasets wait to be merged because the database was busy or the run was stopped.
    pub waiting_to_merge: u64,
    /// The datasets.
    pub datasets: Vec<DatasetStatus>,
    /// Customers whose rows are older than the last run.
    pub stale: Vec<StaleStatus>,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunStatus {
    /// When it started.
    #[serde(serialize_with = "moment")]
    pub started_at: Timestamp,
    /// How it ended, in a word: `complete`, `incomplete`, `failed`, `interrupted`, `running`.
    pub outcome: String,
    /// What to know about it, a sentence.
    pub message: Option<String>,
}

/// A dataset of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct DatasetStatus {
    /// Its name.
    pub dataset: String,
    /// How many rows the database has.
    pub rows: u64,
    /// When it was last read completely; none when never. Parts that are left out on purpose do not count.
    #[serde(serialize_with = "optional_moment")]
    pub complete_at: Option<Timestamp>,
    /// When those of its parts that are not stale were last read; none where all are stale.
    #[serde(serialize_with = "optional_moment")]
    pub fresh_at: Option<Timestamp>,
    /// How many parts of it are stale: customers that are read one by one, or the whole account as one.
    pub stale_parts: u64,
    /// How many parts are left out on purpose: they keep the rows of their last read.
    pub left_out_parts: u64,
    /// Some of them, those with the oldest rows first.
    pub left_out: Vec<LeftOutStatus>,
}

/// A customer that is left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOutStatus {
    /// The customer's name, or its id where no name is known.
    pub customer: String,
    /// When it was last read; none when it never was.
    #[serde(serialize_with = "optional_moment")]
    pub complete_at: Option<Timestamp>,
    /// Why it is left out.
    pub reason: String,
}

/// A customer that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaleStatus {
    /// The dataset.
    pub dataset: String,
    /// The customer's name, or its id where no name is known.
    pub customer: String,
    /// Since when: the first run that could not read it; none when it never was read.
    #[serde(serialize_with = "optional_moment")]
    pub since: Option<Timestamp>,
    /// Why.
    pub reason: String,
}

fn moment<S: serde::Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(moment)
}

fn optional_moment<S: serde::Serializer>(
    moment: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match moment {
        Some(moment) => serializer.collect_str(moment),
        None => serializer.serialize_none(),
    }
}
