//! The customers of both sides, as the matcher takes them.

use duckdb::{Connection, Row};

use crate::matching::Record;

/// A distributor's customer and the distributor it belongs to.
pub(super) struct Left {
    pub(super) vendor: String,
    pub(super) record: Record,
}

const LEFT: &str =
    "SELECT connection, id, name, domain, email, phone, address_street, address_city,
        address_postal_code, address_country, tenant_id, NULL, epoch_us(first_seen_at), vendor
    FROM customers
    WHERE missing_since IS NULL
    ORDER BY connection, id";

// Inactive customers are left out: nobody is billed there, and the twin of a deleted one is the right one.
const RIGHT: &str = "SELECT psa, id, name, domain, NULL, phone, address_street, address_city,
        address_postal_code, address_country, tenant_id, tax_id, epoch_us(first_seen_at)
    FROM psa_customers
    WHERE active AND ended_at IS NULL
    ORDER BY psa, id";

/// Returns the distributors' customers.
pub(super) fn left(connection: &Connection) -> duckdb::Result<Vec<Left>> {
    let mut statement = connection.prepare(LEFT)?;
    let rows = statement.query_map([], |row| {
        Ok(Left {
            vendor: row.get(13)?,
            record: record(row)?,
        })
    })?;
    rows.collect()
}

/// Returns the PSA's customers.
pub(super) fn right(connection: &Connection) -> duckdb::Result<Vec<Record>> {
    let mut statement = connection.prepare(RIGHT)?;
    let rows = statement.query_map([], record)?;
    rows.collect()
}

fn record(row: &Row<'_>) -> duckdb::Result<Record> {
    Ok(Record {
        source: row.get(0)?,
        id: row.get(1)?,
        name: row.get(2)?,
        domain: row.get(3)?,
        email: row.get(4)?,
        phone: row.get(5)?,
        street: row.get(6)?,
        city: row.get(7)?,
        postal_code: row.get(8)?,
        country: row.get(9)?,
        tenant_id: row.get(10)?,
        tax_id: row.get(11)?,
        first_seen_at: row.get(12)?,
    })
}
