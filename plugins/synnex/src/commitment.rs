//! When the commitment of a subscription ends and renews.

use seatwise_plugin::types::{ChargeModel, Date, SubscriptionStatus, Term, Timestamp};

use crate::fields::day_of;
use crate::renewal::roll_forward;
use crate::subscription_row::{SubscriptionRow, status};

/// Whether it renews automatically: the flag, else the word beside it.
pub(crate) fn auto_renew(row: &SubscriptionRow<'_>) -> Option<bool> {
    row.auto_renew.boolean().or_else(|| {
        let status = row.renew_status.string()?.to_ascii_lowercase();
        match status.as_str() {
            "enabled" => Some(true),
            "disabled" => Some(false),
            _ => None,
        }
    })
}

/// When a commitment ends and renews.
#[derive(Debug, Default)]
pub(crate) struct Dates {
    /// The last day of the current commitment.
    pub(crate) ends_on: Option<Date>,
    /// The first day of the next term.
    pub(crate) renews_on: Option<Date>,
    /// Whether that day was computed from a stale one.
    pub(crate) computed: bool,
}

impl Dates {
    /// Reads the dates. Consumption has none: the vendor repeats the day of purchase there.
    pub(crate) fn read(
        row: &SubscriptionRow<'_>,
        model: ChargeModel,
        term: Option<&Term>,
        now: Timestamp,
    ) -> Result<Self, String> {
        if model == ChargeModel::Usage {
            return Ok(Self::default());
        }
        let ends = row.ends.timestamp("subscriptionEndDate")?;
        let renews = row.renews.timestamp("renewalDate")?;
        let starts = row.starts.timestamp("subscriptionStartDate")?;
        let as_sent = Self {
            ends_on: ends.and_then(day_of),
            renews_on: None,
            computed: false,
        };
        let status = status(&row.status.string().unwrap_or_default());
        let over = matches!(
            status,
            SubscriptionStatus::Cancelled | SubscriptionStatus::Expired
        );
        if over || model == ChargeModel::OneTime || auto_renew(row) == Some(false) {
            return Ok(as_sent);
        }
        let rolling = status == SubscriptionStatus::Active && auto_renew(row) == Some(true);
        let stale = |moment: Timestamp| rolling && moment <= now;
        let roll = |moment| term.and_then(|term| roll_forward(starts, moment, term, now));
        let computed = renews.filter(|moment| stale(*moment)).and_then(roll);
        // The vendor ends a term at the moment when the next begins, so both are stale together.
        let ends_on = ends
            .filter(|moment| computed.is_some() && stale(*moment))
            .and_then(roll);
        Ok(Self {
            ends_on: ends_on.or(as_sent.ends_on),
            renews_on: computed.or_else(|| renews.and_then(day_of)),
            computed: computed.is_some(),
        })
    }
}
