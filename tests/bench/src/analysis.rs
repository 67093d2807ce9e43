//! The views over five years of weekly snapshots of 100,000 subscriptions, made up.

use std::time::Instant;

use seatwise::analysis;
use seatwise::store::{Store, query};

use crate::table::{Table, median, seconds};

const FIVE_YEARS: &str = include_str!("../../golden/five_years.sql");

/// The last day of the snapshots.
const DAY: &str = "DATE '2026-11-20'";

/// The views, in the order of the table.
const VIEWS: [&str; 11] = [
    "license_rollup",
    "margin",
    "customer_margin",
    "leakage",
    "below_margin",
    "cancelled_but_billed",
    "seat_drift",
    "contract_drift",
    "price_changes",
    "renewals",
    "unmatched",
];

pub(crate) fn measure(table: &mut Table, quick: bool) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("seatwise.duckdb");
    drop(Store::open(&path).expect("a database"));
    let rows = fill(&path, if quick { 26 } else { 261 });
    for view in VIEWS {
        let mut times: Vec<_> = (0..if quick { 1 } else { 3 })
            .map(|_| {
                let begun = Instant::now();
                // All columns are computed; one row comes back.
                let sql = format!("SELECT count(*), count(COLUMNS(*)) FROM {view}_as_of({DAY})");
                query(&path, &sql).expect("a view");
                begun.elapsed()
            })
            .collect();
        table.row(
            &format!("view {view}"),
            seconds(median(&mut times)),
            format!("{rows} rows of license_usage"),
            None,
            "2 s",
        );
    }
}

/// Makes the rows, with all the memory that the engine takes, and returns how many snapshots there are.
pub(crate) fn fill(path: &std::path::Path, weeks: u32) -> u64 {
    let connection = duckdb::Connection::open(path).expect("the database");
    connection
        .execute_batch(&format!(
            "SET VARIABLE subscriptions = 100000; SET VARIABLE weeks = {weeks}; {FIVE_YEARS}"
        ))
        .expect("five years");
    analysis::install(&connection).expect("the views");
    connection
        .query_row("SELECT count(*) FROM license_usage", [], |row| row.get(0))
        .expect("a count")
}
