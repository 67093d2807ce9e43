//! What a plugin without memory writes down between two pages.

use seatwise_plugin::types::Request;
use seatwise_plugin::{Failure, FailureKind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, malformed};

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

/// The token of the page after one that was asked for with the token `used`.
///
/// # Errors
/// Fails as `malformed` where a page names itself as the next one: such a list never ends.
pub(crate) fn next_token(
    request: &Request,
    answer: &Answer<'_>,
    used: Option<&str>,
) -> Result<Option<String>, Failure> {
    let next = answer.next_token();
    if next.is_some() && next.as_deref() == used {
        return Err(malformed(
            request,
            "with the token of this page as that of the next one",
        ));
    }
    Ok(next)
}

/// Whether nothing shows that a list ends with its first page: as many rows as were asked for, and no token.
/// A token that was there once shows that the vendor sends one where there are more.
pub(crate) fn end_is_open(rows: usize, size: u32, used: Option<&str>, next: Option<&str>) -> bool {
    used.is_none() && next.is_none() && rows > 0 && usize::try_from(size) == Ok(rows)
}

/// The size of the page that shows whether a full first page was the whole list: a vendor that sends tokens
/// sends one with a page that is smaller than the list.
pub(crate) fn probing_size(size: u32) -> u32 {
    if size > 1 { size - 1 } else { 2 }
}

/// Why a list may be longer than its full first page.
pub(crate) const OPEN_END: &str =
    "the page is full, and the answer does not say whether there are more rows";

/// Where a report goes on.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReportCursor {
    /// The report, so that it is not chosen again.
    pub(crate) report: String,
    /// How many lines were handed over before.
    pub(crate) line: usize,
}

/// Reads a cursor that this plugin wrote.
pub(crate) fn decode<T: DeserializeOwned>(cursor: &str) -> Result<T, Failure> {
    serde_json::from_str(cursor).map_err(|error| {
        Failure::new(
            FailureKind::Other,
            format!("the cursor is not from this plugin: {error}"),
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
