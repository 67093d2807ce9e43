//! Questions to the plugin, and what comes back.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{CustomerRef, DatasetName, Decimal, Rows};
use seatwise_plugin::{Connector, Context, Failure, Page, Query, json};
use seatwise_sherweb::Sherweb;

/// The customer of all tests.
pub(crate) const CUSTOMER: &str = "8f1f3c7e-0d53-4c8e-9e0b-2f0f7b0c1a11";

/// 2025-03-15T12:00:00Z.
const NOW: i64 = 1_742_040_000_000_000;

pub(crate) fn context(settings: &[(&str, &str)]) -> Context {
    let settings = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Context { settings, now: NOW }
}

pub(crate) fn query(dataset: DatasetName) -> Query {
    Query {
        dataset,
        customer: Some(CustomerRef {
            id: CUSTOMER.to_owned(),
            name: "Contoso Ltd".to_owned(),
            suspended: false,
        }),
        subscription: None,
        period_day: Some(day("2025-03-15")),
        cursor: None,
    }
}

pub(crate) fn read(dataset: DatasetName, host: &FakeHost) -> Result<Page, Failure> {
    Sherweb::read(&context(&[]), &query(dataset), host)
}

/// The rows of a page, which must be of the kind that the test expects.
macro_rules! rows {
    ($page:expr, $kind:ident) => {
        match $page.rows {
            seatwise_plugin::types::Rows::$kind(rows) => rows,
            other => panic!("not the rows asked for: {other:?}"),
        }
    };
}
pub(crate) use rows;

pub(crate) fn is_empty(page: &Page) -> bool {
    match &page.rows {
        Rows::Customers(rows) => rows.is_empty(),
        Rows::Subscriptions(rows) => rows.is_empty(),
        Rows::Usage(rows) => rows.is_empty(),
        Rows::Charges(rows) => rows.is_empty(),
        Rows::Products(rows) => rows.is_empty(),
        Rows::Activities(rows) => rows.is_empty(),
    }
}

pub(crate) fn day(text: &str) -> i32 {
    json::parse_date(text).unwrap()
}

pub(crate) fn moment(text: &str) -> i64 {
    json::parse_timestamp(text).unwrap()
}

pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    Some(json::parse_decimal(text).unwrap())
}
