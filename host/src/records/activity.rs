//! What happened to a subscription.

use arrow::array::ArrayRef;

use super::cells::{count, maybe_text, moment, text};
use super::ids::id;
use super::rules::{Verdict, moments, seats};
use super::{Named, Record, Visit, texts};
use crate::contract::Activity;

impl Record for Activity {
    const NAME: &'static str = "activities";

    fn visit(&mut self, visit: Visit<'_>) {
        let Activity {
            id,
            subscription_id,
            customer_id,
            happened_at: _,
            action,
            outcome,
            seats: _,
            details,
            extra,
        } = self;
        visit(id);
        visit(subscription_id);
        visit(customer_id);
        visit(action);
        texts([outcome, details, extra], visit);
    }

    fn named(&self) -> Named<'_> {
        Named {
            key: Some(&self.id),
            customer_id: Some(&self.customer_id),
            subscription_id: Some(&self.subscription_id),
            ..Named::default()
        }
    }

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
