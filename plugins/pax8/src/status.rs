//! The state of a subscription.
//!
//! Pax8 bills by start and end date whatever the status says, so an end that has passed outweighs the word.

use seatwise_plugin::json;
use seatwise_plugin::types::{SubscriptionStatus, Timestamp};

use crate::fields::Field;
use crate::months::day_of;

/// What the vendor's word and the end date come to.
#[derive(Debug, PartialEq)]
pub(crate) struct State {
    /// The state.
    pub(crate) status: SubscriptionStatus,
    /// Whether the word says that it is a trial.
    pub(crate) trial: bool,
    /// Whether the word says that a trial became paid: of this row or of another, nobody published.
    pub(crate) converted: bool,
}

/// Reads the state of a subscription at a moment.
///
/// # Errors
/// Fails where the end date cannot be read.
pub(crate) fn state(word: Field<'_>, end: Field<'_>, now: Timestamp) -> Result<State, String> {
    let word = word.string().unwrap_or_else(|| "unspecified".to_owned());
    let ended = has_ended(end, now)?;
    let or_ended = |running, over| if ended { over } else { running };
    use SubscriptionStatus::{Active, Cancelled, Expired, Other, Pending};
    let plain = word.to_ascii_lowercase();
    let status = match plain.as_str() {
        "active" | "activated" | "pendingcancel" => or_ended(Active, Cancelled),
        "cancelled" | "canceled" => Cancelled,
        // May stay so although the service runs; a bill then shows that the seats count.
        "pendingmanual" | "pendingautomated" | "waitingfordetails" | "pendingactivation" => {
            or_ended(Pending, Cancelled)
        }
        "trial" | "converted" => or_ended(Active, Expired),
        _ => Other(word),
    };
    Ok(State {
        status,
        trial: plain == "trial",
        converted: plain == "converted",
    })
}

/// Whether an end date has passed: the end of the day where only a day is written.
fn has_ended(end: Field<'_>, now: Timestamp) -> Result<bool, String> {
    const NAME: &str = "endDate";
    let Some(text) = end.text(NAME)? else {
        return Ok(false);
    };
    let outcome = if text.len() <= 10 {
        json::parse_date(&text).map(|day| day < day_of(now))
    } else {
        json::parse_timestamp(&text).map(|moment| moment <= now)
    };
    outcome.map_err(|error| format!("{NAME} {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(word: &str, end: &str) -> SubscriptionStatus {
        let now = json::parse_timestamp("2026-12-01T12:00:00Z").unwrap();
        let texts = (format!("\"{word}\""), format!("\"{end}\""));
        let field = |text| serde_json::from_str::<Field<'_>>(text).unwrap();
        state(field(&texts.0), field(&texts.1), now).unwrap().status
    }

    #[test]
    fn the_end_date_outweighs_the_word() {
        use SubscriptionStatus::{Active, Cancelled, Expired, Pending};
        for (word, before, after) in [
            ("Active", Active, Cancelled),
            ("PendingCancel", Active, Cancelled),
            ("Trial", Active, Expired),
            ("Converted", Active, Expired),
            ("PendingManual", Pending, Cancelled),
            ("PendingAutomated", Pending, Cancelled),
            ("WaitingForDetails", Pending, Cancelled),
            ("PendingActivation", Pending, Cancelled),
            ("Activated", Active, Cancelled),
            ("Cancelled", Cancelled, Cancelled),
        ] {
            assert_eq!(at(word, ""), before, "{word} without an end");
            assert_eq!(at(word, "2026-12-31"), before, "{word} with an end to come");
            assert_eq!(at(word, "2026-11-30"), after, "{word} that ended");
        }
    }

    #[test]
    fn a_day_ends_with_its_last_moment_and_a_moment_at_once() {
        assert_eq!(
            at("PendingCancel", "2026-12-01"),
            SubscriptionStatus::Active
        );
        assert_eq!(
            at("PendingCancel", "2026-12-01T08:30:00Z"),
            SubscriptionStatus::Cancelled
        );
    }

    #[test]
    fn an_unknown_word_is_kept() {
        assert_eq!(
            at("OnHold", "2020-01-01"),
            SubscriptionStatus::Other("OnHold".to_owned())
        );
    }
}
