//! What can go wrong with rules.

use std::path::PathBuf;

/// Why rules could not be exported or imported.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// The file.
    #[error("{verb} {}: {source}", path.display())]
    File {
        /// read or write.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// The heading of the file.
    #[error("read {}: {problem}; the columns are {columns}; nothing was imported", path.display())]
    Heading {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// The columns that it may have.
        columns: String,
    },
    /// A value of the file.
    #[error("read {}: line {line}, column {column}: \"{value}\" {problem}; nothing was imported", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The database.
    #[error("read or change the rules: {0}")]
    Database(#[from] duckdb::Error),
}
