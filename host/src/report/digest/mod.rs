//! The weekly digest: what changed in a week, and what needs somebody now.
//!
//! Findings are shown as they were when the week ended, from their history; so the digest of a week is the
//! same whenever it is printed. What their confidence was then is not kept: it is that of today.

mod document;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

use super::section::Section;
use super::week::Week;
use crate::analysis::{Kept, keep};
use crate::{base::filled, store::sql::text};

/// How many rows a list shows. The totals beside it are of all rows.
const SHOWN: u32 = 10;

/// How many commitments and trials that end are listed: a mail of all of them would be too large for a large MSP.
const SHOWN_RENEWALS: u32 = 100;

/// What a digest is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The week.
    pub week: Week,
    /// The last day of it that has come.
    pub day: Date,
    /// The connections of the configuration; a connection that is no longer in it is not missed.
    pub connections: Vec<String>,
}

impl Digest {
    /// Returns the statements that must run before those of the parts, in the same session.
    #[must_use]
    pub fn kept(&self) -> String {
        keep(
            &[Kept::SubscriptionMoney, Kept::SeatDrift],
            &format!("DATE '{}'", self.day),
        )
    }

    /// Returns the parts of the digest in their order. What was not synced comes first.
    #[must_use]
    pub fn sections(&self) -> Vec<Section> {
        let part = |key, title, nothing, sql: &str| Section {
            key,
            title,
            nothing,
            sql: self.fill(sql),
        };
        vec![
            part(
                "not_synced",
                "Not synced this week",
                None,
                include_str!("not_synced.sql"),
            ),
            part(
                "leakage",
                "Bought and not billed, per month",
                Some("Nothing that is bought is left unbilled."),
                include_str!("leakage.sql"),
            ),
            part(
                "change",
                "What changed in it since the week before",
                Some("Nothing changed."),
                include_str!("change.sql"),
            ),
            part(
                "other_findings",
                "Other open findings",
                None,
                include_str!("other_findings.sql"),
            ),
            part(
                "customers",
                "Where most of it is: five customers of each currency",
                None,
                include_str!("customers.sql"),
            ),
            part(
                "new_findings",
                "New this week, at most the ten largest",
                Some("Nothing new was found."),
                include_str!("new_findings.sql"),
            ),
            part(
                "seats",
                "Seats",
                Some("No seats were added or removed."),
                include_str!("seats.sql"),
            ),
            part(
                "drift",
                "Where seats changed most",
                None,
                include_str!("drift.sql"),
            ),
            part(
                "price_rises",
                "Price rises that are not passed on, at most the ten largest",
                Some("No price rise is waiting to be passed on."),
                include_str!("price_rises.sql"),
            ),
            part(
                "ending",
                "Commitments and trials that end within 30 days",
                Some("None ends within 30 days."),
                include_str!("ending.sql"),
            ),
            part(
                "renewals",
                "The first 100 of them, by day",
                None,
                include_str!("renewals.sql"),
            ),
        ]
    }

    fn fill(&self, sql: &str) -> String {
        let connections: Vec<String> = self.connections.iter().map(|name| text(name)).collect();
        // The week ends with the first moment of the next Monday.
        let until = format!("day_begins(DATE '{}' + 1)", self.week.last);
        let connections = format!("[{}]::VARCHAR[]", connections.join(", "));
        let from = format!("day_begins(DATE '{}')", self.week.first);
        // Parts have places of their own, so they come first.
        let sql = filled(
            sql,
            &[
                ("not_synced", include_str!("connections.sql")),
                ("standing", include_str!("standing.sql")),
            ],
        );
        filled(
            &sql,
            &[
                ("connections", &connections),
                ("from", &from),
                ("until", &until),
                ("day", &format!("DATE '{}'", self.day)),
                ("week", &text(&self.week.name())),
                ("shown", &SHOWN.to_string()),
                ("shown_renewals", &SHOWN_RENEWALS.to_string()),
            ],
        )
    }
}
