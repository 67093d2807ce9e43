//! Columns and rows of text.

use std::io;

use duckdb::Connection;
use jiff::civil::Date;

use super::error::ExportError;
use crate::{base::spreadsheet::write_texts, store::sql};

/// Columns and rows of text, ready for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows; a cell that is none is unknown, or says nothing.
    pub rows: Vec<Vec<Option<String>>>,
}

impl Sheet {
    /// Writes the sheet as comma-separated values (RFC 4180, UTF-8). What is none is empty; what a spreadsheet
    /// would take for a formula gets an apostrophe.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_csv(&self, mut out: impl io::Write) -> io::Result<()> {
        // In the wide form, products name the columns.
        write_texts(&mut out, self.columns.iter().map(String::as_str))?;
        for row in &self.rows {
            let cells = row.iter().map(|cell| cell.as_deref().unwrap_or_default());
            write_texts(&mut out, cells)?;
        }
        out.flush()
    }
}

/// Prepares a connection for the statements of this room.
pub(super) fn prepare(connection: &Connection, day: Date) -> Result<(), ExportError> {
    connection.execute_batch(include_str!("sql/macros.sql"))?;
    set(connection, "export_day", Some(&day.to_string()))
}

/// Sets a variable that the statements read.
pub(super) fn set(
    connection: &Connection,
    name: &str,
    value: Option<&str>,
) -> Result<(), ExportError> {
    let value = value.map_or_else(|| "NULL".to_owned(), sql::text);
    Ok(connection.execute_batch(&format!("SET VARIABLE {name} = {value}"))?)
}

/// Runs a statement all of whose columns are text.
pub(super) fn select(connection: &Connection, statement: &str) -> Result<Sheet, ExportError> {
    let mut statement = connection.prepare(statement)?;
    let mut rows = statement.query([])?;
    let columns = rows.as_ref().map(duckdb::Statement::column_names);
    let columns = columns.unwrap_or_default();
    let mut sheet = Sheet {
        columns,
        rows: Vec::new(),
    };
    while let Some(row) = rows.next()? {
        let cells = (0..sheet.columns.len()).map(|place| row.get(place));
        sheet.rows.push(cells.collect::<duckdb::Result<_>>()?);
    }
    Ok(sheet)
}
