//! Comma-separated values.

use std::io::{self, Write};

use super::grid::{Column, Kind, Row};
use crate::base::spreadsheet::{self, defused};

/// Writes a head line and the rows as RFC 4180 has it, with line feeds, and every value as it is stored: for programs.
///
/// No value is nothing, an empty text is `""`: whoever reads the file can tell them apart, as
/// DuckDB's own reader does. That is why the writing is done here.
///
/// # Errors
///
/// Those of the writer.
pub fn write_csv(
    columns: &[Column],
    rows: impl Iterator<Item = Row>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_line(columns.iter().map(|column| Some(column.name.as_str())), out)?;
    for row in rows {
        write_line(row.iter().map(Option::as_deref), out)?;
    }
    Ok(())
}

/// Writes the same for a person with a spreadsheet: text that a spreadsheet would take for a formula gets an apostrophe.
///
/// # Errors
///
/// Those of the writer.
pub fn write_csv_for_people(
    columns: &[Column],
    rows: impl Iterator<Item = Row>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let names = columns.iter().map(|column| Some(defused(&column.name)));
    spreadsheet::write_line(out, names)?;
    for row in rows {
        let cells = row.iter().zip(columns);
        spreadsheet::write_line(
            out,
            cells.map(|(cell, column)| {
                let text = cell.as_deref()?;
                Some(match column.kind {
                    Kind::Number | Kind::Boolean => text.into(),
                    Kind::Text | Kind::Json => defused(text),
                })
            }),
        )?;
    }
    Ok(())
}

fn write_line<'c>(
    cells: impl Iterator<Item = Option<&'c str>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        match cell {
            None => {}
            Some(text) if needs_quotes(text) => write!(out, "\"{}\"", text.replace('"', "\"\""))?,
            Some(text) => out.write_all(text.as_bytes())?,
        }
    }
    out.write_all(b"\n")
}

fn needs_quotes(text: &str) -> bool {
    text.is_empty()
        || text.contains([',', '"', '\n', '\r'])
        || text.starts_with(' ')
        || text.ends_with(' ')
}
