//! Customers.

use seatwise_plugin::types::{Address, Customer, CustomerStatus, RejectedRow, Rows as PageRows};
use seatwise_plugin::{Failure, Host, Page, Query};
use serde::de::IgnoredAny;

use crate::answer::{Answer, read_list};
use crate::cursor::{OPEN_END, TokenCursor, encode, end_is_open, next_token, probing_size};
use crate::fields::record;
use crate::requests::{SizedAnswer, fetch_sized, token_page};
use crate::tenant::Tenant;

record!(
    /// A customer as the vendor sends it.
    CustomerRow {
        name: "name",
        organization: "customerOrganization",
        address: "customerAddress",
        contact: "customerName",
        email: "customerEmail",
        phone: "customerPhone",
        domain: "customerDomain",
        status: "customerStatus",
        created: "createTime",
        updated: "updateTime",
    }
);

record!(
    /// Its postal address.
    AddressRow {
        street: "street",
        suite: "suite",
        city: "city",
        state: "state",
        zip: "zip",
        country: "country",
    }
);

/// Reads one page of customers. The list ends where there is no token: the vendor may send short pages.
pub(crate) fn read(tenant: &Tenant, query: &Query, host: &dyn Host) -> Result<Page, Failure> {
    let cursor = TokenCursor::of(query.cursor.as_deref(), tenant.page_size)?;
    let path = tenant.path(&["customers"]);
    let used = cursor.token.as_deref();
    let fetch = |size| fetch_sized(host, size, |size| token_page(&path, size, used));
    let mut page = fetch(cursor.size)?;
    if is_open(&page, used)? {
        page = fetch(probing_size(page.size))?;
    }
    let incomplete = is_open(&page, used)?.then(|| OPEN_END.to_owned());
    let answer = Answer::open(&page.request, &page.body)?;
    let read = read_list(&page.request, answer.customers, key, about, customer)?;
    let next = match next_token(&page.request, &answer, used)? {
        Some(token) => Some(encode(&TokenCursor {
            size: page.size,
            token: Some(token),
            skip: 0,
        })?),
        None => None,
    };
    Ok(Page {
        next,
        rejected: read.rejected,
        incomplete,
        ..Page::complete(PageRows::Customers(read.rows))
    })
}

fn is_open(page: &SizedAnswer, used: Option<&str>) -> Result<bool, Failure> {
    let answer = Answer::open(&page.request, &page.body)?;
    let rows = answer.customers.nested::<Vec<IgnoredAny>>();
    let next = answer.next_token();
    Ok(end_is_open(
        rows.map_or(0, |rows| rows.len()),
        page.size,
        used,
        next.as_deref(),
    ))
}

fn about(row: &CustomerRow<'_>) -> RejectedRow {
    RejectedRow {
        customer_id: key(row),
        ..RejectedRow::new("", "")
    }
}

fn key(row: &CustomerRow<'_>) -> Option<String> {
    let name = row.name.string()?;
    name.rsplit('/')
        .next()
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
}

fn customer(row: &mut CustomerRow<'_>) -> Result<Customer, String> {
    // The resource name is `accounts/{account}/customers/{id}`; there is no field with the id alone.
    let id = key(row).ok_or("the row has no name to take the id from")?;
    let contact_name = row.contact.string();
    let address = row.address.nested::<AddressRow<'_>>().map(address);
    if address.is_none() {
        row.extra.push("customerAddress", &row.address);
    }
    Ok(Customer {
        name: row
            .organization
            .string()
            .or_else(|| contact_name.clone())
            .unwrap_or_else(|| id.clone()),
        id,
        path: Vec::new(),
        status: status(row.status.string()),
        suspended_at: None,
        contact_name,
        email: row.email.string(),
        phone: row.phone.string(),
        domain: row.domain.string(),
        tenant_id: None,
        address,
        created_at: row.created.timestamp("createTime")?,
        updated_at: row.updated.timestamp("updateTime")?,
        extra: row.extra.take(),
    })
}

fn address(row: AddressRow<'_>) -> Address {
    let street = match (row.street.string(), row.suite.string()) {
        (Some(street), Some(suite)) => Some(format!("{street}, {suite}")),
        (street, suite) => street.or(suite),
    };
    Address {
        street,
        city: row.city.string(),
        region: row.state.string(),
        postal_code: row.zip.string(),
        country: row.country.string(),
    }
}

fn status(text: Option<String>) -> CustomerStatus {
    let text = text.unwrap_or_else(|| "unspecified".to_owned());
    match text.to_ascii_lowercase().as_str() {
        "active" | "enabled" => CustomerStatus::Active,
        "suspended" | "disabled" => CustomerStatus::Suspended,
        "inactive" | "deleted" | "closed" => CustomerStatus::Inactive,
        _ => CustomerStatus::Other(text),
    }
}
