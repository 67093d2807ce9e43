//! Finds out what is new, changed and gone. Writes nothing that lasts.

use duckdb::OptionalExt as _;
use jiff::Timestamp;

use super::{Importing, customers};
use crate::store::{
    dataset::Dataset,
    merge::{apply, counts::Counts, guard, statements},
    sql::to_timestamp,
};

/// What an import changes.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub(super) counts: Counts,
    /// Rows that are live in the database and that the import speaks for.
    pub live: u64,
    /// Whether so many of them are no longer there that a person has to say that it is right.
    pub is_suspicious: bool,
    /// Customers whom the lines name and nobody knew.
    pub new_customers: u64,
    /// What is to be known of the customers, a sentence each.
    pub notes: Vec<String>,
    /// Customers who cannot be told.
    pub faults: Vec<CustomerFault>,
}

/// A customer who cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerFault {
    /// The line of its first row.
    pub line: u64,
    /// The column.
    pub column: String,
    /// The value there.
    pub value: String,
    /// What is wrong with it, as words that follow the value.
    pub rule: String,
}

/// The newest import of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewestImport {
    /// The moment that it describes.
    pub as_of: Timestamp,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// The SHA-256 of its file.
    pub sha256: String,
}

impl Comparison {
    /// Rows that were not there before.
    pub fn added(&self) -> u64 {
        self.counts.added
    }

    /// Rows of which at least one field changed.
    pub fn changed(&self) -> u64 {
        self.counts.changed
    }

    /// Rows that are the same as before.
    pub fn unchanged(&self) -> u64 {
        self.counts.unchanged
    }

    /// Rows that had ended and are back; they count as changed too.
    pub fn returned(&self) -> u64 {
        self.counts.returned
    }

    /// Rows that are no longer there.
    pub fn ended(&self) -> u64 {
        self.counts.missing
    }
}

impl Importing<'_> {
    /// Reads the newest import of the dataset in hand; none where there was none.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn newest(&self) -> duckdb::Result<Option<NewestImport>> {
        self.connection
            .query_row(
                "SELECT epoch_us(as_of) AS as_of_us, epoch_us(imported_at) AS imported_at_us, file_sha256
                 FROM psa_imports
                 WHERE psa = getvariable('psa') AND content = getvariable('content')
                 ORDER BY as_of DESC, imported_at DESC LIMIT 1",
                [],
                |row| {
                    Ok(NewestImport {
                        as_of: to_timestamp(row.get("as_of_us")?),
                        imported_at: to_timestamp(row.get("imported_at_us")?),
                        sha256: row.get("file_sha256")?,
                    })
                },
            )
            .optional()
    }

    /// Compares what was read with what is stored.
    ///
    /// # Errors
    ///
    /// If the database refuses a statement.
    pub fn compare(&self) -> duckdb::Result<Comparison> {
        let (connection, dataset) = (self.connection, self.import.dataset);
        connection.execute_batch(statements::PARTITIONS)?;
        apply::compare(connection, dataset)?;
        let (counts, known) = Counts::of_comparison(connection, dataset)?;
        let new_customers = match dataset {
            Dataset::ContractLines => {
                connection.query_row("SELECT count(*) FROM psa_new_customers", [], |row| {
                    row.get(0)
                })?
            }
            _ => 0,
        };
        Ok(Comparison {
            counts,
            live: known.expected,
            is_suspicious: guard::lacks_too_much(known),
            new_customers,
            notes: customers::notes(connection, dataset)?,
            faults: customers::faults(connection, dataset)?,
        })
    }
}
