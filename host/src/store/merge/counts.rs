//! What a merge counts, and how a run's counts are kept.

use duckdb::{Connection, OptionalExt, Row, params};

use super::{report::DatasetReport, statements};
use crate::store::dataset::Dataset;

/// The counts of one dataset of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) read: u64,
    pub(super) added: u64,
    pub(super) changed: u64,
    pub(super) unchanged: u64,
    pub(super) missing: u64,
    pub(super) returned: u64,
    pub(super) removed: u64,
    pub(super) rejected: u64,
    pub(super) duplicates: u64,
    pub(super) partitions: u64,
    pub(super) stale: u64,
}

/// What a read should have returned: the live rows of what it read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// How many there were.
    pub(super) expected: u64,
    /// How many of them the read proves to be gone.
    pub(super) gone: u64,
}

/// What was recorded when a dataset of a run was merged.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    pub(super) staged: String,
    pub(super) held_back: bool,
    pub(super) counts: Counts,
}

impl Counts {
    /// Counts the comparison in hand, and what of the rows that were there came back.
    pub(super) fn of_comparison(
        connection: &Connection,
        dataset: Dataset,
    ) -> duckdb::Result<(Self, Known)> {
        connection.query_row(statements::COUNTS, [], |row| {
            let mut counts = Self {
                read: row.get("rows_read")?,
                added: row.get("rows_added")?,
                changed: row.get("rows_changed")?,
                unchanged: row.get("rows_unchanged")?,
                missing: row.get("rows_missing")?,
                returned: row.get("rows_returned")?,
                rejected: row.get("rows_rejected")?,
                partitions: row.get("partitions_read")?,
                ..Self::default()
            };
            counts.duplicates = counts.read.saturating_sub(counts.distinct());
            if dataset.definition().is_without_key() {
                // A line of a bill that is gone is not missing, it is no longer owed.
                counts.removed = std::mem::take(&mut counts.missing);
            }
            let known = Known {
                expected: row.get("rows_expected")?,
                gone: row.get("rows_gone")?,
            };
            Ok((counts, known))
        })
    }

    /// How many different rows were read.
    pub(super) fn distinct(self) -> u64 {
        self.added + self.changed + self.unchanged
    }

    /// Adds what an earlier merge of the same run did. What that one added is unchanged by now.
    pub(super) fn after(mut self, earlier: Self) -> Self {
        self.added += earlier.added;
        self.changed += earlier.changed;
        self.missing += earlier.missing;
        self.returned += earlier.returned;
        self.removed += earlier.removed;
        self.unchanged = self
            .read
            .saturating_sub(self.duplicates + self.added + self.changed);
        self
    }

    /// Counts of a read that is not merged.
    pub(super) fn held_back(self) -> Self {
        let Self {
            read,
            rejected,
            duplicates,
            partitions,
            stale,
            ..
        } = self;
        Self {
            read,
            rejected,
            duplicates,
            partitions,
            stale,
            ..Self::default()
        }
    }

    /// Writes the counts with the run.
    pub(super) fn record(self, connection: &Connection) -> duckdb::Result<()> {
        connection.execute_batch(
            "DELETE FROM sync_run_datasets
             WHERE run_id = getvariable('run_id') AND dataset = getvariable('dataset')",
        )?;
        connection.execute(
            statements::RECORD,
            params![
                self.read,
                self.added,
                self.changed,
                self.unchanged,
                self.missing,
                self.returned,
                self.removed,
                self.rejected,
                self.duplicates,
                self.partitions,
                self.stale
            ],
        )?;
        Ok(())
    }

    /// Copies the counts into a report.
    pub(super) fn fill(self, report: &mut DatasetReport) {
        let Self {
            read,
            added,
            changed,
            unchanged,
            missing,
            returned,
            removed,
            rejected,
            duplicates,
            partitions,
            stale: _,
        } = self;
        report.read = read;
        report.added = added;
        report.changed = changed;
        report.unchanged = unchanged;
        report.missing = missing;
        report.returned = returned;
        report.removed = removed;
        report.rejected = rejected;
        report.duplicates = duplicates;
        report.partitions = partitions;
    }
}

impl Recorded {
    /// Reads what was recorded for the dataset in hand, if it was merged before.
    pub(super) fn find(connection: &Connection) -> duckdb::Result<Option<Self>> {
        connection
            .query_row(
                "SELECT staged, held_back IS NOT NULL AS held_back, rows_read, rows_added, rows_changed,
                     rows_unchanged, rows_missing, rows_returned, rows_removed, rows_rejected, rows_duplicate,
                     partitions_read, partitions_stale
                 FROM sync_run_datasets
                 WHERE run_id = getvariable('run_id') AND dataset = getvariable('dataset')",
                [],
                recorded,
            )
            .optional()
    }
}

fn recorded(row: &Row<'_>) -> duckdb::Result<Recorded> {
    Ok(Recorded {
        staged: row.get("staged")?,
        held_back: row.get("held_back")?,
        counts: Counts {
            read: row.get("rows_read")?,
            added: row.get("rows_added")?,
            changed: row.get("rows_changed")?,
            unchanged: row.get("rows_unchanged")?,
            missing: row.get("rows_missing")?,
            returned: row.get("rows_returned")?,
            removed: row.get("rows_removed")?,
            rejected: row.get("rows_rejected")?,
            duplicates: row.get("rows_duplicate")?,
            partitions: row.get("partitions_read")?,
            stale: row.get("partitions_stale")?,
        },
    })
}
