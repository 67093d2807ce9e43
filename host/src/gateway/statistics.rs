//! What a gateway has done so far, for progress bars and summaries.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What a gateway has done since it was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Requests sent for plugins, repeats and redirects included.
    pub requests: u64,
    /// Requests sent to token endpoints.
    pub token_requests: u64,
    /// Repeats among the requests.
    pub retries: u64,
    /// Answers with status 429.
    pub throttled: u64,
    /// Bytes of bodies received, after decompression.
    pub bytes_received: u64,
    /// How long the account was held up by pacing, pauses and waits before repeats.
    pub waited: Duration,
    /// Until when the account is held up at this moment, since the Unix epoch.
    pub waiting_until: Option<Duration>,
}

/// The counters behind [`Statistics`].
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) requests: AtomicU64,
    pub(super) token_requests: AtomicU64,
    pub(super) retries: AtomicU64,
    pub(super) throttled: AtomicU64,
    pub(super) bytes_received: AtomicU64,
    waited_nanos: AtomicU64,
    /// Nanoseconds since the Unix epoch; 0 when nobody waits.
    waiting_until: AtomicU64,
}

impl Counters {
    /// Adds to a counter.
    pub(super) fn add(counter: &AtomicU64, amount: u64) {
        counter.fetch_add(amount, Ordering::Relaxed);
    }

    /// Notes that somebody waits; the returned guard takes the note away again.
    pub(super) fn wait(&self, now: Duration, until: Duration) -> Waiting<'_> {
        self.waiting_until.store(nanos(until), Ordering::Relaxed);
        Waiting {
            counters: self,
            since: now,
        }
    }

    /// Returns the figures.
    pub(super) fn snapshot(&self) -> Statistics {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let until = read(&self.waiting_until);
        Statistics {
            requests: read(&self.requests),
            token_requests: read(&self.token_requests),
            retries: read(&self.retries),
            throttled: read(&self.throttled),
            bytes_received: read(&self.bytes_received),
            waited: Duration::from_nanos(read(&self.waited_nanos)),
            waiting_until: (until > 0).then(|| Duration::from_nanos(until)),
        }
    }
}

/// A wait that is under way.
pub(super) struct Waiting<'a> {
    counters: &'a Counters,
    since: Duration,
}

impl Waiting<'_> {
    /// Ends the wait and counts it.
    pub(super) fn end(self, now: Duration) {
        let waited = now.saturating_sub(self.since);
        Counters::add(&self.counters.waited_nanos, nanos(waited));
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.counters.waiting_until.store(0, Ordering::Relaxed);
    }
}

/// Returns a duration in nanoseconds; 64 bits last until the year 2554.
pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
