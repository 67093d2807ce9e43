//! Where a simulated distributor takes the time from.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// The time that token lives, rate limits and `Retry-After` dates are reckoned by.
///
/// Latency is always slept in real time, whatever the clock says.
pub trait Clock: Send + Sync + Debug {
    /// The current moment.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until it is told otherwise; its clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock {
    nanoseconds: Arc<AtomicI64>,
}

impl ManualClock {
    /// Starts at a moment; moments after the year 2262 are shown as that year's.
    #[must_use]
    pub fn at(start: Timestamp) -> Self {
        let nanoseconds = i64::try_from(start.as_nanosecond()).unwrap_or(i64::MAX);
        Self {
            nanoseconds: Arc::new(AtomicI64::new(nanoseconds)),
        }
    }

    /// Moves the time on.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_nanos()).unwrap_or(i64::MAX);
        self.nanoseconds.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        let nanoseconds = self.nanoseconds.load(Ordering::SeqCst);
        Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or(Timestamp::MAX)
    }
}
