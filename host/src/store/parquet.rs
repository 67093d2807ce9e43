//! Writes a result as a Parquet file.
//!
//! The connection that answers a question may open no file, so another one, which knows the rows alone, writes it.

use arrow::{
    array::RecordBatch,
    compute::cast,
    datatypes::{DataType, Schema},
    error::ArrowError,
};
use duckdb::Connection;

use super::sql::{identifier, text};

/// Writes rows, whose columns have names and DuckDB's types, into a file that is not there yet.
pub(super) fn write(
    columns: &[(String, String)],
    batches: &[RecordBatch],
    file: &str,
) -> duckdb::Result<()> {
    let connection = Connection::open_in_memory()?;
    let columns: Vec<String> = columns
        .iter()
        .map(|(name, kind)| format!("{} {kind}", identifier(name)))
        .collect();
    connection.execute_batch(&format!("CREATE TABLE result ({})", columns.join(", ")))?;
    let mut appender = connection.appender("result")?;
    for batch in batches {
        appender.append_record_batch(
            plain(batch).map_err(|error| duckdb::Error::ToSqlConversionFailure(Box::new(error)))?,
        )?;
    }
    appender.flush()?;
    drop(appender);
    // A temporary file of DuckDB's own would have another name; this one is temporary already.
    connection.execute_batch(&format!(
        "COPY result TO {} (FORMAT parquet, USE_TMP_FILE false)",
        text(file)
    ))
}

/// The rows with the words of enumerations in place of their numbers, which an appender does not take.
fn plain(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema();
    let (mut fields, mut arrays) = (Vec::new(), Vec::new());
    for (field, array) in schema.fields().iter().zip(batch.columns()) {
        if let DataType::Dictionary(_, value) = field.data_type() {
            fields.push(
                field
                    .as_ref()
                    .clone()
                    .with_data_type(value.as_ref().clone()),
            );
            arrays.push(cast(array, value)?);
        } else {
            fields.push(field.as_ref().clone());
            arrays.push(array.clone());
        }
    }
    RecordBatch::try_new(Schema::new(fields).into(), arrays)
}
