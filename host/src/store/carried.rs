//! Columns whose types do not reach us as they are: they are turned into text inside of DuckDB.
//!
//! The way into Arrow loses the offset of a time, the digits of large numbers, and the alternatives of a union; and
//! nobody but DuckDB knows how it writes an interval, bits or bytes.

use std::{collections::HashMap, sync::Arc};

use arrow::{array::RecordBatch, datatypes::Schema, error::ArrowError};
use duckdb::Connection;

use super::{query::QueryResult, sql};

/// The entry of a field's metadata that says what a text is: see [`NUMBER`] and [`JSON`].
pub(crate) const KIND: &str = "seatwise.kind";
/// The text is a number.
pub(crate) const NUMBER: &str = "number";
/// The text is JSON.
pub(crate) const JSON: &str = "json";

/// Words in the names of such types. A field of a structure may have them as its name, which costs nothing.
const LOST: [&str; 7] = [
    "UHUGEINT",
    "BIGNUM",
    "BIT",
    "BLOB",
    "INTERVAL",
    "TIME WITH TIME ZONE",
    "UNION",
];
/// What is lost inside of another type only.
const LOST_INSIDE: [&str; 1] = ["JSON"];
/// What a Parquet file has a type for, and what reaches one as it is.
const KEPT_IN_FILES: [&str; 3] = ["BLOB", "INTERVAL", "JSON"];
/// What no file can be given inside of another type.
const LOST_INSIDE_IN_FILES: [&str; 1] = ["ENUM"];

/// Who takes the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Somebody who reads texts.
    Text,
    /// A file that has types.
    File,
}

/// How a column travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carried {
    AsItIs,
    Number,
    Text,
    Json,
}

/// A statement whose result holds texts in place of what does not reach us, and how its columns travel.
#[derive(Debug)]
pub(super) struct Rewritten {
    pub(super) sql: String,
    columns: Vec<Carried>,
}

/// Rewrites one SELECT; none where every column reaches us as it is.
pub(super) fn rewritten(
    connection: &Connection,
    statement: &str,
    target: Target,
) -> Option<Rewritten> {
    // What cannot be described has columns of texts alone: DESCRIBE, SHOW, SUMMARIZE.
    let described = described(connection, statement).ok()?;
    let columns: Vec<Carried> = described
        .iter()
        .map(|(_, kind)| carried(kind, target))
        .collect();
    if columns.iter().all(|column| *column == Carried::AsItIs) {
        return None;
    }
    let places: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let selected = places.iter().zip(&columns).zip(&described);
    let selected: Vec<String> = selected
        .map(|((place, column), (name, _))| {
            let name = sql::identifier(name);
            match column {
                Carried::AsItIs => format!("{place} AS {name}"),
                Carried::Number | Carried::Text => format!("{place}::VARCHAR AS {name}"),
                Carried::Json => format!("to_json({place})::VARCHAR AS {name}"),
            }
        })
        .collect();
    Some(Rewritten {
        sql: format!(
            "SELECT {} FROM query({}) AS asked({})",
            selected.join(", "),
            sql::text(statement),
            places.join(", ")
        ),
        columns,
    })
}

impl Rewritten {
    /// Notes what the texts of a result are.
    pub(super) fn noted(&self, result: &QueryResult) -> Result<QueryResult, ArrowError> {
        let fields = result.schema.fields().iter().zip(&self.columns);
        let fields: Vec<_> = fields
            .map(|(field, column)| {
                let kind = match column {
                    Carried::AsItIs | Carried::Text => return field.as_ref().clone(),
                    Carried::Number => NUMBER,
                    Carried::Json => JSON,
                };
                let note = HashMap::from([(KIND.to_owned(), kind.to_owned())]);
                field.as_ref().clone().with_metadata(note)
            })
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let batches: Result<Vec<RecordBatch>, ArrowError> = result
            .batches
            .iter()
            .map(|batch| RecordBatch::try_new(Arc::clone(&schema), batch.columns().to_vec()))
            .collect();
        Ok(QueryResult {
            schema,
            batches: batches?,
        })
    }
}

/// The names and types of the columns of one SELECT, as they are.
fn described(connection: &Connection, statement: &str) -> duckdb::Result<Vec<(String, String)>> {
    let mut described = connection.prepare(&format!("DESCRIBE {statement}"))?;
    let rows = described.query_map([], |row| {
        Ok((row.get("column_name")?, row.get("column_type")?))
    })?;
    rows.collect()
}

fn carried(kind: &str, target: Target) -> Carried {
    let kept = |word: &str| target == Target::File && KEPT_IN_FILES.contains(&word);
    let lost = |words: &[&str]| words.iter().any(|word| !kept(word) && has(kind, word));
    let is_union = kind.starts_with("UNION(") && !kind.ends_with(']');
    let is_nested = kind.ends_with(']') || kind.starts_with("STRUCT(") || kind.starts_with("MAP(");
    match kind {
        "UHUGEINT" | "BIGNUM" => Carried::Number,
        _ if is_nested && (lost(&LOST) || lost(&LOST_INSIDE)) => Carried::Json,
        _ if is_nested && target == Target::File && lost(&LOST_INSIDE_IN_FILES) => Carried::Json,
        _ if !is_nested && (is_union || LOST.contains(&kind) && !kept(kind)) => Carried::Text,
        _ => Carried::AsItIs,
    }
}

/// Whether a type has a word in its name, and not as a part of another word.
fn has(kind: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    kind.match_indices(word).any(|(at, _)| {
        let before = kind.get(..at).unwrap_or_default();
        let behind = kind.get(at + word.len()..).unwrap_or_default();
        !before.ends_with(is_part) && !behind.starts_with(is_part)
    })
}
