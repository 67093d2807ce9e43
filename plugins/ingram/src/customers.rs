//! Customers of the reseller.

use seatwise_plugin::types::{Address, Customer, CustomerStatus, RejectedRow, Rows};
use seatwise_plugin::{Failure, Host, Page};

use crate::answer::{Answer, fetch};
use crate::fields::{Field, record};
use crate::paging::Walk;
use crate::settings::Region;

record!(
    /// A customer as the vendor sends it.
    CustomerRow {
        id: "id",
        name: "name",
        status: "status",
        address: "address",
        contacts: "contactPersons",
    }
);

record!(
    /// Its postal address.
    AddressRow {
        street: "streetAddress",
        second_line: "addressExtension",
        city: "city",
        region: "state",
        postal_code: "postalCode",
        country: "countryCode",
    }
);

record!(
    /// A person to talk to.
    ContactRow {
        kind: "type",
        first_name: "firstName",
        last_name: "lastName",
        email: "email",
        phone: "phoneNumber",
    }
);

/// Reads one page of customers, whatever their status: one that is cancelled may still have a bill to come.
pub(crate) fn read(region: Region, cursor: Option<&str>, host: &dyn Host) -> Result<Page, Failure> {
    let mut walk = Walk::resume(cursor)?;
    let request = region.customers(walk.offset);
    let body = fetch(host, &request)?;
    let mut answer = Answer::open(&request, &body)?;
    let step = walk.take(&mut answer)?;
    let read = answer.read(about, |row, _| customer(row));
    let count = read.rows.len();
    walk.page(step, Rows::Customers(read.rows), count, read.rejected)
}

fn about(row: &CustomerRow<'_>) -> RejectedRow {
    RejectedRow {
        key: row.id.string(),
        customer_id: row.id.string(),
        customer_name: row.name.string(),
        ..RejectedRow::new("", "")
    }
}

fn customer(row: &mut CustomerRow<'_>) -> Result<Customer, String> {
    let id = row.id.required("id")?;
    let address = row.address.nested::<AddressRow<'_>>().map(address);
    if address.is_none() {
        row.extra.push("address", row.address);
    }
    let contact = contact(row.contacts).unwrap_or_default();
    let status = status(row.status);
    let word = row.status.string().unwrap_or_default();
    // Several words become one status: which it was is still to be seen.
    let is_plain = status == CustomerStatus::Active && word.eq_ignore_ascii_case("active");
    if !is_plain && !matches!(status, CustomerStatus::Other(_)) {
        row.extra.push("status", row.status);
    }
    Ok(Customer {
        name: row.name.string().unwrap_or_else(|| id.clone()),
        id,
        path: Vec::new(),
        status,
        suspended_at: None,
        contact_name: full_name(&contact),
        email: contact.email.string(),
        phone: contact.phone.string(),
        // Only subscriptions name the domain and the tenant.
        domain: None,
        tenant_id: None,
        address,
        created_at: None,
        updated_at: None,
        extra: row.extra.take(),
    })
}

/// The services of a customer on credit hold run; only new orders are refused. An administrative hold stops them.
fn status(field: Field<'_>) -> CustomerStatus {
    let word = field.string().unwrap_or_else(|| "unspecified".to_owned());
    match word.to_ascii_lowercase().as_str() {
        "active" | "credithold" => CustomerStatus::Active,
        "adminhold" => CustomerStatus::Suspended,
        "pending" | "cancelled" => CustomerStatus::Inactive,
        _ => CustomerStatus::Other(word),
    }
}

/// The administrator, or else the first person.
fn contact(field: Field<'_>) -> Option<ContactRow<'_>> {
    let mut contacts: Vec<ContactRow<'_>> = field.nested()?;
    let is_admin = |contact: &ContactRow<'_>| {
        let kind = contact.kind.string();
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case("admin"))
    };
    let chosen = contacts.iter().position(is_admin).unwrap_or(0);
    (chosen < contacts.len()).then(|| contacts.swap_remove(chosen))
}

fn full_name(contact: &ContactRow<'_>) -> Option<String> {
    match (contact.first_name.string(), contact.last_name.string()) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (first, last) => first.or(last),
    }
}

fn address(row: AddressRow<'_>) -> Address {
    let street = match (row.street.string(), row.second_line.string()) {
        (Some(street), Some(second)) => Some(format!("{street}, {second}")),
        (street, second) => street.or(second),
    };
    Address {
        street,
        city: row.city.string(),
        region: row.region.string(),
        postal_code: row.postal_code.string(),
        country: row.country.string(),
    }
}
