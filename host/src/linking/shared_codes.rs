//! Item codes that stand on lines of different products.

use duckdb::Connection;

use crate::matching::names_agree;

/// The names beside each code, of what is billed at present.
const NAMES: &str = "
    SELECT psa, trim(product_code) AS code, list(DISTINCT trim(product_name)) AS names
    FROM psa_contract_lines
    WHERE ended_at IS NULL AND trim(product_code) <> '' AND trim(product_name) <> ''
    GROUP BY psa, code
    HAVING count(DISTINCT trim(product_name)) > 1
    ORDER BY psa, code";

/// Writes down which codes do not name a product. Runs inside the caller's transaction, and before anything
/// asks for the product of a line.
pub(super) fn write(connection: &Connection) -> duckdb::Result<()> {
    let shared = find(connection)?;
    connection.execute_batch("DELETE FROM shared_codes")?;
    let mut appender = connection.appender("shared_codes")?;
    for (psa, code) in &shared {
        appender.append_row([psa, code])?;
    }
    appender.flush()
}

fn find(connection: &Connection) -> duckdb::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(NAMES)?;
    let mut rows = statement.query([])?;
    let mut shared = Vec::new();
    while let Some(row) = rows.next()? {
        let names = match row.get("names")? {
            duckdb::types::Value::List(names) => names,
            _ => continue,
        };
        let names: Vec<_> = names
            .iter()
            .filter_map(|name| match name {
                duckdb::types::Value::Text(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        if !names_agree(names) {
            shared.push((row.get("psa")?, row.get("code")?));
        }
    }
    Ok(shared)
}
