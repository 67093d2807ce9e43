//! Customers of the account.

use bytes::Bytes;
use serde::Serialize;

use super::paging::Page;
use crate::random::Random;
use crate::server::Call;
use crate::world::{List, millisecond_text};
use crate::{Customer, Endpoint, World};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Address<'a> {
    street: String,
    city: &'a str,
    state: &'static str,
    zip: String,
    country: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    name: String,
    customer_organization: &'a str,
    customer_address: Address<'a>,
    customer_name: &'a str,
    customer_email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_title: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_phone: Option<String>,
    create_time: String,
    update_time: String,
    language_code: &'static str,
    uid: String,
    customer_status: &'static str,
}

fn row<'a>(account: &str, customer: &'a Customer) -> Row<'a> {
    let mut random = Random::new(customer.salt, &[1]);
    Row {
        name: format!("accounts/{account}/customers/{}", customer.id),
        customer_organization: &customer.name,
        customer_address: Address {
            street: format!("{} Main Street", random.between(1, 400)),
            city: customer.city,
            state: "",
            zip: format!("{:05}", random.below(99_999)),
            country: customer.country,
        },
        customer_name: &customer.contact,
        customer_email: email(customer),
        customer_title: random.chance(50).then_some("Mr"),
        customer_phone: random
            .chance(70)
            .then(|| format!("+1555{:07}", random.below(9_999_999))),
        create_time: millisecond_text(customer.created),
        update_time: millisecond_text(customer.created),
        language_code: "EN",
        uid: random.letters(14),
        customer_status: status(customer),
    }
}

fn status(customer: &Customer) -> &'static str {
    if customer.suspended_on.is_some() {
        "INACTIVE"
    } else {
        "ACTIVE"
    }
}

fn email(customer: &Customer) -> String {
    format!("office@{}", customer.domain)
}

/// A page of the list.
pub(super) fn list(world: &World, account: &str, call: &Call, page: &Page) -> Bytes {
    let wanted = |name: &str, value: &str| {
        call.parameter(name)
            .is_none_or(|filter| value.to_lowercase().contains(&filter.to_lowercase()))
    };
    let found: Vec<&Customer> = world
        .customers
        .iter()
        .filter(|customer| {
            wanted("filter.customerEmail", &email(customer))
                && wanted("filter.customerName", &customer.name)
                && wanted("filter.customerDomain", &customer.domain)
                && call
                    .parameter("filter.customerStatus")
                    .is_none_or(|filter| filter.eq_ignore_ascii_case(status(customer)))
        })
        .collect();
    let mut list = List::open(world, Endpoint::Customers, "{\"customers\":");
    for customer in found.iter().skip(page.offset).take(page.size) {
        list.push(&customer.id, &row(account, customer));
    }
    let tail = page.tail(found.len());
    let list = if tail == "}" { list.added("") } else { list };
    list.close(&tail)
}

/// One customer.
pub(super) fn one(world: &World, account: &str, customer: &Customer) -> Bytes {
    world.single(Endpoint::Customer, &customer.id, &row(account, customer))
}
