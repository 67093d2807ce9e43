//! A subscription.

use super::{Named, Record, Visit, term, texts};
use crate::plugin::types::{Subscription, SubscriptionStatus};

impl Record for Subscription {
    const NAME: &'static str = "subscriptions";

    fn visit(&mut self, visit: Visit<'_>) {
        let Subscription {
            id,
            customer_id,
            publisher_subscription_id,
            sku,
            publisher_product_id,
            publisher_sku_id,
            product_name,
            friendly_name,
            status,
            charge_model: _,
            trial: _,
            seats: _,
            renewal_seats: _,
            billing_cycle,
            commitment_term,
            purchased_at: _,
            starts_on: _,
            commitment_ends_on: _,
            renews_on: _,
            renewal_computed: _,
            auto_renew: _,
            cancellable_until: _,
            committed: _,
            unit_cost: _,
            unit_price: _,
            list_price: _,
            currency,
            priced: _,
            updated_at: _,
            extra,
        } = self;
        visit(id);
        visit(customer_id);
        texts(
            [
                publisher_subscription_id,
                sku,
                publisher_product_id,
                publisher_sku_id,
                product_name,
                friendly_name,
                currency,
                extra,
            ],
            visit,
        );
        term(billing_cycle.as_mut(), visit);
        term(commitment_term.as_mut(), visit);
        if let SubscriptionStatus::Other(word) = status {
            visit(word);
        }
    }

    fn named(&self) -> Named<'_> {
        Named {
            key: Some(&self.id),
            customer_id: Some(&self.customer_id),
            subscription_id: Some(&self.id),
            publisher_product_id: self.publisher_product_id.as_deref(),
            publisher_sku_id: self.publisher_sku_id.as_deref(),
            sku: self.sku.as_deref(),
            product_name: self.product_name.as_deref(),
            ..Named::default()
        }
    }
}
