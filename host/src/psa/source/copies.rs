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
    /// What they are about: whom and what they bill.
    about: HashSet<u64>,
    /// Those below it, with their lines, and what they are about.
    below: Vec<(u64, u64, u64)>,
}

impl Copies {
    /// Counts a row of data, and what it is about.
    pub(super) fn row(&mut self, line: u64, fields: &[Cow<'_, str>], about: &[&str]) {
        let filled = fields.iter().rposition(|field| !field.is_empty());
        let length = filled.map_or(0, |last| last + 1);
        let row = hash(fields.iter().take(length).map(AsRef::as_ref));
        self.below.push((line, row, hash(about.iter().copied())));
    }

    /// A header comes again: says whether the rows above it, since the header before, are a copy.
    pub(super) fn next_page(&mut self) -> Option<RowFault> {
        let fault = self.fault();
        let below = std::mem::take(&mut self.below);
        for (_, row, about) in below {
            self.above.insert(row);
            self.about.insert(about);
        }
        fault
    }

    /// Says whether the rows since the last header are a copy of rows above it.
    pub(super) fn fault(&self) -> Option<RowFault> {
        let (first, last) = self.below.first().zip(self.below.last())?;
        // One equal row among many can be a line of its own.
        let is_copy = (self.below.len() > 1 || self.below.len() == self.above.len())
            && self
                .below
                .iter()
                .all(|(_, row, _)| self.above.contains(row));
        // Yesterday's report and today's differ in some figures, and are about the same.
        let is_another = self.below.len() > 1
            && self.below.len() * 2 > self.about.len()
            && self
                .below
                .iter()
                .all(|(_, _, about)| self.about.contains(about));
        (is_copy || is_another).then(|| RowFault {
            line: first.0,
            row: None,
            column: None,
            value: None,
            rule: format!(
                "the rows up to line {} follow a repeated header, and all of them are already in the file above it{}; is the report in the file twice? Remove one of the two",
                last.0,
                if is_copy { "" } else { ", with other figures" }
            ),
        })
    }
}

fn hash<'t>(texts: impl Iterator<Item = &'t str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    texts.for_each(|text| text.hash(&mut hasher));
    hasher.finish()
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
                let about = row.split(' ').next().unwrap_or_default();
                copies.row(line, &[Cow::Borrowed(*row), Cow::Borrowed("")], &[about]);
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
        assert_eq!(fault(&[&["a 1", "b 1"], &["a 2", "b 1"]]), Some(5));
        assert_eq!(fault(&[&["a 1", "b 1"], &["a 2"]]), None);
    }
}
