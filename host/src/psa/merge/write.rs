//! Writes the difference.

use duckdb::{Connection, params};

use super::{Content, Counts, Incoming};

/// Writes what [`super::compare()`] found. The caller has a transaction open.
pub(crate) fn write(
    connection: &Connection,
    incoming: &Incoming<'_>,
    counts: Counts,
) -> duckdb::Result<()> {
    let sql = match incoming.content {
        Content::ContractLines => [
            include_str!("../sql/merge/write_lines.sql"),
            include_str!("../sql/merge/history.sql"),
        ],
        Content::Customers => [include_str!("../sql/merge/write_customers.sql"), ""],
    };
    for sql in sql {
        connection.execute_batch(sql)?;
    }
    connection.execute(
        "INSERT INTO psa_imports (
             import_id, psa, profile, content, file_name, file_sha256, as_of, imported_at,
             rows_read, rows_added, rows_changed, rows_unchanged, rows_ended, rows_skipped
         ) VALUES (
             getvariable('import_id'), getvariable('psa'), ?, getvariable('content'), ?, ?,
             getvariable('as_of'), getvariable('now'), ?, ?, ?, ?, ?, ?
         )",
        params![
            incoming.profile,
            incoming.file_name,
            incoming.sha256,
            incoming.rows + incoming.skipped,
            counts.added,
            counts.changed,
            counts.unchanged,
            counts.ended,
            incoming.skipped,
        ],
    )?;
    Ok(())
}

/// Goes back to the moment of the import: drops what later imports of the content brought. The caller
/// has a transaction open.
pub(crate) fn rewind(connection: &Connection, content: Content) -> duckdb::Result<()> {
    connection.execute_batch(match content {
        Content::ContractLines => include_str!("../sql/merge/rewind_lines.sql"),
        Content::Customers => include_str!("../sql/merge/rewind_customers.sql"),
    })?;
    connection.execute_batch(
        "DELETE FROM psa_imports
         WHERE psa = getvariable('psa') AND content = getvariable('content')
             AND as_of > getvariable('as_of')",
    )
}
