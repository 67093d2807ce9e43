//! A meter: what is assigned or consumed.

use arrow::array::ArrayRef;

use super::super::cells::{decimal, maybe_text, text};
use super::super::ids::{id, visible};
use super::super::rules::{Row, Verdict, shown, storable};
use crate::plugin::types::Usage;

impl Row for Usage {
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
