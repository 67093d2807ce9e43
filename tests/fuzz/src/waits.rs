//! How long a vendor asks to wait, in headers and in words.

use std::time::Duration;

use seatwise::gateway::fuzzing::{LONGEST_STATED, Refusal};
use seatwise::gateway::{Limits, Pacing, PacingSpec};
use seatwise_plugin::api;
use seatwise_plugin::types::{FailureKind, Response};

use crate::input::{Parts, choice};

/// The words of both distributors, as their manifests have them.
const PATTERN: &str = r"Try again in (\d+) seconds";

/// 2026-11-20 12:00:00 UTC.
const NOW: Duration = Duration::from_secs(1_795_176_000);

/// The longest wait of the host's own choosing.
const LONGEST_OWN: Duration = Duration::from_secs(300);

/// What is added so that those who wait together do not come back together.
const JITTER: Duration = Duration::from_millis(250);

/// The statuses after which a request is repeated, and two others.
const STATUSES: [u16; 7] = [429, 503, 500, 502, 504, 200, 403];

/// The longest message about a refusal, in characters: the request, and what is quoted of the body.
const LONGEST_MESSAGE: usize = 400;

/// Parts of the input: the status by a digit and `Retry-After`, `Date`, the body, and a pattern of a manifest.
///
/// # Panics
/// Panics where a wait is longer than the host permits, where one that is plainly stated is not
/// kept, where a request is tried too often, or where the plugin's failure says something else than the status.
pub fn waits(data: &[u8]) {
    let mut parts = Parts::of(data);
    let (status, retry_after) = choice(parts.next().unwrap_or_default(), STATUSES.len());
    let date = parts.next().filter(|date| !date.is_empty());
    let refusal = Refusal {
        status: STATUSES[status],
        retry_after: (!retry_after.is_empty()).then_some(retry_after),
        date,
        body: parts.next().unwrap_or_default(),
    };
    let of_manifest = parts.text();
    let spec = PacingSpec {
        wait_pattern: Some(of_manifest.clone().unwrap_or_else(|| PATTERN.to_owned())),
        ..PacingSpec::default()
    };
    check_failure(&refusal);
    let stated = refusal.stated(NOW);
    assert!(
        stated.is_none_or(|wait| wait <= LONGEST_STATED),
        "{stated:?}"
    );
    if let Some(seconds) = plain_seconds(retry_after) {
        assert_eq!(stated, Some(seconds), "{retry_after:?}");
    }
    let Ok(pacing) = Pacing::try_from(&spec) else {
        return;
    };
    let limits = Limits::default();
    let course = refusal.course(&limits, &pacing, NOW);
    let tries = course.pauses.len();
    let most = match refusal.status {
        429 => limits.throttled_tries,
        500 | 502 | 503 | 504 => limits.faulty_tries,
        _ => 1,
    };
    assert!(tries <= most as usize, "{tries} tries");
    assert_eq!(course.waits.len() + 1, tries);
    for wait in &course.waits {
        assert!(*wait <= limits.longest_pause, "{wait:?}");
    }
    for pause in course.pauses.iter().flatten() {
        assert!(
            *pause <= LONGEST_STATED.max(LONGEST_OWN) + JITTER,
            "{pause:?}"
        );
        let in_words = || {
            of_manifest
                .is_none()
                .then(|| in_words(refusal.body))
                .flatten()
        };
        let plain =
            plain_seconds(retry_after).or_else(|| stated.is_none().then(in_words).flatten());
        assert!(
            plain.is_none_or(|plain| *pause >= plain),
            "{pause:?} for {plain:?}"
        );
    }
    assert_eq!(
        refusal.status == 429,
        course.pauses.iter().all(Option::is_some),
        "an account pauses after a 429 alone"
    );
}

/// A whole number of seconds, as RFC 9110 has it.
fn plain_seconds(text: &[u8]) -> Option<Duration> {
    let digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let text = str::from_utf8(text).ok().filter(|_| digits)?;
    let seconds = text.bytes().fold(0_u64, |seconds, digit| {
        seconds
            .saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
    });
    Some(Duration::from_secs(seconds).min(LONGEST_STATED))
}

/// The wait that stands in a text first.
fn in_words(body: &[u8]) -> Option<Duration> {
    let text = String::from_utf8_lossy(body);
    let behind = |place: usize| {
        let rest = &text[place + "Try again in ".len()..];
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (digits, rest) = rest.split_at(end);
        rest.starts_with(" seconds")
            .then(|| plain_seconds(digits.as_bytes()))?
    };
    text.match_indices("Try again in ")
        .find_map(|(place, _)| behind(place))
}

/// What a plugin makes of the answer.
fn check_failure(refusal: &Refusal<'_>) {
    let request = api::get("/customers?page=1", "key");
    let response = Response {
        status: refusal.status,
        headers: Vec::new(),
        body: refusal.body.to_vec(),
    };
    let outcome = api::accept(&request, Ok(response));
    let kind = match refusal.status {
        // A success that brings nothing is told as that.
        200 if refusal.body.is_empty() => FailureKind::Malformed,
        200 => return assert_eq!(outcome.as_deref().ok(), Some(refusal.body)),
        429 => FailureKind::Throttled,
        403 => FailureKind::Forbidden,
        _ => FailureKind::Transient,
    };
    let failure = outcome.expect_err("it is no success");
    assert_eq!((failure.kind, failure.status), (kind, Some(refusal.status)));
    let begin = format!("GET /customers answered {}", refusal.status);
    assert!(failure.message.starts_with(&begin), "{}", failure.message);
    assert!(
        failure.message.chars().count() <= LONGEST_MESSAGE,
        "{}",
        failure.message
    );
}
