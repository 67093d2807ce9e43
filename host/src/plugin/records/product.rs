//! What can be bought.

use super::{Named, Record, Visit, term, texts};
use crate::plugin::types::Product;

impl Record for Product {
    const NAME: &'static str = "products";

    fn visit(&mut self, visit: Visit<'_>) {
        let Product {
            id,
            customer_id,
            sku,
            name,
            publisher,
            billing_cycle,
            commitment_term,
            unit_cost: _,
            unit_price: _,
            list_price: _,
            currency,
            extra,
        } = self;
        visit(id);
        texts([customer_id, sku, name, publisher, currency, extra], visit);
        term(billing_cycle.as_mut(), visit);
        term(commitment_term.as_mut(), visit);
    }

    fn named(&self) -> Named<'_> {
        Named {
            key: Some(&self.id),
            owner: self.customer_id.as_deref(),
            customer_id: self.customer_id.as_deref(),
            sku: self.sku.as_deref(),
            product_name: self.name.as_deref(),
            ..Named::default()
        }
    }
}
