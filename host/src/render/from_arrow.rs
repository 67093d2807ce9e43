//! From Arrow batches to columns and texts.

use arrow::array::{Array, AsArray as _, RecordBatch, make_array};
use arrow::datatypes::{DataType, Decimal128Type, Field, Schema};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};

use super::grid::{Column, Kind, Row};
use crate::store::carried::{JSON, KIND, NUMBER};

/// How deep lists and structures may be nested; what is deeper is left out as `…`.
const DEEPEST: usize = 32;

/// Why a value cannot be shown. The message follows "failed to …".
#[derive(Debug, thiserror::Error)]
#[error("show the column {column}: {source}")]
pub struct RenderError {
    /// The column's name.
    pub column: String,
    /// What Arrow said.
    pub source: ArrowError,
}

/// Returns the columns of a schema.
#[must_use]
pub fn columns(schema: &Schema) -> Vec<Column> {
    let column = |field: &Field| Column {
        name: field.name().clone(),
        kind: match field.metadata().get(KIND).map(String::as_str) {
            Some(NUMBER) => Kind::Number,
            Some(JSON) => Kind::Json,
            _ => kind(field.data_type()),
        },
    };
    schema.fields().iter().map(|field| column(field)).collect()
}

/// Returns the rows of a batch. Decimals keep all their digits; times are in UTC.
///
/// # Errors
///
/// [`RenderError`] for a type that has no text.
pub fn rows(batch: &RecordBatch) -> Result<Vec<Row>, RenderError> {
    let mut rows = vec![Vec::with_capacity(batch.num_columns()); batch.num_rows()];
    for (array, field) in batch.columns().iter().zip(batch.schema().fields()) {
        let fault = |source| RenderError {
            column: field.name().clone(),
            source,
        };
        let cells = cells(array.as_ref()).map_err(fault)?;
        for (row, cell) in rows.iter_mut().zip(cells) {
            row.push(cell);
        }
    }
    Ok(rows)
}

fn kind(data_type: &DataType) -> Kind {
    match data_type {
        DataType::Boolean => Kind::Boolean,
        DataType::Dictionary(_, values) => kind(values),
        other if other.is_numeric() => Kind::Number,
        other if is_json(other) => Kind::Json,
        _ => Kind::Text,
    }
}

fn is_json(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::List(_)
            | DataType::LargeList(_)
            | DataType::FixedSizeList(..)
            | DataType::Struct(_)
            | DataType::Map(..)
    )
}

fn cells(array: &dyn Array) -> Result<Vec<Option<String>>, ArrowError> {
    if is_json(array.data_type()) {
        let text = |index| {
            (!array.is_null(index))
                .then(|| json(array, index, 0))
                .transpose()
        };
        return (0..array.len()).map(text).collect();
    }
    match array.data_type() {
        DataType::Timestamp(unit, Some(_)) => {
            // Instants are stored in UTC whatever zone they are labelled with; names of zones
            // would need a database of zones to be understood.
            let plain = DataType::Timestamp(*unit, None);
            let utc = make_array(array.to_data().into_builder().data_type(plain).build()?);
            let texts = formatted(utc.as_ref())?;
            Ok(texts
                .into_iter()
                .map(|text| text.map(|text| format!("{text}Z")))
                .collect())
        }
        // DuckDB's HUGEINT has up to 39 digits and comes with 38: Arrow's own text would drop the last one.
        DataType::Decimal128(_, 0) => {
            let values = array.as_primitive::<Decimal128Type>();
            Ok(values
                .iter()
                .map(|value| value.map(|value| value.to_string()))
                .collect())
        }
        _ => formatted(array),
    }
}

fn formatted(array: &dyn Array) -> Result<Vec<Option<String>>, ArrowError> {
    let options = FormatOptions::new()
        .with_display_error(false)
        .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"));
    let formatter = ArrayFormatter::try_new(array, &options)?;
    let text = |index| {
        (!array.is_null(index))
            .then(|| formatter.value(index).try_to_string())
            .transpose()
    };
    (0..array.len()).map(text).collect()
}

/// Returns a value as JSON, so that a list of names is a list of names wherever it is read.
fn json(array: &dyn Array, index: usize, depth: usize) -> Result<String, ArrowError> {
    if array.is_null(index) {
        return Ok("null".to_owned());
    }
    match array.data_type() {
        _ if depth >= DEEPEST => Ok(quote("…")),
        DataType::List(_) => list(array.as_list::<i32>().value(index).as_ref(), depth),
        DataType::LargeList(_) => list(array.as_list::<i64>().value(index).as_ref(), depth),
        DataType::FixedSizeList(..) => {
            list(array.as_fixed_size_list().value(index).as_ref(), depth)
        }
        DataType::Struct(fields) => {
            let values = array.as_struct();
            let field = |(name, column): (&str, &dyn Array)| {
                Ok(format!(
                    "{}: {}",
                    quote(name),
                    json(column, index, depth + 1)?
                ))
            };
            let names = fields.iter().map(|field| field.name().as_str());
            let parts: Result<Vec<String>, ArrowError> = names
                .zip(values.columns().iter().map(AsRef::as_ref))
                .map(field)
                .collect();
            Ok(format!("{{{}}}", parts?.join(", ")))
        }
        DataType::Map(..) => {
            let entries = array.as_map().value(index);
            let entry = |at| {
                Ok(format!(
                    "{}: {}",
                    quote(&plain(entries.column(0), at)?),
                    json(entries.column(1), at, depth + 1)?
                ))
            };
            let parts: Result<Vec<String>, ArrowError> = (0..entries.len()).map(entry).collect();
            Ok(format!("{{{}}}", parts?.join(", ")))
        }
        _ => scalar(array, index),
    }
}

fn list(values: &dyn Array, depth: usize) -> Result<String, ArrowError> {
    let parts: Result<Vec<String>, ArrowError> = (0..values.len())
        .map(|index| json(values, index, depth + 1))
        .collect();
    Ok(format!("[{}]", parts?.join(", ")))
}

fn scalar(array: &dyn Array, index: usize) -> Result<String, ArrowError> {
    let text = plain(array, index)?;
    let literal = matches!(kind(array.data_type()), Kind::Number | Kind::Boolean);
    let valid = literal && serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
    Ok(if valid { text } else { quote(&text) })
}

fn plain(array: &dyn Array, index: usize) -> Result<String, ArrowError> {
    Ok(cells(array.slice(index, 1).as_ref())?
        .pop()
        .flatten()
        .unwrap_or_default())
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
