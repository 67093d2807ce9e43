//! A table for a person.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width};

use super::grid::{Grid, Kind, Row};
use super::ink::Look;
use crate::base::safe_text::sanitize;

/// Columns divided by space, the head by a line: reads well and copies well.
const PRESET: &str = "     ──            ";

/// The longest cell on a terminal, in characters. A name of 10,000 would fill pages.
const LONGEST_CELL: usize = 200;

/// The longest cell elsewhere. The crate counts the width of a column in 16 bits, and a character may be two wide.
const LONGEST_PIPED_CELL: usize = 30_000;

/// Columns are this far apart.
const SPACE_BETWEEN: usize = 2;

/// A column of words that is narrower is no longer read with pleasure.
const NARROWEST_TEXT: usize = 10;

/// Renders a table that fits the terminal; piped, no line is broken, and only what is longer than 30,000 characters is cut.
///
/// Where the terminal is too narrow for all columns side by side, each row becomes a block of lines, one
/// for each value.
#[must_use]
pub fn table(grid: &Grid, look: Look) -> String {
    let mut table = Table::new();
    table.load_preset(PRESET);
    let bounded = look.terminal || look.width.is_some();
    if bounded {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    } else {
        table.set_content_arrangement(ContentArrangement::Disabled);
    }
    if let Some(width) = look.width {
        table.set_width(width);
    }
    let too_wide = table
        .width()
        .is_some_and(|width| narrowest(grid) > usize::from(width));
    if bounded && too_wide {
        return blocks(grid);
    }
    let limit = if look.terminal {
        LONGEST_CELL
    } else {
        LONGEST_PIPED_CELL
    };
    table.set_header(
        grid.columns
            .iter()
            .map(|column| cell(&cut(&sanitize(&column.name), limit), column.kind)),
    );
    for row in &grid.rows {
        table.add_row(cells(grid, row, limit));
    }
    for (place, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        let least = u16::try_from(least_width(grid, place) + 1).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
    }
    format!("{}\n", table.trim_fmt())
}

/// Returns the width, in characters, under which the columns cannot stand side by side.
fn narrowest(grid: &Grid) -> usize {
    let columns = 0..grid.columns.len();
    columns
        .map(|place| least_width(grid, place) + SPACE_BETWEEN)
        .sum()
}

/// Returns how wide a column has to be: a number in two lines is read as two, words may be broken.
fn least_width(grid: &Grid, place: usize) -> usize {
    let Some(column) = grid.columns.get(place) else {
        return 0;
    };
    let cells = grid
        .rows
        .iter()
        .filter_map(|row| row.get(place)?.as_deref());
    let widest = cells.map(|text| text.chars().count()).max();
    let widest = widest.unwrap_or_default();
    let words = column.name.split_whitespace();
    let word = words.map(|word| word.chars().count()).max();
    match column.kind {
        Kind::Number => widest.max(word.unwrap_or_default()).min(LONGEST_PIPED_CELL),
        _ => widest.max(word.unwrap_or_default()).min(NARROWEST_TEXT),
    }
}

/// Renders each row as a block of lines; values that are missing have none.
fn blocks(grid: &Grid) -> String {
    let names = grid
        .columns
        .iter()
        .map(|column| sanitize(&column.name).chars().count());
    let width = names.max().unwrap_or_default();
    let block = |row: &Row| {
        let values = grid.columns.iter().zip(row);
        let lines = values.filter_map(|(column, text)| {
            let text = cut(&sanitize(text.as_deref()?), LONGEST_CELL);
            Some(format!("{:<width$}  {text}\n", sanitize(&column.name)))
        });
        lines.collect::<String>()
    };
    let blocks: Vec<String> = grid.rows.iter().map(block).collect();
    blocks.join("\n")
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
