//! Shows a finding with its arithmetic and the rows that it is based on.

use duckdb::{Connection, params};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    error::FindingError,
    finding::{FindingDetail, FindingEvent, SourceRow},
    list::{COLUMNS, moment, read, whole_id},
};
use crate::store::Store;

/// A table that findings are based on.
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

/// A table that findings are based on, for those who ask about many findings at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceTable {
    /// Its name.
    pub(crate) name: &'static str,
    /// The columns that are shown.
    pub(crate) columns: &'static [&'static str],
    within: &'static str,
}

/// Returns the tables that findings are based on.
pub(crate) fn source_tables() -> impl Iterator<Item = SourceTable> {
    SOURCES.iter().map(|source| SourceTable {
        name: source.table,
        columns: source.columns,
        within: source.within,
    })
}

impl SourceTable {
    /// Returns the statement for the rows that findings are based on, those of a condition: the
    /// key, as [`SourceKey::key`] has it, and the columns.
    pub(crate) fn sql(&self, findings: &str) -> String {
        let Self {
            name,
            within,
            columns,
        } = self;
        let columns: Vec<String> = columns
            .iter()
            .map(|column| format!("rows.{column}"))
            .collect();
        format!(
            "WITH keys AS (
                 SELECT DISTINCT
                     coalesce(source -> 'key' ->> 'connection', source -> 'key' ->> 'psa') AS scope,
                     source -> 'key' ->> 'id' AS id
                 FROM (SELECT unnest(from_json(sources, '[\"JSON\"]')) AS source FROM findings WHERE {findings})
                 WHERE source ->> 'table' = '{name}'
             )
             SELECT rows.{within} || '/' || rows.id, {}
             FROM {name} AS rows
             JOIN keys ON keys.scope = rows.{within} AND keys.id = rows.id",
            columns.join(", ")
        )
    }
}

/// A row that a finding is based on, as it is stored with the finding.
#[derive(Debug, Deserialize)]
pub(crate) struct SourceKey {
    /// The table.
    pub(crate) table: String,
    key: StoredKey,
}

impl SourceKey {
    /// The connection or PSA instance, and the id within it.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}", self.key.scope(), self.key.id)
    }
}

#[derive(Debug, Deserialize)]
struct StoredKey {
    connection: Option<String>,
    psa: Option<String>,
    id: String,
}

impl StoredKey {
    fn scope(&self) -> &str {
        self.connection
            .as_deref()
            .or(self.psa.as_deref())
            .unwrap_or_default()
    }
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
                "SELECT {COLUMNS}, arithmetic::VARCHAR AS arithmetic, sources::VARCHAR AS sources,
                     to_json(run_ids)::VARCHAR AS run_ids, to_json(import_ids)::VARCHAR AS import_ids
                 FROM findings WHERE finding_id = ?"
            ),
            params![id],
            |row| {
                Ok((
                    read(row)?,
                    row.get("arithmetic")?,
                    row.get("sources")?,
                    row.get("run_ids")?,
                    row.get("import_ids")?,
                ))
            },
        )?;
    let sources: Vec<SourceKey> = parse(&id, "list of sources", &sources)?;
    Ok(FindingDetail {
        finding,
        steps: parse(&id, "arithmetic", &arithmetic)?,
        rows: sources
            .into_iter()
            .map(|source| source_row(connection, source))
            .collect::<Result<_, _>>()?,
        doubts: doubts(connection, &id)?,
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

fn source_row(connection: &Connection, stored: SourceKey) -> Result<SourceRow, duckdb::Error> {
    let values = match SOURCES.iter().find(|source| source.table == stored.table) {
        Some(source) => values(connection, source, stored.key.scope(), &stored.key.id)?,
        None => Vec::new(),
    };
    Ok(SourceRow {
        key: stored.key(),
        table: stored.table,
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
        .map(|column| format!("{column}::VARCHAR AS {column}"))
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
    for column in source.columns {
        let value: Option<String> = row.get(*column)?;
        values.extend(value.map(|value| ((*column).to_owned(), value)));
    }
    Ok(values)
}

fn doubts(connection: &Connection, id: &str) -> Result<Vec<String>, duckdb::Error> {
    let mut statement = connection.prepare(
        "SELECT DISTINCT vendor_name(doubts.vendor) || ': ' || doubts.reason AS doubt
         FROM doubts
         JOIN findings
             ON (doubts.customer_key IS NULL OR doubts.customer_key = findings.psa || '/' || findings.psa_customer_id)
             AND (doubts.product_key IS NULL OR findings.product_key IS NULL OR doubts.product_key = findings.product_key)
             AND list_contains(findings.vendors, doubts.vendor)
         WHERE findings.finding_id = ? AND doubts.reach <> 'nothing' AND doubts.kind = 'refused'
         ORDER BY doubt LIMIT 20",
    )?;
    let rows = statement.query_map(params![id], |row| row.get(0))?;
    rows.collect()
}

fn events(connection: &Connection, id: &str) -> Result<Vec<FindingEvent>, duckdb::Error> {
    let mut statement = connection.prepare(
        "SELECT epoch_us(happened_at) AS happened_at_us, event, state, amount::VARCHAR AS amount, currency, by_whom,
             note
         FROM finding_events WHERE finding_id = ? ORDER BY happened_at, rowid",
    )?;
    let rows = statement.query_map(params![id], |row| {
        Ok(FindingEvent {
            happened_at: moment(row, "happened_at_us")?,
            event: row.get("event")?,
            state: row.get("state")?,
            amount: row.get("amount")?,
            currency: row.get("currency")?,
            by_whom: row.get("by_whom")?,
            note: row.get("note")?,
        })
    })?;
    rows.collect()
}
