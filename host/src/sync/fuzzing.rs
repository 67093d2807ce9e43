//! What the fuzz targets reach of this room: how rows of a page are judged and laid out.
//!
//! No part of the interface for programs; `tests/fuzz` alone uses it.

use crate::contract::Page;
use crate::store::Dataset;

/// What became of the rows of a page.
#[derive(Debug, PartialEq, Eq)]
pub struct Judged {
    /// How many rows are believed.
    pub believed: usize,
    /// The reasons and the sources of those that are set apart, the plugin's own first.
    pub set_apart: Vec<(String, String)>,
}

/// Judges the rows of a page and lays the believed ones out in columns.
///
/// # Errors
/// Fails where the columns do not fit the store, which is a fault of this program.
pub fn judge(dataset: Dataset, page: Page) -> Result<Judged, arrow::error::ArrowError> {
    let converted = super::rows::convert(dataset, page)?;
    let set_apart = converted.rejected.into_iter();
    Ok(Judged {
        believed: converted.rows.num_rows(),
        set_apart: set_apart.map(|row| (row.reason, row.source)).collect(),
    })
}
