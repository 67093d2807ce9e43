//! Writes the difference.

use duckdb::params;

use super::{Comparison, Import, Importing};
use crate::store::{
    dataset::Dataset,
    merge::{apply::apply, statements},
};

impl Importing<'_> {
    /// Writes what [`Importing::compare`] found, and the import itself. The caller has a transaction open.
    ///
    /// # Errors
    ///
    /// If the database refuses a statement.
    pub fn write(&self, comparison: &Comparison) -> duckdb::Result<()> {
        let Import {
            dataset,
            profile,
            file_name,
            sha256,
            rows,
            skipped,
            ..
        } = self.import;
        apply(self.connection, *dataset, comparison.counts)?;
        self.connection.execute(
            "INSERT INTO psa_imports (
                 import_id, psa, profile, content, file_name, file_sha256, as_of, imported_at,
                 rows_read, rows_added, rows_changed, rows_unchanged, rows_ended, rows_skipped
             ) VALUES (
                 getvariable('run_id'), getvariable('psa'), ?, getvariable('content'), ?, ?,
                 getvariable('as_of'), getvariable('now'), ?, ?, ?, ?, ?, ?
             )",
            params![
                profile,
                file_name,
                sha256,
                rows + skipped,
                comparison.added(),
                comparison.changed(),
                comparison.unchanged(),
                comparison.ended(),
                skipped,
            ],
        )?;
        Ok(())
    }

    /// Goes back to the moment of the import: drops what later imports of the dataset brought. The caller
    /// has a transaction open.
    ///
    /// # Errors
    ///
    /// If the database refuses a statement.
    pub fn rewind(&self) -> duckdb::Result<()> {
        let sql = match self.import.dataset {
            Dataset::PsaCustomers => statements::REWIND_CUSTOMERS,
            _ => statements::REWIND_LINES,
        };
        self.connection.execute_batch(sql)?;
        self.connection.execute_batch(
            "DELETE FROM psa_imports
             WHERE psa = getvariable('psa') AND content = getvariable('content')
                 AND as_of > getvariable('as_of')",
        )
    }
}
