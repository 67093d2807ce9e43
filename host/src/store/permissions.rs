//! Who may read the files: the database has customers' names and prices in it.
//!
//! DuckDB makes its files by the process's mask, so the mode is set right after a file appears. A
//! write-ahead log lives only while something is written; between its appearance and the change of
//! its mode others may open it where the folder lets them. Staging lies in a folder of mode 0700.

use std::{io, path::Path};

use crate::base::private::{FILE_MODE, set_mode};

/// Lets only the owner read and write a database file and its write-ahead log.
pub(super) fn private_database(path: &Path) -> io::Result<()> {
    set_mode(path, FILE_MODE)?;
    let log = super::copy::log_of(path);
    match set_mode(&log, FILE_MODE) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Lets everybody read a file and nobody write it.
pub(super) fn read_only(path: &Path) -> io::Result<()> {
    set_mode(path, 0o444)
}
