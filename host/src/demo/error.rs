//! Why the simulated world could not be made.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::pipeline::PipelineError;
use crate::psa::{ImportError, ProfileError};
use crate::sync::SyncError;

/// Why the simulated world could not be made. The texts follow “failed to …”.
#[derive(Debug, Error)]
pub enum DemoError {
    /// A distributor cannot be simulated.
    #[error("start a simulated distributor: {0}")]
    Offline(#[source] io::Error),
    /// The working folder cannot be written.
    #[error("write the demo folder {}: {source}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("write {}: {source}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no place for the past.
    #[error("make a folder for the demo's past: {0}")]
    Past(#[source] io::Error),
    /// The past of a distributor was not read completely.
    #[error("read the past of {connection}: {reason}")]
    Incomplete {
        /// The connection.
        connection: String,
        /// What was missing.
        reason: String,
    },
    /// A distributor cannot be read.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The profile of the PSA cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The export of the PSA cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Both sides cannot be compared.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
}
