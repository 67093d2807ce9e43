//! Paging by offset over a list that may change meanwhile.
//!
//! A row that is deleted while the list is read moves all later rows up, and one of them slips
//! through between two pages; a row that is added makes one come twice. Both show in the total
//! that the vendor states. The reader then steps back by one page, once; whether all came in the end, the
//! host counts.
//!
//! A total may also be none: it may count the page, or what came so far. So a full page ends no list.

use serde::{Deserialize, Serialize};

/// How many pages' rows are remembered to recognise a row that comes twice.
const REMEMBERED_PAGES: usize = 2;
/// The most rows that are remembered, so that the cursor stays below 64 KiB (21 bytes a row).
const REMEMBERED_ROWS: usize = 2_000;

/// Page lengths at which servers commonly cut, whatever was asked for: a first page of one of them may be
/// cut off although it is shorter.
const COMMON_LENGTHS: [usize; 6] = [25, 50, 100, 250, 500, 1_000];

/// Where the list of subscriptions goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct OffsetCursor {
    /// Rows per page that the vendor accepts.
    pub(crate) size: u32,
    /// How many rows to leave out from the start.
    pub(crate) offset: u64,
    /// The token of the page, where the vendor gave one.
    pub(crate) token: Option<String>,
    /// How many different rows came so far; those that come again much later count again.
    seen: u64,
    /// The total that the page before stated.
    total: Option<u64>,
    /// The largest total that any page stated.
    most: Option<u64>,
    /// Where the list was read to, furthest.
    furthest: u64,
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
    /// Nothing.
    Done {
        /// Whether nothing shows that the list ends here: the page is full, and the vendor answers the
        /// offset behind it with the same rows.
        open_end: bool,
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
            most: None,
            furthest: 0,
            stepped_back: false,
            recent: Vec::new(),
        }
    }

    /// Decides what follows a page, from its rows, the total that it states, and its token.
    pub(crate) fn advance(self, rows: &[u64], total: Option<u64>, token: Option<String>) -> Step {
        if self.token.is_some() || token.is_some() {
            return self.by_token(token);
        }
        let fresh = self.fresh(rows);
        let seen = self.seen.saturating_add(fresh);
        let end = self.offset.saturating_add(rows.len() as u64);
        let most = self.most.max(total);
        let full = rows.len() as u64 >= u64::from(self.size);
        // The offset is ignored, or answered with the last page: going on brings nothing.
        let beyond = self.offset >= self.furthest && most.is_none_or(|most| end > most);
        if !rows.is_empty() && fresh == 0 && beyond {
            return Step::Done { open_end: full };
        }
        let changed =
            !rows.is_empty() && total.is_some() && self.total.is_some() && self.total != total;
        let at_end = self.at_end(rows, end, total);
        let short = at_end && most.is_some_and(|most| seen < most);
        let back = !self.stepped_back && (changed || short);
        if at_end && !back {
            return Step::Done { open_end: false };
        }
        let offset = if back {
            self.offset.saturating_sub(u64::from(self.size))
        } else {
            end
        };
        Step::Next(Self {
            size: self.size,
            offset,
            token: None,
            seen,
            total: total.or(self.total),
            most,
            furthest: self.furthest.max(end),
            stepped_back: self.stepped_back || back,
            recent: self.remember(rows),
        })
    }

    /// A list by tokens ends where there is none. Nothing else is kept: a cursor that comes again gives an
    /// endless list away.
    fn by_token(self, token: Option<String>) -> Step {
        match token {
            None => Step::Done { open_end: false },
            Some(token) => Step::Next(Self {
                token: Some(token),
                ..Self::start(self.size)
            }),
        }
    }

    /// Whether the vendor shows that the list ends with these rows. A page that is as long as it may be is
    /// not an end, whatever the total says: some vendors count the page, or what came so far. Rows beyond
    /// the total show that it is none; then an empty page ends the list.
    fn at_end(&self, rows: &[u64], end: u64, total: Option<u64>) -> bool {
        let most = self.most.max(total);
        let cut = rows.len() as u64 >= u64::from(self.size)
            || (self.offset == 0 && COMMON_LENGTHS.contains(&rows.len()));
        rows.is_empty() || !cut && [most, total].contains(&Some(end))
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

    /// What was read: the different rows, whether the end is open, and how many pages it took.
    type Read = (Vec<u64>, bool, usize);

    /// Reads a list through `advance`; `change` is applied once, after the first page.
    fn read(list: Vec<u64>, change: impl FnOnce(&mut Vec<u64>)) -> Read {
        read_with(list, change, |list, _| Some(list.len() as u64))
    }

    /// As [`read`], with the total that the vendor states for a page.
    fn read_with(
        mut list: Vec<u64>,
        change: impl FnOnce(&mut Vec<u64>),
        total: impl Fn(&[u64], &[u64]) -> Option<u64>,
    ) -> Read {
        let (mut change, mut got, mut pages) = (Some(change), Vec::new(), 0);
        let mut cursor = OffsetCursor::start(10);
        loop {
            let from = (cursor.offset as usize).min(list.len());
            let rows = list[from..(from + 10).min(list.len())].to_vec();
            pages += 1;
            assert!(pages < 50, "the reading does not end");
            got.extend(&rows);
            match cursor.advance(&rows, total(&list, &rows), None) {
                Step::Next(next) => cursor = next,
                Step::Done { open_end } => {
                    got.sort_unstable();
                    got.dedup();
                    return (got, open_end, pages);
                }
            }
            if let Some(change) = change.take() {
                change(&mut list);
            }
        }
    }

    #[test]
    fn a_list_that_stands_still_takes_no_request_too_many() {
        let (got, open_end, pages) = read((0..41).collect(), |_| ());
        assert_eq!((got.len(), open_end, pages), (41, false, 5));
        assert_eq!(read((0..7).collect(), |_| ()).2, 1);
        // A full page proves no end, so a list that ends with one takes an empty page more.
        assert_eq!(read((0..40).collect(), |_| ()).2, 5);
    }

    #[test]
    fn a_total_that_counts_the_page_or_what_came_so_far_or_what_is_left_ends_no_list() {
        let count = |rows: &[u64]| Some(rows.len() as u64);
        let all: Vec<u64> = (0..45).collect();
        let of_page = |_: &[u64], rows: &[u64]| count(rows);
        let so_far = |_: &[u64], rows: &[u64]| Some(rows.last().map_or(45, |last| last + 1));
        let left = |_: &[u64], rows: &[u64]| Some(rows.first().map_or(0, |first| 45 - first));
        let cached = |_: &[u64], _: &[u64]| Some(40);
        for (name, total) in [
            ("page", &of_page as &dyn Fn(&[u64], &[u64]) -> Option<u64>),
            ("so far", &so_far),
            ("left", &left),
            ("cached", &cached),
        ] {
            let (got, open_end, _) = read_with(all.clone(), |_| (), total);
            assert_eq!((got, open_end), (all.clone(), false), "{name}");
        }
    }

    #[test]
    fn a_page_of_a_common_length_is_taken_for_cut_off() {
        let rows: Vec<u64> = (0..25).collect();
        let Step::Next(cursor) = OffsetCursor::start(200).advance(&rows, Some(25), None) else {
            panic!("the page was taken for the whole list");
        };
        assert_eq!(cursor.offset, 25);
        assert_eq!(
            cursor.advance(&[], Some(25), None),
            Step::Done { open_end: false }
        );
    }

    #[test]
    fn a_full_page_that_comes_again_for_the_next_offset_leaves_the_end_open() {
        let rows: Vec<u64> = (0..10).collect();
        for total in [Some(10), None] {
            let Step::Next(cursor) = OffsetCursor::start(10).advance(&rows, total, None) else {
                panic!("a full page was taken for the end");
            };
            assert_eq!(
                cursor.advance(&rows, total, None),
                Step::Done { open_end: true }
            );
        }
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
        let (got, _, _) = read((0..40).collect(), |list| list.insert(0, 99));
        assert_eq!(got.len(), 41);
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
        assert_eq!(
            cursor.advance(&[], Some(5), None),
            Step::Done { open_end: false }
        );
    }

    #[test]
    fn without_a_total_the_list_ends_with_an_empty_page() {
        let Step::Next(cursor) = OffsetCursor::start(10).advance(&[1], None, None) else {
            panic!("a short page is not the last");
        };
        assert_eq!(
            cursor.advance(&[], None, None),
            Step::Done { open_end: false }
        );
    }

    #[test]
    fn a_token_is_followed_to_its_end() {
        let token = Some("t".to_owned());
        let Step::Next(cursor) = OffsetCursor::start(10).advance(&[1], Some(2), token.clone())
        else {
            panic!("the token was ignored");
        };
        assert_eq!(cursor.token, token);
        assert_eq!(
            cursor.advance(&[2], Some(2), None),
            Step::Done { open_end: false }
        );
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
