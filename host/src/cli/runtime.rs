//! The runtime on which a command talks to distributors.

use tokio::runtime::{Builder, Runtime};

use super::exit::CommandError;

/// Makes it.
pub(super) fn runtime() -> Result<Runtime, CommandError> {
    Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandError::failed(format!("start the runtime: {error}")))
}
