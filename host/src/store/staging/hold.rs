//! The right to a connection's staging file, with the file closed.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use super::file::failed;
use crate::base::private::create_folder;
use crate::store::{
    connect::Holder,
    copy,
    error::StagingError,
    lock::{Attempt, LockFile, held_by},
};

/// Returns the connections that are being synced, backed up or restored, and by whom.
///
/// # Errors
///
/// If the locks cannot be looked at.
pub fn staging_holders(state: &Path) -> io::Result<Vec<(String, Holder)>> {
    let entries = match fs::read_dir(state.join("staging")) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut holders = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(connection) = name.and_then(|name| name.strip_suffix(".lock"))
            && let Some(holder) = held_by(&path)?
        {
            holders.push((connection.to_owned(), holder));
        }
    }
    holders.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(holders)
}

/// Returns where the staging file of a connection lies, or would lie.
///
/// # Errors
///
/// [`StagingError::Name`] where the name cannot be that of a file.
pub fn staging_path(state: &Path, connection: &str) -> Result<PathBuf, StagingError> {
    let file = file_name(connection)?;
    Ok(state.join("staging").join(format!("{file}.duckdb")))
}

/// The right to a connection's staging file. While it is held, nobody else syncs the connection.
pub struct StagingHold {
    pub(super) path: PathBuf,
    pub(super) lock: LockFile,
}

impl StagingHold {
    /// Takes the right, and makes the folder of the staging files where it is missing.
    ///
    /// # Errors
    ///
    /// [`StagingError::Busy`] while another process syncs the connection.
    pub fn take(state: &Path, connection: &str) -> Result<Self, StagingError> {
        let folder = state.join("staging");
        let file = file_name(connection)?;
        create_folder(&folder).map_err(|source| failed(&folder, source))?;
        let path = staging_path(state, connection)?;
        let lock_path = folder.join(format!("{file}.lock"));
        match LockFile::take(&lock_path).map_err(|source| failed(&lock_path, source))? {
            Attempt::Taken(lock) => Ok(Self { path, lock }),
            Attempt::Busy(holder) => Err(StagingError::Busy {
                connection: connection.to_owned(),
                holder,
            }),
        }
    }

    /// Returns where the staging file lies, or would lie.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns where the write-ahead log of the staging file would lie.
    pub fn log_path(&self) -> PathBuf {
        copy::log_of(&self.path)
    }
}

impl fmt::Debug for StagingHold {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, lock: _ } = self;
        formatter
            .debug_struct("StagingHold")
            .field("path", path)
            .finish_non_exhaustive()
    }
}

/// Returns the file name of a connection. The configuration restricts the names of connections
/// already; this keeps a mistake there from reaching other folders.
fn file_name(connection: &str) -> Result<&str, StagingError> {
    let allowed =
        |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.');
    if connection.is_empty() || connection.starts_with('.') || !connection.chars().all(allowed) {
        return Err(StagingError::Name(connection.to_owned()));
    }
    Ok(connection)
}
