//! The database that people query, opened by this program.

use std::{
    fmt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use duckdb::Connection;

use super::{
    checkpoint::CheckpointError,
    connect::{self, Holder},
    database::Database,
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
    pub(super) connection: Database,
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
        Self::open_with(path, connect::writable)
    }

    fn open_with(
        path: &Path,
        connect: fn(&Path) -> Result<Database, OpenError>,
    ) -> Result<Self, OpenError> {
        let guard = OpenGuard::writer(path).ok_or_else(|| held_here(path))?;
        let connection = connect(path)?;
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
        wait_and_open(wait, || Self::open_with(path, connect::writable))
    }

    /// Opens the database to write as [`Store::open_with_wait`] does, with as much memory and as many
    /// threads as the engine takes on its own: to compare everything needs more than to merge, and
    /// nothing else runs meanwhile.
    ///
    /// # Errors
    ///
    /// Those of [`Store::open_with_wait`].
    pub fn open_for_analysis(path: &Path, wait: Duration) -> Result<Self, OpenError> {
        wait_and_open(wait, || Self::open_with(path, connect::unlimited))
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
        let connection = Database::reader(connect::read_only(path)?, path);
        migrate::check(&connection, path, MIGRATIONS)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            _guard: guard,
        })
    }

    /// Opens the database to read as [`Store::open_read_only`] does, and waits while somebody writes it.
    ///
    /// # Errors
    ///
    /// Those of [`Store::open_read_only`]; [`OpenError::Locked`] only after `wait`.
    pub fn open_read_only_with_wait(path: &Path, wait: Duration) -> Result<Self, OpenError> {
        wait_and_open(wait, || Self::open_read_only(path))
    }

    /// Returns the open database, for the rooms that keep tables of their own in it.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Moves the write-ahead log into the file, which makes opening it fast.
    pub(crate) fn checkpoint(&self) -> Result<(), CheckpointError> {
        self.connection.checkpoint()
    }

    /// Returns where the database lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file and its write-ahead log the mode that they are to have.
    pub(crate) fn protect(&self) -> std::io::Result<()> {
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

/// Opens, again and again while somebody else has the database open, for at most so long.
pub(super) fn wait_and_open<T>(
    wait: Duration,
    open: impl Fn() -> Result<T, OpenError>,
) -> Result<T, OpenError> {
    let deadline = Instant::now() + wait;
    loop {
        match open() {
            Err(OpenError::Locked { .. }) if Instant::now() < deadline => {
                thread::sleep(RETRY.min(deadline.saturating_duration_since(Instant::now())));
            }
            other => return other,
        }
    }
}

fn held_here(path: &Path) -> OpenError {
    OpenError::Locked {
        path: path.to_owned(),
        holder: Holder::this_process(),
    }
}
