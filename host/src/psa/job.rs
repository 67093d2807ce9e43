//! Merges a file that was understood, unless the database says that something is wrong.

use std::{path::Path, time::Duration};

use duckdb::Connection;
use jiff::{SignedDuration, Timestamp};

use super::{
    content::Content,
    error::{Blame, ImportError},
    options::ImportOptions,
    read::StagedFile,
    report::{Counts, ImportReport, RowFault},
    source::Places,
};
use crate::base::remedy;
use crate::store::{Comparison, Import, Importing, NewestImport, OpenError, Store, pending};

/// How long an import waits for a database that somebody else has open.
const PATIENCE: Duration = Duration::from_secs(30);

/// An import that began at the same time as another one differs from it by less; a clock that is wrong, by more.
const AHEAD: SignedDuration = SignedDuration::from_hours(1);

/// What is to be merged.
pub(super) struct Job<'j> {
    pub(super) file: &'j Path,
    pub(super) database: &'j Path,
    pub(super) options: &'j ImportOptions,
    pub(super) staged: &'j StagedFile,
    pub(super) import_id: String,
    pub(super) file_name: &'j str,
    pub(super) sha256: &'j str,
    pub(super) content: Content,
    pub(super) places: &'j Places,
}

impl Job<'_> {
    /// Merges the file; in a dry run compares it, where there is something to compare with.
    pub(super) fn merge(&self, report: ImportReport) -> Result<ImportReport, ImportError> {
        if !self.options.dry_run {
            let store = Store::open_with_wait(self.database, PATIENCE)?;
            let report = self.in_transaction(&store, report)?;
            if report.imported {
                // The log appears with the first commit; its mode cannot be set before.
                store.protect().ok();
                // What was imported is durable in the log by now, whatever becomes of this; the next
                // writer does it again.
                if let Err(error) = store.checkpoint() {
                    tracing::warn!(
                        "what was imported is kept in the database's log: failed to move it into the file: {error}{}",
                        remedy(&error)
                    );
                }
            }
            return Ok(report);
        }
        match Store::open_read_only(self.database) {
            Ok(store) => self.in_transaction(&store, report),
            // Nothing is there yet to compare with, or not in the form that is compared.
            Err(OpenError::Missing(_) | OpenError::Older { .. }) => Ok(report),
            Err(error) => Err(error.into()),
        }
    }

    fn blame(&self, source: duckdb::Error) -> ImportError {
        Blame(self.file).of(source.into())
    }

    fn in_transaction(
        &self,
        store: &Store,
        report: ImportReport,
    ) -> Result<ImportReport, ImportError> {
        let psa = report.psa.clone();
        let profile = report.profile.clone();
        let import = Import {
            import_id: self.import_id.clone(),
            psa: &psa,
            profile: &profile,
            dataset: self.content.dataset(),
            content: self.content.name(),
            file_name: self.file_name,
            sha256: self.sha256,
            as_of: report.as_of,
            now: self.options.now,
            rows: report.rows,
            skipped: report.skipped,
        };
        let importing = store.importing(&import);
        let merged = importing
            .begin(self.staged.path())
            .map_err(|error| self.blame(error))
            .and_then(|()| self.visible(store.connection(), &importing, &import, report));
        let ended = importing.end().map_err(|error| self.blame(error));
        let report = merged?;
        ended?;
        Ok(report)
    }

    /// Compares, and writes in one transaction; whatever fails in between ends it without a trace.
    fn visible(
        &self,
        connection: &Connection,
        importing: &Importing<'_>,
        import: &Import<'_>,
        mut report: ImportReport,
    ) -> Result<ImportReport, ImportError> {
        let blame = |error| self.blame(error);
        let transaction = connection.unchecked_transaction().map_err(blame)?;
        let newest = importing.newest().map_err(blame)?;
        let same_file = newest.as_ref().is_some_and(|newest| {
            newest.sha256 == import.sha256
                && (self.options.as_of.is_none() || newest.as_of == import.as_of)
        });
        let older = newest.as_ref().filter(|newest| import.as_of < newest.as_of);
        // Of two imports of one file at once, the second has nothing to do.
        let is_repeated = same_file && !self.options.force;
        if let Some(newest) = older.filter(|_| !is_repeated) {
            self.go_back(importing, import, newest, &mut report)?;
        }
        let comparison = importing.compare().map_err(blame)?;
        self.check(import, &comparison, &mut report)?;
        if report.faulty_rows > 0 {
            return if self.options.dry_run {
                Ok(report)
            } else {
                Err(ImportError::faults(report))
            };
        }
        if same_file && is_nothing(&comparison) {
            report
                .notes
                .push("this is the file that was imported last; nothing changed".to_owned());
            return Ok(report);
        }
        if let Some(newest) = older.filter(|_| is_repeated) {
            // The same file, understood otherwise.
            self.go_back(importing, import, newest, &mut report)?;
        }
        if self.options.dry_run {
            return Ok(report);
        }
        importing.write(&comparison).map_err(blame)?;
        pending::changed(connection, "an import of the PSA").map_err(blame)?;
        transaction.commit().map_err(blame)?;
        report.imported = true;
        report.import_id = Some(self.import_id.clone());
        Ok(report)
    }

    /// Fills the report, and holds back what is not to be believed.
    fn check(
        &self,
        import: &Import<'_>,
        comparison: &Comparison,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        report.counts = Some(Counts {
            added: comparison.added(),
            changed: comparison.changed(),
            unchanged: comparison.unchanged(),
            returned: comparison.returned(),
            ended: comparison.ended(),
        });
        report.new_customers = comparison.new_customers;
        report.notes.extend(comparison.notes.iter().cloned());
        let faults = comparison.faults.iter().map(|fault| {
            let mut fault = RowFault {
                line: fault.line,
                row: None,
                column: Some(fault.column.clone()),
                value: Some(fault.value.clone()),
                rule: fault.rule.clone(),
            };
            self.places.settle(&mut fault);
            fault
        });
        report.faulty_rows += faults.len() as u64;
        report.faults.extend(faults);
        let believed = self.options.accept_shrink || (import.rows == 0 && self.options.allow_empty);
        let lacking = comparison.ended();
        if believed || !comparison.is_suspicious {
            return Ok(());
        }
        self.refuse(
            report,
            ImportError::HeldBack {
                path: self.file.to_owned(),
                psa: import.psa.to_owned(),
                content: self.content,
                lacking,
                live: comparison.live,
            },
        )
    }

    /// Goes back to the moment of the file, where a person wants that.
    fn go_back(
        &self,
        importing: &Importing<'_>,
        import: &Import<'_>,
        newest: &NewestImport,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        if self.options.force && !self.options.dry_run {
            return importing.rewind().map_err(|error| self.blame(error));
        }
        if self.options.force {
            let note = format!(
                "what was imported after {} would be dropped first",
                import.as_of
            );
            report.notes.push(note);
            return Ok(());
        }
        let (path, psa) = (self.file.to_owned(), import.psa.to_owned());
        let is_ahead = newest.imported_at
            > self
                .options
                .now
                .checked_add(AHEAD)
                .unwrap_or(Timestamp::MAX);
        let error = if is_ahead {
            ImportError::Ahead {
                path,
                psa,
                content: self.content,
                newest: newest.imported_at,
            }
        } else if self.options.as_of.is_none() && newest.imported_at >= self.options.now {
            ImportError::Overtaken {
                path,
                psa,
                content: self.content,
            }
        } else {
            ImportError::Older {
                path,
                psa,
                content: self.content,
                as_of: import.as_of,
                newest: newest.as_of,
            }
        };
        self.refuse(report, error)
    }

    /// A dry run goes on, and says that an import would not.
    fn refuse(&self, report: &mut ImportReport, error: ImportError) -> Result<(), ImportError> {
        if !self.options.dry_run {
            return Err(error);
        }
        report
            .notes
            .push(format!("an import would fail to {error}"));
        Ok(())
    }
}

fn is_nothing(comparison: &Comparison) -> bool {
    comparison.added() + comparison.changed() + comparison.ended() + comparison.new_customers == 0
}
