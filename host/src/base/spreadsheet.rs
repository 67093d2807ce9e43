//! CSV that a person opens in a spreadsheet.
//!
//! A customer's name is foreign text. What begins like a formula gets an apostrophe, which spreadsheets take for
//! "this is text". Reading the file back takes it off again, so nothing is lost on the way. Every writer of CSV for
//! people uses this room; `query` writes values as they are into a pipe, for programs.
//!
//! What is covered: the beginning of a cell, behind whatever blanks, quotes and invisible characters; and what follows a
//! semicolon, a tab, a bar or a line break inside of a cell, since a spreadsheet whose list separator is not the comma
//! splits the line there, and then sees no quotes: for it they stand in the middle of a cell. Such a cell is quoted all
//! the same, for those that do. A comma is no such place: whoever splits at commas heeds the quotes, or tears every
//! name with a comma. Honest texts stay as they are, but for a "; -" or "| +" in the middle of one.

use std::borrow::Cow;
use std::io::{self, Write};

use super::safe_text::is_harmful;

/// What begins a formula. Excel in Japanese and Chinese takes the wide and the small forms for the others.
const BEGINS: [char; 12] = [
    '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫',
];

/// What ends a cell where the comma does not, or a line.
const ENDS: [char; 5] = [';', '\t', '|', '\n', '\r'];

/// What a file begins with so that Excel reads it as UTF-8. Text on the standard output has none, for the program that
/// reads it.
pub(crate) const MARK: &str = "\u{feff}";

/// Makes a cell harmless for spreadsheets. A plain number, also a negative one, stays a number.
pub(crate) fn defused(cell: &str) -> Cow<'_, str> {
    if is_number(cell) {
        return Cow::Borrowed(cell);
    }
    pieced(cell, |piece, is_first, defused| {
        if is_dangerous(piece, is_first) {
            defused.push('\'');
        }
        defused.push_str(piece);
    })
}

/// Returns the cell that [`defused`] made harmless.
pub(crate) fn restored(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    // A number in a cell of its own gets no apostrophe, so somebody wrote that one.
    if cell.strip_prefix('\'').is_some_and(is_number) {
        return Cow::Borrowed(cell);
    }
    pieced(cell, |piece, is_first, restored| {
        let rest = piece.strip_prefix('\'');
        let rest = rest.filter(|rest| is_dangerous(rest, is_first));
        restored.push_str(rest.unwrap_or(piece));
    })
}

/// Puts a cell together from what becomes of its pieces: what a spreadsheet may take for cells, each with what ends it.
fn pieced(cell: &str, mut become_of: impl FnMut(&str, bool, &mut String)) -> Cow<'_, str> {
    if !cell.contains(BEGINS) && !cell.contains(['\t', '\r', '\n']) {
        return Cow::Borrowed(cell);
    }
    let mut made = String::with_capacity(cell.len() + 4);
    for (place, piece) in cell.split_inclusive(ENDS).enumerate() {
        become_of(piece, place == 0, &mut made);
    }
    Cow::Owned(made)
}

/// Whether what begins here is taken for a formula.
///
/// What has apostrophes already is not told from what got one, so it gets another.
fn is_dangerous(piece: &str, is_first: bool) -> bool {
    let seen = piece.trim_start_matches(is_passed_over);
    // A cell that begins with the end of one stands behind an empty one.
    seen.starts_with(BEGINS) || is_first && seen.starts_with(['\t', '\r', '\n'])
}

/// Whether a reader may take a character away before it looks for a formula.
fn is_passed_over(character: char) -> bool {
    !ENDS.contains(&character)
        && (character == '\''
            || character == '"'
            || character.is_whitespace()
            // Also what belongs into honest names: the first character that is seen decides.
            || is_harmful(character))
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Writes a line of CSV for people: harmless cells, quoted wherever any spreadsheet would split them. What is none is
/// nothing, and an empty text is `""`.
pub(crate) fn write_line<'c>(
    out: &mut dyn Write,
    cells: impl IntoIterator<Item = Option<Cow<'c, str>>>,
) -> io::Result<()> {
    let mut cells = cells.into_iter().peekable();
    let mut is_first = true;
    while let Some(cell) = cells.next() {
        // A line of nothing is not a row for whoever reads it.
        let is_alone = is_first && cells.peek().is_none();
        if !is_first {
            out.write_all(b",")?;
        }
        is_first = false;
        match cell.as_deref() {
            None if is_alone => out.write_all(b"\"\"")?,
            None => {}
            Some(text) if needs_quotes(text) => write!(out, "\"{}\"", text.replace('"', "\"\""))?,
            Some(text) => out.write_all(text.as_bytes())?,
        }
    }
    out.write_all(b"\n")
}

fn needs_quotes(text: &str) -> bool {
    text.is_empty()
        || text.contains([',', '"'])
        || text.contains(ENDS)
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace)
}

/// Writes a line of texts, made harmless; an empty one is nothing.
pub(crate) fn write_texts<'c>(
    out: &mut dyn Write,
    texts: impl IntoIterator<Item = &'c str>,
) -> io::Result<()> {
    let cells = texts
        .into_iter()
        .map(|text| (!text.is_empty()).then(|| defused(text)));
    write_line(out, cells)
}

#[cfg(test)]
mod tests;
