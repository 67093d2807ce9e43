//! Who may read the files: the database has customers' names and prices in it.
//!
//! DuckDB makes its files by the process's mask, so the mode is set right after a file appears. A
//! write-ahead log lives only while something is written; between its appearance and the change of
//! its mode others may open it where the folder lets them. Staging lies in a folder of mode 0700.

use std::{fs, io, path::Path};

/// Makes a folder, with those above it, that only its owner may enter.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Lets only the owner read and write a database file and its write-ahead log.
pub(super) fn private_database(path: &Path) -> io::Result<()> {
    set_mode(path, 0o600)?;
    let log = super::copy::log_of(path);
    match set_mode(&log, 0o600) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Lets everybody read a file and nobody write it.
pub(super) fn read_only(path: &Path) -> io::Result<()> {
    set_mode(path, 0o444)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_readonly(mode & 0o200 == 0);
    fs::set_permissions(path, permissions)
}
