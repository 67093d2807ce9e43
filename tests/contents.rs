//! What a database holds, in a form that can be compared between two databases.
//!
//! Left out is what differs between any two runs: their ids, and the times at which they read.

use std::collections::BTreeMap;

use crate::rig::{Rig, rows_of};

/// A table's rows as JSON: its name, what is left out of them, and what is put in its place.
pub(crate) const TABLES: &[(&str, &str)] = &[
    ("customers", "* EXCLUDE (first_seen_at, last_seen_at, missing_since, run_id), missing_since IS NOT NULL AS missing FROM customers"),
    (
        "license_subscriptions",
        "* EXCLUDE (first_seen_at, last_seen_at, missing_since, priced_at, run_id), missing_since IS NOT NULL AS missing,
         priced_at IS NOT NULL AS priced FROM license_subscriptions",
    ),
    ("subscription_history", "* EXCLUDE (valid_from, valid_to, run_id) FROM subscription_history WHERE valid_to IS NULL"),
    ("license_usage", "* EXCLUDE (first_seen_at, last_seen_at, missing_since, run_id), missing_since IS NOT NULL AS missing FROM license_usage"),
    ("charges", "* EXCLUDE (first_seen_at, last_seen_at, missing_since, run_id), missing_since IS NOT NULL AS missing FROM charges"),
    ("rejected_rows", "vendor, connection, dataset, customer_id, subscription_id, key, reason, source FROM rejected_rows"),
    ("sync_checkpoints", "connection, dataset, customer_id, state FROM sync_checkpoints"),
];

/// All rows that a sync of a distributor brings, sorted.
pub(crate) fn contents(rig: &Rig) -> Vec<String> {
    rows_of(&rig.database(), &lines_of(TABLES))
}

/// A query for the rows of tables as lines of text, sorted. A table is its name and what is selected.
pub(crate) fn lines_of(tables: &[(&str, &str)]) -> String {
    let parts: Vec<String> = tables
        .iter()
        .map(|(name, rows)| format!("SELECT '{name}' AS name, to_json(part)::VARCHAR AS line FROM (SELECT {rows}) AS part"))
        .collect();
    format!(
        "SELECT name, line FROM ({}) ORDER BY ALL",
        parts.join(" UNION ALL ")
    )
}

/// How many rows there are, by table and customer.
pub(crate) fn counts(rig: &Rig) -> BTreeMap<String, u64> {
    let rows = rig.rows(
        "SELECT part, count(*) FROM (
             SELECT 'customers' AS part FROM customers
             UNION ALL SELECT concat('subscriptions ', customer_id) FROM license_subscriptions
             UNION ALL SELECT concat(source, ' ', customer_id) FROM license_usage
             -- What the MSP owes is read for the whole account, and whose a line is can be known later.
             UNION ALL SELECT concat(direction, ' ', CASE direction WHEN 'receivable' THEN customer_id END) FROM charges
         ) GROUP BY part",
    );
    let part = |row: &String| {
        let (part, count) = row.rsplit_once(" | ").unwrap();
        (part.to_owned(), count.parse().unwrap())
    };
    rows.iter().map(part).collect()
}

/// Fails where two databases differ, and names the rows that only one of them has.
#[track_caller]
pub(crate) fn assert_same(found: &[String], expected: &[String], when: &str) {
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter()
            .filter(|row| !other.contains(row))
            .take(5)
            .cloned()
            .collect()
    };
    let (surplus, lacking) = (only(found, expected), only(expected, found));
    assert!(
        found == expected,
        "{when}: only here {surplus:#?}, only there {lacking:#?}"
    );
}
