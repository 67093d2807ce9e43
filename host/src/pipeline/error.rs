//! Why the work that follows a change could not be done.

use thiserror::Error;

use crate::analysis::{InstallError, RefreshError};
use crate::linking::LinkError;
use crate::store::{OpenError, PublishError};

/// Why the database could not be opened, compared or published. The texts follow “failed to …”.
#[derive(Debug, Error)]
pub enum PipelineError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The views and macros cannot be made.
    #[error(transparent)]
    Install(#[from] InstallError),
    /// The connections of `seatwise.toml` and the names of their distributors cannot be noted in the database.
    #[error("record the connections: {0}")]
    Connections(#[source] duckdb::Error),
    /// Customers and products cannot be matched.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The findings cannot be brought up to date.
    #[error(transparent)]
    Refresh(#[from] RefreshError),
    /// The copy for readers cannot be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
}
