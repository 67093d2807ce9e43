//! The leakage dashboard: one HTML file that needs nothing else.
//!
//! Every figure on it is a figure of a view of the analysis, or of the table of findings. The rows are in the file
//! once, as data, and its script shows, filters and sorts them; the first of each table are there without it.

mod charts;
mod details;
mod tables;
#[cfg(test)]
mod tests;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, civil::Date};
use minijinja::{context, value::Serde};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::brand::Brand;
use super::error::ReportError;
use super::html::{STYLE, fill};
use super::rows::{Row, rows, zone_and_day};
use super::table::{Column, Table};
use super::texts::{Node, Texts, for_script};
use crate::analysis::{CAUTIONS, Kept, keep};
use crate::{
    base::filled,
    store::{Snapshot, sql::text},
};

const TEMPLATE: &str = include_str!("dashboard.html");
const SCRIPT: &str = include_str!("dashboard.js");

/// How many rows of a table are in the file at most. The page says how many there are.
const MOST: usize = 5_000;

/// How many rows of a table are there without the script.
const WITHOUT_SCRIPT: usize = 50;

/// Which findings are listed: all that need somebody, those that are muted, and what was resolved lately.
const LISTED: &str = "(state <> 'resolved' OR changed_at >= day_begins({day} - 91))";

/// What a dashboard is of.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// The day of its figures.
    pub day: Date,
    /// When it is written.
    pub written_at: Timestamp,
    /// The connections of the configuration; a connection that is no longer in it is not missed.
    pub connections: Vec<String>,
    /// Whose it is.
    pub brand: Brand,
}

impl Dashboard {
    /// Reads the database and returns the page.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn html(&self, snapshot: &Snapshot) -> Result<String, ReportError> {
        let (zone, _) = zone_and_day(snapshot, self.written_at)?;
        snapshot.prepare(&keep(
            &[Kept::SubscriptionMoney, Kept::Reconciliation],
            &format!("DATE '{}'", self.day),
        ))?;
        let ask = |sql: &str| rows(snapshot, &self.sql(sql));
        let connections = ask(include_str!("connections.sql"))?;
        let listed = self.sql(include_str!("findings.sql"));
        snapshot.prepare(&format!("CREATE TEMP TABLE listed_findings AS {listed}"))?;
        let findings = ask("FROM listed_findings")?;
        let counts = ask(include_str!("counts.sql"))?;
        let count = |column: usize| {
            let count = counts.first().and_then(|row| row.get(column)?.as_ref());
            count.and_then(|count| count.parse().ok()).unwrap_or(0)
        };
        let timeline = charts::timeline(&ask(include_str!("timeline.sql"))?)?;
        let warning = warning(&connections, &rows(snapshot, CAUTIONS)?);
        let mut tables = [
            tables::findings(&findings).of(count(0)),
            tables::customers(&ask(include_str!("customers.sql"))?).of(count(1)),
            tables::products(&ask(include_str!("products.sql"))?).of(count(2)),
            tables::renewals(&ask(include_str!("renewals.sql"))?).of(count(3)),
            tables::unmatched(&ask(include_str!("unmatched.sql"))?).of(count(4)),
        ];
        let mut classes = tables::classes(&ask(include_str!("classes.sql"))?);
        if warning.is_some() {
            tables.iter_mut().for_each(Table::is_unknown);
            classes.is_unknown();
        }
        let mut texts = Texts::default();
        let details = details::of(snapshot, &findings, &mut texts)?;
        let data = data(&tables, &details, &mut texts);
        let leaks = ask(include_str!("leaks.sql"))?;
        // The last, since it makes the session see the snapshots of a few customers alone.
        snapshot.prepare(&self.sql(include_str!("drifting.sql")))?;
        let drift = charts::drift(&ask(include_str!("drift.sql"))?)?;
        let hash = STANDARD.encode(Sha256::digest(SCRIPT));
        Ok(fill(
            TEMPLATE,
            context! {
                title => "Licence leakage",
                subtitle => format!(
                    "As of {} ({zone}). Money is per month; certain, inferred and estimated money is never added up, and neither are currencies.",
                    self.day
                ),
                brand => Serde(&self.brand),
                style => STYLE,
                script => SCRIPT,
                script_hash => format!("sha256-{hash}"),
                data => data,
                warning => warning,
                leaks => Serde(leaks_cards(&leaks)),
                classes => Serde(classes),
                tables => Serde(&tables),
                most => WITHOUT_SCRIPT,
                drift => Serde(drift),
                timeline => Serde(timeline),
                connections => Serde(tables::connections(&connections)),
                footer => format!(
                    "Written by Seatwise on {}, on this organisation's own machine.",
                    self.written_at.strftime("%Y-%m-%d %H:%M UTC")
                ),
            },
        )?)
    }

    fn sql(&self, sql: &str) -> String {
        let connections: Vec<String> = self.connections.iter().map(|name| text(name)).collect();
        let connections = format!("[{}]::VARCHAR[]", connections.join(", "));
        let day = format!("DATE '{}'", self.day);
        filled(
            sql,
            &[
                ("listed", &filled(LISTED, &[("day", &day)])),
                ("connections", &connections),
                ("day", &day),
                ("most", &MOST.to_string()),
                ("charts", &charts::DRIFTS.to_string()),
                ("customers", &charts::DRIFTING_CUSTOMERS.to_string()),
            ],
        )
    }
}

/// What the script reads: all rows of the tables, and what each finding unfolds into.
fn data(tables: &[Table], details: &details::Details, texts: &mut Texts) -> String {
    let nodes: Vec<(&Table, Node)> = tables
        .iter()
        .map(|table| {
            let rows = table
                .rows
                .iter()
                .map(|row| Node::List(row.iter().map(|cell| texts.node(cell)).collect()));
            (table, Node::List(rows.collect()))
        })
        .collect();
    let (sorted, places) = texts.sorted();
    let mut written = format!("{{\"texts\":{}", for_script(&sorted));
    for (name, node) in [("details", &details.findings), ("sources", &details.rows)] {
        written.push_str(&format!(",\n\"{name}\":"));
        node.write(&places, &mut written);
    }
    written.push_str(&format!(
        ",\n\"sourceTables\":{},\n\"tables\":{{",
        for_script(&details.tables)
    ));
    for (place, (table, node)) in nodes.iter().enumerate() {
        if place > 0 {
            written.push(',');
        }
        written.push_str(&format!(
            "\n{}:{{\"columns\":{},\"title\":{},\"rows\":",
            json!(table.key),
            for_script(&table.columns),
            for_script(&table.title),
        ));
        node.write(&places, &mut written);
        written.push('}');
    }
    written.push_str("}}");
    written
}

/// What must be read first: what the figures are not based on.
fn warning(connections: &[Row], cautions: &[Row]) -> Option<String> {
    let cautions = cautions
        .iter()
        .filter_map(|row| row.get(3).cloned().flatten());
    let stale: Vec<String> = connections
        .iter()
        .filter_map(|row| {
            let value = |column: usize| row.get(column)?.as_deref();
            let name = value(0)?;
            let parts = value(6).filter(|parts| *parts != "0");
            match (value(5)?, value(2), parts) {
                ("complete", _, None) => None,
                (_, None, _) => Some(format!("{name} was never read completely")),
                ("complete", _, Some("1")) => {
                    Some(format!("{name}: one part could not be read recently"))
                }
                ("complete", _, Some(parts)) => Some(format!(
                    "{name}: parts that could not be read recently: {parts}"
                )),
                (outcome, Some(last), _) => Some(format!(
                    "{name}: the last sync was {outcome}, the last complete one on {last} UTC"
                )),
            }
        })
        .collect();
    let stale = (!stale.is_empty()).then(|| {
        format!(
            "Not everything is up to date. {}. Everything based on it is as old as that; run `seatwise status` for details.",
            stale.join(". ")
        )
    });
    let all: Vec<String> = cautions.chain(stale).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// What is bought and not billed in one currency.
#[derive(Debug, serde::Serialize)]
struct Leak {
    currency: String,
    findings: String,
    amounts: Vec<(&'static str, String)>,
    unknown: String,
}

fn leaks_cards(rows: &[Row]) -> Vec<Leak> {
    let number = Column::number("");
    rows.iter()
        .map(|row| {
            let value = |column: usize| row.get(column).and_then(Option::as_deref);
            let shown = |column: usize| number.shown(value(column));
            Leak {
                currency: value(0).unwrap_or_default().to_owned(),
                findings: shown(1),
                amounts: vec![
                    ("certain", shown(2)),
                    ("inferred", shown(3)),
                    ("estimated", shown(4)),
                ],
                unknown: shown(5),
            }
        })
        .collect()
}
