//! Whether a read brought the whole list.
//!
//! A vendor pages a list whose order may change meanwhile, states totals that mean something else, or
//! answers every page with the same rows. All of that shows in the ids of the rows, and the host sees
//! every page; so whether a list is whole is decided here, and not by each plugin for itself.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::contract::{Page, Rows};
use crate::records::{Record, of_rows};
use crate::store::StagedKey;

/// So many pages in a row may bring only rows that came before: a plugin that looks at a page a second
/// time because the list changed has a reason to do so.
const PAGES_WITHOUT_NEWS: u32 = 3;

/// Which rows a partition's reads have brought.
///
/// Two reads of one partition count together: a row that either of them brought is there.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    /// The ids of all reads, as hashes: a million of them are 16 MB.
    all: HashSet<u64>,
    /// The ids of this read.
    own: HashSet<u64>,
    /// The largest total that was stated. A total that shrinks while the list is read may have lost a
    /// row that had not come yet.
    total: Option<u64>,
    /// Rows of this read without an id that could be read.
    nameless: u64,
    /// Whether an id came on two pages of this read.
    repeated: bool,
    /// Pages in a row that brought nothing new.
    without_news: u32,
    /// Whether this read has brought a page.
    begun: bool,
}

impl Coverage {
    /// Goes on where an earlier run stopped, with the ids of the rows that it staged.
    pub(super) fn resumed(staged: Vec<StagedKey>) -> Self {
        let all: HashSet<u64> = staged
            .iter()
            .map(|key| hash(key.customer.as_deref(), &key.id))
            .collect();
        Self {
            own: all.clone(),
            all,
            ..Self::default()
        }
    }

    /// Begins a second read of the same partition.
    pub(super) fn read_again(&mut self) {
        self.own.clear();
        self.nameless = 0;
        self.repeated = false;
        self.without_news = 0;
        self.begun = false;
    }

    /// Whether this read has brought a page.
    pub(super) fn has_begun(&self) -> bool {
        self.begun
    }

    /// Counts a page. Returns why the read has to end with it although the plugin names a next one: page
    /// after page brings only rows that were there before, so it would never end.
    pub(super) fn add(&mut self, page: &Page) -> Option<String> {
        self.begun = true;
        self.total = self.total.max(page.total);
        let (ids, mut nameless) = ids(&page.rows);
        let mut ids: HashSet<u64> = ids.into_iter().collect();
        for rejected in &page.rejected {
            match &rejected.key {
                // The owner of a rejected row may not be known; the row counts once either way.
                Some(key) => {
                    ids.insert(hash(None, key));
                }
                None => nameless += 1,
            }
        }
        let rows = ids.len();
        let news = ids.iter().filter(|id| self.own.insert(**id)).count();
        self.all.extend(ids);
        self.repeated |= news < rows;
        self.nameless += nameless;
        self.without_news = if rows > 0 && news == 0 && nameless == 0 {
            self.without_news + 1
        } else {
            0
        };
        (self.without_news >= PAGES_WITHOUT_NEWS).then(|| {
            format!(
                "{PAGES_WITHOUT_NEWS} pages in a row contained only rows that were already read"
            )
        })
    }

    /// Why rows may be absent although `last` ends the read; none where the list is whole.
    pub(super) fn gap(&self, last: &Page) -> Option<String> {
        let came = u64::try_from(self.all.len())
            .unwrap_or(u64::MAX)
            .saturating_add(self.nameless);
        match (&last.incomplete, self.total) {
            (Some(reason), _) => Some(reason.clone()),
            (None, Some(total)) if came < total => Some(format!(
                "the list has {total} rows, but {came} different ones were read"
            )),
            (None, None) if self.repeated => Some(
                "rows appeared again on a later page, so the order of the list changed while it was read"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

/// The ids of the rows, and how many rows have none.
fn ids(rows: &Rows) -> (Vec<u64>, u64) {
    of_rows!(rows, rows => ids_of(rows))
}

fn ids_of<R: Record>(rows: &[R]) -> (Vec<u64>, u64) {
    let ids: Vec<u64> = rows
        .iter()
        .filter_map(|row| {
            let named = row.named();
            Some(hash(named.owner, named.key?))
        })
        .collect();
    let without = rows.len() - ids.len();
    (ids, u64::try_from(without).unwrap_or(u64::MAX))
}

fn hash(customer: Option<&str>, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (customer, id).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{RejectedRow, Usage};

    fn page(ids: &[&str], total: Option<u64>) -> Page {
        let row = |id: &&str| Usage {
            id: (*id).to_owned(),
            customer_id: "c".to_owned(),
            subscription_id: None,
            platform_id: None,
            meter_id: "m".to_owned(),
            meter_name: None,
            unit: None,
            total: None,
            used: None,
            available: None,
            extra: None,
        };
        Page {
            rows: Rows::Usage(ids.iter().map(row).collect()),
            next: None,
            total,
            rejected: Vec::new(),
            unavailable: Vec::new(),
            incomplete: None,
        }
    }

    fn rejected(key: Option<&str>) -> RejectedRow {
        RejectedRow {
            key: key.map(str::to_owned),
            reason: String::new(),
            source: String::new(),
            customer_id: None,
            customer_name: None,
            subscription_id: None,
            publisher_product_id: None,
            publisher_sku_id: None,
            sku: None,
            product_name: None,
        }
    }

    /// Reads pages, and says what is wrong at the end.
    fn gap(coverage: &mut Coverage, pages: &[Page]) -> Option<String> {
        for page in pages {
            coverage.add(page);
        }
        coverage.gap(pages.last().unwrap())
    }

    #[test]
    fn a_list_with_as_many_different_rows_as_stated_is_whole() {
        let pages = [page(&["a", "b"], Some(3)), page(&["c"], Some(3))];
        assert_eq!(gap(&mut Coverage::default(), &pages), None);
    }

    #[test]
    fn a_row_that_comes_twice_does_not_stand_for_one_that_never_came() {
        let pages = [page(&["a", "b"], Some(4)), page(&["b", "c"], Some(4))];
        assert_eq!(
            gap(&mut Coverage::default(), &pages).unwrap(),
            "the list has 4 rows, but 3 different ones were read"
        );
        let within_a_page = [page(&["a", "a", "b"], Some(3))];
        assert!(gap(&mut Coverage::default(), &within_a_page).is_some());
    }

    #[test]
    fn the_largest_total_counts_because_a_list_that_shrinks_may_have_lost_what_had_not_come() {
        let pages = [page(&["a", "b"], Some(4)), page(&["d"], Some(3))];
        assert!(gap(&mut Coverage::default(), &pages).is_some());
    }

    #[test]
    fn without_a_total_a_row_on_two_pages_says_that_the_order_changed() {
        let pages = [page(&["a", "b"], None), page(&["b"], None)];
        assert!(gap(&mut Coverage::default(), &pages).is_some());
        let pages = [page(&["a", "b"], None), page(&["c"], None)];
        assert_eq!(gap(&mut Coverage::default(), &pages), None);
    }

    #[test]
    fn a_second_read_adds_what_the_first_one_lacked() {
        let mut coverage = Coverage::default();
        let first = [page(&["a", "b"], Some(4)), page(&["b", "c"], Some(4))];
        assert!(gap(&mut coverage, &first).is_some());
        coverage.read_again();
        let second = [page(&["d", "a"], Some(4)), page(&["b", "d"], Some(4))];
        assert_eq!(gap(&mut coverage, &second), None);
    }

    #[test]
    fn rejected_rows_came_and_count() {
        let mut page = page(&["a"], Some(3));
        page.rejected = vec![rejected(Some("b")), rejected(None)];
        assert_eq!(gap(&mut Coverage::default(), &[page]), None);
    }

    #[test]
    fn what_an_earlier_run_staged_counts_for_the_whole() {
        let staged = vec![StagedKey {
            customer: Some("c".to_owned()),
            id: "a".to_owned(),
        }];
        let mut coverage = Coverage::resumed(staged);
        assert_eq!(gap(&mut coverage, &[page(&["b"], Some(2))]), None);
        assert!(gap(&mut Coverage::default(), &[page(&["b"], Some(2))]).is_some());
    }

    #[test]
    fn the_plugin_may_know_better_than_the_numbers() {
        let mut page = page(&["a"], Some(1));
        page.incomplete = Some("the last page was full".to_owned());
        assert_eq!(
            gap(&mut Coverage::default(), &[page]).unwrap(),
            "the last page was full"
        );
    }

    #[test]
    fn pages_that_bring_the_same_rows_for_ever_end_the_read() {
        let mut coverage = Coverage::default();
        let same = page(&["a", "b"], Some(9));
        for _ in 0..3 {
            assert_eq!(coverage.add(&same), None);
        }
        assert_eq!(
            coverage.add(&same).unwrap(),
            "3 pages in a row contained only rows that were already read"
        );
        // Empty pages bring nothing and repeat nothing.
        let mut coverage = Coverage::default();
        for _ in 0..9 {
            assert_eq!(coverage.add(&page(&[], None)), None);
        }
    }
}
