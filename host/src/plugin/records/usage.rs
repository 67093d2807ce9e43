//! A meter: what is assigned or consumed.

use super::{Named, Record, Visit, texts};
use crate::plugin::types::Usage;

impl Record for Usage {
    const NAME: &'static str = "usage";

    fn visit(&mut self, visit: Visit<'_>) {
        let Usage {
            id,
            customer_id,
            subscription_id,
            platform_id,
            meter_id,
            meter_name,
            unit,
            total: _,
            used: _,
            available: _,
            extra,
        } = self;
        visit(id);
        visit(customer_id);
        visit(meter_id);
        texts(
            [subscription_id, platform_id, meter_name, unit, extra],
            visit,
        );
    }

    fn named(&self) -> Named<'_> {
        Named {
            key: Some(&self.id),
            owner: Some(&self.customer_id),
            customer_id: Some(&self.customer_id),
            subscription_id: self.subscription_id.as_deref(),
            ..Named::default()
        }
    }
}
