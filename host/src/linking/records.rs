//! The customers of both sides, as the matcher takes them.

use duckdb::{Connection, Row};

use crate::matching::Record;

/// A distributor's customer and the distributor it belongs to.
pub(super) struct Left {
    pub(super) vendor: String,
    pub(super) record: Record,
}

// Ids of subscriptions travel as one text; no id has the character between them in it.
const LEFT: &str = "
    WITH named AS (
        SELECT connection, customer_id, string_agg(concat_ws(chr(31), id, publisher_subscription_id), chr(31)) AS ids
        FROM license_subscriptions
        WHERE missing_since IS NULL
        GROUP BY connection, customer_id
    )
    SELECT customers.connection AS source, customers.id, name, domain, email, phone, address_street, address_city,
        address_postal_code, address_country, tenant_id, NULL AS tax_id, epoch_us(first_seen_at) AS first_seen_at,
        named.ids AS subscription_ids, vendor
    FROM customers
    LEFT JOIN named ON named.connection = customers.connection AND named.customer_id = customers.id
    WHERE missing_since IS NULL
    ORDER BY customers.connection, customers.id";

// Inactive customers are left out: nobody is billed there, and the twin of a deleted one is the right one.
const RIGHT: &str = "
    WITH named AS (
        SELECT psa, customer_id, string_agg(publisher_subscription_id, chr(31)) AS ids
        FROM psa_contract_lines
        WHERE ended_at IS NULL
        GROUP BY psa, customer_id
    )
    SELECT customers.psa AS source, customers.id, name, domain, NULL AS email, phone, address_street, address_city,
        address_postal_code, address_country, tenant_id, tax_id, epoch_us(first_seen_at) AS first_seen_at,
        named.ids AS subscription_ids
    FROM psa_customers AS customers
    LEFT JOIN named ON named.psa = customers.psa AND named.customer_id = customers.id
    WHERE active AND ended_at IS NULL
    ORDER BY customers.psa, customers.id";

/// Returns the distributors' customers.
pub(super) fn left(connection: &Connection) -> duckdb::Result<Vec<Left>> {
    let mut statement = connection.prepare(LEFT)?;
    let rows = statement.query_map([], |row| {
        Ok(Left {
            vendor: row.get("vendor")?,
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
    let subscriptions: Option<String> = row.get("subscription_ids")?;
    let subscriptions = subscriptions.unwrap_or_default();
    Ok(Record {
        source: row.get("source")?,
        id: row.get("id")?,
        name: row.get("name")?,
        domain: row.get("domain")?,
        email: row.get("email")?,
        phone: row.get("phone")?,
        street: row.get("address_street")?,
        city: row.get("address_city")?,
        postal_code: row.get("address_postal_code")?,
        country: row.get("address_country")?,
        tenant_id: row.get("tenant_id")?,
        tax_id: row.get("tax_id")?,
        subscription_ids: subscriptions
            .split_terminator('\u{1f}')
            .map(str::to_owned)
            .collect(),
        first_seen_at: row.get("first_seen_at")?,
    })
}
