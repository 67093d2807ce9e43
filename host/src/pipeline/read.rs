//! Reads distributors, each at its own pace.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::sync::watch;

use crate::config::Connection;
use crate::sync::{ConnectionReport, Progress, Setup, SyncError, SyncOptions, sync_connection};

/// What became of one connection.
#[derive(Debug)]
pub struct Ended {
    /// The name of the connection.
    pub connection: String,
    /// The vendor that it reads.
    pub vendor: String,
    /// What was read and merged, or why nothing was.
    pub outcome: Result<ConnectionReport, SyncError>,
}

/// Reads and merges connections side by side. `stop` becomes true when the operator wants to end.
pub async fn read_all(
    setup: &Setup,
    connections: &[&Connection],
    options: &SyncOptions,
    progress: &Arc<dyn Progress>,
    stop: &watch::Receiver<bool>,
) -> Vec<Ended> {
    let runs = connections.iter().map(|connection| {
        let (progress, stop) = (Arc::clone(progress), stop.clone());
        async move {
            Ended {
                connection: connection.name.clone(),
                vendor: connection.vendor.clone(),
                outcome: sync_connection(setup, connection, options, progress, stop).await,
            }
        }
    });
    join_all(runs).await
}
