//! The requests to Pax8.

use std::fmt::Write as _;

use seatwise_plugin::api;
use seatwise_plugin::json::format_date;
use seatwise_plugin::types::{Date, Request};

/// The credential of the manifest.
const CREDENTIAL: &str = "api";
/// Rows per page: the largest that Pax8 gives. Without a size it gives ten.
pub(crate) const SIZE: u64 = 200;

/// The companies of the partner.
pub(crate) fn companies(page: u32) -> Request {
    get(&format!("companies?page={page}&size={SIZE}&sort=name"))
}

/// One company, to see how many there are.
pub(crate) fn first_company() -> Request {
    get("companies?page=0&size=1")
}

/// The subscriptions of all companies: the oldest first, so that new ones come last while pages are read.
pub(crate) fn subscriptions(page: u32) -> Request {
    get(&format!(
        "subscriptions?page={page}&size={SIZE}&sort=createdDate,asc"
    ))
}

/// Subscriptions of one company.
pub(crate) fn subscriptions_of(company: &str) -> Request {
    let company = encode(company);
    get(&format!(
        "subscriptions?companyId={company}&page=0&size={SIZE}&sort=createdDate,asc"
    ))
}

/// Earlier states of a subscription.
pub(crate) fn history(subscription: &str) -> Request {
    get(&format!("subscriptions/{}/history", encode(subscription)))
}

/// What a subscription used in the current month.
pub(crate) fn usage_summaries(subscription: &str, page: u32) -> Request {
    let subscription = encode(subscription);
    get(&format!(
        "subscriptions/{subscription}/usage-summaries?page={page}&size={SIZE}"
    ))
}

/// The invoices dated from one day to another, both included.
pub(crate) fn invoices(from: Date, to: Date, page: u32) -> Request {
    let (from, to) = (format_date(from), format_date(to));
    get(&format!(
        "invoices?invoiceDateRangeStart={from}&invoiceDateRangeEnd={to}&page={page}&size={SIZE}"
    ))
}

/// The lines of an invoice.
pub(crate) fn invoice_items(invoice: &str, page: u32) -> Request {
    let invoice = encode(invoice);
    get(&format!("invoices/{invoice}/items?page={page}&size={SIZE}"))
}

/// The catalogue.
pub(crate) fn products(page: u32) -> Request {
    get(&format!("products?page={page}&size={SIZE}&sort=name"))
}

/// The prices of a product.
pub(crate) fn pricing(product: &str) -> Request {
    get(&format!("products/{}/pricing", encode(product)))
}

fn get(path: &str) -> Request {
    api::get(format!("/v1/{path}"), CREDENTIAL)
}

/// Percent-encodes everything but the unreserved characters of RFC 3986: an id cannot change the path.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_lead_to_another_path() {
        assert_eq!(
            invoice_items("a/b?c=1&d", 0).url,
            "/v1/invoices/a%2Fb%3Fc%3D1%26d/items?page=0&size=200"
        );
    }

    #[test]
    fn every_request_is_a_read_with_the_credential() {
        let request = subscriptions(3);
        assert_eq!(request.credential.as_deref(), Some("api"));
        assert_eq!(
            request.url,
            "/v1/subscriptions?page=3&size=200&sort=createdDate,asc"
        );
    }
}
