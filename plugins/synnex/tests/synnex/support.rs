//! What the tests share.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{DatasetName, Decimal, Rows, SubscriptionRef};
use seatwise_plugin::{Connector, Context, Failure, Page, Query, json};
use seatwise_synnex::Synnex;

/// The account of all tests.
pub(crate) const BASE: &str = "/api/v3/accounts/17";

pub(crate) fn context(settings: &[(&str, &str)]) -> Context {
    let account = [("account_id", "17")];
    let settings = account.iter().chain(settings);
    Context {
        settings: settings
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        now: moment("2024-08-20T12:00:00Z"),
    }
}

pub(crate) fn query(dataset: DatasetName) -> Query {
    Query {
        dataset,
        customer: None,
        subscription: None,
        period_day: None,
        cursor: None,
    }
}

pub(crate) fn read(host: &FakeHost, query: &Query) -> Result<Page, Failure> {
    Synnex::read(&context(&[]), query, host)
}

/// Reads a dataset to its end.
pub(crate) fn read_all(host: &FakeHost, query: Query) -> Vec<Page> {
    let (mut query, mut pages) = (query, Vec::new());
    loop {
        let page = read(host, &query).unwrap_or_else(|failure| panic!("{}", failure.message));
        query.cursor = page.next.clone();
        pages.push(page);
        assert!(pages.len() < 20, "the reading does not end");
        if query.cursor.is_none() {
            return pages;
        }
    }
}

pub(crate) fn subscription_ref(publisher: Option<&str>) -> SubscriptionRef {
    SubscriptionRef {
        id: "501".to_owned(),
        publisher_subscription_id: publisher.map(str::to_owned),
        customer_id: "9".to_owned(),
    }
}

pub(crate) fn moment(text: &str) -> i64 {
    json::parse_timestamp(text).unwrap()
}

pub(crate) fn day(text: &str) -> Option<i32> {
    Some(json::parse_date(text).unwrap())
}

pub(crate) fn number(text: &str) -> Option<Decimal> {
    Some(json::parse_decimal(text).unwrap())
}

/// Takes the rows of one kind out of a page.
macro_rules! rows {
    ($page:expr, $case:ident) => {
        match $page.rows {
            Rows::$case(rows) => rows,
            other => panic!("the page has rows of another kind: {other:?}"),
        }
    };
}
pub(crate) use rows;

pub(crate) fn is_empty(rows: &Rows) -> bool {
    match rows {
        Rows::Customers(rows) => rows.is_empty(),
        Rows::Subscriptions(rows) => rows.is_empty(),
        Rows::Charges(rows) => rows.is_empty(),
        _ => false,
    }
}
