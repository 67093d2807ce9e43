//! The different texts of a column, and the tables that say what they mean.

use std::sync::Arc;

use arrow::{
    array::{ArrayRef, Date32Array, Decimal128Array, RecordBatch, StringArray},
    datatypes::{DataType, Field as ArrowField, Schema},
};
use duckdb::Connection;
use jiff::civil::{Date, date};

use super::MOST_FAULTS;
use crate::psa::{
    error::ReadFault,
    field::{Field, Kind},
    report::RowFault,
};

/// Days are counted from here.
const EPOCH: Date = date(1970, 1, 1);

/// A text of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    /// The first line that has it.
    pub(super) line: u64,
    /// How many rows have it.
    pub(super) rows: u64,
}

/// What a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A decimal in millionths, and the currencies that a mark in it can mean.
    Number(i128, Option<String>),
    /// A day.
    Day(Date),
    /// A word, a code, or true or false.
    Word(String),
    /// Nothing certain, but one of these currencies.
    Mark(String),
    /// Nothing.
    Nothing,
}

/// Returns the different texts of a column, in the order in which they come.
pub(super) fn texts(connection: &Connection, field: &Field) -> duckdb::Result<Vec<Text>> {
    let name = field.name;
    let mut statement = connection.prepare(&format!(
        "SELECT {name} AS text, min(line) AS line, count(*) AS rows
         FROM cells WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2, 1"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(Text {
            text: row.get("text")?,
            line: row.get("line")?,
            rows: row.get("rows")?,
        })
    })?;
    rows.collect()
}

/// Returns the type of a field's values in SQL.
pub(super) fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Number | Kind::Percent => "DECIMAL(18, 6)",
        Kind::Day => "DATE",
        _ => "VARCHAR",
    }
}

/// Writes the table `understood_…` of a field: a text, what it means, and the currencies in it.
pub(super) fn write(
    connection: &Connection,
    field: &Field,
    values: &[(String, Value)],
) -> Result<(), ReadFault> {
    let table = format!("understood_{}", field.name);
    connection.execute_batch(&format!(
        "CREATE TABLE {table} (text VARCHAR, value {}, currencies VARCHAR)",
        sql_type(field.kind)
    ))?;
    let batch = batch(field.kind, values)
        .map_err(|error| ReadFault::Scratch(std::io::Error::other(error)))?;
    let mut appender = connection.appender(&table)?;
    appender.append_record_batch(batch)?;
    appender.flush()?;
    Ok(())
}

fn batch(kind: Kind, values: &[(String, Value)]) -> Result<RecordBatch, arrow::error::ArrowError> {
    let texts: ArrayRef = Arc::new(
        values
            .iter()
            .map(|(text, _)| Some(text))
            .collect::<StringArray>(),
    );
    let meanings = values.iter().map(|(_, value)| value);
    let currencies: ArrayRef = Arc::new(
        meanings
            .clone()
            .map(|value| match value {
                Value::Number(_, currencies) => currencies.clone(),
                Value::Mark(currencies) => Some(currencies.clone()),
                _ => None,
            })
            .collect::<StringArray>(),
    );
    let meant: ArrayRef = match kind {
        Kind::Number | Kind::Percent => Arc::new(
            meanings
                .map(|value| match value {
                    Value::Number(units, _) => Some(*units),
                    _ => None,
                })
                .collect::<Decimal128Array>()
                .with_precision_and_scale(18, 6)?,
        ),
        Kind::Day => Arc::new(
            meanings
                .map(|value| match value {
                    Value::Day(day) => Some(days(*day)),
                    _ => None,
                })
                .collect::<Date32Array>(),
        ),
        _ => Arc::new(
            meanings
                .map(|value| match value {
                    Value::Word(word) => Some(word.clone()),
                    _ => None,
                })
                .collect::<StringArray>(),
        ),
    };
    let column =
        |name: &str, array: &ArrayRef| ArrowField::new(name, array.data_type().clone(), true);
    let schema = Schema::new(vec![
        ArrowField::new("text", DataType::Utf8, true),
        column("value", &meant),
        column("currencies", &currencies),
    ]);
    RecordBatch::try_new(Arc::new(schema), vec![texts, meant, currencies])
}

fn days(day: Date) -> i32 {
    EPOCH
        .until(day)
        .map(|span| span.get_days())
        .unwrap_or_default()
}

/// Returns a fault for every row that has one of the texts; beside each text stands the rule.
pub(super) fn spread(
    connection: &Connection,
    field: &Field,
    column: &str,
    bad: &[(String, String)],
) -> duckdb::Result<Vec<RowFault>> {
    if bad.is_empty() {
        return Ok(Vec::new());
    }
    connection.execute_batch("CREATE OR REPLACE TEMP TABLE bad (text VARCHAR, rule VARCHAR)")?;
    let mut appender = connection.appender("bad")?;
    for (text, rule) in bad {
        appender.append_row([text, rule])?;
    }
    appender.flush()?;
    drop(appender);
    let mut statement = connection.prepare(&format!(
        "SELECT cells.line, bad.text, bad.rule FROM cells JOIN bad ON bad.text = cells.{}
         ORDER BY cells.line LIMIT {MOST_FAULTS}",
        field.name
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(RowFault {
            line: row.get("line")?,
            row: None,
            column: Some(column.to_owned()),
            value: Some(row.get("text")?),
            rule: row.get("rule")?,
        })
    })?;
    rows.collect()
}
