//! Holds a file back that lacks many rows: a filter that was left on in the PSA looks like mass
//! cancellation.

/// Below so many rows a loss of some of them is everyday business.
const SMALLEST_SUSPECT: u64 = 10;

/// Whether a file is believed only when a person says so: it lacks a third of the rows that are live.
/// Rows that it has beside them do not count: a file of other lines ends all that are live.
pub(crate) fn suspicious(lacking: u64, live: u64) -> bool {
    live >= SMALLEST_SUSPECT && lacking.saturating_mul(3) >= live
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_is_suspicious_and_less_is_not() {
        assert!(suspicious(4, 12));
        assert!(!suspicious(3, 12));
        assert!(suspicious(4, 10));
        assert!(!suspicious(3, 10));
    }

    #[test]
    fn nine_lines_may_vanish() {
        assert!(!suspicious(9, 9));
    }
}
