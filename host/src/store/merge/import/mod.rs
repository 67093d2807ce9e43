//! Takes what was imported from a PSA into the database: by the steps that merge what a sync read, but in one transaction
//! of the caller's, who may give up at any of them.
//!
//! A line that is no longer there is ended, not deleted; it returns when it comes back. What a line said, and when, is in
//! `psa_contract_line_history`. A list of customers ends only customers that a list brought.

mod compare;
mod customers;
mod write;

use std::path::Path;

use duckdb::Connection;
use jiff::Timestamp;

use super::{
    run::CLEANUP,
    statements,
    variables::{set_text, set_time},
};
use crate::store::{connect, dataset::Dataset, open::Store, sql::text};

pub use compare::{Comparison, CustomerFault, NewestImport};

/// What is imported.
#[derive(Debug, Clone)]
pub struct Import<'i> {
    /// The id of the import, unique over all imports.
    pub import_id: String,
    /// The name of the PSA instance.
    pub psa: &'i str,
    /// The profile by which the file was read.
    pub profile: &'i str,
    /// The dataset, of the billing side.
    pub dataset: Dataset,
    /// What the file holds, as `psa_imports.content` has it.
    pub content: &'i str,
    /// The name of the file.
    pub file_name: &'i str,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: &'i str,
    /// The moment that the file describes.
    pub as_of: Timestamp,
    /// The present time.
    pub now: Timestamp,
    /// How many rows of it are data.
    pub rows: u64,
    /// How many are not.
    pub skipped: u64,
}

/// Memory of the engine while it merges; most files need a small part of it. A million lines that all
/// changed fit into it.
const MEMORY: u64 = 512 << 20;

/// An import that is being merged: its staged rows are visible to the database.
#[derive(Debug)]
pub struct Importing<'s> {
    connection: &'s Connection,
    import: &'s Import<'s>,
}

impl Store {
    /// Returns the steps that merge an import.
    pub fn importing<'s>(&'s self, import: &'s Import<'s>) -> Importing<'s> {
        Importing {
            connection: &self.connection,
            import,
        }
    }
}

impl Importing<'_> {
    /// Makes the rows visible that are staged in a file.
    ///
    /// # Errors
    ///
    /// If the database refuses it. [`Importing::end`] has to follow all the same.
    pub fn begin(&self, staging: &Path) -> duckdb::Result<()> {
        let Self { connection, import } = self;
        connect::set_memory(connection, MEMORY)?;
        connection.execute_batch(&format!(
            "ATTACH {} AS seatwise_staging (READ_ONLY)",
            text(&staging.to_string_lossy())
        ))?;
        set_text(connection, "psa", Some(import.psa))?;
        set_text(connection, "content", Some(import.content))?;
        set_text(connection, "dataset", Some(import.dataset.name()))?;
        set_text(connection, "run_id", Some(&import.import_id))?;
        set_time(connection, "as_of", import.as_of)?;
        set_time(connection, "now", import.now)?;
        connection.execute_batch(statements::SETUP)
    }

    /// Removes what the import left in the connection.
    ///
    /// # Errors
    ///
    /// If the database refuses it.
    pub fn end(self) -> duckdb::Result<()> {
        self.connection.execute_batch(CLEANUP)
    }
}
