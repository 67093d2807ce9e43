//! A page that a plugin made of a distributor's answers, as the host sees it.

use seatwise::plugin::fuzzing::measure;
use seatwise::store::Dataset;
use seatwise::sync::fuzzing::judge;
use seatwise_plugin::types::{Page, Query, Rows};

use crate::same;

/// The most bytes of a rejected row's source; the contract's limit.
const SOURCE_BYTES: usize = 4_096;

/// The longest reason of a rejected row in characters: it may quote the row, and not all of it.
const LONGEST_REASON: usize = 500;

/// The host takes the page, and every row of it is believed or set apart with a reason.
pub(crate) fn check(query: &Query, page: &Page) {
    let (of_host, dataset) = (same::page(page), same::dataset(query.dataset));
    measure(&same::query(query), &of_host).expect("the page keeps the contract");
    check_texts(page);
    for row in &page.rejected {
        assert!(
            row.reason.chars().count() <= LONGEST_REASON,
            "{}",
            row.reason
        );
        assert!(
            row.source.len() <= SOURCE_BYTES,
            "{} bytes",
            row.source.len()
        );
    }
    let rows = count(&page.rows) + page.rejected.len();
    let judged = judge(store_dataset(dataset), of_host).expect("the columns fit the store");
    assert_eq!(
        judged.believed + judged.set_apart.len(),
        rows,
        "a row is lost"
    );
    for (reason, _) in &judged.set_apart {
        assert!(
            !reason.trim().is_empty(),
            "a row is set apart without a reason"
        );
    }
}

fn store_dataset(name: &str) -> Dataset {
    name.parse().expect("the store has it")
}

/// What has no column is an object of JSON.
fn check_texts(page: &Page) {
    let extras: Vec<&Option<String>> = match &page.rows {
        Rows::Customers(rows) => rows.iter().map(|row| &row.extra).collect(),
        Rows::Subscriptions(rows) => rows.iter().map(|row| &row.extra).collect(),
        Rows::Usage(rows) => rows.iter().map(|row| &row.extra).collect(),
        Rows::Charges(rows) => rows.iter().map(|row| &row.extra).collect(),
        Rows::Products(rows) => rows.iter().map(|row| &row.extra).collect(),
        Rows::Activities(rows) => rows.iter().map(|row| &row.extra).collect(),
    };
    for extra in extras.into_iter().flatten() {
        let read: Result<serde_json::Value, _> = serde_json::from_str(extra);
        assert!(
            read.as_ref().is_ok_and(serde_json::Value::is_object),
            "extra is no object: {extra}: {read:?}"
        );
    }
}

fn count(rows: &Rows) -> usize {
    match rows {
        Rows::Customers(rows) => rows.len(),
        Rows::Subscriptions(rows) => rows.len(),
        Rows::Usage(rows) => rows.len(),
        Rows::Charges(rows) => rows.len(),
        Rows::Products(rows) => rows.len(),
        Rows::Activities(rows) => rows.len(),
    }
}
