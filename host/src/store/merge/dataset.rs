//! Merges one dataset of a staged run, in one transaction.

use duckdb::{Connection, Row, types::Value};

use super::{
    apply::{apply, compare},
    counts::{Counts, Recorded},
    guard,
    options::MergeOptions,
    report::{DatasetReport, RunStatus, StalePartition, Unavailable},
    statements,
    variables::set_text,
};
use crate::store::{
    dataset::{Dataset, Partition},
    pending,
};

/// Merges a dataset of the run whose variables are set; none where the run has nothing of it.
pub(super) fn merge_dataset(
    connection: &Connection,
    dataset: Dataset,
    options: &MergeOptions,
) -> duckdb::Result<Option<DatasetReport>> {
    let transaction = connection.unchecked_transaction()?;
    set_text(connection, "dataset", Some(dataset.name()))?;
    set_text(connection, "held_back", None)?;
    set_text(connection, "direction", direction(dataset))?;
    connection.execute_batch(statements::PARTITIONS)?;
    let staged = how_much_is_staged(connection)?;
    if staged.is_empty() {
        return Ok(None);
    }
    let mut report = describe(connection, dataset)?;
    let earlier = Recorded::find(connection)?;
    match earlier {
        Some(earlier) if earlier.staged == staged && !earlier.held_back => {
            earlier.counts.fill(&mut report)
        }
        earlier => {
            set_text(connection, "staged", Some(&staged))?;
            compare_and_apply(connection, &mut report, earlier, options)?;
        }
    }
    mark(connection)?;
    transaction.commit()?;
    Ok(Some(report))
}

/// What is merged is not compared yet, nor published.
fn mark(connection: &Connection) -> duckdb::Result<()> {
    let name: String =
        connection.query_row("SELECT getvariable('connection')", [], |row| row.get(0))?;
    pending::changed(connection, &format!("a sync of {name}"))
}

fn compare_and_apply(
    connection: &Connection,
    report: &mut DatasetReport,
    earlier: Option<Recorded>,
    options: &MergeOptions,
) -> duckdb::Result<()> {
    compare(connection, report.dataset)?;
    let (mut counts, known) = Counts::of_comparison(connection, report.dataset)?;
    counts.stale = report.stale.len() as u64;
    report.held_back = guard::suspicion(report.dataset, counts, known, options);
    if report.held_back.is_some() {
        report.status = RunStatus::HeldBack;
        counts = counts.held_back();
    } else if counts.partitions > 0 {
        apply(connection, report.dataset, counts)?;
        counts = counts.after(earlier.map(|earlier| earlier.counts).unwrap_or_default());
    }
    set_text(connection, "held_back", report.held_back.as_deref())?;
    set_text(connection, "status", Some(report.status.name()))?;
    connection.execute_batch(statements::FRESHNESS)?;
    counts.record(connection)?;
    counts.fill(report);
    Ok(())
}

fn direction(dataset: Dataset) -> Option<&'static str> {
    match dataset {
        Dataset::PayableCharges => Some("payable"),
        Dataset::ReceivableCharges => Some("receivable"),
        _ => None,
    }
}

/// Returns a text that grows with what is staged of the dataset in hand; empty where nothing is.
fn how_much_is_staged(connection: &Connection) -> duckdb::Result<String> {
    connection.query_row(
        "SELECT CASE WHEN count(*) = 0 THEN '' ELSE concat(
             count(*), ' partitions, ',
             count(*) FILTER (state = 'complete'), ' complete, ',
             (SELECT count(*) FROM complete_pages), ' pages, ',
             (SELECT count(*) FROM seatwise_staging.outcomes WHERE dataset = getvariable('dataset')), ' notes'
         ) END
         FROM partitions",
        [],
        |row| row.get(0),
    )
}

/// Tells which partitions were not read, or not completely, and whether the dataset is complete.
fn describe(connection: &Connection, dataset: Dataset) -> duckdb::Result<DatasetReport> {
    let stale = partitions(
        connection,
        dataset,
        "state IN ('failed', 'unfinished', 'not_planned', 'incomplete')",
    )?;
    let skipped = partitions(connection, dataset, "state = 'skipped'")?;
    let merged: u64 = connection.query_row(
        "SELECT count(*) FROM partitions WHERE state IN ('complete', 'incomplete')",
        [],
        |row| row.get(0),
    )?;
    let status = match (stale.is_empty(), merged) {
        (true, _) => RunStatus::Complete,
        (false, 0) => RunStatus::Failed,
        (false, _) => RunStatus::Incomplete,
    };
    Ok(DatasetReport {
        dataset,
        status,
        read: 0,
        added: 0,
        changed: 0,
        unchanged: 0,
        missing: 0,
        returned: 0,
        removed: 0,
        rejected: 0,
        duplicates: 0,
        partitions: merged,
        held_back: None,
        stale,
        skipped,
        unavailable: unavailable(connection)?,
    })
}

fn partitions(
    connection: &Connection,
    dataset: Dataset,
    condition: &str,
) -> duckdb::Result<Vec<StalePartition>> {
    let sql = format!(
        "SELECT
             partitions.customer_id,
             partitions.subscription_id,
             partitions.period_day - DATE '1970-01-01' AS period_day,
             coalesce(staged.name, stored.name) AS customer_name,
             partitions.reason,
             partitions.state = 'incomplete' AS merged
         FROM partitions
         LEFT JOIN (
             SELECT id, arg_max(name, rowid) AS name FROM seatwise_staging.customers GROUP BY id
         ) AS staged ON staged.id = partitions.customer_id
         LEFT JOIN customers AS stored
             ON stored.connection = getvariable('connection') AND stored.id = partitions.customer_id
         WHERE {condition}
         ORDER BY ALL"
    );
    let partition = |row: &Row<'_>| {
        Ok(StalePartition {
            partition: Partition {
                dataset,
                customer: row.get("customer_id")?,
                subscription: row.get("subscription_id")?,
                period_day: day(row, "period_day")?,
            },
            customer_name: row.get("customer_name")?,
            reason: row.get("reason")?,
            merged: row.get("merged")?,
        })
    };
    connection
        .prepare(&sql)?
        .query_map([], partition)?
        .collect()
}

/// Days since 1970-01-01, which DuckDB counts in 64 bits; none where they do not fit into a date.
fn day(row: &Row<'_>, column: &str) -> duckdb::Result<Option<i32>> {
    Ok(match row.get::<_, Value>(column)? {
        Value::Int(day) => Some(day),
        Value::BigInt(day) => i32::try_from(day).ok(),
        _ => None,
    })
}

fn unavailable(connection: &Connection) -> duckdb::Result<Vec<Unavailable>> {
    let mut statement = connection.prepare(
        "SELECT NULL AS feature, arg_min(reason, customer_id IS NOT NULL) AS reason, count(*) AS partitions
         FROM partitions WHERE state = 'unavailable' HAVING count(*) > 0
         UNION ALL
         SELECT features.name, arg_min(features.reason, features.page), count(DISTINCT (
             pages.customer_id, pages.subscription_id, pages.period_day
         ))
         FROM seatwise_staging.features AS features
         JOIN seatwise_staging.pages AS pages ON pages.page = features.page
         WHERE pages.dataset = getvariable('dataset')
         GROUP BY features.name
         ORDER BY feature NULLS FIRST",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Unavailable {
            feature: row.get("feature")?,
            reason: row.get("reason")?,
            partitions: row.get("partitions")?,
        })
    })?;
    rows.collect()
}
