//! A report that is in a file twice, one copy behind the other.

use std::{
    borrow::Cow,
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use crate::psa::report::RowFault;

/// Notices whether the rows below a header that comes again are all in the file already.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// The rows above the last header.
    above: HashSet<u64>,
    /// Those below it, with their lines.
    below: Vec<(u64, u64)>,
}

impl Copies {
    /// Counts a row of data.
    pub(super) fn row(&mut self, line: u64, fields: &[Cow<'_, str>]) {
        let mut hasher = DefaultHasher::new();
        let filled = fields.iter().rposition(|field| !field.is_empty());
        let length = filled.map_or(0, |last| last + 1);
        for field in fields.iter().take(length) {
            field.hash(&mut hasher);
        }
        self.below.push((line, hasher.finish()));
    }

    /// A header comes again: says whether the rows above it, since the header before, are a copy.
    pub(super) fn next_page(&mut self) -> Option<RowFault> {
        let fault = self.fault();
        let below = std::mem::take(&mut self.below);
        self.above.extend(below.into_iter().map(|(_, hash)| hash));
        fault
    }

    /// Says whether the rows since the last header are a copy of rows above it.
    pub(super) fn fault(&self) -> Option<RowFault> {
        let (first, last) = self.below.first().zip(self.below.last())?;
        // One equal row among many can be a line of its own.
        let is_copy = (self.below.len() > 1 || self.below.len() == self.above.len())
            && self.below.iter().all(|(_, hash)| self.above.contains(hash));
        is_copy.then(|| RowFault {
            line: first.0,
            row: None,
            column: None,
            value: None,
            rule: format!(
                "the rows up to line {} stand below a header that comes again, and all of them are in the file above it already; is the report in the file twice? Take one of the two out",
                last.0
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(pages: &[&[&str]]) -> Option<u64> {
        let mut copies = Copies::default();
        let mut line = 1;
        let mut found = None;
        for page in pages {
            for row in *page {
                line += 1;
                copies.row(line, &[Cow::Borrowed(*row), Cow::Borrowed("")]);
            }
            line += 1;
            found = found.or(copies.next_page());
        }
        found.map(|fault| fault.line)
    }

    #[test]
    fn a_second_copy_is_noticed_and_a_second_page_is_not() {
        assert_eq!(fault(&[&["a", "b"], &["b", "a"]]), Some(5));
        assert_eq!(fault(&[&["a"], &["a"]]), Some(4));
        assert_eq!(fault(&[&["a", "b"], &["c", "a"]]), None);
        assert_eq!(fault(&[&["a", "b"], &["a"]]), None);
        assert_eq!(fault(&[&["a", "b"]]), None);
    }
}
