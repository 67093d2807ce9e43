//! The requests that this plugin sends, and nothing else about them.
//!
//! Sherweb has no pages and no read of a single object: what is wanted of one customer is chosen by
//! `customerId`. Parameters beyond those below are unknown to it.

use seatwise_plugin::types::{Date, Header, Method, Request};
use seatwise_plugin::{Failure, FailureKind, Host, api, json};

use crate::settings::Settings;

/// The credential for what the MSP owes.
const DISTRIBUTOR: &str = "distributor";

/// The credential for everything about the MSP's customers.
const SERVICE_PROVIDER: &str = "service-provider";

/// How many requests the host takes at once; the contract's limit.
const TOGETHER: usize = 256;

/// Makes the requests of one connection.
#[derive(Debug)]
pub(crate) struct Requests<'a> {
    language: &'a str,
}

impl<'a> Requests<'a> {
    pub(crate) fn new(settings: &Settings<'a>) -> Self {
        Self {
            language: settings.language,
        }
    }

    /// All customers of the account.
    pub(crate) fn customers(&self) -> Request {
        self.get(
            "/service-provider/v1/customers".to_owned(),
            SERVICE_PROVIDER,
        )
    }

    /// Seats, terms and renewals of a customer's subscriptions.
    pub(crate) fn subscription_details(&self, customer: &str) -> Request {
        self.of_customer(
            "/service-provider/v1/billing/subscriptions/details",
            customer,
        )
    }

    /// Fees and billing cycles of a customer's subscriptions.
    pub(crate) fn subscription_pricing(&self, customer: &str) -> Request {
        self.of_customer(
            "/service-provider/v1/billing/subscriptions/pricing-information",
            customer,
        )
    }

    /// Both in one answer: deprecated, for accounts where the two are not there.
    pub(crate) fn subscriptions_combined(&self, customer: &str) -> Request {
        self.of_customer("/service-provider/v1/billing/subscriptions", customer)
    }

    /// The platforms that a customer has.
    pub(crate) fn platforms(&self, customer: &str) -> Request {
        let customer = encode(customer);
        self.get(
            format!("/service-provider/v1/customers/{customer}/platforms-configurations"),
            SERVICE_PROVIDER,
        )
    }

    /// What a customer has and uses on a platform, now.
    pub(crate) fn meter_usages(&self, customer: &str, platform: &str) -> Request {
        let (customer, platform) = (encode(customer), encode(platform));
        self.get(
            format!("/service-provider/v1/customers/{customer}/platforms/{platform}/meter-usages"),
            SERVICE_PROVIDER,
        )
    }

    /// Which meters of a platform belong to which subscription. Sherweb wants both parameters.
    pub(crate) fn subscription_meters(&self, customer: &str, platform: &str) -> Request {
        let (customer, platform) = (encode(customer), encode(platform));
        self.get(
            format!(
                "/service-provider/v1/billing/subscriptions/meters?customerId={customer}&platformId={platform}"
            ),
            SERVICE_PROVIDER,
        )
    }

    /// What the MSP owes for the billing period that contains the day.
    ///
    /// The day is always named: without it Sherweb answers for the current period here and for the last
    /// invoiced one in [`Self::receivable_charges`], and cost would be set against the revenue of another month.
    pub(crate) fn payable_charges(&self, day: Date) -> Request {
        let day = json::format_date(day);
        self.get(
            format!("/distributor/v1/billing/payable-charges?date={day}"),
            DISTRIBUTOR,
        )
    }

    /// What a customer owes for the billing period that contains the day.
    pub(crate) fn receivable_charges(&self, customer: &str, day: Date) -> Request {
        let (customer, day) = (encode(customer), json::format_date(day));
        self.get(
            format!(
                "/service-provider/v1/billing/receivable-charges?customerId={customer}&date={day}"
            ),
            SERVICE_PROVIDER,
        )
    }

    /// What a customer may buy.
    pub(crate) fn catalog(&self, customer: &str) -> Request {
        let customer = encode(customer);
        self.get(
            format!("/service-provider/v1/customer-catalogs/{customer}"),
            SERVICE_PROVIDER,
        )
    }

    /// The prices of some SKUs: a read in spite of its method.
    pub(crate) fn catalog_prices(&self, customer: &str, skus: &[&str]) -> Request {
        let customer = encode(customer);
        let mut request = self.get(
            format!("/service-provider/v1/customer-catalogs/{customer}/catalog-items-pricing"),
            SERVICE_PROVIDER,
        );
        request.method = Method::Post;
        request
            .headers
            .push(header("content-type", "application/json"));
        request.body = serde_json::json!({ "skus": skus }).to_string().into_bytes();
        request
    }

    fn of_customer(&self, path: &str, customer: &str) -> Request {
        self.get(
            format!("{path}?customerId={}", encode(customer)),
            SERVICE_PROVIDER,
        )
    }

    fn get(&self, url: String, credential: &str) -> Request {
        let mut request = api::get(url, credential);
        request
            .headers
            .push(header("accept-language", self.language));
        request
    }
}

/// Sends requests together; the outcomes are in their order, one for each.
pub(crate) fn send_together(
    requests: &[Request],
    host: &dyn Host,
) -> Vec<Result<Vec<u8>, Failure>> {
    let mut outcomes = Vec::with_capacity(requests.len());
    for batch in requests.chunks(TOGETHER) {
        let mut answers = host.send_all(batch).into_iter();
        outcomes.extend(batch.iter().map(|request| match answers.next() {
            Some(answer) => api::accept(request, answer),
            None => Err(unanswered(request)),
        }));
    }
    outcomes
}

/// Sends two requests together.
pub(crate) fn send_both(requests: &[Request; 2], host: &dyn Host) -> [Result<Vec<u8>, Failure>; 2] {
    let mut outcomes = send_together(requests, host).into_iter();
    requests
        .each_ref()
        .map(|request| outcomes.next().unwrap_or_else(|| Err(unanswered(request))))
}

/// Whether the vendor said that this is not for this account, rather than that something failed.
pub(crate) fn is_withheld(failure: &Failure) -> bool {
    matches!(failure.status, Some(403 | 404 | 410))
}

fn unanswered(request: &Request) -> Failure {
    Failure::new(
        FailureKind::Other,
        format!("{} was not answered by the host", api::title(request)),
    )
}

fn header(name: &str, value: &str) -> Header {
    Header {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// Percent-encodes what comes from outside, so that an id cannot become another path or parameter.
fn encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}
