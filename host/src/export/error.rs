//! What can go wrong with an export.

use std::{io, path::PathBuf};

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database.
    #[error("read the database for the export: {0}")]
    Database(#[from] duckdb::Error),
    /// The folder that is to be written is in use.
    #[error("export into {}: the folder is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// The folder that is to be replaced was not made by an export.
    #[error(
        "replace {}: it contains something other than an export of Seatwise (it has no {file})", path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The file by which an export is known.
        file: &'static str,
    },
    /// A path that DuckDB cannot be given.
    #[error("export into {}: the path is not UTF-8", .0.display())]
    NoText(PathBuf),
    /// A folder or file.
    #[error("write {}: {source}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
