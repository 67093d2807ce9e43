//! Customers: Pax8 calls them companies.

use seatwise_plugin::types::{Address, Customer, CustomerStatus, RejectedRow, Rows};
use seatwise_plugin::{Failure, Host, Page, api};

use crate::answer::Answer;
use crate::fields::{Field, record};
use crate::paging::{OPEN_END, Step, page_number, step};
use crate::requests;

record!(
    /// A company as the vendor sends it.
    CompanyRow {
        id: "id",
        name: "name",
        status: "status",
        phone: "phone",
        website: "website",
        external_id: "externalId",
        address: "address",
        created: "createdDate",
        updated: "updatedDate",
    }
);

record!(
    /// Its postal address.
    AddressRow {
        street: "street",
        second_line: "street2",
        city: "city",
        region: "stateOrProvince",
        postal_code: "postalCode",
        country: "country",
    }
);

/// Reads one page of companies, whatever their status: a deleted one may still own billed subscriptions.
pub(crate) fn read(cursor: Option<&str>, host: &dyn Host) -> Result<Page, Failure> {
    let page = page_number(cursor)?;
    let request = requests::companies(page);
    let body = api::fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    let read = answer.read(about, customer);
    let (next, open_end) = match step(page, &answer) {
        Step::Next(page) => (Some(page.to_string()), false),
        Step::Done { open_end } => (None, open_end),
    };
    Ok(Page {
        next,
        total: answer.total,
        rejected: read.rejected,
        incomplete: open_end.then(|| OPEN_END.to_owned()),
        ..Page::complete(Rows::Customers(read.rows))
    })
}

fn about(row: &CompanyRow<'_>) -> RejectedRow {
    RejectedRow {
        key: row.id.string(),
        customer_id: row.id.string(),
        customer_name: row.name.string(),
        ..RejectedRow::new("", "")
    }
}

fn customer(row: &mut CompanyRow<'_>) -> Result<Customer, String> {
    let id = row.id.required("id")?;
    let tenant_id = row.external_id.string().filter(|id| is_guid(id));
    if tenant_id.is_none() {
        row.extra.push("externalId", row.external_id);
    }
    let address = row.address.nested::<AddressRow<'_>>().map(address);
    if address.is_none() {
        row.extra.push("address", row.address);
    }
    let domain = row.website.string().as_deref().and_then(domain);
    if domain.is_none() {
        row.extra.push("website", row.website);
    }
    let status = status(row.status);
    // Two words become one status: which it was is still to be seen.
    if status == CustomerStatus::Inactive {
        row.extra.push("status", row.status);
    }
    Ok(Customer {
        name: row.name.string().unwrap_or_else(|| id.clone()),
        id,
        path: Vec::new(),
        status,
        suspended_at: None,
        contact_name: None,
        email: None,
        phone: row.phone.string(),
        domain,
        tenant_id,
        address,
        created_at: row.created.timestamp("createdDate")?,
        updated_at: row.updated.timestamp("updatedDate")?,
        extra: row.extra.take(),
    })
}

/// `Inactive` says that contacts are missing, so nothing can be ordered; its subscriptions may well run.
fn status(field: Field<'_>) -> CustomerStatus {
    let text = field.string().unwrap_or_else(|| "unspecified".to_owned());
    match text.to_ascii_lowercase().as_str() {
        "active" => CustomerStatus::Active,
        "inactive" | "deleted" => CustomerStatus::Inactive,
        _ => CustomerStatus::Other(text),
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

/// The domain of a website: `https://www.birch.example/home` is that of `birch.example`.
fn domain(website: &str) -> Option<String> {
    let rest = website.split_once("://").map_or(website, |(_, rest)| rest);
    let host = rest
        .split(['/', '?', '#', ':'])
        .next()?
        .trim_end_matches('.');
    let host = host.to_ascii_lowercase();
    let domain = host.strip_prefix("www.").unwrap_or(&host);
    let is_domain =
        domain.contains('.') && !domain.contains(|c: char| c.is_whitespace() || c == '@');
    is_domain.then(|| domain.to_owned())
}

/// Pax8 proposes to keep the Microsoft tenant id in the free reference. Anything else there is not one.
fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
        && text.bytes().any(|byte| byte != b'-' && byte != b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_website_has_a_domain_however_it_is_written() {
        for text in [
            "https://www.birch.example/",
            "HTTP://Birch.example:8080/a?b",
            "birch.example",
            "www.birch.example#x",
        ] {
            assert_eq!(domain(text).as_deref(), Some("birch.example"), "{text}");
        }
        for text in ["n/a", "none", "https://", "info@birch.example"] {
            assert_eq!(domain(text), None, "{text}");
        }
    }

    #[test]
    fn only_a_guid_is_taken_for_a_tenant() {
        assert!(is_guid("7a7a7a7a-0000-4000-8000-00000000000B"));
        for text in [
            "C-1004",
            "00000000-0000-0000-0000-000000000000",
            "7a7a7a7a-0000-4000-8000-0000000000zz",
        ] {
            assert!(!is_guid(text), "{text}");
        }
    }
}
