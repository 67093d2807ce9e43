//! A customer.

use arrow::array::ArrayRef;

use super::cells::{maybe_text, moment, owned_text, text};
use super::ids::{id, visible};
use super::rules::{Verdict, moments};
use super::{Named, Record, Visit, texts};
use crate::contract::{Address, Customer, CustomerStatus};

impl Record for Customer {
    const NAME: &'static str = "customers";

    fn visit(&mut self, visit: Visit<'_>) {
        let Customer {
            id,
            name,
            path,
            status,
            suspended_at: _,
            contact_name,
            email,
            phone,
            domain,
            tenant_id,
            address,
            created_at: _,
            updated_at: _,
            extra,
        } = self;
        visit(id);
        visit(name);
        texts(
            [contact_name, email, phone, domain, tenant_id, extra],
            visit,
        );
        path.iter_mut().for_each(&mut *visit);
        if let CustomerStatus::Other(word) = status {
            visit(word);
        }
        if let Some(row) = address {
            postal_address(row, visit);
        }
    }

    fn named(&self) -> Named<'_> {
        Named {
            key: Some(&self.id),
            customer_id: Some(&self.id),
            customer_name: Some(&self.name),
            ..Named::default()
        }
    }

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

fn postal_address(row: &mut Address, visit: Visit<'_>) {
    let Address {
        street,
        city,
        region,
        postal_code,
        country,
    } = row;
    texts([street, city, region, postal_code, country], visit);
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
