//! A line of a bill.

use super::{Named, Record, Visit, term, texts};
use crate::plugin::types::{Charge, ChargeKind};

impl Record for Charge {
    const NAME: &'static str = "charges";

    fn visit(&mut self, visit: Visit<'_>) {
        let Charge {
            direction: _,
            customer_id,
            customer_name,
            subscription_id,
            charge_id,
            product_id,
            sku,
            product_name,
            charge_name,
            kind,
            billing_cycle,
            billing_period_from: _,
            billing_period_to: _,
            charge_from: _,
            charge_to: _,
            quantity: _,
            list_price: _,
            unit_price: _,
            prorated_unit_price: _,
            amount: _,
            currency,
            billed: _,
            invoice_number,
            invoice_date: _,
            extra,
        } = self;
        texts(
            [
                customer_id,
                customer_name,
                subscription_id,
                charge_id,
                product_id,
                sku,
                product_name,
                charge_name,
                currency,
                invoice_number,
                extra,
            ],
            visit,
        );
        term(billing_cycle.as_mut(), visit);
        if let ChargeKind::Other(word) = kind {
            visit(word);
        }
    }

    fn named(&self) -> Named<'_> {
        Named {
            customer_id: self.customer_id.as_deref(),
            customer_name: self.customer_name.as_deref(),
            subscription_id: self.subscription_id.as_deref(),
            sku: self.sku.as_deref(),
            product_name: self.product_name.as_deref(),
            ..Named::default()
        }
    }
}
