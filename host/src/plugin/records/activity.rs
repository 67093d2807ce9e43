//! What happened to a subscription.

use super::{Named, Record, Visit, texts};
use crate::plugin::types::Activity;

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
}
