//! A customer.

use arrow::array::ArrayRef;

use super::super::cells::{maybe_text, moment, owned_text, text};
use super::super::ids::{id, visible};
use super::super::rules::{Row, Verdict, moments};
use crate::plugin::types::{Customer, CustomerStatus};

impl Row for Customer {
    fn verdict(&self) -> Verdict {
        id("id", &self.id)?;
        visible([("tenant-id", self.tenant_id.as_deref())])?;
        if self.name.trim().is_empty() {
            return Err("name is empty".to_owned());
        }
        moments([
            ("suspended-at", self.suspended_at),
            ("created-at", self.created_at),
            ("updated-at", self.updated_at),
        ])
    }

    fn columns(rows: &[Self]) -> Vec<ArrayRef> {
        vec![
            text(rows, |row| &row.id),
            text(rows, |row| &row.name),
            owned_text(rows, |row| Some(json_texts(&row.path))),
            text(rows, |row| customer_status(&row.status)),
            moment(rows, |row| row.suspended_at),
            maybe_text(rows, |row| row.contact_name.as_deref()),
            maybe_text(rows, |row| row.email.as_deref()),
            maybe_text(rows, |row| row.phone.as_deref()),
            maybe_text(rows, |row| row.domain.as_deref()),
            maybe_text(rows, |row| row.tenant_id.as_deref()),
            maybe_text(rows, |row| row.address.as_ref()?.street.as_deref()),
            maybe_text(rows, |row| row.address.as_ref()?.city.as_deref()),
            maybe_text(rows, |row| row.address.as_ref()?.region.as_deref()),
            maybe_text(rows, |row| row.address.as_ref()?.postal_code.as_deref()),
            maybe_text(rows, |row| row.address.as_ref()?.country.as_deref()),
            moment(rows, |row| row.created_at),
            moment(rows, |row| row.updated_at),
            maybe_text(rows, |row| row.extra.as_deref()),
        ]
    }
}

/// A JSON array of texts.
fn json_texts(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}

fn customer_status(status: &CustomerStatus) -> &str {
    match status {
        CustomerStatus::Active => "active",
        CustomerStatus::Suspended => "suspended",
        CustomerStatus::Inactive => "inactive",
        CustomerStatus::Other(word) => word,
    }
}
