//! Holds a read back that returned suspiciously little: a permission that was taken away, a filter, a
//! paging fault or a wrong account look like mass cancellation.

use super::{
    counts::{Counts, Known},
    options::MergeOptions,
};
use crate::store::dataset::Dataset;

/// Below so many rows a loss of half of them is everyday business.
const SMALLEST_SUSPECT: u64 = 10;

/// So many customers do not leave at once, and so many lines of a bill are not taken back at once.
const SMALLEST_EMPTIED: u64 = 3;

/// Returns why a read is not believed. Rejected rows were there, so they count as returned. As many other rows in the
/// place of those that were there are no better: that is the list of another account.
pub(super) fn suspicion(
    dataset: Dataset,
    counts: Counts,
    known: Known,
    options: &MergeOptions,
) -> Option<String> {
    let returned = counts.distinct() + counts.rejected;
    let smallest = match (dataset, returned) {
        (Dataset::Customers | Dataset::PayableCharges | Dataset::ReceivableCharges, 0) => {
            SMALLEST_EMPTIED
        }
        _ => SMALLEST_SUSPECT,
    };
    if options.accept_shrink || known.expected < smallest {
        return None;
    }
    let again = match dataset {
        // A bill that is written again may have other lines throughout.
        Dataset::PayableCharges | Dataset::ReceivableCharges => returned,
        _ => returned.min(known.expected.saturating_sub(known.gone)),
    };
    // Counts of rows are far below 2^53, so the conversion is exact.
    if (again as f64) >= options.shrink_floor * (known.expected as f64) {
        return None;
    }
    let others = match counts.added {
        0 => String::new(),
        added => format!(", and {added} new ones"),
    };
    Some(format!(
        "{dataset}: the vendor returned {again} of the {} rows that were there{others}; nothing was \
         merged. If that is right, run the sync again with --accept-shrink. Otherwise check that \
         the credential belongs to the right account and may read everything",
        known.expected
    ))
}

/// Whether an import of a PSA is believed only when a person says so: it lacks a third of the rows that are live. Rows
/// that it has beside them do not count: a file of other lines ends all that are live.
pub(super) fn lacks_too_much(known: Known) -> bool {
    known.expected >= SMALLEST_SUSPECT && known.gone.saturating_mul(3) >= known.expected
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(gone: u64, expected: u64) -> bool {
        lacks_too_much(Known { expected, gone })
    }

    #[test]
    fn a_third_of_an_import_is_suspicious_and_less_is_not() {
        assert!(lacks(4, 12));
        assert!(!lacks(3, 12));
        assert!(lacks(4, 10));
        assert!(!lacks(3, 10));
    }

    #[test]
    fn nine_lines_of_an_import_may_vanish() {
        assert!(!lacks(9, 9));
    }

    fn read(rows: u64, expected: u64) -> Option<String> {
        let counts = Counts {
            unchanged: rows,
            ..Counts::default()
        };
        suspicion(
            Dataset::Customers,
            counts,
            Known {
                expected,
                gone: expected - rows,
            },
            &MergeOptions::new(jiff::Timestamp::UNIX_EPOCH),
        )
    }

    #[test]
    fn under_half_is_held_back_and_half_is_not() {
        assert!(read(4, 10).is_some());
        assert!(read(5, 10).is_none());
    }

    #[test]
    fn eight_of_nine_rows_may_vanish_and_two_customers_all() {
        assert!(read(1, 9).is_none());
        assert!(read(0, 2).is_none());
    }

    #[test]
    fn an_empty_list_of_customers_is_held_back_however_few_they_were() {
        assert!(read(0, 3).is_some());
        let options = MergeOptions::new(jiff::Timestamp::UNIX_EPOCH);
        let none = Counts::default();
        let nine = Known {
            expected: 9,
            gone: 9,
        };
        assert!(suspicion(Dataset::Subscriptions, none, nine, &options).is_none());
    }

    #[test]
    fn the_message_names_both_numbers_and_the_way_out() {
        let message = read(2, 40).unwrap();
        assert!(
            message.contains("returned 2 of the 40 rows that were there;"),
            "{message}"
        );
        assert!(message.contains("--accept-shrink"), "{message}");
    }

    #[test]
    fn other_rows_in_the_place_of_those_that_were_there_are_held_back() {
        let options = MergeOptions::new(jiff::Timestamp::UNIX_EPOCH);
        let other = |dataset, gone| {
            let counts = Counts {
                added: 200,
                ..Counts::default()
            };
            let known = Known { expected: 40, gone };
            suspicion(dataset, counts, known, &options)
        };
        for dataset in [Dataset::Customers, Dataset::Subscriptions] {
            let message = other(dataset, 40).unwrap();
            let expected = "returned 0 of the 40 rows that were there, and 200 new ones;";
            assert!(message.contains(expected), "{message}");
            assert!(other(dataset, 21).is_some());
            assert!(other(dataset, 20).is_none());
        }
        assert!(other(Dataset::PayableCharges, 40).is_none());
    }
}
