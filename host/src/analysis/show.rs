//! Shows a finding with its arithmetic and the rows that it rests on.

use duckdb::{Connection, params};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    error::FindingError,
    finding::{FindingDetail, FindingEvent, SourceRow},
    list::{COLUMNS, moment, read, whole_id},
};
use crate::store::Store;

/// A table that findings rest on.
struct Source {
    table: &'static str,
    /// The column that an id is unique within.
    within: &'static str,
    /// What is shown of a row.
    columns: &'static [&'static str],
}

const SOURCES: [Source; 5] = [
    Source {
        table: "customers",
        within: "connection",
        columns: &["name", "status", "suspended_at", "missing_since", "run_id"],
    },
    Source {
        table: "license_subscriptions",
        within: "connection",
        columns: &[
            "product_name",
            "status",
            "charge_model",
            "trial",
            "seats",
            "unit_cost",
            "unit_price",
            "currency",
            "billing_cycle_months",
            "commitment_term_months",
            "commitment_ends_on",
            "auto_renew",
            "missing_since",
            "run_id",
        ],
    },
    Source {
        table: "charges",
        within: "connection",
        columns: &[
            "direction",
            "kind",
            "product_name",
            "charge_from",
            "charge_to",
            "quantity",
            "unit_price",
            "amount",
            "currency",
            "invoice_number",
            "run_id",
        ],
    },
    Source {
        table: "psa_customers",
        within: "psa",
        columns: &["name", "active", "import_id"],
    },
    Source {
        table: "psa_contract_lines",
        within: "psa",
        columns: &[
            "contract_name",
            "product_code",
            "product_name",
            "quantity",
            "included_quantity",
            "quantity_billed",
            "unit_price",
            "currency",
            "billing_period_months",
            "timing",
            "billable",
            "effective_from",
            "effective_to",
            "import_id",
        ],
    },
];

#[derive(Deserialize)]
struct StoredSource {
    table: String,
    key: StoredKey,
}

#[derive(Deserialize)]
struct StoredKey {
    connection: Option<String>,
    psa: Option<String>,
    id: String,
}

/// Shows the finding whose id begins so.
///
/// # Errors
///
/// [`FindingError::Missing`] and [`FindingError::Ambiguous`] where the id names none or several.
pub fn show(store: &Store, id: &str) -> Result<FindingDetail, FindingError> {
    let connection = store.connection();
    let id = whole_id(connection, id)?;
    let (finding, arithmetic, sources, run_ids, import_ids): (_, String, String, String, String) =
        connection.query_row(
            &format!(
                "SELECT {COLUMNS}, arithmetic::VARCHAR, sources::VARCHAR, to_json(run_ids)::VARCHAR, to_json(import_ids)::VARCHAR
                 FROM findings WHERE finding_id = ?"
            ),
            params![id],
            |row| Ok((read(row)?, row.get(24)?, row.get(25)?, row.get(26)?, row.get(27)?)),
        )?;
    let sources: Vec<StoredSource> = parse(&id, "list of sources", &sources)?;
    Ok(FindingDetail {
        finding,
        steps: parse(&id, "arithmetic", &arithmetic)?,
        rows: sources
            .into_iter()
            .map(|source| source_row(connection, source))
            .collect::<Result<_, _>>()?,
        events: events(connection, &id)?,
        run_ids: parse(&id, "list of runs", &run_ids)?,
        import_ids: parse(&id, "list of imports", &import_ids)?,
    })
}

fn parse<T: DeserializeOwned>(id: &str, what: &'static str, text: &str) -> Result<T, FindingError> {
    serde_json::from_str(text).map_err(|source| FindingError::Damaged {
        id: id.to_owned(),
        what,
        source,
    })
}

fn source_row(connection: &Connection, stored: StoredSource) -> Result<SourceRow, duckdb::Error> {
    let scope = stored.key.connection.or(stored.key.psa).unwrap_or_default();
    let values = match SOURCES.iter().find(|source| source.table == stored.table) {
        Some(source) => values(connection, source, &scope, &stored.key.id)?,
        None => Vec::new(),
    };
    Ok(SourceRow {
        table: stored.table,
        key: format!("{scope}/{}", stored.key.id),
        values,
    })
}

fn values(
    connection: &Connection,
    source: &Source,
    scope: &str,
    id: &str,
) -> Result<Vec<(String, String)>, duckdb::Error> {
    let texts: Vec<String> = source
        .columns
        .iter()
        .map(|column| format!("{column}::VARCHAR"))
        .collect();
    let mut statement = connection.prepare(&format!(
        "SELECT {} FROM {} WHERE {} = ? AND id = ? LIMIT 1",
        texts.join(", "),
        source.table,
        source.within
    ))?;
    let mut rows = statement.query(params![scope, id])?;
    let Some(row) = rows.next()? else {
        return Ok(Vec::new());
    };
    let mut values = Vec::new();
    for (index, column) in source.columns.iter().enumerate() {
        let value: Option<String> = row.get(index)?;
        values.extend(value.map(|value| ((*column).to_owned(), value)));
    }
    Ok(values)
}

fn events(connection: &Connection, id: &str) -> Result<Vec<FindingEvent>, duckdb::Error> {
    let mut statement = connection.prepare(
        "SELECT epoch_us(happened_at), event, state, amount::VARCHAR, currency, by_whom, note
         FROM finding_events WHERE finding_id = ? ORDER BY happened_at, rowid",
    )?;
    let rows = statement.query_map(params![id], |row| {
        Ok(FindingEvent {
            happened_at: moment(row, 0)?,
            event: row.get(1)?,
            state: row.get(2)?,
            amount: row.get(3)?,
            currency: row.get(4)?,
            by_whom: row.get(5)?,
            note: row.get(6)?,
        })
    })?;
    rows.collect()
}
