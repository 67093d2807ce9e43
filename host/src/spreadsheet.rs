//! CSV that a person opens in a spreadsheet.
//!
//! A customer's name is foreign text. What begins like a formula gets an apostrophe, which spreadsheets take for
//! "this is text". Reading the file back takes it off again, so nothing is lost on the way. Every writer of CSV for
//! people uses this room; `query` writes values as they are, for programs.

use std::borrow::Cow;

/// What begins a formula, or moves into the next cell, where one begins. Excel in Japanese and Chinese takes the wide
/// forms for the others.
const BEGINS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// What a file begins with so that Excel reads it as UTF-8. Text on the standard output has none, for the program that
/// reads it.
pub(crate) const MARK: &str = "\u{feff}";

/// Makes a cell harmless for spreadsheets. A plain number, also a negative one, stays a number.
pub(crate) fn defused(cell: &str) -> Cow<'_, str> {
    if is_dangerous(cell) && !is_number(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Returns the cell that [`defused`] made harmless.
pub(crate) fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_dangerous(rest) && !is_number(rest) => rest,
        _ => cell,
    }
}

/// What has such apostrophes already is not told from what got one, so it gets another.
fn is_dangerous(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(BEGINS)
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_gets_an_apostrophe_and_loses_it_again() {
        for formula in [
            "=1+1",
            "+1",
            "-1+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "-",
            "=",
            "-1.",
            "-.5",
            "--1",
            "'=1",
            "''@x",
            "＝1+1",
            "＋1",
            "－1",
            "＠SUM(A1)",
            "\n=1",
        ] {
            assert_eq!(defused(formula), format!("'{formula}"));
            assert_eq!(restored(&defused(formula)), formula);
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for text in [
            "", "Contoso", "a=b", "a＝b", "-1", "-12.50", "12", "'t Hooft", "O'Neil", "'", " =1",
            "東京",
        ] {
            assert_eq!(defused(text), text);
            assert_eq!(restored(text), text);
        }
    }
}
