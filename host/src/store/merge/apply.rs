//! Compares what was staged of a dataset with what is stored, and writes the difference.

use duckdb::Connection;

use super::{counts::Counts, statements, variables::set};
use crate::store::dataset::{Change, Dataset};

/// Finds out what is new, changed and missing. Writes nothing that lasts.
pub(super) fn compare(connection: &Connection, dataset: Dataset) -> duckdb::Result<()> {
    // The rows are as of the last answer. The week is that of the answer too, however late the
    // merge is, in the operator's time zone.
    set(
        connection,
        "seen_at",
        "coalesce((SELECT max(read_at) FROM partitions WHERE state IN ('complete', 'incomplete')), getvariable('now'))",
    )?;
    set(
        connection,
        "iso_week",
        "strftime(local_time(getvariable('seen_at')), '%G-W%V')",
    )?;
    connection.execute_batch(&statements::staged_rows(dataset))?;
    connection.execute_batch(&statements::compare(dataset))?;
    connection.execute_batch(statements::MISSING)
}

/// Writes the difference. Steps that have nothing to do are left out: planning them would take longer
/// than all the rest of a small sync.
pub(super) fn apply(
    connection: &Connection,
    dataset: Dataset,
    counts: Counts,
) -> duckdb::Result<()> {
    let known = counts.changed + counts.unchanged > 0;
    let gone = counts.missing + counts.removed > 0;
    let differs = counts.added + counts.changed + counts.returned > 0 || gone;
    let run = |needed: bool, sql: &str| {
        if needed {
            connection.execute_batch(sql)
        } else {
            Ok(())
        }
    };

    run(
        dataset == Dataset::ContractLines,
        statements::NAMED_CUSTOMERS,
    )?;
    run(counts.changed > 0, &statements::update(dataset))?;
    run(known, &statements::touch(dataset))?;
    run(gone, &statements::mark_missing(dataset))?;
    let is_written =
        counts.added > 0 || counts.changed > 0 && dataset.definition().change == Change::Anew;
    run(is_written, &statements::insert(dataset))?;
    match dataset {
        Dataset::Customers => run(gone, statements::GONE)?,
        Dataset::Subscriptions => {
            run(known, statements::PRICED)?;
            run(differs, statements::HISTORY)?;
            run(true, statements::SNAPSHOT)?;
        }
        Dataset::ContractLines => run(true, statements::LINE_HISTORY)?,
        _ => {}
    }
    run(
        counts.rejected > 0 || has_rejected_rows(connection)?,
        statements::REJECTED,
    )
}

fn has_rejected_rows(connection: &Connection) -> duckdb::Result<bool> {
    connection.query_row(
        "SELECT count(*) > 0 FROM rejected_rows
         WHERE connection = getvariable('connection') AND dataset = getvariable('dataset')",
        [],
        |row| row.get(0),
    )
}
