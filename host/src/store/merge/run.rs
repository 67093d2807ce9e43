//! Merges a staged run: its datasets one after the other, then the run itself.

use duckdb::Connection;

use super::{
    dataset::merge_dataset,
    memory,
    message::message,
    options::MergeOptions,
    report::{DatasetReport, MergeReport, RunStatus},
    statements,
    variables::{set_text, set_time},
};
use crate::base::remedy;
use crate::store::{
    dataset::Dataset,
    error::MergeError,
    open::Store,
    sql::text,
    staging::{StagedRun, Staging},
};

/// What a merge leaves in the connection, and what goes when it ends.
pub(super) const CLEANUP: &str = "
DROP VIEW IF EXISTS temp.main.incoming;
DROP VIEW IF EXISTS temp.main.staged_rows;
DROP VIEW IF EXISTS temp.main.line_rows;
DROP VIEW IF EXISTS temp.main.listed_rows;
DROP VIEW IF EXISTS temp.main.present;
DROP VIEW IF EXISTS temp.main.snapshot;
DROP TABLE IF EXISTS temp.main.partitions;
DROP TABLE IF EXISTS temp.main.complete_pages;
DROP TABLE IF EXISTS temp.main.rejected;
DROP TABLE IF EXISTS temp.main.scope;
DROP TABLE IF EXISTS temp.main.customer_scope;
DROP TABLE IF EXISTS temp.main.subscription_scope;
DROP TABLE IF EXISTS temp.main.numbered;
DROP TABLE IF EXISTS temp.main.last_rows;
DROP TABLE IF EXISTS temp.main.changes;
DROP TABLE IF EXISTS temp.main.expected;
DROP TABLE IF EXISTS temp.main.missing;
DROP TABLE IF EXISTS temp.main.attempts;
DROP TABLE IF EXISTS temp.main.spans;
DROP TABLE IF EXISTS temp.main.psa_line_customers;
DROP TABLE IF EXISTS temp.main.psa_known_customers;
DROP TABLE IF EXISTS temp.main.psa_known_names;
DROP TABLE IF EXISTS temp.main.psa_identified;
DROP TABLE IF EXISTS temp.main.psa_found_customers;
DROP TABLE IF EXISTS temp.main.psa_named_customers;
DROP TABLE IF EXISTS temp.main.psa_new_customers;
DETACH DATABASE IF EXISTS seatwise_staging;
";

impl Store {
    /// Merges what is staged. What it could not merge stays staged and can be merged again; so the
    /// caller discards the staging after this has succeeded, and not before.
    ///
    /// # Errors
    ///
    /// If the database fails. Datasets that were merged before that stay merged, and merging the run
    /// again goes on with the others.
    pub fn merge(
        &mut self,
        staging: &mut Staging,
        options: &MergeOptions,
    ) -> Result<MergeReport, MergeError> {
        let run = staging
            .unfinished()
            .cloned()
            .ok_or_else(|| MergeError::NoRun(staging.name.clone()))?;
        staging.release()?;
        let attach = format!(
            "ATTACH {} AS seatwise_staging (READ_ONLY)",
            text(&staging.path().to_string_lossy())
        );
        self.connection.execute_batch(&attach)?;
        let merged = memory::with_enough(&self.connection, staging.path(), || {
            self.merge_attached(&run, options)
        });
        let cleaned = self.connection.execute_batch(CLEANUP);
        let report = merged?;
        cleaned?;
        // What was merged is durable in the log by now, whatever becomes of this; the next writer does it again.
        if let Err(error) = self.connection.checkpoint() {
            tracing::warn!(
                "what was merged is kept in the database's log: failed to move it into the file: {error}{}",
                remedy(&error)
            );
        }
        Ok(report)
    }

    fn merge_attached(
        &self,
        run: &StagedRun,
        options: &MergeOptions,
    ) -> Result<MergeReport, MergeError> {
        set_variables(&self.connection, run, options)?;
        self.connection.execute_batch(statements::SETUP)?;
        let mut datasets = Vec::new();
        for dataset in staged_datasets(&self.connection)? {
            let report = merge_dataset(&self.connection, dataset, options)
                .map_err(|source| MergeError::Dataset { dataset, source })?;
            datasets.extend(report);
            // The log appears with the first commit; its mode cannot be set before.
            self.protect().ok();
            self.connection.checkpoint_if_long().ok();
        }
        let report = MergeReport {
            run_id: run.run_id.clone(),
            status: overall(&datasets),
            message: message(&datasets),
            datasets,
        };
        record(&self.connection, &report)?;
        Ok(report)
    }
}

/// Returns the datasets of which something is staged, in the order in which they are merged.
fn staged_datasets(connection: &Connection) -> duckdb::Result<Vec<Dataset>> {
    let mut statement = connection.prepare(
        "SELECT dataset FROM seatwise_staging.pages UNION SELECT dataset FROM seatwise_staging.outcomes",
    )?;
    let names = statement
        .query_map([], |row| row.get(0))?
        .collect::<duckdb::Result<Vec<String>>>()?;
    Ok(Dataset::ALL
        .into_iter()
        .filter(|dataset| names.iter().any(|name| name == dataset.name()))
        .collect())
}

fn set_variables(
    connection: &Connection,
    run: &StagedRun,
    options: &MergeOptions,
) -> duckdb::Result<()> {
    set_text(connection, "run_id", Some(&run.run_id))?;
    set_text(connection, "vendor", Some(&run.vendor))?;
    set_text(connection, "connection", Some(&run.connection))?;
    set_text(connection, "plan", Some(&run.plan))?;
    set_time(connection, "started_at", run.started_at)?;
    set_time(connection, "now", options.now)
}

fn record(connection: &Connection, report: &MergeReport) -> duckdb::Result<()> {
    set_text(connection, "status", Some(report.status.name()))?;
    set_text(connection, "message", report.message.as_deref())?;
    let transaction = connection.unchecked_transaction()?;
    connection.execute_batch(statements::TOTALS)?;
    transaction.commit()
}

/// The run is as good as its worst part; it failed only if every part did.
fn overall(datasets: &[DatasetReport]) -> RunStatus {
    let any = |status| datasets.iter().any(|report| report.status == status);
    if any(RunStatus::HeldBack) {
        RunStatus::HeldBack
    } else if datasets
        .iter()
        .all(|report| report.status == RunStatus::Failed)
    {
        RunStatus::Failed
    } else if any(RunStatus::Failed) || any(RunStatus::Incomplete) {
        RunStatus::Incomplete
    } else {
        RunStatus::Complete
    }
}
