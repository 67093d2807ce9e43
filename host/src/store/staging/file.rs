//! The staging file: opened, locked, begun and discarded.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use duckdb::Connection;

use super::{hold::StagingHold, page::StagedRun, tables};
use crate::base::files::beside;
use crate::store::{
    connect, copy,
    database::Database,
    error::{OpenError, StagingError},
    lock::LockFile,
    permissions,
    sql::{text, timestamp, to_timestamp},
};

/// The staged run of a connection. While it exists, no other process can sync the connection.
pub struct Staging {
    pub(super) path: PathBuf,
    pub(in crate::store) name: String,
    pub(super) run: Option<StagedRun>,
    pub(super) next_page: i64,
    pub(super) next_position: i64,
    connection: Option<Database>,
    lock: LockFile,
}

impl Staging {
    /// Opens the staging file of a connection in the state folder, and makes both where they are missing.
    ///
    /// A file that cannot be read, or that another version of the program left, is set aside: what it
    /// holds can be read again.
    ///
    /// # Errors
    ///
    /// [`StagingError::Busy`] while another process syncs the connection.
    pub fn open(state: &Path, connection: &str) -> Result<Self, StagingError> {
        let StagingHold { path, lock } = StagingHold::take(state, connection)?;
        let mut staging = Self {
            path,
            name: connection.to_owned(),
            run: None,
            next_page: 0,
            next_position: 0,
            connection: None,
            lock,
        };
        staging.resume()?;
        Ok(staging)
    }

    /// Returns the run that was begun and neither merged nor discarded.
    pub fn unfinished(&self) -> Option<&StagedRun> {
        self.run.as_ref()
    }

    /// Begins a run.
    ///
    /// # Errors
    ///
    /// [`StagingError::Unfinished`] if there is one already.
    pub fn begin(&mut self, run: &StagedRun) -> Result<(), StagingError> {
        if let Some(staged) = &self.run {
            return Err(StagingError::Unfinished {
                connection: self.name.clone(),
                run_id: staged.run_id.clone(),
            });
        }
        self.discard()?;
        let values = format!(
            "INSERT INTO run VALUES ({}, {}, {}, {}, {}, {})",
            text(&tables::layout()),
            text(&run.run_id),
            text(&run.vendor),
            text(&run.connection),
            timestamp(run.started_at),
            text(&run.plan)
        );
        let connection = connect::staging(&self.path)?;
        connection.execute_batch(&format!("BEGIN; {} {values}; COMMIT;", tables::create()))?;
        permissions::private_database(&self.path).map_err(|source| failed(&self.path, source))?;
        self.connection = Some(connection);
        self.run = Some(run.clone());
        Ok(())
    }

    /// Throws away what is staged; for a run that was merged, or that is not wanted.
    ///
    /// # Errors
    ///
    /// If the file cannot be removed.
    pub fn discard(&mut self) -> Result<(), StagingError> {
        if let Some(database) = self.connection.take() {
            database.abandon();
        }
        self.run = None;
        self.next_page = 0;
        self.next_position = 0;
        copy::remove(&self.path).map_err(|source| failed(&self.path, source))
    }

    /// Ends the use of the file; what is staged stays.
    ///
    /// # Errors
    ///
    /// If what is staged cannot be written out. It is in the write-ahead log then.
    pub fn close(mut self) -> Result<(), StagingError> {
        self.release()
    }

    /// Closes the file and keeps the right to it, so that it can be copied or replaced. What is staged
    /// is in the file alone then, and no longer in its write-ahead log.
    ///
    /// # Errors
    ///
    /// If what is staged cannot be written out.
    pub fn into_hold(mut self) -> Result<StagingHold, StagingError> {
        self.release()?;
        Ok(StagingHold {
            path: self.path,
            lock: self.lock,
        })
    }

    /// Returns where the staging file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Closes the database, but keeps the lock, so that a merge can attach the file.
    pub(in crate::store) fn release(&mut self) -> Result<(), StagingError> {
        if let Some(connection) = self.connection.take() {
            connection.checkpoint()?;
        }
        Ok(())
    }

    /// Returns the open database, opened again after a merge.
    pub(super) fn database(&mut self) -> Result<&mut Database, StagingError> {
        if self.run.is_none() {
            return Err(StagingError::NoRun(self.name.clone()));
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect::staging(&self.path)?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Takes up what an earlier process staged.
    fn resume(&mut self) -> Result<(), StagingError> {
        if !self.path.exists() {
            return Ok(());
        }
        let read = connect::staging(&self.path).and_then(|connection| {
            let state = read_state(&connection).map_err(|source| OpenError::Database {
                path: self.path.clone(),
                source,
            })?;
            Ok((connection, state))
        });
        match read {
            Ok((
                connection,
                Found::Run {
                    run,
                    next_page,
                    next_position,
                },
            )) => {
                self.connection = Some(connection);
                self.run = Some(run);
                self.next_page = next_page;
                self.next_position = next_position;
                Ok(())
            }
            Err(error @ OpenError::Locked { .. }) => Err(error.into()),
            // A process that was killed before it had begun its run leaves that.
            Ok((connection, Found::Nothing)) => {
                drop(connection);
                self.discard()
            }
            Ok((connection, Found::Other)) => {
                drop(connection);
                self.set_aside("another version of this program wrote it")
            }
            Err(error) => self.set_aside(&error.to_string()),
        }
    }

    fn set_aside(&mut self, why: &str) -> Result<(), StagingError> {
        let aside = beside(&self.path, ".unreadable");
        tracing::warn!(file = %self.path.display(), why, "staged pages are set aside and read again");
        copy::remove(&aside)
            .and_then(|()| std::fs::rename(&self.path, &aside))
            .and_then(|()| copy::remove(&self.path))
            .map_err(|source| failed(&self.path, source))
    }
}

impl fmt::Debug for Staging {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Staging")
            .field("path", &self.path)
            .field("run", &self.run)
            .finish_non_exhaustive()
    }
}

/// What a staging file holds.
enum Found {
    /// A run, and the numbers of the next page and the next note.
    Run {
        run: StagedRun,
        next_page: i64,
        next_position: i64,
    },
    /// No table at all.
    Nothing,
    /// Tables that are not those of this program.
    Other,
}

fn read_state(connection: &Connection) -> duckdb::Result<Found> {
    let (ours, empty): (bool, bool) = connection.query_row(
        "SELECT count(*) FILTER (table_name = 'run') > 0 AS ours, count(*) = 0 AS empty FROM duckdb_tables()",
        [],
        |row| Ok((row.get("ours")?, row.get("empty")?)),
    )?;
    if empty {
        return Ok(Found::Nothing);
    }
    if !ours {
        return Ok(Found::Other);
    }
    let mut statement = connection.prepare(
        "SELECT run_id, vendor, connection, epoch_us(started_at) AS started_at, plan FROM run WHERE layout = ?",
    )?;
    let mut runs = statement.query_map([tables::layout()], |row| {
        Ok(StagedRun {
            run_id: row.get("run_id")?,
            vendor: row.get("vendor")?,
            connection: row.get("connection")?,
            started_at: to_timestamp(row.get("started_at")?),
            plan: row.get("plan")?,
        })
    })?;
    let Some(run) = runs.next().transpose()? else {
        return Ok(Found::Other);
    };
    let (next_page, next_position) = connection.query_row(
        "SELECT
            (SELECT coalesce(max(page) + 1, 0) FROM pages) AS next_page,
            (SELECT coalesce(max(position) + 1, 0) FROM outcomes) AS next_position",
        [],
        |row| Ok((row.get("next_page")?, row.get("next_position")?)),
    )?;
    Ok(Found::Run {
        run,
        next_page,
        next_position,
    })
}

pub(super) fn failed(path: &Path, source: io::Error) -> StagingError {
    StagingError::Io {
        path: path.to_owned(),
        source,
    }
}
