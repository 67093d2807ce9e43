//! Finds out what is new, changed and gone. Writes nothing that lasts.

use duckdb::{Connection, OptionalExt};
use jiff::Timestamp;

use super::{Content, Counts, RowFault};

/// What a file changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) counts: Counts,
    /// Rows that are live in the database and that the file speaks for.
    pub(crate) live: u64,
    /// Customers whom the lines name and nobody knew.
    pub(crate) new_customers: u64,
    /// Lines whose customer is known by name alone, though the PSA's list has ids.
    pub(crate) by_name_alone: u64,
    /// Names that several customers have.
    pub(crate) faults: Vec<RowFault>,
}

/// The newest import of a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) as_of: Timestamp,
    pub(crate) sha256: String,
}

/// Reads the newest import of the content in hand; none where there was none.
pub(crate) fn newest(connection: &Connection) -> duckdb::Result<Option<Newest>> {
    connection
        .query_row(
            "SELECT epoch_us(as_of), file_sha256 FROM psa_imports
             WHERE psa = getvariable('psa') AND content = getvariable('content')
             ORDER BY as_of DESC, imported_at DESC LIMIT 1",
            [],
            |row| {
                let as_of: i64 = row.get(0)?;
                Ok(Newest {
                    as_of: crate::store::sql::to_timestamp(as_of),
                    sha256: row.get(1)?,
                })
            },
        )
        .optional()
}

/// Compares what was read with what is stored.
pub(crate) fn compare(connection: &Connection, content: Content) -> duckdb::Result<Comparison> {
    let sql = match content {
        Content::ContractLines => include_str!("../sql/merge/compare_lines.sql"),
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
        comparison.faults = ambiguous(connection)?;
    } else {
        comparison.by_name_alone = connection.query_row(
            "SELECT count(*) FROM psa_contract_lines AS line
             WHERE line.psa = getvariable('psa') AND line.ended_at IS NULL
                 AND line.customer_id IN (SELECT incoming.name FROM psa_incoming AS incoming)
                 AND line.customer_id NOT IN (SELECT incoming.id FROM psa_incoming AS incoming)",
            [],
            |row| row.get(0),
        )?;
    }
    Ok(comparison)
}

/// Names of the file that several customers of the PSA have.
fn ambiguous(connection: &Connection) -> duckdb::Result<Vec<RowFault>> {
    let mut statement = connection.prepare(
        "SELECT line, name, ids FROM psa_named_customers WHERE ids > 1 ORDER BY line LIMIT 1000",
    )?;
    let rows = statement.query_map([], |row| {
        let ids: u64 = row.get(2)?;
        Ok(RowFault {
            line: row.get(0)?,
            column: Some("customer_name".to_owned()),
            value: Some(row.get(1)?),
            rule: format!("is the name of {ids} customers; map a column to customer_id"),
        })
    })?;
    rows.collect()
}
