//! Every figure of an export is one of the views.

mod certainty;
mod counts;
mod invoice_lines;
mod line_figures;
mod line_profile;
mod parquet;

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::Sheet;

/// The day of the golden scenario.
const TODAY: Date = date(2026, 11, 20);

/// A row by the names of its columns; unknown is empty.
type Row = BTreeMap<String, String>;

fn rows(sheet: &Sheet) -> Vec<Row> {
    let rows = sheet.rows.iter().map(|row| {
        let cells = row.iter().map(|cell| cell.clone().unwrap_or_default());
        sheet.columns.iter().cloned().zip(cells).collect()
    });
    rows.collect()
}

/// The values of some columns of a row.
fn cells(row: &Row, columns: &[&str]) -> String {
    let cells: Vec<_> = columns.iter().map(|column| row[*column].as_str()).collect();
    cells.join(" | ")
}
