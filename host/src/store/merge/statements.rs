//! The SQL of a merge: what follows from the definition of a dataset, and a file for each step that says something of
//! its own.

use super::generated;
use crate::base::filled;
use crate::store::dataset::{Change, Dataset, Definition};

pub(super) const SETUP: &str = concat!(
    include_str!("sql/setup.sql"),
    include_str!("sql/plain_id.sql")
);
/// Makes the macro `plain_id`, which also the import of a file needs.
pub(crate) const PLAIN_ID: &str = include_str!("sql/plain_id.sql");
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
pub(super) const NAMED_CUSTOMERS: &str = include_str!("sql/contract_lines/named_customers.sql");
pub(super) const FAULTS_OF_LINES: &str = include_str!("sql/contract_lines/faults.sql");
pub(super) const FAULTS_OF_CUSTOMERS: &str = include_str!("sql/psa_customers/faults.sql");
pub(super) const REWIND_LINES: &str = include_str!("sql/contract_lines/rewind.sql");
pub(super) const REWIND_CUSTOMERS: &str = include_str!("sql/psa_customers/rewind.sql");
pub(super) const LINE_HISTORY: &str = include_str!("sql/contract_lines/history.sql");
pub(super) const TOTALS: &str = include_str!("sql/totals.sql");

/// Returns the statements that compare what was read with what is stored.
pub(in crate::store) fn compare(dataset: Dataset) -> String {
    let definition = dataset.definition();
    let own = match dataset {
        // Lines of bills have no key, and bills cover each other.
        Dataset::PayableCharges | Dataset::ReceivableCharges => {
            return filled(
                include_str!("sql/charges/compare.sql"),
                &[("content", &generated::content(definition))],
            );
        }
        Dataset::Usage => include_str!("sql/usage/expected.sql").to_owned(),
        Dataset::PsaCustomers => include_str!("sql/psa_customers/expected.sql").to_owned(),
        _ => generated::expected(definition),
    };
    format!("{}\n{own}", generated::compare(definition))
}

/// Returns the statements that write the rows that changed; charges never do.
pub(in crate::store) fn update(dataset: Dataset) -> String {
    let definition = dataset.definition();
    if definition.is_without_key() {
        return String::new();
    }
    let update = generated::update(definition);
    match dataset {
        Dataset::Customers => format!(
            "{}\n{update}",
            include_str!("sql/customers/before_update.sql")
        ),
        _ => update,
    }
}

/// Returns the statements that write the rows that are new.
pub(in crate::store) fn insert(dataset: Dataset) -> String {
    let insert = generated::insert(dataset.definition());
    match dataset {
        Dataset::PayableCharges | Dataset::ReceivableCharges => {
            format!("{insert}\n{}", include_str!("sql/charges/after_insert.sql"))
        }
        _ => insert,
    }
}

/// Returns the statement that notes that known rows were read again.
pub(super) fn touch(dataset: Dataset) -> String {
    let Definition {
        table,
        side,
        change,
        ..
    } = dataset.definition();
    let which = match change {
        Change::InPlace => "",
        Change::Anew => " AND changes.change = 'unchanged'",
    };
    format!(
        "UPDATE {table}
         SET last_seen_at = getvariable('seen_at'), {} = NULL, {} = getvariable('run_id')
         FROM changes WHERE {table}.rowid = changes.stored_row{which}",
        side.gone_since, side.brought_by
    )
}

/// Returns the statement that marks missing rows; the lines of a bill that are gone are removed.
pub(super) fn mark_missing(dataset: Dataset) -> String {
    let definition = dataset.definition();
    let table = definition.table;
    if definition.is_without_key() {
        format!("DELETE FROM {table} USING missing WHERE {table}.rowid = missing.stored_row")
    } else {
        format!(
            "UPDATE {table} SET {} = getvariable('seen_at')
             FROM missing WHERE {table}.rowid = missing.stored_row",
            definition.side.gone_since
        )
    }
}

/// Returns the statements that make the staged rows visible under one name: those of complete
/// partitions, in the order in which they were read. What the billing side leaves open is found out first.
pub(super) fn staged_rows(dataset: Dataset) -> String {
    match dataset {
        Dataset::PsaCustomers => format!(
            "{}\n{}",
            rows_of_pages(dataset, "listed_rows"),
            include_str!("sql/psa_customers/staged_rows.sql")
        ),
        Dataset::ContractLines => format!(
            "{}\n{}",
            rows_of_pages(dataset, "line_rows"),
            include_str!("sql/contract_lines/staged_rows.sql")
        ),
        _ => rows_of_pages(dataset, "staged_rows"),
    }
}

fn rows_of_pages(dataset: Dataset, view: &str) -> String {
    format!(
        "CREATE OR REPLACE TEMP VIEW {view} AS
         SELECT
             staged.rowid AS staged_row,
             staged.* EXCLUDE (page),
             complete_pages.customer_id AS partition_customer_id,
             complete_pages.period_day
         FROM seatwise_staging.{} AS staged
         JOIN complete_pages ON complete_pages.page = staged.page;",
        dataset.staging_table()
    )
}
