//! Finds what is wrong now, and brings the stored findings up to date.

use duckdb::Connection;
use jiff::Timestamp;

use super::{
    error::RefreshError,
    install::install_with,
    kept::{Kept, keep, release},
    known,
    settings::Settings,
    statements::{FINDINGS, FINDINGS_OF_ONE_SIDE},
};
use crate::store::{Store, pending};

/// What the conditions share, where there are both sides and where there is one.
const KEPT: &[Kept] = &[Kept::SubscriptionMoney, Kept::Reconciliation];
const KEPT_OF_ONE_SIDE: &[Kept] = &[Kept::SubscriptionMoney];

/// Whether anything of a PSA is there, or was: then a finding may be about it.
const HAS_PSA: &str =
    "SELECT (SELECT count(*) FROM psa_customers) + (SELECT count(*) FROM psa_contract_line_history)
    + (SELECT count(*) FROM findings WHERE psa IS NOT NULL) > 0";

/// What a refresh did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingsReport {
    /// Findings that are new.
    pub opened: u64,
    /// Resolved findings that are so again.
    pub reopened: u64,
    /// Muted findings whose time was up.
    pub unmuted: u64,
    /// Findings whose amount changed.
    pub amount_changed: u64,
    /// Findings that are no longer so.
    pub resolved: u64,
    /// Findings that could not be looked at, because what they are based on was not read
    /// completely.
    pub went_stale: u64,
    /// Findings that could be looked at again.
    pub became_fresh: u64,
    /// Findings that are open or reopened now.
    pub open: u64,
}

/// Brings the findings up to date, with the default settings.
///
/// A finding keeps its id as long as it is about the same condition, customer, product, lines and
/// subscriptions. It is resolved when it is no longer so, but only if everything it is based on was read
/// completely; else it is kept and marked stale, and nothing new is found where the last read was not
/// complete. A finding that a person resolved comes back only after it was gone for a refresh, or when its
/// amount differs from the one that was resolved. A refresh without a change records nothing.
///
/// # Errors
///
/// If the database refuses a statement; then the findings are as they were.
pub fn refresh(store: &mut Store, now: Timestamp) -> Result<FindingsReport, RefreshError> {
    refresh_with(store, now, &Settings::default())
}

/// Brings the findings up to date, as [`refresh`] does, with other settings.
///
/// # Errors
///
/// Those of [`refresh`].
pub fn refresh_with(
    store: &mut Store,
    now: Timestamp,
    settings: &Settings,
) -> Result<FindingsReport, RefreshError> {
    let connection = store.connection();
    install_with(connection, settings)?;
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(&format!(
        "SET VARIABLE now = make_timestamp({}); SET VARIABLE today = local_day(getvariable('now'));",
        now.as_microsecond()
    ))?;
    known::renew(&transaction)?;
    let has_psa: bool = transaction.query_row(HAS_PSA, [], |row| row.get(0))?;
    let (kept, findings) = if has_psa {
        (KEPT, FINDINGS)
    } else {
        (KEPT_OF_ONE_SIDE, FINDINGS_OF_ONE_SIDE)
    };
    // Most conditions compare the same rows of today, and planning them takes longer than reading them.
    transaction.execute_batch(&keep(kept, "getvariable('today')::DATE"))?;
    for statements in findings {
        transaction
            .execute_batch(&statements.sql())
            .map_err(|source| RefreshError::Statement {
                name: statements.name,
                source,
            })?;
    }
    transaction.execute_batch(&release(kept))?;
    let report = report(&transaction)?;
    record(&transaction, now, "complete", None)?;
    pending::compared(&transaction)?;
    transaction.commit()?;
    Ok(report)
}

/// Notes that a comparison failed, so that whoever reads the findings knows that they are of an earlier one.
///
/// # Errors
///
/// If the database cannot be written.
pub fn record_failure(store: &Store, now: Timestamp, message: &str) -> Result<(), RefreshError> {
    let transaction = store.connection().unchecked_transaction()?;
    record(&transaction, now, "failed", Some(message))?;
    Ok(transaction.commit()?)
}

/// Replaces what is noted of the last comparison that ended so.
fn record(
    connection: &Connection,
    now: Timestamp,
    status: &str,
    message: Option<&str>,
) -> Result<(), duckdb::Error> {
    connection.execute("DELETE FROM comparisons WHERE status = ?", [status])?;
    connection.execute(
        "INSERT INTO comparisons VALUES (make_timestamp(?), ?, ?)",
        duckdb::params![now.as_microsecond(), status, message],
    )?;
    Ok(())
}

fn report(connection: &Connection) -> Result<FindingsReport, duckdb::Error> {
    connection.query_row(
        "SELECT
            count(*) FILTER (opened) AS opened, count(*) FILTER (reopened) AS reopened,
            count(*) FILTER (unmuted) AS unmuted, count(*) FILTER (amount_changed) AS amount_changed,
            count(*) FILTER (resolved) AS resolved, count(*) FILTER (went_stale) AS went_stale,
            count(*) FILTER (became_fresh) AS became_fresh,
            (SELECT count(*) FROM findings WHERE is_open(state)) AS open
         FROM finding_changes",
        [],
        |row| {
            Ok(FindingsReport {
                opened: row.get("opened")?,
                reopened: row.get("reopened")?,
                unmuted: row.get("unmuted")?,
                amount_changed: row.get("amount_changed")?,
                resolved: row.get("resolved")?,
                went_stale: row.get("went_stale")?,
                became_fresh: row.get("became_fresh")?,
                open: row.get("open")?,
            })
        },
    )
}
