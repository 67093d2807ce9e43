//! Where the rows of a file are: what names a row, and what is said of it to a person.

use crate::psa::report::{RowFault, Skipped};

/// Stands around the number of a row in a rule that SQL words; no text of a file has it.
const MARK: char = '\u{1}';

/// The places of the rows of a file.
///
/// A row is known by a number that no other row has. In a text with delimiters that is the line in which
/// it begins. JSON may have any number of rows in a line, so there they are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::psa) struct Places {
    /// The line of each row, where rows are counted.
    lines: Vec<u64>,
}

impl Places {
    /// Counts a row that begins in a line, and returns its number.
    pub(super) fn count(&mut self, line: u64) -> u64 {
        self.lines.push(line);
        self.lines.len() as u64
    }

    /// The line of a row; and its number among the rows of the file, where others begin in that line too.
    pub(in crate::psa) fn of(&self, number: u64) -> (u64, Option<u64>) {
        let place = usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_sub(1));
        let at = |place: Option<usize>| self.lines.get(place?).copied();
        let Some(line) = at(place) else {
            return (number, None);
        };
        let before = place.and_then(|place| place.checked_sub(1));
        let behind = place.and_then(|place| place.checked_add(1));
        let shared = at(before) == Some(line) || at(behind) == Some(line);
        (line, shared.then_some(number))
    }

    /// The line of each row, where rows are counted.
    pub(in crate::psa) fn lines(&self) -> Vec<u64> {
        self.lines.clone()
    }

    /// Says where a row is.
    pub(in crate::psa) fn worded(&self, number: u64) -> String {
        match self.of(number) {
            (line, None) => format!("line {line}"),
            (line, Some(row)) => format!("line {line}, row {row}"),
        }
    }

    /// Puts places where a fault has the numbers of rows.
    pub(in crate::psa) fn settle(&self, fault: &mut RowFault) {
        (fault.line, fault.row) = self.of(fault.line);
        if fault.rule.contains(MARK) {
            fault.rule = self.spelled(&fault.rule);
        }
    }

    /// Puts the place where a skipped row has its number.
    pub(in crate::psa) fn settle_skipped(&self, skipped: &mut Skipped) {
        (skipped.line, skipped.row) = self.of(skipped.line);
        if skipped.reason.contains(MARK) {
            skipped.reason = self.spelled(&skipped.reason);
        }
    }

    /// Spells the numbers of rows out that stand between marks.
    pub(in crate::psa) fn spelled(&self, text: &str) -> String {
        let parts = text
            .split(MARK)
            .enumerate()
            .map(|(place, part)| match part.parse() {
                Ok(number) if place % 2 == 1 => self.worded(number),
                _ => part.to_owned(),
            });
        parts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_their_line_and_by_their_number_where_a_line_has_several() {
        let mut places = Places::default();
        for line in [1, 1, 2] {
            places.count(line);
        }
        assert_eq!(places.of(1), (1, Some(1)));
        assert_eq!(places.of(2), (1, Some(2)));
        assert_eq!(places.of(3), (2, None));
        assert_eq!(
            places.spelled("is the id of \u{1}2\u{1} too"),
            "is the id of line 1, row 2 too"
        );
    }

    #[test]
    fn rows_that_are_not_counted_are_lines() {
        let places = Places::default();
        assert_eq!(places.of(7), (7, None));
        assert_eq!(places.spelled("see \u{1}7\u{1}"), "see line 7");
    }
}
