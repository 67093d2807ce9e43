//! Finds out what is new, changed and gone. Writes nothing that lasts.

use duckdb::{Connection, OptionalExt};
use jiff::Timestamp;

use super::{Content, Counts, RowFault, customers};

/// What a file changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) counts: Counts,
    /// Rows that are live in the database and that the file speaks for.
    pub(crate) live: u64,
    /// Customers whom the lines name and nobody knew.
    pub(crate) new_customers: u64,
    /// What is to be known of the customers, a sentence each.
    pub(crate) notes: Vec<String>,
    /// Customers who cannot be told.
    pub(crate) faults: Vec<RowFault>,
}

/// The newest import of a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) as_of: Timestamp,
    /// When it was imported.
    pub(crate) imported_at: Timestamp,
    pub(crate) sha256: String,
}

/// Reads the newest import of the content in hand; none where there was none.
pub(crate) fn newest(connection: &Connection) -> duckdb::Result<Option<Newest>> {
    connection
        .query_row(
            "SELECT epoch_us(as_of), epoch_us(imported_at), file_sha256 FROM psa_imports
             WHERE psa = getvariable('psa') AND content = getvariable('content')
             ORDER BY as_of DESC, imported_at DESC LIMIT 1",
            [],
            |row| {
                let (as_of, imported_at): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok(Newest {
                    as_of: crate::store::sql::to_timestamp(as_of),
                    imported_at: crate::store::sql::to_timestamp(imported_at),
                    sha256: row.get(2)?,
                })
            },
        )
        .optional()
}

/// Compares what was read with what is stored.
pub(crate) fn compare(connection: &Connection, content: Content) -> duckdb::Result<Comparison> {
    let sql = match content {
        Content::ContractLines => concat!(
            include_str!("../sql/merge/identify_customers.sql"),
            include_str!("../sql/merge/compare_lines.sql")
        ),
        Content::Customers => include_str!("../sql/merge/compare_customers.sql"),
    };
    connection.execute_batch(sql)?;
    let mut comparison =
        connection.query_row(include_str!("../sql/merge/counts.sql"), [], |row| {
            Ok(Comparison {
                counts: Counts {
                    added: row.get(0)?,
                    changed: row.get(1)?,
                    unchanged: row.get(2)?,
                    returned: row.get(3)?,
                    ended: row.get(4)?,
                },
                live: row.get(5)?,
                ..Comparison::default()
            })
        })?;
    if content == Content::ContractLines {
        comparison.new_customers =
            connection.query_row("SELECT count(*) FROM psa_new_customers", [], |row| {
                row.get(0)
            })?;
    }
    comparison.faults = customers::faults(connection, content)?;
    comparison.notes = customers::notes(connection, content)?;
    Ok(comparison)
}
