//! The vendor's rate limit: a sliding window.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// In which form a 429 says how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RetryAfter {
    /// No `Retry-After` header; the body may still say it.
    #[default]
    None,
    /// Whole seconds, rounded up.
    Seconds,
    /// An HTTP date, rounded up to the second.
    HttpDate,
}

/// At most so many requests in any window; what is refused does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimit {
    /// How many requests are admitted in a window.
    pub requests: usize,
    /// The length of the window.
    pub window: Duration,
    /// The header of a 429.
    pub retry_after: RetryAfter,
    /// Whether the body of a 429 states the wait ("Try again in 17 seconds.").
    pub wait_in_body: bool,
    /// Whether token exchanges count too.
    pub tokens_count: bool,
}

impl RateLimit {
    /// So many requests in any window, the wait stated in the body, no header, tokens free.
    #[must_use]
    pub fn new(requests: usize, window: Duration) -> Self {
        Self {
            requests,
            window,
            retry_after: RetryAfter::None,
            wait_in_body: true,
            tokens_count: false,
        }
    }
}

/// The moments of the requests that were admitted within the last window.
#[derive(Debug)]
pub(crate) struct SlidingWindow {
    limit: RateLimit,
    admitted: VecDeque<Timestamp>,
}

impl SlidingWindow {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            admitted: VecDeque::new(),
        }
    }

    pub(crate) fn limit(&self) -> &RateLimit {
        &self.limit
    }

    /// Admits a request, or says how long it has to wait.
    pub(crate) fn admit(&mut self, now: Timestamp) -> Result<(), Duration> {
        let window = SignedDuration::try_from(self.limit.window).unwrap_or(SignedDuration::MAX);
        while self
            .admitted
            .front()
            .is_some_and(|first| now.duration_since(*first) >= window)
        {
            self.admitted.pop_front();
        }
        if self.admitted.len() < self.limit.requests {
            self.admitted.push_back(now);
            return Ok(());
        }
        let waited = self
            .admitted
            .front()
            .map_or(SignedDuration::ZERO, |first| now.duration_since(*first));
        Err(Duration::try_from(window - waited).unwrap_or(self.limit.window))
    }
}

/// Whole seconds, rounded up, at least one: what a vendor writes.
pub(crate) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, rounded up to the second.
pub(crate) fn http_date(moment: Timestamp) -> String {
    let rounded = moment
        .checked_add(SignedDuration::from_nanos(999_999_999))
        .unwrap_or(moment);
    rounded.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(milliseconds).unwrap()
    }

    #[test]
    fn a_request_leaves_the_window_exactly_when_it_is_as_old_as_the_window() {
        let mut window = SlidingWindow::new(RateLimit::new(2, Duration::from_secs(60)));
        assert_eq!(window.admit(at(0)), Ok(()));
        assert_eq!(window.admit(at(500)), Ok(()));
        assert_eq!(window.admit(at(43_000)), Err(Duration::from_secs(17)));
        assert_eq!(window.admit(at(59_999)), Err(Duration::from_millis(1)));
        assert_eq!(window.admit(at(60_000)), Ok(()));
        assert_eq!(window.admit(at(60_000)), Err(Duration::from_millis(500)));
    }

    #[test]
    fn a_wait_is_written_in_seconds_rounded_up() {
        assert_eq!(whole_seconds(Duration::from_millis(16_001)), 17);
        assert_eq!(whole_seconds(Duration::from_secs(17)), 17);
        assert_eq!(http_date(at(1_500)), "Thu, 01 Jan 1970 00:00:02 GMT");
    }
}
