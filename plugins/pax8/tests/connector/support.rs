//! Questions to the plugin, and what comes back.

use seatwise_pax8::Pax8;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{DatasetName, Decimal};
use seatwise_plugin::{Connector, Context, Failure, Page, Query, json};

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

pub(crate) fn query(dataset: DatasetName) -> Query {
    Query {
        dataset,
        customer: None,
        subscription: None,
        period_day: Some(day("2026-11-15")),
        cursor: None,
    }
}

pub(crate) fn read(dataset: DatasetName, host: &FakeHost) -> Result<Page, Failure> {
    Pax8::read(&context(&[]), &query(dataset), host)
}

/// Reads a dataset to its end.
pub(crate) fn read_all(dataset: DatasetName, host: &FakeHost) -> Vec<Page> {
    let (mut query, mut pages) = (query(dataset), Vec::new());
    loop {
        let page = Pax8::read(&context(&[]), &query, host)
            .unwrap_or_else(|failure| panic!("{}", failure.message));
        query.cursor = page.next.clone();
        pages.push(page);
        assert!(pages.len() < 20, "the reading does not end");
        if query.cursor.is_none() {
            return pages;
        }
    }
}

/// A list as Pax8 sends it, with the numbers of a list that has `total` rows.
pub(crate) fn list(rows: &[String], total: usize, size: usize) -> String {
    let pages = total.div_ceil(size);
    format!(
        r#"{{"content":[{}],"page":{{"size":{size},"totalElements":{total},"totalPages":{pages},"number":0}}}}"#,
        rows.join(",")
    )
}

/// A list of one page.
pub(crate) fn whole(rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| (*row).to_owned()).collect();
    list(&rows, rows.len(), 200)
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

/// A field of a row's `extra`, as JSON.
pub(crate) fn extra(extra: Option<&str>, name: &str) -> Option<String> {
    let object: serde_json::Value = serde_json::from_str(extra?).unwrap();
    object.get(name).map(ToString::to_string)
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
