//! A meter: what is assigned or consumed.

use arrow::array::ArrayRef;

use super::cells::{decimal, maybe_text, text};
use super::ids::{id, visible};
use super::rules::{Verdict, shown, storable};
use super::{Named, Record, Visit, texts};
use crate::contract::Usage;

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

    fn verdict(&self) -> Verdict {
        id("id", &self.id)?;
        id("customer-id", &self.customer_id)?;
        visible([
            ("subscription-id", self.subscription_id.as_deref()),
            ("platform-id", self.platform_id.as_deref()),
            ("meter-id", Some(&self.meter_id)),
        ])?;
        // Meters count bytes and calls as well as seats, so what can be stored is all that bounds them.
        storable([
            ("total", self.total),
            ("used", self.used),
            ("available", self.available),
        ])?;
        match self.used {
            Some(used) if used.units < 0 => Err(format!("used is negative: {}", shown(used))),
            _ => Ok(()),
        }
    }

    fn columns(rows: &[Self]) -> Vec<ArrayRef> {
        vec![
            text(rows, |row| &row.id),
            text(rows, |row| &row.customer_id),
            maybe_text(rows, |row| row.subscription_id.as_deref()),
            maybe_text(rows, |row| row.platform_id.as_deref()),
            text(rows, |row| &row.meter_id),
            maybe_text(rows, |row| row.meter_name.as_deref()),
            maybe_text(rows, |row| row.unit.as_deref()),
            decimal(rows, |row| row.total),
            decimal(rows, |row| row.used),
            decimal(rows, |row| row.available),
            maybe_text(rows, |row| row.extra.as_deref()),
        ]
    }
}
