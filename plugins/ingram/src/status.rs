//! The state of a subscription.

use seatwise_plugin::json;
use seatwise_plugin::types::{SubscriptionStatus, Timestamp};

use crate::fields::Field;

/// For so many days after it ended, a subscription's details are asked for: its rows are to be seen as cancelled at
/// least once, under the ids that they had. Somebody who syncs every month sees them.
const ENDED_LATELY_DAYS: i64 = 45;
const MICROSECONDS_PER_DAY: i64 = 86_400_000_000;

/// Reads the vendor's word.
pub(crate) fn status(field: Field<'_>) -> SubscriptionStatus {
    let word = field.string().unwrap_or_else(|| "unspecified".to_owned());
    match word.to_ascii_lowercase().as_str() {
        "active" => SubscriptionStatus::Active,
        "pending" => SubscriptionStatus::Pending,
        // Its services are disabled. Whether it is billed meanwhile, nobody published.
        "hold" => SubscriptionStatus::Suspended,
        // The services of the first are disabled, those of the second deprovisioned.
        "terminated" | "removed" => SubscriptionStatus::Cancelled,
        _ => SubscriptionStatus::Other(word),
    }
}

/// Whether the seats and prices of a subscription are worth a request: those of one that ended long ago are not.
pub(crate) fn has_details(word: Field<'_>, modified: Field<'_>, now: Timestamp) -> bool {
    if status(word) != SubscriptionStatus::Cancelled {
        return true;
    }
    // A date that cannot be read rules nothing out.
    let Some(modified) = modified.string() else {
        return true;
    };
    let is_long_ago = json::parse_timestamp(&modified).is_ok_and(|modified| {
        now.saturating_sub(modified) > ENDED_LATELY_DAYS * MICROSECONDS_PER_DAY
    });
    !is_long_ago
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(word: &str, modified: &str) -> bool {
        let texts = (format!("\"{word}\""), modified.to_owned());
        let field = |text| serde_json::from_str::<Field<'_>>(text).unwrap();
        let now = json::parse_timestamp("2026-12-01T12:00:00Z").unwrap();
        has_details(field(&texts.0), field(&texts.1), now)
    }

    #[test]
    fn only_what_ended_long_ago_is_not_asked_about() {
        for word in ["active", "pending", "hold", "unknown", "Frozen"] {
            assert!(asks(word, "\"2020-01-01\""), "{word}");
        }
        for word in ["terminated", "removed", "Terminated"] {
            assert!(!asks(word, "\"2026-10-01\""), "{word}");
            assert!(asks(word, "\"2026-11-20\""), "{word}, lately");
            assert!(asks(word, "\"2026-11-20T08:00:00Z\""), "{word}, lately");
            assert!(asks(word, "null"), "{word}, nobody knows when");
        }
    }
}
