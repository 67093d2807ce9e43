//! Whether a request is sent again, and how long that waits.
//!
//! Everything that a plugin can send only reads, so everything may be sent again; what differs is
//! how often and who waits. A 429 concerns the account, so everybody waits; a fault concerns one request.

use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Duration;

use jiff::Timestamp;
use regex_lite::Regex;
use reqwest::header::HeaderMap;

use super::client::{Answer, Fault};
use super::pacing::{LONGEST_PAUSE, Pacing};
use super::policy::Limits;

/// The longest wait of our own choosing; a stated one may be longer.
const LONGEST_BACKOFF: Duration = Duration::from_secs(300);
/// The first wait after a fault; it doubles.
const FIRST_FAULT_WAIT: Duration = Duration::from_secs(1);
/// The shortest wait after a 429, however short the stated one is; it doubles. Vendors state whole
/// seconds, rounded down, and some state 0.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
/// How much of a body is searched for a stated wait.
const SEARCHED_BYTES: usize = 64 * 1024;
/// Stated waits beyond this are cut; see there.
pub const LONGEST_STATED: Duration = LONGEST_PAUSE;

/// What to do about an outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Next {
    /// How long the whole account pauses.
    pub(super) pause: Option<Duration>,
    /// How long this request waits before it is sent again; none when the outcome is final.
    pub(super) again_after: Option<Duration>,
}

/// The tries of one request.
#[derive(Debug)]
pub(super) struct Tries<'a> {
    limits: &'a Limits,
    pacing: &'a Pacing,
    throttled: u32,
    faulty: u32,
}

impl<'a> Tries<'a> {
    pub(super) fn new(limits: &'a Limits, pacing: &'a Pacing) -> Self {
        Self {
            limits,
            pacing,
            throttled: 0,
            faulty: 0,
        }
    }

    /// Returns how many tries have failed.
    pub(super) fn failed(&self) -> u32 {
        self.throttled + self.faulty
    }

    /// Decides what to do about an outcome. `now` is the time since the Unix epoch.
    pub(super) fn after(&mut self, outcome: &Result<Answer, Fault>, now: Duration) -> Next {
        match outcome {
            Ok(answer) if answer.status == 429 => self.after_throttling(answer, now),
            Ok(answer) if matches!(answer.status, 500 | 502 | 503 | 504) => {
                self.after_fault(retry_after(&answer.headers, now))
            }
            Err(fault) if fault.is_passing() => self.after_fault(None),
            _ => Next::default(),
        }
    }

    fn after_throttling(&mut self, answer: &Answer, now: Duration) -> Next {
        self.throttled += 1;
        let pause = pause(answer, self.pacing, self.throttled, now);
        let goes_on =
            self.throttled < self.limits.throttled_tries && pause <= self.limits.longest_pause;
        Next {
            pause: Some(pause),
            again_after: goes_on.then_some(Duration::ZERO),
        }
    }

    fn after_fault(&mut self, stated: Option<Duration>) -> Next {
        self.faulty += 1;
        let wait = jittered(doubled(FIRST_FAULT_WAIT, self.faulty)).max(stated.unwrap_or_default());
        let goes_on = self.faulty < self.limits.faulty_tries && wait <= self.limits.longest_pause;
        Next {
            pause: None,
            again_after: goes_on.then_some(wait),
        }
    }
}

/// Returns how long an account pauses after its `count`-th 429: what the header states, what the
/// body states, or a doubling wait.
pub(super) fn pause(answer: &Answer, pacing: &Pacing, count: u32, now: Duration) -> Duration {
    let in_body = || {
        pacing
            .wait_pattern
            .as_ref()
            .and_then(|pattern| stated_in_body(&answer.body, pattern))
    };
    match retry_after(&answer.headers, now).or_else(in_body) {
        Some(stated) => {
            stated.max(doubled(SHORTEST_PAUSE, count)) + jitter(Duration::from_millis(250))
        }
        None => jittered(doubled(pacing.first_backoff.max(SHORTEST_PAUSE), count)),
    }
}

/// Reads `Retry-After` in both forms (RFC 9110, section 10.2.3). A date is compared with the
/// answer's own `Date` where it has one, so a wrong clock on this machine does no harm.
pub(super) fn retry_after(headers: &HeaderMap, now: Duration) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Some(wait) = seconds(text) {
        return Some(wait);
    }
    let until = http_date(text)?;
    let sent = headers
        .get("date")
        .and_then(|value| value.to_str().ok())
        .and_then(http_date);
    let now = sent.or_else(|| Timestamp::from_second(i64::try_from(now.as_secs()).ok()?).ok())?;
    let wait = until.as_second().saturating_sub(now.as_second());
    Some(Duration::from_secs(u64::try_from(wait).unwrap_or(0)).min(LONGEST_STATED))
}

/// Reads a number of seconds; a fraction is rounded up.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let rounded_up = u64::from(fraction.bytes().any(|byte| byte != b'0'));
    let seconds = whole
        .parse::<u64>()
        .unwrap_or(u64::MAX)
        .saturating_add(rounded_up);
    Some(Duration::from_secs(seconds).min(LONGEST_STATED))
}

/// Reads a date in one of the three forms of RFC 9110, section 5.6.7.
fn http_date(text: &str) -> Option<Timestamp> {
    if let Ok(date) = jiff::fmt::rfc2822::parse(text) {
        return Some(date.timestamp());
    }
    let obsolete = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let read = |form: &&str| {
        jiff::civil::DateTime::strptime(form, text)
            .ok()?
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()
    };
    obsolete.iter().find_map(read).map(|date| date.timestamp())
}

fn stated_in_body(body: &[u8], pattern: &Regex) -> Option<Duration> {
    let beginning = body.get(..SEARCHED_BYTES).unwrap_or(body);
    let text = String::from_utf8_lossy(beginning);
    seconds(pattern.captures(&text)?.get(1)?.as_str())
}

/// Returns the wait before the `count`-th repeat, from 1.
fn doubled(first: Duration, count: u32) -> Duration {
    first
        .saturating_mul(1 << count.saturating_sub(1).min(20))
        .min(LONGEST_BACKOFF)
}

/// Adds up to a quarter, so that those who failed together do not come back together.
pub(super) fn jittered(wait: Duration) -> Duration {
    (wait + jitter(wait / 4)).min(LONGEST_BACKOFF)
}

fn jitter(most: Duration) -> Duration {
    // The standard library's only source of randomness; no secret depends on it.
    let random = std::hash::RandomState::new().build_hasher().finish();
    let thousandths = u32::try_from(random % 1_001).unwrap_or(0);
    most * thousandths / 1_000
}

/// Returns the wait before the `count`-th repeat after a fault.
pub(super) fn fault_wait(count: u32) -> Duration {
    jittered(doubled(FIRST_FAULT_WAIT, count))
}

#[cfg(test)]
#[path = "tests/retry.rs"]
mod tests;
