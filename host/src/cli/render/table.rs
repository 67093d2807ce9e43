//! A table for a person.

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

use super::grid::{Grid, Kind, Row};
use super::ink::Look;
use super::sanitize::sanitize;

/// Columns divided by space, the head by a line: reads well and copies well.
const PRESET: &str = "     ──            ";

/// The longest cell on a terminal, in characters. A name of 10,000 would fill pages.
const LONGEST_CELL: usize = 200;

/// Renders a table that fits the terminal; piped, nothing is cut and no line is broken.
#[must_use]
pub fn table(grid: &Grid, look: Look) -> String {
    let mut table = Table::new();
    table.load_preset(PRESET);
    if look.terminal || look.width.is_some() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    } else {
        table.set_content_arrangement(ContentArrangement::Disabled);
    }
    if let Some(width) = look.width {
        table.set_width(width);
    }
    let limit = if look.terminal {
        LONGEST_CELL
    } else {
        usize::MAX
    };
    table.set_header(
        grid.columns
            .iter()
            .map(|column| cell(&column.name, column.kind)),
    );
    for row in &grid.rows {
        table.add_row(cells(grid, row, limit));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    format!("{}\n", table.trim_fmt())
}

fn cells<'g>(grid: &'g Grid, row: &'g Row, limit: usize) -> impl Iterator<Item = Cell> + 'g {
    grid.columns.iter().zip(row).map(move |(column, text)| {
        let text = text.as_deref().unwrap_or_default();
        cell(&cut(&sanitize(text), limit), column.kind)
    })
}

fn cell(text: &str, kind: Kind) -> Cell {
    let alignment = if kind == Kind::Number {
        CellAlignment::Right
    } else {
        CellAlignment::Left
    };
    Cell::new(text).set_alignment(alignment)
}

fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
