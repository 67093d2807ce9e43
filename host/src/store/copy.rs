//! Copies a database that is open.
//!
//! The file is never copied byte by byte: closing a second handle of it would give up DuckDB's lock,
//! and the write-ahead log may hold what the file does not.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use duckdb::Connection;

use super::sql;

/// What a copy can run into.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The database.
    #[error(transparent)]
    Database(#[from] duckdb::Error),
    /// The file system.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes a copy of the connection's database under `to`, durably; a file in its place is replaced at once.
pub(super) fn copy_database(
    connection: &Connection,
    to: &Path,
    protect: fn(&Path) -> io::Result<()>,
) -> Result<(), CopyError> {
    let unfinished = beside(to, &format!(".{}.unfinished", std::process::id()));
    remove(&unfinished)?;
    let result =
        write(connection, &unfinished).and_then(|()| Ok(replace(&unfinished, to, protect)?));
    if result.is_err() {
        remove(&unfinished).ok();
    }
    result
}

fn write(connection: &Connection, to: &Path) -> Result<(), CopyError> {
    let to = to
        .to_str()
        .ok_or_else(|| io::Error::other("the path is no UTF-8"))?;
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
    fs::File::open(from)?.sync_all()?;
    fs::rename(from, to)?;
    sync_folder(to)
}

/// Makes a rename durable. Only Unix lets a folder be opened for that.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    if cfg!(unix) {
        fs::File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// Returns the path of a database's write-ahead log.
pub(super) fn log_of(path: &Path) -> PathBuf {
    beside(path, ".wal")
}

/// Returns the path with a suffix after its whole name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Removes a database file and its write-ahead log, if they are there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    for file in [path.to_owned(), log_of(path)] {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
