//! Page by page through a list that is paged by an offset, and the cursors between the pages.

use seatwise_plugin::types::{Page, RejectedRow, Rows};
use seatwise_plugin::{Failure, FailureKind};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;

/// How far a read has come.
///
/// The next page begins behind the rows that came, not behind those that were asked for: whatever limit the vendor
/// has, none is skipped. The newest rows come first, so one that is added while pages are read moves the others
/// back, and the next page begins with rows of the page before; they are dropped and not asked about again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Walk {
    /// Where the page begins.
    pub(crate) offset: u64,
    /// Fingerprints of the last entries of the page before.
    before: Vec<u64>,
    /// How many different entries of the list came.
    entries: u64,
    /// How many rows were handed over or set apart; an entry may be several.
    rows: u64,
    /// How many entries the list had when the read began. What is added later, the next sync reads.
    stated: Option<u64>,
    /// How many details could not be read now, but may be later.
    unread: u64,
}

/// So many entries of a page are remembered, with 21 characters for each; a cursor has room for three thousand.
const MOST_REMEMBERED: usize = 500;
/// Why rows may be absent where an answer has neither a list nor a count.
const NO_LIST: &str = "the answer has no list and does not say that it is empty";
/// Why rows may be absent where the same page comes again.
const SAME_PAGE: &str = "the list brings the same rows again and does not say how many it has";

impl Walk {
    /// Goes on from a cursor that this plugin wrote, or begins.
    pub(crate) fn resume(cursor: Option<&str>) -> Result<Self, Failure> {
        let Some(cursor) = cursor else {
            return Ok(Self::default());
        };
        serde_json::from_str(cursor).map_err(|error| {
            Failure::new(
                FailureKind::Other,
                format!("the cursor is not from this plugin: {error}"),
            )
        })
    }

    /// Takes a page: drops what came with the page before, and says what is next.
    ///
    /// # Errors
    /// Fails where the first page is empty although the list has entries.
    pub(crate) fn take(&mut self, answer: &mut Answer<'_>) -> Result<Step, Failure> {
        let is_first = self.offset == 0;
        if is_first && answer.sent == 0 && answer.total.is_some_and(|total| total > 0) {
            return Err(answer.unusable("with a total above zero and no rows"));
        }
        let mut marks = answer.marks();
        let news = answer.drop_known(&marks, &self.before);
        if is_first {
            self.stated = answer.total;
        }
        self.entries += news;
        self.offset += answer.sent;
        marks.drain(..marks.len().saturating_sub(MOST_REMEMBERED));
        self.before = marks;
        Ok(match answer.total {
            // An empty page ends every list; whether rows are missing, the host sees by the total.
            _ if answer.sent == 0 => Step::End(answer.bare.then_some(NO_LIST).filter(|_| is_first)),
            Some(total) if self.offset < total => Step::Next,
            Some(_) => Step::End(None),
            None if news == 0 => Step::End(Some(SAME_PAGE)),
            // Ingram may give fewer rows than were asked for, so only an empty page proves the end.
            None => Step::Next,
        })
    }

    /// Notes details that could not be read now.
    pub(crate) fn note_unread(&mut self, details: u64) {
        self.unread += details;
    }

    /// Finishes a page.
    pub(crate) fn page(
        mut self,
        step: Step,
        rows: Rows,
        count: usize,
        rejected: Vec<RejectedRow>,
    ) -> Result<Page, Failure> {
        self.rows += (count + rejected.len()) as u64;
        let page = Page {
            rejected,
            ..Page::complete(rows)
        };
        let Step::End(doubt) = step else {
            return Ok(Page {
                next: Some(self.cursor()?),
                ..page
            });
        };
        let unread = (self.unread > 0).then(|| {
            format!(
                "the details of {} entries could not be read now",
                self.unread
            )
        });
        // The sum of rows is known with the last page: before it, entries stand for their rows.
        let missing = |stated: u64| stated.saturating_sub(self.entries);
        Ok(Page {
            total: self.stated.map(|stated| self.rows + missing(stated)),
            incomplete: doubt.map(str::to_owned).or(unread),
            ..page
        })
    }

    fn cursor(&self) -> Result<String, Failure> {
        serde_json::to_string(self).map_err(|error| {
            Failure::new(
                FailureKind::Other,
                format!("the cursor could not be written: {error}"),
            )
        })
    }
}

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Another page.
    Next,
    /// Nothing; with why rows may be absent anyway.
    End(Option<&'static str>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Region;

    fn take(walk: &mut Walk, ids: std::ops::Range<u64>, pagination: &str) -> (Step, u64) {
        let rows: Vec<String> = ids.map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
        let body = format!(r#"{{"data":[{}]{pagination}}}"#, rows.join(","));
        let request = Region::Europe.customers(walk.offset);
        let mut answer = Answer::open(&request, body.as_bytes()).unwrap();
        let before = walk.entries;
        (walk.take(&mut answer).unwrap(), walk.entries - before)
    }

    fn of(total: u64) -> String {
        format!(r#","pagination":{{"offset":0,"limit":100,"total":{total}}}"#)
    }

    #[test]
    fn a_vendor_that_gives_smaller_pages_is_followed() {
        let mut walk = Walk::default();
        assert_eq!(take(&mut walk, 0..10, &of(25)), (Step::Next, 10));
        assert_eq!(walk.offset, 10);
        assert_eq!(take(&mut walk, 10..20, &of(25)), (Step::Next, 10));
        assert_eq!(take(&mut walk, 20..25, &of(25)), (Step::End(None), 5));
    }

    #[test]
    fn a_row_that_was_added_moves_the_others_and_none_comes_twice() {
        let mut walk = Walk::default();
        take(&mut walk, 0..100, &of(150));
        // One was added in front: the page begins with the last row of the page before.
        let (step, news) = take(&mut walk, 99..150, &of(151));
        assert_eq!((step, news), (Step::End(None), 50));
        let page = walk.page(
            Step::End(None),
            Rows::Customers(Vec::new()),
            150,
            Vec::new(),
        );
        let page = page.unwrap();
        assert_eq!((page.total, page.incomplete), (Some(150), None));
    }

    #[test]
    fn a_row_that_was_removed_leaves_the_count_short() {
        let mut walk = Walk::default();
        take(&mut walk, 0..100, &of(150));
        // One of the first page was removed: the row that was to come first is on no page.
        assert_eq!(take(&mut walk, 101..150, &of(149)), (Step::End(None), 49));
        let page = walk.page(
            Step::End(None),
            Rows::Customers(Vec::new()),
            149,
            Vec::new(),
        );
        assert_eq!(page.unwrap().total, Some(150), "one more than came");
    }

    #[test]
    fn without_a_count_only_an_empty_page_ends_the_list() {
        let mut walk = Walk::default();
        assert_eq!(take(&mut walk, 0..10, ""), (Step::Next, 10));
        assert_eq!(take(&mut walk, 10..13, ""), (Step::Next, 3));
        assert_eq!(take(&mut walk, 0..0, ""), (Step::End(None), 0));
    }

    #[test]
    fn a_cursor_fits_its_room_however_large_a_page_is() {
        let mut walk = Walk::default();
        take(&mut walk, 0..9_000, &of(9_999));
        assert!(walk.cursor().unwrap().len() < 64 * 1024);
        let (_, news) = take(&mut walk, 8_999..9_010, &of(9_999));
        assert_eq!(news, 10, "the last entries are those that come again");
    }

    #[test]
    fn a_vendor_that_ignores_the_offset_does_not_keep_the_read_going() {
        let mut walk = Walk::default();
        take(&mut walk, 0..10, "");
        assert_eq!(take(&mut walk, 0..10, ""), (Step::End(Some(SAME_PAGE)), 0));
    }
}
