//! Makes a database, and copies one that is open: a file appears when it is whole.
//!
//! The file is never copied byte by byte: closing a second handle of it would give up DuckDB's lock,
//! and the write-ahead log may hold what the file does not.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use duckdb::Connection;

use super::sql;
use crate::base::{
    drafts::WorkFolder,
    files::{beside, folder_of, put_in_place, remove_if_there, sync_folder_of},
    hex, remedy,
};

/// What a copy can run into.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The database.
    #[error("{}{}", .0, remedy(.0))]
    Database(#[from] duckdb::Error),
    /// The file system.
    #[error("{}{}", .0, remedy(.0))]
    Io(#[from] io::Error),
}

/// Writes a copy of the connection's database under `to`, durably; a file in its place is replaced at once.
///
/// `from` is where the database lies. It is open to write, so nobody else copies it meanwhile.
pub(super) fn copy_database(
    connection: &Connection,
    from: &Path,
    to: &Path,
    protect: fn(&Path) -> io::Result<()>,
) -> Result<(), CopyError> {
    let unfinished = unfinished(from, to);
    remove(&unfinished)?;
    let result =
        write(connection, &unfinished).and_then(|()| Ok(replace(&unfinished, to, protect)?));
    if result.is_err() {
        remove(&unfinished).ok();
    }
    result
}

/// Returns where a copy lies until it is whole. A killed process leaves it behind, as large as the
/// database; its name is always the same, so that the next copy removes it. Another database that is
/// copied to the same place has another name, so that neither puts the other's half in place.
pub(super) fn unfinished(from: &Path, to: &Path) -> PathBuf {
    use sha2::{Digest, Sha256};
    let from = from.canonicalize().unwrap_or_else(|_| from.to_owned());
    let digest = Sha256::digest(from.as_os_str().as_encoded_bytes());
    let mark = hex(&digest[..4]);
    beside(to, &format!(".{mark}.unfinished"))
}

fn write(connection: &Connection, to: &Path) -> Result<(), CopyError> {
    let to = to
        .to_str()
        .ok_or_else(|| io::Error::other("the path is not UTF-8"))?;
    let database: String =
        connection.query_row("SELECT current_database()", [], |row| row.get(0))?;
    connection.execute_batch(&format!("ATTACH {} AS seatwise_copy", sql::text(to)))?;
    let copied = connection.execute_batch(&format!(
        "COPY FROM DATABASE {} TO seatwise_copy; CHECKPOINT seatwise_copy;",
        sql::identifier(&database)
    ));
    let detached = connection.execute_batch("DETACH seatwise_copy");
    Ok(copied.and(detached)?)
}

fn replace(from: &Path, to: &Path, protect: fn(&Path) -> io::Result<()>) -> io::Result<()> {
    protect(from)?;
    put_in_place(&fs::File::open(from)?, from, to)
}

/// Makes an empty database where there is no file yet.
///
/// The engine makes a new file in place, in several steps. Who is killed between them would leave a file that
/// nobody can open any more, and who comes at the same moment would begin it again. So it is made elsewhere
/// and appears at once; where somebody was faster, his is left as it is.
pub(super) fn create_database(path: &Path) -> Result<(), CopyError> {
    if path.exists() {
        return Ok(());
    }
    let folder = WorkFolder::for_draft(folder_of(path))?;
    let new = folder.path().join("new.duckdb");
    Connection::open(&new)?
        .close()
        .map_err(|(_, error)| error)?;
    super::permissions::private_database(&new)?;
    Ok(put_into_free_place(&new, path)?)
}

/// Moves a file to where there is none; where there is one, that one stays.
pub(super) fn put_into_free_place(new: &Path, path: &Path) -> io::Result<()> {
    let new = tempfile::TempPath::try_from_path(new)?;
    match new.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
        _ => sync_folder_of(path),
    }
}

/// Returns the path of a database's write-ahead log.
pub(super) fn log_of(path: &Path) -> PathBuf {
    beside(path, ".wal")
}

/// Removes a database file and its write-ahead logs, if they are there: the usual one, those that a process
/// leaves that is killed in a checkpoint, and what it had kept of the file.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    let logs = [".wal", ".wal.checkpoint", ".wal.recovery", ".rollback"]
        .map(|suffix| beside(path, suffix));
    for file in std::iter::once(path.to_owned()).chain(logs) {
        remove_if_there(&file)?;
    }
    Ok(())
}
