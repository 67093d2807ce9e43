//! What can go wrong, one type for each operation.

use crate::base::remedy;

/// Why the macros and views could not be made.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The database refused a statement.
    #[error("create the analysis views: {name}: {source}; the database is unchanged")]
    Statement {
        /// The file of the statement.
        name: &'static str,
        /// Why.
        source: duckdb::Error,
    },
    /// Anything around the statements.
    #[error("create the analysis views: {}{}", .0, remedy(.0))]
    Database(#[from] duckdb::Error),
}

/// Why the findings could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The views could not be made.
    #[error(transparent)]
    Install(#[from] InstallError),
    /// The database refused a statement.
    #[error("refresh the findings: {name}: {source}; the findings are unchanged")]
    Statement {
        /// The file of the statement.
        name: &'static str,
        /// Why.
        source: duckdb::Error,
    },
    /// Anything around the statements.
    #[error("refresh the findings: {}; the findings are unchanged{}", .0, remedy(.0))]
    Database(#[from] duckdb::Error),
}

/// Why a finding could not be shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum FindingError {
    /// No finding has such an id.
    #[error("find the finding {0}: no finding has this id; `seatwise findings` lists them")]
    Missing(String),
    /// Several findings begin so.
    #[error("find the finding {prefix}: {} findings begin with it ({}); give more characters of the id", ids.len(), ids.join(", "))]
    Ambiguous {
        /// What was given.
        prefix: String,
        /// The ids that begin so; ten at most.
        ids: Vec<String>,
    },
    /// The day until which it was to be muted is not ahead.
    #[error("mute the finding {id}: {until} is not after today; name a later day")]
    Past {
        /// The finding.
        id: String,
        /// The day.
        until: jiff::civil::Date,
    },
    /// Its state does not permit the change.
    #[error("{verb} the finding {id}: it is {state}")]
    State {
        /// What was to be done: mute, unmute or resolve.
        verb: &'static str,
        /// The finding.
        id: String,
        /// Its state.
        state: String,
    },
    /// Nobody is named, or the name is the program's own.
    #[error("{verb} the finding {id}: {who:?} cannot be the name of a person; name who decides")]
    Who {
        /// What was to be done: mute, unmute or resolve.
        verb: &'static str,
        /// The finding.
        id: String,
        /// The name that was given.
        who: String,
    },
    /// What is stored with it cannot be read.
    #[error(
        "read the finding {id}: its {what} is damaged ({source}); run `seatwise sync` to write it again"
    )]
    Damaged {
        /// The finding.
        id: String,
        /// Which part.
        what: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// The database.
    #[error("read the findings: {0}")]
    Database(#[from] duckdb::Error),
}
