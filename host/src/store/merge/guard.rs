//! Holds a read back that returned suspiciously little: a permission that was taken away, a filter, a
//! paging fault or a wrong account look like mass cancellation.

use super::{counts::Counts, options::MergeOptions};
use crate::store::dataset::Dataset;

/// Below so many rows a loss of half of them is everyday business.
const SMALLEST_SUSPECT: u64 = 10;

/// So many customers do not leave at once.
const SMALLEST_EMPTIED: u64 = 3;

/// Returns why a read is not believed. Rejected rows were there, so they count as returned.
pub(super) fn suspicion(
    dataset: Dataset,
    counts: Counts,
    expected: u64,
    options: &MergeOptions,
) -> Option<String> {
    let returned = counts.distinct() + counts.rejected;
    let smallest = match (dataset, returned) {
        (Dataset::Customers, 0) => SMALLEST_EMPTIED,
        _ => SMALLEST_SUSPECT,
    };
    if options.accept_shrink || expected < smallest {
        return None;
    }
    // Counts of rows are far below 2^53, so the conversion is exact.
    if (returned as f64) >= options.shrink_floor * (expected as f64) {
        return None;
    }
    Some(format!(
        "{dataset}: the vendor returned {returned} rows where {expected} were there; nothing of it was merged. \
         If that is right, run the sync again with --accept-shrink; else look at the permissions of the credential"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: u64, expected: u64) -> Option<String> {
        let counts = Counts {
            unchanged: rows,
            ..Counts::default()
        };
        suspicion(
            Dataset::Customers,
            counts,
            expected,
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
        assert!(suspicion(Dataset::Subscriptions, none, 9, &options).is_none());
    }

    #[test]
    fn the_message_names_both_numbers_and_the_way_out() {
        let message = read(2, 40).unwrap();
        assert!(
            message.contains("returned 2 rows where 40 were there"),
            "{message}"
        );
        assert!(message.contains("--accept-shrink"), "{message}");
    }
}
