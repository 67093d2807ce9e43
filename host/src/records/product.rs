//! What can be bought.

use arrow::array::ArrayRef;

use super::cells::{decimal, maybe_text, term, text};
use super::ids::{id, visible};
use super::rules::{Verdict, amounts, currency, prices_of_list};
use super::{Named, Record, Visit, texts, visit_term};
use crate::contract::Product;

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
        visit_term(billing_cycle.as_mut(), visit);
        visit_term(commitment_term.as_mut(), visit);
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

    fn verdict(&self) -> Verdict {
        id("id", &self.id)?;
        visible([
            ("customer-id", self.customer_id.as_deref()),
            ("sku", self.sku.as_deref()),
        ])?;
        currency(self.currency.as_deref())?;
        let prices = [
            ("unit-cost", self.unit_cost),
            ("unit-price", self.unit_price),
            ("list-price", self.list_price),
        ];
        amounts(prices)?;
        prices_of_list(prices)
    }

    fn columns(rows: &[Self]) -> Vec<ArrayRef> {
        vec![
            text(rows, |row| &row.id),
            maybe_text(rows, |row| row.customer_id.as_deref()),
            maybe_text(rows, |row| row.sku.as_deref()),
            maybe_text(rows, |row| row.name.as_deref()),
            maybe_text(rows, |row| row.publisher.as_deref()),
            maybe_text(rows, |row| term(row.billing_cycle.as_ref())),
            maybe_text(rows, |row| term(row.commitment_term.as_ref())),
            decimal(rows, |row| row.unit_cost.filter(|_| row.currency.is_some())),
            decimal(rows, |row| {
                row.unit_price.filter(|_| row.currency.is_some())
            }),
            decimal(rows, |row| {
                row.list_price.filter(|_| row.currency.is_some())
            }),
            maybe_text(rows, |row| row.currency.as_deref()),
            maybe_text(rows, |row| row.extra.as_deref()),
        ]
    }
}
