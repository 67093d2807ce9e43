//! How a run is merged.

use jiff::Timestamp;

/// A read that returns less than this part of what was there is not believed at first.
const SHRINK_FLOOR: f64 = 0.5;

/// How a run is merged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MergeOptions {
    /// Whether to believe a read that returned suspiciously little.
    pub accept_shrink: bool,
    /// What part of the rows that were there a read must return to be believed, from 0 to 1.
    pub shrink_floor: f64,
    /// The present time.
    pub now: Timestamp,
}

impl MergeOptions {
    /// Returns the usual options.
    pub fn new(now: Timestamp) -> Self {
        Self {
            accept_shrink: false,
            shrink_floor: SHRINK_FLOOR,
            now,
        }
    }
}
