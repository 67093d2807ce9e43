//! A customer.

use super::{Named, Record, Visit, texts};
use crate::plugin::types::{Address, Customer, CustomerStatus};

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
