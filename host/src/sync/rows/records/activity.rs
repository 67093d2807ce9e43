//! What happened to a subscription.

use arrow::array::ArrayRef;

use super::super::cells::{count, maybe_text, moment, text};
use super::super::ids::id;
use super::super::rules::{Row, Verdict, moments, seats};
use crate::plugin::types::Activity;

impl Row for Activity {
    fn verdict(&self) -> Verdict {
        id("id", &self.id)?;
        id("subscription-id", &self.subscription_id)?;
        id("customer-id", &self.customer_id)?;
        seats("seats", self.seats)?;
        moments([("happened-at", self.happened_at)])
    }

    fn columns(rows: &[Self]) -> Vec<ArrayRef> {
        vec![
            text(rows, |row| &row.id),
            text(rows, |row| &row.subscription_id),
            text(rows, |row| &row.customer_id),
            moment(rows, |row| row.happened_at),
            text(rows, |row| &row.action),
            maybe_text(rows, |row| row.outcome.as_deref()),
            count(rows, |row| row.seats),
            maybe_text(rows, |row| row.details.as_deref()),
            maybe_text(rows, |row| row.extra.as_deref()),
        ]
    }
}
