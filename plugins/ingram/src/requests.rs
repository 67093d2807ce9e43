//! The requests to Ingram Micro.

use std::fmt::Write as _;

use seatwise_plugin::api;
use seatwise_plugin::types::Request;

use crate::settings::Region;

/// Rows per page. Ingram gives ten where nothing is asked for, and names no maximum; a page of subscriptions
/// and its details fit the requests that the host takes at once.
pub(crate) const LIMIT: u64 = 100;
/// How many subscriptions the login test looks at.
pub(crate) const SAMPLE: u64 = 3;

impl Region {
    /// The customers of the reseller.
    pub(crate) fn customers(self, offset: u64) -> Request {
        self.list("customers", offset)
    }

    /// One customer, to see how many there are.
    pub(crate) fn first_customer(self) -> Request {
        self.get("customers?offset=0&limit=1")
    }

    /// The subscriptions of all customers, without seats and prices.
    pub(crate) fn subscriptions(self, offset: u64) -> Request {
        self.list("subscriptions", offset)
    }

    /// A few subscriptions that are in force.
    pub(crate) fn some_subscriptions(self) -> Request {
        self.get(&format!(
            "subscriptions?status=active&offset=0&limit={SAMPLE}"
        ))
    }

    /// One subscription, with its products.
    pub(crate) fn subscription(self, id: &str) -> Request {
        self.get(&format!("subscriptions/{}", encode(id)))
    }

    /// The catalogue.
    pub(crate) fn products(self, offset: u64) -> Request {
        self.list("products", offset)
    }

    /// The orders of all customers.
    pub(crate) fn orders(self, offset: u64) -> Request {
        self.list("orders", offset)
    }

    /// One order, with its products.
    pub(crate) fn order(self, id: &str) -> Request {
        self.get(&format!("orders/{}", encode(id)))
    }

    fn list(self, name: &str, offset: u64) -> Request {
        self.get(&format!("{name}?offset={offset}&limit={LIMIT}"))
    }

    fn get(self, path: &str) -> Request {
        api::get(format!("{}/{path}", self.base()), self.credential())
    }
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
            Region::Europe.subscription("a/b?c=1&d").url,
            "/marketplace/eu/subscriptions/a%2Fb%3Fc%3D1%26d"
        );
    }

    #[test]
    fn every_region_has_its_path_and_its_credential() {
        for (region, credential, url) in [
            (
                Region::NorthAmerica,
                "na",
                "/marketplace/na/customers?offset=100&limit=100",
            ),
            (
                Region::Europe,
                "eu",
                "/marketplace/eu/customers?offset=100&limit=100",
            ),
            (Region::Other, "other", "/customers?offset=100&limit=100"),
        ] {
            let request = region.customers(100);
            assert_eq!(request.credential.as_deref(), Some(credential));
            assert_eq!(request.url, url);
        }
    }
}
