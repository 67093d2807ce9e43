//! Sees to it that a text is one SELECT, as DuckDB itself reads it: a reader of our own would count otherwise.

use duckdb::Connection;
use serde::{Deserialize, de::IgnoredAny};

use super::{error::QueryError, query::refusal};

/// What DuckDB makes of a text.
#[derive(Debug, Deserialize)]
struct Parsed {
    #[serde(default)]
    error_type: Option<String>,
    #[serde(default)]
    statements: Vec<IgnoredAny>,
}

/// Passes what is one statement that only reads: SELECT, FROM, WITH, VALUES, TABLE, DESCRIBE, SHOW, SUMMARIZE.
///
/// # Errors
///
/// [`QueryError::Empty`], [`QueryError::Several`], [`QueryError::NoSelect`] for every other statement, and what is
/// wrong with a text that is not a statement.
pub(super) fn check(connection: &Connection, sql: &str) -> Result<(), QueryError> {
    let parsed: String = connection
        .query_row(
            "SELECT json_serialize_sql(?::VARCHAR)::VARCHAR",
            [sql],
            |row| row.get(0),
        )
        .map_err(refusal)?;
    let parsed: Parsed = serde_json::from_str(&parsed).map_err(|_| QueryError::NoSelect)?;
    match (parsed.error_type.as_deref(), parsed.statements.len()) {
        (None, 1) => Ok(()),
        (None, 0) => Err(QueryError::Empty),
        (None, _) => Err(QueryError::Several),
        // Asked for itself, DuckDB says where the mistake is.
        (Some("parser"), _) => Err(connection
            .prepare(sql)
            .map_or_else(refusal, |_| QueryError::NoSelect)),
        (Some(_), _) => Err(QueryError::NoSelect),
    }
}
