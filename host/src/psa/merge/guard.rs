//! Holds a file back that has suspiciously few rows: a filter that was left on in the PSA looks like
//! mass cancellation.

/// Below so many rows a loss of half of them is everyday business.
const SMALLEST_SUSPECT: u64 = 10;

/// Whether a file with so many rows is believed only when a person says so: it has under half of what
/// is live.
pub(crate) fn suspicious(rows: u64, live: u64) -> bool {
    live >= SMALLEST_SUSPECT && rows.saturating_mul(2) < live
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_half_is_suspicious_and_half_is_not() {
        assert!(suspicious(4, 10));
        assert!(!suspicious(5, 10));
    }

    #[test]
    fn nine_lines_may_vanish() {
        assert!(!suspicious(0, 9));
    }
}
