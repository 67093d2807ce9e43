//! The database that people query, opened by this program.

use std::{
    fmt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use duckdb::Connection;

use super::{
    connect::{self, Holder},
    error::OpenError,
    guard::OpenGuard,
    migrate::{self, MIGRATIONS},
    permissions,
};

/// How often a locked file is tried again.
const RETRY: Duration = Duration::from_millis(200);

/// The database. While it is open to write, no other process can open it; so it is opened late and
/// dropped soon.
pub struct Store {
    // The connection ends before the guard does: fields are dropped in this order.
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    _guard: OpenGuard,
}

impl Store {
    /// Opens the database to write, makes it where it is missing, and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// [`OpenError::Locked`] names who has it open; [`OpenError::Newer`] and [`OpenError::Foreign`]
    /// refuse files that this program must not touch.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let guard = OpenGuard::writer(path).ok_or_else(|| held_here(path))?;
        let connection = connect::writable(path)?;
        let store = Self {
            connection,
            path: path.to_owned(),
            _guard: guard,
        };
        store.protect().map_err(|source| OpenError::Io {
            path: path.to_owned(),
            source,
        })?;
        migrate::migrate(&store.connection, path, MIGRATIONS)?;
        store.protect().map_err(|source| OpenError::Io {
            path: path.to_owned(),
            source,
        })?;
        Ok(store)
    }

    /// Opens the database to write as [`Store::open`] does, and waits while somebody else has it open.
    ///
    /// # Errors
    ///
    /// Those of [`Store::open`]; [`OpenError::Locked`] only after `wait`.
    pub fn open_with_wait(path: &Path, wait: Duration) -> Result<Self, OpenError> {
        let deadline = Instant::now() + wait;
        loop {
            match Self::open(path) {
                Err(OpenError::Locked { .. }) if Instant::now() < deadline => {
                    thread::sleep(RETRY.min(deadline.saturating_duration_since(Instant::now())));
                }
                other => return other,
            }
        }
    }

    /// Opens the database to read. Several processes may do so at once, but none while one writes.
    ///
    /// # Errors
    ///
    /// Those of [`Store::open`], and [`OpenError::Missing`] or [`OpenError::Older`], since a reader
    /// neither makes nor changes the file.
    pub fn open_read_only(path: &Path) -> Result<Self, OpenError> {
        if !path.exists() {
            return Err(OpenError::Missing(path.to_owned()));
        }
        let guard = OpenGuard::reader(path).ok_or_else(|| held_here(path))?;
        let connection = connect::read_only(path)?;
        migrate::check(&connection, path, MIGRATIONS)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            _guard: guard,
        })
    }

    /// Returns where the database lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file and its write-ahead log the mode that they are to have.
    pub(super) fn protect(&self) -> std::io::Result<()> {
        permissions::private_database(&self.path)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Store")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

fn held_here(path: &Path) -> OpenError {
    OpenError::Locked {
        path: path.to_owned(),
        holder: Holder::this_process(),
    }
}
