//! A line of a bill.

use arrow::array::ArrayRef;

use super::cells::{date, decimal, flag, maybe_text, term, text};
use super::ids::visible;
use super::rules::{Verdict, amounts, currency, days, products, quantity};
use super::{Named, Record, Visit, texts, visit_term};
use crate::contract::{Charge, ChargeDirection, ChargeKind};

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
        visit_term(billing_cycle.as_mut(), visit);
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

    fn verdict(&self) -> Verdict {
        visible([
            ("customer-id", self.customer_id.as_deref()),
            ("subscription-id", self.subscription_id.as_deref()),
            ("charge-id", self.charge_id.as_deref()),
            ("product-id", self.product_id.as_deref()),
            ("sku", self.sku.as_deref()),
        ])?;
        days([
            ("billing-period-from", self.billing_period_from),
            ("billing-period-to", self.billing_period_to),
            ("charge-from", self.charge_from),
            ("charge-to", self.charge_to),
            ("invoice-date", self.invoice_date),
        ])?;
        currency(self.currency.as_deref())?;
        let money = [
            ("list-price", self.list_price),
            ("unit-price", self.unit_price),
            ("prorated-unit-price", self.prorated_unit_price),
            ("amount", self.amount),
        ];
        if self.currency.is_none() && money.iter().any(|(_, amount)| amount.is_some()) {
            return Err("it has amounts and no currency".to_owned());
        }
        amounts(money)?;
        quantity("quantity", self.quantity)?;
        let [list_price, unit_price, prorated, _] = money;
        products(
            ("quantity", self.quantity),
            [list_price, unit_price, prorated],
        )
    }

    fn columns(rows: &[Self]) -> Vec<ArrayRef> {
        vec![
            text(rows, |row| charge_direction(row.direction)),
            maybe_text(rows, |row| row.customer_id.as_deref()),
            maybe_text(rows, |row| row.customer_name.as_deref()),
            maybe_text(rows, |row| row.subscription_id.as_deref()),
            maybe_text(rows, |row| row.charge_id.as_deref()),
            maybe_text(rows, |row| row.product_id.as_deref()),
            maybe_text(rows, |row| row.sku.as_deref()),
            maybe_text(rows, |row| row.product_name.as_deref()),
            maybe_text(rows, |row| row.charge_name.as_deref()),
            text(rows, |row| charge_kind(&row.kind)),
            maybe_text(rows, |row| term(row.billing_cycle.as_ref())),
            date(rows, |row| row.billing_period_from),
            date(rows, |row| row.billing_period_to),
            date(rows, |row| row.charge_from),
            date(rows, |row| row.charge_to),
            decimal(rows, |row| row.quantity),
            decimal(rows, |row| row.list_price),
            decimal(rows, |row| row.unit_price),
            decimal(rows, |row| row.prorated_unit_price),
            decimal(rows, |row| row.amount),
            maybe_text(rows, |row| row.currency.as_deref()),
            flag(rows, |row| row.billed),
            maybe_text(rows, |row| row.invoice_number.as_deref()),
            date(rows, |row| row.invoice_date),
            maybe_text(rows, |row| row.extra.as_deref()),
        ]
    }
}

fn charge_direction(direction: ChargeDirection) -> &'static str {
    match direction {
        ChargeDirection::Payable => "payable",
        ChargeDirection::Receivable => "receivable",
    }
}

fn charge_kind(kind: &ChargeKind) -> &str {
    match kind {
        ChargeKind::Setup => "setup",
        ChargeKind::Recurring => "recurring",
        ChargeKind::Usage => "usage",
        ChargeKind::Credit => "credit",
        ChargeKind::Other(word) => word,
    }
}
