//! The customers of the reseller.

use std::cmp::Reverse;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::ids::{RESELLER, customer_id, hash};
use super::lists::{Row, paged, single};
use super::query::{similar, wanted};
use super::{Ingram, IngramOptions, IngramVersion, ListOrder};
use crate::server::Call;
use crate::{Customer, World};

fn status(customer: &Customer, options: &IngramOptions) -> &'static str {
    if customer.suspended_on.is_some() {
        return "adminHold";
    }
    if !options.world.irregular {
        return "active";
    }
    match hash(&customer.id) % 13 {
        2 => "creditHold",
        5 => "pending",
        // It may still have subscriptions that are listed.
        7 => "cancelled",
        11 if options.version >= IngramVersion::V1_15 => "error",
        _ => "active",
    }
}

fn email(customer: &Customer, kind: &str) -> String {
    format!("{kind}@{}", customer.domain)
}

fn contacts(customer: &Customer, options: &IngramOptions) -> Value {
    let salt = hash(&customer.id);
    let (first, last) = customer.contact.split_once(' ').unwrap_or(("", ""));
    let person = |kind: &str, first: &str| {
        json!({
            "type": kind,
            "firstName": first,
            "lastName": last,
            "email": email(customer, kind),
            "phoneNumber": format!("1#555#01{:02}#", salt % 100),
        })
    };
    // The one that counts is not always the first, and not always there.
    match (options.world.irregular, salt % 5) {
        (false, _) | (true, 0) => json!([person("admin", first)]),
        (true, 1) => json!([]),
        (true, 2) => json!([person("technical", "Kim"), person("billing", "Sam")]),
        (true, _) => json!([person("billing", "Sam"), person("admin", first)]),
    }
}

fn reseller(customer: &Customer) -> &'static str {
    match customer.path.len() {
        0 | 1 => RESELLER,
        _ => "1000002",
    }
}

fn external_id(customer: &Customer) -> Option<String> {
    let salt = hash(&customer.id);
    (!salt.is_multiple_of(3)).then(|| format!("EXTERNAL-{:04}", salt % 10_000))
}

fn row(customer: &Customer, options: &IngramOptions, alone: bool) -> Value {
    let salt = hash(&customer.id);
    let mut address = json!({
        "streetAddress": format!("{} Mill Road", 1 + salt % 240),
        "city": customer.city,
        "state": if customer.country == "US" { "FL" } else { "" },
        "postalCode": format!("{:05}", salt % 100_000),
        "countryCode": customer.country,
    });
    if let Some(members) = address.as_object_mut()
        && salt.is_multiple_of(4)
    {
        members.insert("addressExtension".to_owned(), "Suite 300".into());
    }
    let newer = options.version >= IngramVersion::V1_15;
    let mut row = Map::new();
    let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
    put("id", customer_id(&customer.id).into());
    put("name", customer.name.clone().into());
    put("status", status(customer, options).into());
    put("address", address);
    put("contactPersons", contacts(customer, options));
    put("language", "en_US".into());
    match external_id(customer) {
        Some(id) => put("externalId", id.into()),
        // Version 1.1 requires it.
        None if !newer => put("externalId", "".into()),
        None => None,
    };
    if alone || newer {
        put("taxRegId", format!("00-{:07}", salt % 10_000_000).into());
    }
    if newer {
        put("resellerId", reseller(customer).into());
        let attributes = match salt.is_multiple_of(4) {
            true => json!({ "door": Ingram::SECRET }),
            false => json!({}),
        };
        put("attributes", attributes);
    }
    Value::Object(row)
}

/// The customers that are listed, in the order of the list.
fn listed<'a>(world: &'a World, options: &IngramOptions) -> Vec<&'a Customer> {
    let own = usize::from(options.own_account);
    let mut customers: Vec<_> = world.customers.iter().skip(own).collect();
    customers.sort_by_key(|customer| Reverse(customer.created));
    if options.order == ListOrder::OldestFirst {
        customers.reverse();
    }
    customers
}

/// The page of the list that a call wants.
pub(super) fn page(world: &World, options: &IngramOptions, call: &Call) -> Bytes {
    let mut customers = listed(world, options);
    customers.retain(|customer| {
        let persons = contacts(customer, options);
        let mut emails = persons
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|person| person["email"].as_str());
        similar(call, "name", &customer.name)
            && (call.parameter("email").is_none()
                || emails.any(|email| wanted(call, "email", email)))
            && wanted(
                call,
                "externalId",
                &external_id(customer).unwrap_or_default(),
            )
            && wanted(call, "resellerId", reseller(customer))
    });
    paged(
        world,
        options,
        call,
        Ingram::CUSTOMERS,
        &customers,
        |customer| Row {
            id: customer_id(&customer.id),
            value: row(customer, options, false),
        },
    )
}

/// One customer.
pub(super) fn one(world: &World, options: &IngramOptions, id: &str) -> Option<Bytes> {
    let customers = listed(world, options);
    let customer = customers
        .into_iter()
        .find(|customer| customer_id(&customer.id) == id)?;
    let value = row(customer, options, true);
    Some(single(world, options, Ingram::CUSTOMER, id, value))
}
