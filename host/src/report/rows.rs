//! Rows as texts.

use arrow::array::{Array, AsArray as _};
use jiff::Timestamp;

use super::error::ReportError;
use crate::store::{Snapshot, sql::timestamp};

/// A row: a text for each column; none where there is no value.
pub(super) type Row = Vec<Option<String>>;

/// Asks a question, and returns the rows with each value as the database writes it: decimals with all digits, days
/// as 2026-11-20.
///
/// # Errors
///
/// If the database cannot be read.
pub(super) fn rows(snapshot: &Snapshot, sql: &str) -> Result<Vec<Row>, ReportError> {
    let result = snapshot.query(&format!("SELECT COLUMNS(*)::VARCHAR FROM (\n{sql}\n)"))?;
    let mut rows = Vec::with_capacity(result.rows());
    for batch in &result.batches {
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|column| column.as_string_opt::<i32>())
            .collect();
        for place in 0..batch.num_rows() {
            let texts = columns.iter().map(|column| {
                column
                    .filter(|column| !column.is_null(place))
                    .map(|column| column.value(place).to_owned())
            });
            rows.push(texts.collect());
        }
    }
    Ok(rows)
}

/// The name of the time zone whose days the database uses, and the day of a moment there.
///
/// # Errors
///
/// If the database cannot be read.
pub(super) fn zone_and_day(
    snapshot: &Snapshot,
    moment: Timestamp,
) -> Result<(String, String), ReportError> {
    let found = rows(
        snapshot,
        &format!("SELECT time_zone(), local_day({})", timestamp(moment)),
    )?;
    let row = found.into_iter().next().unwrap_or_default();
    Ok((value(&row, 0).to_owned(), value(&row, 1).to_owned()))
}

/// A value of a row; nothing where it is null.
pub(super) fn value(row: &Row, column: usize) -> &str {
    row.get(column)
        .and_then(Option::as_deref)
        .unwrap_or_default()
}

/// A value of a row for a chart; none where it is null, or no number.
pub(super) fn number(row: &Row, column: usize) -> Option<f64> {
    row.get(column)?.as_deref()?.parse().ok()
}
