//! Questions to the plugin, and what comes back.

use seatwise_ingram::Ingram;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{DatasetName, Decimal};
use seatwise_plugin::{Connector, Context, Failure, Page, Query, json};

/// Where the paths of the region `eu` begin.
pub(crate) const BASE: &str = "/marketplace/eu";

pub(crate) fn context(settings: &[(&str, &str)]) -> Context {
    let settings = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Context {
        settings,
        now: moment("2026-12-01T12:00:00Z"),
    }
}

/// The settings of an account in Europe.
pub(crate) fn europe() -> Context {
    context(&[("region", "eu"), ("marketplace", "uk")])
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

pub(crate) fn read(dataset: DatasetName, host: &FakeHost) -> Result<Page, Failure> {
    Ingram::read(&europe(), &query(dataset), host)
}

/// Reads a dataset to its end.
pub(crate) fn read_all(dataset: DatasetName, host: &FakeHost) -> Vec<Page> {
    let (mut query, mut pages) = (query(dataset), Vec::new());
    loop {
        let page = Ingram::read(&europe(), &query, host)
            .unwrap_or_else(|failure| panic!("{}", failure.message));
        query.cursor = page.next.clone();
        pages.push(page);
        assert!(pages.len() < 20, "the reading does not end");
        if query.cursor.is_none() {
            return pages;
        }
    }
}

/// The address of a page of a list.
pub(crate) fn at(name: &str, offset: usize) -> String {
    format!("{BASE}/{name}?offset={offset}&limit=100")
}

/// The address of one entry.
pub(crate) fn one(name: &str, id: &str) -> String {
    format!("{BASE}/{name}/{id}")
}

/// A page of a list that has `total` rows, as Ingram sends it.
pub(crate) fn list(rows: &[String], total: usize) -> String {
    format!(
        r#"{{"data":[{}],"pagination":{{"offset":0,"limit":100,"total":{total}}}}}"#,
        rows.join(",")
    )
}

/// A list of one page.
pub(crate) fn whole(rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| (*row).to_owned()).collect();
    list(&rows, rows.len())
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

/// A field of a row's `extra`, as JSON; `/` leads into an object.
pub(crate) fn extra(extra: Option<&str>, path: &str) -> Option<String> {
    let object: serde_json::Value = serde_json::from_str(extra?).unwrap();
    object.pointer(&format!("/{path}")).map(ToString::to_string)
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
