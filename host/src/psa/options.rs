//! How a file is imported.

use jiff::{Timestamp, civil::Date};

use super::{content::Content, dates::DateOrder, numbers::DecimalMark};
use crate::base::zone::Zone;

/// How a file is imported.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The name of the PSA instance; the profile's where there is none.
    pub psa: Option<String>,
    /// What the file holds; what its columns say where there is none.
    pub content: Option<Content>,
    /// The moment that the file describes; now where there is none.
    pub as_of: Option<Timestamp>,
    /// The currency of rows that say none, as an ISO 4217 code.
    pub currency: Option<String>,
    /// The order of day, month and year, where a column does not settle it.
    pub date_order: Option<DateOrder>,
    /// The decimal mark, where a column does not settle it.
    pub decimal: Option<DecimalMark>,
    /// Whether to write nothing.
    pub dry_run: bool,
    /// Whether to believe a file that lacks a third of the rows that are live, or more.
    pub accept_shrink: bool,
    /// Whether to believe a file without rows.
    pub allow_empty: bool,
    /// Whether to go back to an earlier moment than what is stored.
    pub force: bool,
    /// The time zone that decides which day a moment is.
    pub zone: Zone,
    /// The present time.
    pub now: Timestamp,
}

impl ImportOptions {
    /// Returns the usual options.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            psa: None,
            content: None,
            as_of: None,
            currency: None,
            date_order: None,
            decimal: None,
            dry_run: false,
            accept_shrink: false,
            allow_empty: false,
            force: false,
            zone: Zone::utc(),
            now,
        }
    }

    /// The moment that the file describes.
    pub(super) fn moment(&self) -> Timestamp {
        self.as_of.unwrap_or(self.now)
    }

    /// The day of that moment.
    pub(super) fn day(&self) -> Date {
        self.zone.day(self.moment())
    }
}
