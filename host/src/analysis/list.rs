//! Lists findings, and finds one by its id.

use duckdb::{Connection, Row, params, params_from_iter};
use jiff::{Timestamp, civil::Date};

use super::{
    error::FindingError,
    finding::{Finding, FindingFilter},
};
use crate::store::{Store, sql::to_timestamp};

/// The columns of a [`Finding`], in the order of [`read`].
pub(super) const COLUMNS: &str = "finding_id, condition, psa, psa_customer_id, customer_name, product_key, product_name,
    array_to_string(vendors, ',') AS joined_vendors, state, stale, muted_until::VARCHAR AS muted_until, muted_reason,
    seats::VARCHAR AS seats, amount::VARCHAR AS amount, revenue_gap::VARCHAR AS revenue_gap, currency, estimated,
    confidence, severity, action, deadline::VARCHAR AS deadline, epoch_us(first_seen_at) AS first_seen_at,
    epoch_us(last_seen_at) AS last_seen_at, epoch_us(changed_at) AS changed_at";

/// Lists the findings that agree with the filter: the severest first, and of these the largest amounts.
///
/// # Errors
///
/// If the database cannot be read.
pub fn list(store: &Store, filter: &FindingFilter) -> Result<Vec<Finding>, FindingError> {
    let (conditions, values) = conditions(filter);
    let mut statement = store.connection().prepare(&format!(
        "SELECT {COLUMNS} FROM findings WHERE {conditions}
         ORDER BY list_position(['high', 'medium', 'low'], severity), findings.amount DESC NULLS LAST, customer_name, finding_id"
    ))?;
    let rows = statement.query_map(params_from_iter(values), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn conditions(filter: &FindingFilter) -> (String, Vec<String>) {
    let FindingFilter {
        resolved,
        state,
        condition,
        severity,
        customer,
        vendor,
        product,
    } = filter;
    let mut conditions = vec!["true"];
    let mut values = Vec::new();
    if !resolved && state.is_none() {
        conditions.push("state <> 'resolved'");
    }
    for (text, value) in [
        ("state = ?", state),
        ("condition = ?", condition),
        ("severity = ?", severity),
        (
            "contains(lower(concat_ws(' ', customer_name, psa_customer_id)), lower(?))",
            customer,
        ),
        (
            "list_contains(flatten(list_transform(vendors, lambda v: [lower(v), lower(vendor_name(v))])), lower(?))",
            vendor,
        ),
        (
            "contains(lower(concat_ws(' ', product_name, product_key)), lower(?))",
            product,
        ),
    ] {
        if let Some(value) = value {
            conditions.push(text);
            values.push(value.clone());
        }
    }
    (conditions.join(" AND "), values)
}

/// Returns the whole id of the only finding whose id begins so.
pub(super) fn whole_id(connection: &Connection, prefix: &str) -> Result<String, FindingError> {
    let wanted = prefix.trim().to_lowercase();
    let mut statement = connection.prepare(
        "SELECT finding_id FROM findings WHERE starts_with(finding_id, ?) ORDER BY finding_id LIMIT 10",
    )?;
    let mut ids: Vec<String> = statement
        .query_map(params![wanted], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    match (ids.len(), ids.pop()) {
        (1, Some(id)) if !wanted.is_empty() => Ok(id),
        (0, _) => Err(FindingError::Missing(prefix.to_owned())),
        (_, last) => {
            ids.extend(last);
            Err(FindingError::Ambiguous {
                prefix: prefix.to_owned(),
                ids,
            })
        }
    }
}

/// Reads a row of [`COLUMNS`].
pub(super) fn read(row: &Row<'_>) -> duckdb::Result<Finding> {
    let vendors: String = row.get("joined_vendors")?;
    Ok(Finding {
        id: row.get("finding_id")?,
        condition: row.get("condition")?,
        psa: row.get("psa")?,
        psa_customer_id: row.get("psa_customer_id")?,
        customer_name: row.get("customer_name")?,
        product_key: row.get("product_key")?,
        product_name: row.get("product_name")?,
        vendors: vendors
            .split(',')
            .filter(|vendor| !vendor.is_empty())
            .map(str::to_owned)
            .collect(),
        state: row.get("state")?,
        stale: row.get("stale")?,
        muted_until: date(row, "muted_until")?,
        muted_reason: row.get("muted_reason")?,
        seats: row.get("seats")?,
        amount: row.get("amount")?,
        revenue_gap: row.get("revenue_gap")?,
        currency: row.get("currency")?,
        estimated: row.get("estimated")?,
        confidence: row.get("confidence")?,
        severity: row.get("severity")?,
        action: row.get("action")?,
        deadline: date(row, "deadline")?,
        first_seen_at: moment(row, "first_seen_at")?,
        last_seen_at: moment(row, "last_seen_at")?,
        changed_at: moment(row, "changed_at")?,
    })
}

fn date(row: &Row<'_>, column: &str) -> duckdb::Result<Option<Date>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// Reads microseconds since 1970; a moment beyond what the type holds becomes its end.
pub(super) fn moment(row: &Row<'_>, column: &str) -> duckdb::Result<Timestamp> {
    let microseconds: i64 = row.get(column)?;
    Ok(to_timestamp(microseconds))
}
