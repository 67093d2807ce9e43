//! Time, injected, so that no test sleeps for a real minute to see pacing.

use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::BoxFuture;

/// What time it is, and how to wait.
pub trait Clock: Send + Sync {
    /// Returns the time since the Unix epoch. It may jump, as the wall clock does.
    fn now(&self) -> Duration;
    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

/// The system's wall clock.
///
/// The wall clock and not a monotonic one, because pacing and tokens are shared with other
/// processes and with the next run; whoever uses it must bear jumps.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock for tests: it moves only when somebody sleeps or sets it, and then at once.
///
/// Sleepers that sleep at the same time share the time that passes, as real ones do.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<Duration>,
}

impl ManualClock {
    /// Starts at a time since the Unix epoch.
    #[must_use]
    pub fn new(now: Duration) -> Self {
        Self {
            now: Mutex::new(now),
        }
    }

    /// Moves forward.
    pub fn advance(&self, duration: Duration) {
        self.set(self.now() + duration);
    }

    /// Sets the time, backwards too, as an operator or a time server would.
    pub fn set(&self, now: Duration) {
        *self.lock() = now;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Duration> {
        self.now
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Duration {
        *self.lock()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let wake = self.now() + duration;
        Box::pin(async move {
            tokio::task::yield_now().await;
            let mut now = self.lock();
            *now = (*now).max(wake);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleepers_share_the_time_that_passes() {
        let clock = ManualClock::new(Duration::from_secs(10));
        let sleeps = [
            clock.sleep(Duration::from_secs(3)),
            clock.sleep(Duration::from_secs(2)),
        ];
        futures_util::future::join_all(sleeps).await;
        assert_eq!(clock.now(), Duration::from_secs(13));
    }
}
