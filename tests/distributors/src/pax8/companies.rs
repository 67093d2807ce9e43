//! The customers of the partner.

use serde_json::{Map, Value, json};

use super::Pax8Options;
use super::dates::spelled;
use super::ids::{company_id, hash, id_of};
use super::lists::Row;
use crate::{Customer, World};

/// Whether Pax8 bills the company in the partner's name.
pub(super) fn billed_by_pax8(customer: &Customer, options: &Pax8Options) -> bool {
    options.world.irregular && hash(&customer.id) % 9 == 2
}

fn status(customer: &Customer, options: &Pax8Options) -> &'static str {
    if customer.suspended_on.is_some() {
        "Inactive"
    } else if options.world.irregular && hash(&customer.id) % 11 == 4 {
        // It may still have subscriptions that are billed.
        "Deleted"
    } else {
        "Active"
    }
}

fn row(customer: &Customer, options: &Pax8Options) -> Value {
    let salt = hash(&customer.id);
    let mut address = json!({
        "street": format!("{} Mill Road", 1 + salt % 240),
        "city": customer.city,
        "postalCode": format!("{:05}", salt % 100_000),
        "country": customer.country,
    });
    if let Some(members) = address.as_object_mut() {
        if salt.is_multiple_of(4) {
            members.insert("street2".to_owned(), "Suite 300".into());
        }
        if customer.country == "US" {
            members.insert("stateOrProvince".to_owned(), "MA".into());
        }
    }
    let mut row = Map::new();
    let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
    put("id", company_id(&customer.id).into());
    put("name", customer.name.clone().into());
    put("address", address);
    put("status", status(customer, options).into());
    put(
        "billOnBehalfOfEnabled",
        billed_by_pax8(customer, options).into(),
    );
    put("selfServiceAllowed", salt.is_multiple_of(5).into());
    // The document requires these three; the examples of the list lack two of them.
    if !salt.is_multiple_of(3) {
        put("orderApprovalRequired", salt.is_multiple_of(7).into());
        put("phone", format!("555-01{:02}", salt % 100).into());
    }
    // A full address by the document, a bare name in the examples.
    let website = match salt % 4 {
        0 => customer.domain.clone(),
        1 => format!("https://{}", customer.domain),
        2 => format!("http://www.{}/about", customer.domain),
        _ => format!("https://www.{}/", customer.domain),
    };
    put("website", website.into());
    match salt % 3 {
        0 => put("externalId", id_of("tenant", &customer.id).into()),
        1 => put("externalId", format!("A{}", salt % 1_000).into()),
        _ => None,
    };
    let updated = spelled(options.dates, customer.created, salt >> 3);
    put("updatedDate", updated.into());
    Value::Object(row)
}

/// All companies, whatever their state.
pub(super) fn rows(world: &World, options: &Pax8Options) -> Vec<Row> {
    world
        .customers
        .iter()
        .map(|customer| Row::new(row(customer, options)))
        .collect()
}

/// The customer of a company's id.
pub(super) fn find<'a>(world: &'a World, company: &str) -> Option<&'a Customer> {
    world
        .customers
        .iter()
        .find(|customer| company_id(&customer.id) == company)
}
