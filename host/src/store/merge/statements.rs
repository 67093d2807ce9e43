//! The SQL of a merge, one file for each step.

use crate::store::dataset::Dataset;

pub(super) const SETUP: &str = include_str!("sql/setup.sql");
pub(super) const PARTITIONS: &str = include_str!("sql/partitions.sql");
pub(super) const MISSING: &str = include_str!("sql/missing.sql");
pub(super) const COUNTS: &str = include_str!("sql/counts.sql");
pub(super) const PRICED: &str = include_str!("sql/subscriptions/priced.sql");
pub(super) const HISTORY: &str = include_str!("sql/history.sql");
pub(super) const SNAPSHOT: &str = include_str!("sql/snapshot.sql");
pub(super) const GONE: &str = include_str!("sql/customers/gone.sql");
pub(super) const REJECTED: &str = include_str!("sql/rejected.sql");
pub(super) const FRESHNESS: &str = include_str!("sql/freshness.sql");
pub(super) const RECORD: &str = include_str!("sql/record.sql");
pub(super) const TOTALS: &str = include_str!("sql/totals.sql");

/// Returns the table that the rows of a dataset are merged into.
pub(super) fn table(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Customers => "customers",
        Dataset::Subscriptions => "license_subscriptions",
        Dataset::Usage => "license_usage",
        Dataset::PayableCharges | Dataset::ReceivableCharges => "charges",
        Dataset::Products => "products",
        Dataset::Activities => "subscription_activities",
    }
}

/// Returns the statements that compare what was read with what is stored.
pub(super) fn compare(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Customers => include_str!("sql/customers/compare.sql"),
        Dataset::Subscriptions => include_str!("sql/subscriptions/compare.sql"),
        Dataset::Usage => include_str!("sql/usage/compare.sql"),
        Dataset::PayableCharges | Dataset::ReceivableCharges => {
            include_str!("sql/charges/compare.sql")
        }
        Dataset::Products => include_str!("sql/products/compare.sql"),
        Dataset::Activities => include_str!("sql/activities/compare.sql"),
    }
}

/// Returns the statement that writes the rows that changed; charges never do.
pub(super) fn update(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Customers => include_str!("sql/customers/update.sql"),
        Dataset::Subscriptions => include_str!("sql/subscriptions/update.sql"),
        Dataset::Usage => include_str!("sql/usage/update.sql"),
        Dataset::PayableCharges | Dataset::ReceivableCharges => "",
        Dataset::Products => include_str!("sql/products/update.sql"),
        Dataset::Activities => include_str!("sql/activities/update.sql"),
    }
}

/// Returns the statement that writes the rows that are new.
pub(super) fn insert(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Customers => include_str!("sql/customers/insert.sql"),
        Dataset::Subscriptions => include_str!("sql/subscriptions/insert.sql"),
        Dataset::Usage => include_str!("sql/usage/insert.sql"),
        Dataset::PayableCharges | Dataset::ReceivableCharges => {
            include_str!("sql/charges/insert.sql")
        }
        Dataset::Products => include_str!("sql/products/insert.sql"),
        Dataset::Activities => include_str!("sql/activities/insert.sql"),
    }
}

/// Returns the statement that notes that known rows were read again.
pub(super) fn touch(dataset: Dataset) -> String {
    let table = table(dataset);
    format!(
        "UPDATE {table}
         SET last_seen_at = getvariable('seen_at'), missing_since = NULL, run_id = getvariable('run_id')
         FROM changes WHERE {table}.rowid = changes.stored_row"
    )
}

/// Returns the statement that marks missing rows; the lines of a bill that are gone are removed.
pub(super) fn mark_missing(dataset: Dataset) -> String {
    let table = table(dataset);
    match dataset {
        Dataset::PayableCharges | Dataset::ReceivableCharges => {
            format!("DELETE FROM {table} USING missing WHERE {table}.rowid = missing.stored_row")
        }
        _ => format!(
            "UPDATE {table} SET missing_since = getvariable('seen_at')
             FROM missing WHERE {table}.rowid = missing.stored_row"
        ),
    }
}

/// Returns the statement that makes the staged rows visible under one name: those of complete
/// partitions, in the order in which they were read.
pub(super) fn staged_rows(dataset: Dataset) -> String {
    format!(
        "CREATE OR REPLACE TEMP VIEW staged_rows AS
         SELECT
             staged.rowid AS staged_row,
             staged.* EXCLUDE (page),
             complete_pages.customer_id AS partition_customer_id,
             complete_pages.period_day
         FROM seatwise_staging.{} AS staged
         JOIN complete_pages ON complete_pages.page = staged.page",
        dataset.staging_table()
    )
}
