//! What becomes of a refresh token whose exchange was answered with an error that does not say what became of it.
//!
//! A limiter (429) answers before the token is looked at. A server that breaks (5xx) may have used the token up
//! first, and a vendor that sees a used token again may revoke the whole chain (RFC 9700, section 4.14.2). Giving
//! the token up at once would call for a person after every short outage; sending it again and again would look
//! like a thief. So one run sends it twice at most, with a wait in between that grows from run to run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::client::Answer;
use super::super::error::SendError;
use super::super::retry::{self, LONGEST_STATED};

/// How often one run sends a token whose fate the answers leave open.
const UNCLEAR_TRIES: u32 = 2;

/// The first wait is that of the third repeat of a request: nothing is in a hurry here.
const WAITS_LEFT_OUT: u32 = 2;

/// What is kept on disk until an answer tells more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Doubt {
    /// How many answers in a row have left the token's fate open.
    pub(super) answers: u32,
    /// Before which moment the token is not sent again, in seconds since the Unix epoch.
    pub(super) not_before: u64,
    /// What came back.
    pub(super) reason: String,
}

impl Doubt {
    /// What follows an answer, after what was in doubt before.
    pub(super) fn after(
        before: Option<&Self>,
        answer: &Answer,
        reason: String,
        now: Duration,
    ) -> Self {
        let answers = before.map_or(0, |doubt| doubt.answers).saturating_add(1);
        let stated = retry::retry_after(&answer.headers, now).unwrap_or_default();
        let wait = retry::fault_wait(answers.saturating_add(WAITS_LEFT_OUT)).max(stated);
        Self {
            answers,
            not_before: now.saturating_add(wait).as_secs().saturating_add(1),
            reason,
        }
    }

    /// How long is waited before the token is sent again.
    pub(super) fn left(&self, now: Duration) -> Duration {
        let left = Duration::from_secs(self.not_before).saturating_sub(now);
        // No wait is longer: the clock was set back.
        if left > LONGEST_STATED + Duration::from_secs(1) {
            Duration::ZERO
        } else {
            left
        }
    }
}

/// Whether an answer leaves open what became of the token.
pub(super) fn is_unclear(answer: &Answer) -> bool {
    (500..=599).contains(&answer.status)
}

/// What one run was answered since it last got a token.
#[derive(Debug, Default)]
pub(super) struct Answers {
    unclear: u32,
    throttled: u32,
    ended: Option<SendError>,
}

impl Answers {
    /// Why this run sends the token no more; none while it may.
    pub(super) fn ended(&self) -> Option<SendError> {
        self.ended.clone()
    }

    /// Counts a 429, and returns how many there were.
    pub(super) fn throttled(&mut self) -> u32 {
        self.throttled += 1;
        self.throttled
    }

    /// Counts an answer that brought no token. `error` is what is said of it; it stands for the rest of the run
    /// where another try would be one too many.
    pub(super) fn failed(&mut self, answer: &Answer, error: SendError) -> SendError {
        let is_over = match answer.status {
            429 => true,
            _ if is_unclear(answer) => {
                self.unclear += 1;
                self.unclear >= UNCLEAR_TRIES
            }
            // What the operator has to fix stays as it is in this run.
            _ => true,
        };
        if is_over {
            self.ended = Some(error.clone());
        }
        error
    }
}
