//! What a plugin without memory writes down between two pages.

use seatwise_plugin::{Failure, FailureKind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Where a list that is paged by tokens goes on.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TokenCursor {
    /// Rows per page that the vendor accepts.
    pub(crate) size: u32,
    /// The token of the page; none for the first.
    pub(crate) token: Option<String>,
    /// How many rows of the page were handed over before.
    #[serde(default)]
    pub(crate) skip: usize,
}

impl TokenCursor {
    /// The cursor of a query, or the start of the list.
    pub(crate) fn of(cursor: Option<&str>, size: u32) -> Result<Self, Failure> {
        cursor.map_or(
            Ok(Self {
                size,
                token: None,
                skip: 0,
            }),
            decode,
        )
    }
}

/// Where a report goes on.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReportCursor {
    /// The report, so that it is not chosen anew.
    pub(crate) report: String,
    /// How many lines were handed over before.
    pub(crate) line: usize,
}

/// Reads a cursor that this plugin wrote.
pub(crate) fn decode<T: DeserializeOwned>(cursor: &str) -> Result<T, Failure> {
    serde_json::from_str(cursor).map_err(|error| {
        Failure::new(
            FailureKind::Other,
            format!("the cursor is none of this plugin: {error}"),
        )
    })
}

/// Writes a cursor.
pub(crate) fn encode<T: Serialize>(cursor: &T) -> Result<String, Failure> {
    serde_json::to_string(cursor).map_err(|error| {
        Failure::new(
            FailureKind::Other,
            format!("the cursor could not be written: {error}"),
        )
    })
}
