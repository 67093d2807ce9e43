//! Paging by offset over a list that may change meanwhile.
//!
//! A row that is deleted while the list is read moves all later rows up, and one of them slips
//! through between two pages; a row that is added makes one come twice. Both show in the total
//! that the vendor states. The reader then steps back by one page, once, and reports what is still missing.

use serde::{Deserialize, Serialize};

/// How many pages' rows are remembered to recognise a row that comes twice.
const REMEMBERED_PAGES: usize = 2;
/// The most rows that are remembered, so that the cursor stays below 64 KiB (21 bytes a row).
const REMEMBERED_ROWS: usize = 2_000;

/// Where the list of subscriptions goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct OffsetCursor {
    /// Rows per page that the vendor accepts.
    pub(crate) size: u32,
    /// How many rows to leave out from the start.
    pub(crate) offset: u64,
    /// The token of the page, where the vendor gave one.
    pub(crate) token: Option<String>,
    /// How many different rows came so far.
    seen: u64,
    /// The total that the page before stated.
    total: Option<u64>,
    /// Whether a page was read again already.
    stepped_back: bool,
    /// Fingerprints of the rows of the last pages.
    recent: Vec<u64>,
}

/// What follows a page.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Another page.
    Next(OffsetCursor),
    /// Nothing; with how many different rows came.
    Done {
        /// Different rows that came.
        seen: u64,
    },
}

impl OffsetCursor {
    /// The start of the list.
    pub(crate) fn start(size: u32) -> Self {
        Self {
            size,
            offset: 0,
            token: None,
            seen: 0,
            total: None,
            stepped_back: false,
            recent: Vec::new(),
        }
    }

    /// Decides what follows a page, from its rows, the total that it states, and its token.
    pub(crate) fn advance(self, rows: &[u64], total: Option<u64>, token: Option<String>) -> Step {
        let seen = self.seen.saturating_add(self.fresh(rows));
        let end = self.offset.saturating_add(rows.len() as u64);
        let at_end = rows.is_empty() || total.is_some_and(|total| end >= total);
        let changed = self.total.is_some() && total.is_some() && self.total != total;
        let short = at_end && total.is_some_and(|total| seen < total);
        let by_token = self.token.is_some() || token.is_some();
        if by_token && token.is_none()
            || !by_token && at_end && (self.stepped_back || !(changed || short))
        {
            return Step::Done { seen };
        }
        let back = !by_token && !self.stepped_back && (changed || short);
        let offset = if back {
            self.offset.saturating_sub(u64::from(self.size))
        } else {
            end
        };
        Step::Next(Self {
            size: self.size,
            offset,
            token,
            seen,
            total: total.or(self.total),
            stepped_back: self.stepped_back || back,
            recent: self.remember(rows),
        })
    }

    fn fresh(&self, rows: &[u64]) -> u64 {
        let mut known: std::collections::BTreeSet<u64> = self.recent.iter().copied().collect();
        rows.iter().filter(|row| known.insert(**row)).count() as u64
    }

    fn remember(&self, rows: &[u64]) -> Vec<u64> {
        let kept = (self.size as usize * REMEMBERED_PAGES).min(REMEMBERED_ROWS);
        let all = self.recent.iter().chain(rows);
        let surplus = (self.recent.len() + rows.len()).saturating_sub(kept);
        all.skip(surplus).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a list through `advance`; `change` is applied once, after the first page.
    fn read(mut list: Vec<u64>, change: impl FnOnce(&mut Vec<u64>)) -> (Vec<u64>, u64, usize) {
        let (mut change, mut got, mut pages) = (Some(change), Vec::new(), 0);
        let mut cursor = OffsetCursor::start(10);
        loop {
            let from = (cursor.offset as usize).min(list.len());
            let rows = list[from..(from + 10).min(list.len())].to_vec();
            pages += 1;
            assert!(pages < 50, "the reading does not end");
            got.extend(&rows);
            match cursor.advance(&rows, Some(list.len() as u64), None) {
                Step::Next(next) => cursor = next,
                Step::Done { seen } => {
                    got.sort_unstable();
                    got.dedup();
                    return (got, seen, pages);
                }
            }
            if let Some(change) = change.take() {
                change(&mut list);
            }
        }
    }

    #[test]
    fn a_list_that_stands_still_takes_no_request_too_many() {
        assert_eq!(read((0..40).collect(), |_| ()), ((0..40).collect(), 40, 4));
        assert_eq!(read((0..41).collect(), |_| ()).2, 5);
    }

    #[test]
    fn a_row_that_slips_between_two_pages_is_fetched_after_all() {
        let (got, _, _) = read((0..40).collect(), |list| {
            list.remove(3);
        });
        assert_eq!(got, (0..40).collect::<Vec<_>>());
    }

    #[test]
    fn a_row_that_comes_twice_counts_once() {
        let (got, seen, _) = read((0..40).collect(), |list| list.insert(0, 99));
        assert_eq!((got.len() as u64, seen), (41, 41));
    }

    #[test]
    fn rows_that_never_come_are_missing_at_the_end_and_the_reading_ends() {
        let first = OffsetCursor::start(10).advance(&[1, 2], Some(5), None);
        let Step::Next(cursor) = first else {
            panic!("the list ended early")
        };
        let Step::Next(cursor) = cursor.advance(&[], Some(5), None) else {
            panic!("no second look")
        };
        assert_eq!((cursor.offset, cursor.stepped_back), (0, true));
        let Step::Next(cursor) = cursor.advance(&[1, 2], Some(5), None) else {
            panic!("no third page")
        };
        assert_eq!(cursor.advance(&[], Some(5), None), Step::Done { seen: 2 });
    }

    #[test]
    fn without_a_total_the_list_ends_with_an_empty_page() {
        let Step::Next(cursor) = OffsetCursor::start(10).advance(&[1], None, None) else {
            panic!("a short page is not the last");
        };
        assert_eq!(cursor.advance(&[], None, None), Step::Done { seen: 1 });
    }

    #[test]
    fn a_token_is_followed_to_its_end() {
        let token = Some("t".to_owned());
        let Step::Next(cursor) = OffsetCursor::start(10).advance(&[1], Some(2), token.clone())
        else {
            panic!("the token was ignored");
        };
        assert_eq!(cursor.token, token);
        assert_eq!(cursor.advance(&[2], Some(2), None), Step::Done { seen: 2 });
    }

    #[test]
    fn the_cursor_of_the_largest_pages_fits_64_kib() {
        let rows: Vec<u64> = (0..1_000).map(|row| u64::MAX - row).collect();
        let Step::Next(cursor) = OffsetCursor::start(1_000).advance(&rows, Some(9_999), None)
        else {
            panic!("the list ended early");
        };
        let Step::Next(cursor) = cursor.advance(&rows, Some(9_999), None) else {
            panic!("ended early")
        };
        assert!(serde_json::to_string(&cursor).unwrap().len() < 65_536);
    }
}
