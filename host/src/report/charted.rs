//! A chart with the table of its figures, for those who do not see it, or want to know exactly.

use serde::Serialize;

use super::chart::Drawn;
use super::table::Table;

/// A chart with the table of its figures.
#[derive(Debug, Serialize)]
pub(super) struct Charted {
    /// The chart.
    pub(super) drawn: Drawn,
    /// Its figures, and maybe more.
    pub(super) figures: Table,
}
