//! A Markdown table.

use std::io::{self, Write};

use super::grid::{Column, Kind, Row};
use crate::base::safe_text::sanitize;

/// Writes a table as GitHub's Markdown has it; numbers are aligned to the right.
///
/// # Errors
///
/// Those of the writer.
pub fn write_markdown(
    columns: &[Column],
    rows: impl Iterator<Item = Row>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_line(columns.iter().map(|column| escape(&column.name)), out)?;
    write_line(
        columns.iter().map(|column| rule(column.kind).to_owned()),
        out,
    )?;
    for row in rows {
        write_line(
            row.iter()
                .map(|cell| escape(cell.as_deref().unwrap_or_default())),
            out,
        )?;
    }
    Ok(())
}

fn write_line(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<String> = cells.collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

fn rule(kind: Kind) -> &'static str {
    if kind == Kind::Number { "--:" } else { "---" }
}

/// Keeps foreign text from ending the cell, or from becoming a tag, a link or emphasis.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in sanitize(text).chars() {
        match character {
            '|' | '\\' | '`' | '*' | '[' | ']' => escaped.extend(['\\', character]),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            other => escaped.push(other),
        }
    }
    escaped
}
