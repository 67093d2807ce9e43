//! A connection to a database file, and the moments at which its write-ahead log moves into the file.

use std::{fs, ops::Deref, ops::DerefMut, path::Path, path::PathBuf};

use duckdb::Connection;

use super::{
    checkpoint::{CheckpointError, Checkpoints},
    copy::log_of,
};

/// The size of a log, in bytes, from which on it is moved into the file while work goes on: what is in the
/// log is in memory too, and is read again by whoever opens the file. DuckDB's own measure.
const LONG: u64 = 16 << 20;

/// An open database file. When it is dropped, its log moves into the file if that can be done.
#[derive(Debug)]
pub(super) struct Database {
    // The connection ends before the handle of the checkpoints: fields are dropped in this order.
    connection: Connection,
    /// None for a reader.
    checkpoints: Option<Checkpoints>,
    path: PathBuf,
}

impl Database {
    /// A database that is only read.
    pub(super) fn reader(connection: Connection, path: &Path) -> Self {
        Self {
            connection,
            checkpoints: None,
            path: path.to_owned(),
        }
    }

    /// A database that is written; from now on its log moves when this type says so, and not on its
    /// own.
    pub(super) fn writer(
        connection: Connection,
        checkpoints: Checkpoints,
        path: &Path,
    ) -> duckdb::Result<Self> {
        connection.execute_batch(
            "SET wal_autocheckpoint = '1000TB'; PRAGMA disable_checkpoint_on_shutdown;",
        )?;
        Ok(Self {
            connection,
            checkpoints: Some(checkpoints),
            path: path.to_owned(),
        })
    }

    /// Moves the log into the file.
    pub(super) fn checkpoint(&self) -> Result<(), CheckpointError> {
        match &self.checkpoints {
            Some(checkpoints) if self.log_size() > 0 => checkpoints.run(&self.connection),
            _ => Ok(()),
        }
    }

    /// Moves the log into the file if it has grown long.
    pub(super) fn checkpoint_if_long(&self) -> Result<(), CheckpointError> {
        if self.log_size() < LONG {
            return Ok(());
        }
        self.checkpoint()
    }

    /// Ends the connection and leaves the log as it is, since the file is not wanted any more.
    pub(super) fn abandon(mut self) {
        self.checkpoints = None;
    }

    #[cfg(test)]
    pub(super) fn checkpoints(&self) -> &Checkpoints {
        self.checkpoints.as_ref().unwrap()
    }

    fn log_size(&self) -> u64 {
        fs::metadata(log_of(&self.path)).map_or(0, |log| log.len())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What does not move now is durable in the log, and the next writer moves it.
        if let Err(error) = self.checkpoint() {
            tracing::debug!(file = %self.path.display(), %error, "the log stays beside the file");
        }
    }
}

impl Deref for Database {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Database {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}
