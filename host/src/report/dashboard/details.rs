//! What a finding unfolds into: its arithmetic, and the rows that it is based on.

use std::collections::HashMap;

use serde::Serialize;

use crate::analysis::{SourceKey, Step, source_tables};
use crate::report::error::ReportError;
use crate::report::rows::{Row, rows};
use crate::report::texts::{Node, Texts};
use crate::store::Snapshot;

/// How many rows of one finding are in the page; `seatwise findings show` has them all.
const MOST_ROWS: usize = 40;

/// The places of a finding's columns.
const ID: usize = 0;
const TOLD: std::ops::Range<usize> = 15..20;
const ARITHMETIC: usize = 20;
const SOURCES: usize = 21;

/// The details of findings, for the script.
pub(super) struct Details {
    /// Of each finding: what is told of it, its steps, its rows, and how many rows are left out.
    pub(super) findings: Node,
    /// Rows: the place of their table, their key, and their values.
    pub(super) rows: Node,
    /// The tables.
    pub(super) tables: Vec<SourceTable>,
}

/// A table that findings are based on.
#[derive(Debug, Serialize)]
pub(super) struct SourceTable {
    name: &'static str,
    columns: Vec<&'static str>,
}

/// The findings whose rows are read: those of the page, which may be fewer than there are.
const LISTED: &str = "finding_id IN (SELECT finding_id FROM listed_findings)";

/// Reads what the findings of the page are based on.
pub(super) fn of(
    snapshot: &Snapshot,
    findings: &[Row],
    texts: &mut Texts,
) -> Result<Details, ReportError> {
    let mut places: HashMap<(&'static str, String), usize> = HashMap::new();
    let mut kept = Vec::new();
    let mut tables = Vec::new();
    for (table_place, table) in source_tables().enumerate() {
        tables.push(SourceTable {
            name: table.name,
            columns: table.columns.to_vec(),
        });
        for row in rows(snapshot, &table.sql(LISTED))? {
            let mut values = row.into_iter();
            let Some(Some(key)) = values.next() else {
                continue;
            };
            let values = values
                .map(|value| value.map_or(Node::None, |value| texts.node(&value)))
                .collect();
            let node = [
                Node::Number(table_place),
                texts.node(&key),
                Node::List(values),
            ];
            places.insert((table.name, key), kept.len());
            kept.push(Node::List(node.into()));
        }
    }
    let findings = findings
        .iter()
        .map(|finding| one(finding, &places, texts))
        .collect::<Result<_, _>>()?;
    Ok(Details {
        findings: Node::List(findings),
        rows: Node::List(kept),
        tables,
    })
}

fn one(
    finding: &Row,
    places: &HashMap<(&'static str, String), usize>,
    texts: &mut Texts,
) -> Result<Node, ReportError> {
    let value = |column: usize| finding.get(column).and_then(Option::as_deref);
    let damaged = |what| {
        move |source| ReportError::Damaged {
            id: value(ID).unwrap_or_default().to_owned(),
            what,
            source,
        }
    };
    let steps: Vec<Step> =
        serde_json::from_str(value(ARITHMETIC).unwrap_or("[]")).map_err(damaged("arithmetic"))?;
    let sources: Vec<SourceKey> =
        serde_json::from_str(value(SOURCES).unwrap_or("[]")).map_err(damaged("list of sources"))?;
    let mut optional = |text: Option<&str>| text.map_or(Node::None, |text| texts.node(text));
    let told = TOLD.map(|column| optional(value(column))).collect();
    let steps = steps
        .iter()
        .map(|step| {
            Node::List(vec![
                optional(Some(&step.label)),
                optional(step.value.as_deref()),
            ])
        })
        .collect();
    let rows: Vec<Node> = sources
        .iter()
        .filter_map(|source| places.get(&(source.table.as_str(), source.key())).copied())
        .map(Node::Number)
        .collect();
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    Ok(Node::List(vec![
        Node::List(told),
        Node::List(steps),
        Node::List(rows.into_iter().take(MOST_ROWS).collect()),
        Node::Number(left_out),
    ]))
}
