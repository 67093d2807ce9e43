//! What the open findings are worth.

use super::error::FindingError;
use crate::store::Store;

/// What the open findings of a condition are worth in a month, in one currency. Kinds of money are never
/// added to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMoney {
    /// The condition.
    pub condition: String,
    /// ISO 4217 code; none where no amount is known.
    pub currency: Option<String>,
    /// How many findings.
    pub findings: u64,
    /// Money that is built on stated prices and on exact and confirmed links alone.
    pub certain: String,
    /// Money that is based on inferred links.
    pub inferred: String,
    /// Money that is based on an estimate.
    pub estimated: String,
    /// Findings of which the amount is unknown.
    pub unknown: u64,
}

/// Returns what the open findings are worth, by condition and currency.
///
/// # Errors
///
/// If the database cannot be read.
pub fn open_money(store: &Store) -> Result<Vec<OpenMoney>, FindingError> {
    let sum = |kind| {
        format!(
            "coalesce(sum(amount) FILTER (kind_of_money(estimated, confidence) = '{kind}'), 0)::DECIMAL(38, 2)::VARCHAR"
        )
    };
    let sql = format!(
        "SELECT condition, currency, count(*) AS findings, {} AS certain, {} AS inferred, {} AS estimated,
             count(*) FILTER (amount IS NULL) AS unknown
         FROM findings
         WHERE is_open(state)
         GROUP BY condition, currency
         ORDER BY condition, currency",
        sum("certain"),
        sum("inferred"),
        sum("estimated")
    );
    let mut statement = store.connection().prepare(&sql)?;
    let rows = statement.query_map([], |row| {
        Ok(OpenMoney {
            condition: row.get("condition")?,
            currency: row.get("currency")?,
            findings: row.get("findings")?,
            certain: row.get("certain")?,
            inferred: row.get("inferred")?,
            estimated: row.get("estimated")?,
            unknown: row.get("unknown")?,
        })
    })?;
    Ok(rows.collect::<duckdb::Result<_>>()?)
}
