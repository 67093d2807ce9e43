//! What a database holds, both sides and the findings, in parts that become visible at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::contents::{TABLES, assert_same, lines_of};
use crate::rig::rows_of;

/// What the billing side keeps, as [`TABLES`] is for the distributors' side.
const BILLING: &[(&str, &str)] = &[
    (
        "psa_imports",
        "psa, profile, content, file_name, file_sha256, rows_read, rows_added, rows_changed, rows_ended FROM psa_imports",
    ),
    (
        "psa_customers",
        "* EXCLUDE (first_seen_at, last_seen_at, ended_at, import_id), ended_at IS NOT NULL AS ended FROM psa_customers",
    ),
    (
        "psa_contract_lines",
        "* EXCLUDE (first_seen_at, last_seen_at, ended_at, import_id), ended_at IS NOT NULL AS ended FROM psa_contract_lines",
    ),
    (
        "psa_contract_line_history",
        "* EXCLUDE (valid_from, valid_to, import_id), valid_to IS NULL AS open FROM psa_contract_line_history",
    ),
    (
        "customer_links",
        "* EXCLUDE (decided_at) FROM customer_links",
    ),
    ("product_links", "* EXCLUDE (decided_at) FROM product_links"),
    (
        "findings",
        "* EXCLUDE (run_ids, import_ids, first_seen_at, last_seen_at, changed_at) FROM findings",
    ),
    (
        "finding_events",
        "* EXCLUDE (happened_at) FROM finding_events",
    ),
];

/// The database of a working folder, and its copy for readers.
const FILES: [&str; 2] = ["seatwise.duckdb", "published.duckdb"];

type Parts = BTreeMap<String, Vec<String>>;

/// What becomes visible at once: it is as it was before, or as it is afterwards, never in between.
pub(crate) struct Halves {
    before: Parts,
    after: Parts,
    after_rows: Vec<String>,
}

impl Halves {
    /// Between two working folders.
    pub(crate) fn new(before: &Path, after: &Path) -> Self {
        let after_rows = rows(&after.join(FILES[0]));
        let halves = Self {
            before: parts(&rows(&before.join(FILES[0]))),
            after: parts(&after_rows),
            after_rows,
        };
        assert_ne!(halves.before, halves.after, "nothing happened");
        halves
    }

    /// Of every part there is what was there before, or what is there afterwards. Links and findings follow
    /// whatever else is there: where one connection was merged and another was not, they are those of that.
    pub(crate) fn assert_whole(&self, folder: &Path, when: &str) {
        for file in FILES {
            let found = parts(&rows(&folder.join(file)));
            let of = |parts: &Parts, part: &str| parts.get(part).cloned().unwrap_or_default();
            let names = [&self.before, &self.after, &found].map(Parts::keys);
            let names: BTreeSet<_> = names.into_iter().flatten().collect();
            let (drawn, read): (Vec<_>, Vec<_>) = names
                .into_iter()
                .partition(|name| is_drawn_from_others(name));
            let mixed = [&self.before, &self.after]
                .map(|parts| read.iter().any(|name| of(&found, name) != of(parts, name)));
            let drawn = if mixed == [true, true] { vec![] } else { drawn };
            for name in read.into_iter().chain(drawn) {
                let part = of(&found, name);
                if part != of(&self.before, name) {
                    let when = format!("{when}: {name} in {file}");
                    assert_same(&part, &of(&self.after, name), &when);
                }
            }
        }
    }

    /// Everything is as it is afterwards.
    pub(crate) fn assert_after(&self, folder: &Path, when: &str) {
        for file in FILES {
            let when = format!("{when}: {file}");
            assert_same(&rows(&folder.join(file)), &self.after_rows, &when);
        }
    }

    /// As [`Halves::assert_after`], whatever the findings went through.
    pub(crate) fn assert_state_after(&self, folder: &Path, when: &str) {
        let is_state = |row: &&String| !row.starts_with("finding_events");
        let of = |rows: &[String]| rows.iter().filter(is_state).cloned().collect::<Vec<_>>();
        for file in FILES {
            let when = format!("{when}: {file}");
            let found = rows(&folder.join(file));
            assert_same(&of(&found), &of(&self.after_rows), &when);
        }
    }

    pub(crate) fn is_after(&self, folder: &Path) -> bool {
        FILES
            .iter()
            .all(|file| rows(&folder.join(file)) == self.after_rows)
    }
}

/// Read as analysts read, whatever a killed process has left.
fn rows(database: &Path) -> Vec<String> {
    rows_of(database, &lines_of(&[TABLES, BILLING].concat()))
}

fn is_drawn_from_others(part: &str) -> bool {
    part == "links" || part.starts_with("findings")
}

/// The rows by what is written in one transaction.
fn parts(rows: &[String]) -> Parts {
    let mut parts = Parts::new();
    for row in rows {
        let (table, line) = row.split_once(" | ").unwrap();
        let line: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let part = match table {
            // A customer that is gone changes those of other datasets.
            "sync_checkpoints" => continue,
            "license_usage" if text("source") != "subscription" => "usage".to_owned(),
            "license_usage" | "license_subscriptions" | "subscription_history" => {
                "subscriptions".to_owned()
            }
            "charges" => text("direction"),
            "psa_imports" | "psa_contract_lines" | "psa_contract_line_history" => {
                "contract lines".to_owned()
            }
            "customer_links" | "product_links" => "links".to_owned(),
            "findings" | "finding_events" => "findings".to_owned(),
            other => other.to_owned(),
        };
        let key = format!("{part} {}", text("connection"));
        // Links of all connections are written at once.
        let key = if part == "links" { part } else { key };
        parts.entry(key).or_default().push(row.clone());
    }
    parts
}
