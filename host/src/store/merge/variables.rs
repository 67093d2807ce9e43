//! The values that the SQL files read with `getvariable`.

use duckdb::Connection;
use jiff::Timestamp;

use crate::store::sql;

pub(super) fn set_text(
    connection: &Connection,
    name: &str,
    value: Option<&str>,
) -> duckdb::Result<()> {
    set(
        connection,
        name,
        &format!("{}::VARCHAR", sql::optional_text(value)),
    )
}

pub(super) fn set_time(
    connection: &Connection,
    name: &str,
    value: Timestamp,
) -> duckdb::Result<()> {
    set(connection, name, &sql::timestamp(value))
}

/// Sets a variable to the value of an SQL expression.
pub(super) fn set(connection: &Connection, name: &str, expression: &str) -> duckdb::Result<()> {
    connection.execute_batch(&format!("SET VARIABLE {name} = {expression}"))
}
