//! The vendor's limits, as a manifest or an operator states them.

use std::time::Duration;

use regex_lite::{Regex, RegexBuilder};
use serde::Deserialize;

use super::super::error::PolicyError;

/// The longest wait pattern in bytes.
const PATTERN_BYTES: usize = 500;
/// The most memory of a wait pattern in bytes. A search takes its states times the bytes that are searched:
/// without this limit, `(a?){9000}` took 18 seconds for one answer.
const PATTERN_MEMORY: usize = 16 * 1024;
/// The largest window in seconds: a day.
const LONGEST_WINDOW: u64 = 86_400;
/// The most requests at once; each costs a socket.
const MOST_IN_FLIGHT: usize = 256;

/// A vendor's limits, as a manifest writes them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PacingSpec {
    /// At most so many requests in any window; 0 where the vendor has no such limit.
    pub requests: u32,
    /// The length of the window in seconds, 1 to 86,400.
    pub per_seconds: u64,
    /// At most so many requests at once, 1 to 256.
    pub in_flight: usize,
    /// A pattern for the wait that is stated in the body of a 429; group 1 is a number of seconds.
    pub wait_pattern: Option<String>,
    /// The first wait after a 429 that states none, in seconds; it doubles.
    pub first_backoff_seconds: u64,
}

impl Default for PacingSpec {
    /// What suits a vendor that states no limit: a few requests at once.
    fn default() -> Self {
        Self {
            requests: 0,
            per_seconds: 60,
            in_flight: 4,
            wait_pattern: None,
            first_backoff_seconds: 3,
        }
    }
}

/// A vendor's limits, ready for use.
#[derive(Debug, Clone)]
pub struct Pacing {
    /// At most so many requests in any window; 0 for no such limit.
    pub requests: u32,
    /// The length of the window.
    pub per: Duration,
    /// At most so many requests at once in this process.
    pub in_flight: usize,
    /// The wait that is stated in the body of a 429; group 1 is a number of seconds.
    pub wait_pattern: Option<Regex>,
    /// The first wait after a 429 that states none; it doubles.
    pub first_backoff: Duration,
}

impl TryFrom<&PacingSpec> for Pacing {
    type Error = PolicyError;

    fn try_from(spec: &PacingSpec) -> Result<Self, PolicyError> {
        let PacingSpec {
            requests,
            per_seconds,
            in_flight,
            wait_pattern,
            first_backoff_seconds,
        } = spec;
        let refuse = |why: &str| Err(PolicyError(format!("pacing: {why}")));
        if !(1..=LONGEST_WINDOW).contains(per_seconds) {
            return refuse("per_seconds must be 1 to 86400");
        }
        if !(1..=MOST_IN_FLIGHT).contains(in_flight) {
            return refuse("in_flight must be 1 to 256");
        }
        if *first_backoff_seconds > 300 {
            return refuse("first_backoff_seconds must be at most 300");
        }
        Ok(Self {
            requests: *requests,
            per: Duration::from_secs(*per_seconds),
            in_flight: *in_flight,
            wait_pattern: wait_pattern.as_deref().map(compile).transpose()?,
            first_backoff: Duration::from_secs(*first_backoff_seconds),
        })
    }
}

fn compile(pattern: &str) -> Result<Regex, PolicyError> {
    let refuse = |why: String| PolicyError(format!("pacing: wait_pattern {why}"));
    if pattern.len() > PATTERN_BYTES {
        return Err(refuse(format!(
            "has {} bytes, but the limit is {PATTERN_BYTES}",
            pattern.len()
        )));
    }
    let regex = RegexBuilder::new(pattern)
        .size_limit(PATTERN_MEMORY)
        .build()
        .map_err(|error| refuse(format!("is not a regular expression: {error}")))?;
    if regex.captures_len() < 2 {
        return Err(refuse(
            "has no group for the seconds, such as (\\d+)".to_owned(),
        ));
    }
    Ok(regex)
}
