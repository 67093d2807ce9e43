//! Puts files where others were, and keeps the others.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use crate::private::{beside, folder_of, sync_folder_of};

/// How the name of a folder begins in which a backup is made or unpacked.
pub const SCRATCH_PREFIX: &str = ".seatwise-backup-";

/// A private folder for what is not finished; it is removed in the end.
pub(super) fn scratch(folder: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(SCRATCH_PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(folder)
}

/// Renames a file that is there, so that its place is free.
pub(super) fn set_aside(path: &Path, aside: &Path) -> io::Result<bool> {
    match fs::rename(path, aside) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Puts a file into a place that is free, from another file system too.
pub(super) fn put(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let arriving = beside(to, ".arriving");
            fs::copy(from, &arriving)?;
            fs::File::open(&arriving)?.sync_all()?;
            fs::rename(arriving, to)?;
        }
        outcome => outcome?,
    }
    sync_folder_of(to)
}

/// Puts a database in the place of another one, which is kept as `aside`; at no moment is there none.
/// Returns whether there was another one.
pub(super) fn replace_database(from: &Path, to: &Path, aside: &Path) -> io::Result<bool> {
    // The log belongs to the old file, and must not be taken for one of the new file.
    set_aside(&beside(to, ".wal"), &beside(aside, ".wal"))?;
    let there = match fs::hard_link(to, aside) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        // Not every file system has hard links.
        Err(_) => set_aside(to, aside)?,
    };
    fs::rename(from, to)?;
    sync_folder_of(to)?;
    Ok(there)
}

/// A name for what is set aside that nothing beside the database has yet.
pub(super) fn free_suffix(database: &Path, stamp: &str) -> String {
    let plain = format!(".before-restore-{stamp}");
    let taken = |suffix: &str| {
        let name = beside(database, suffix);
        folder_of(&name).join(&name).exists()
    };
    let mut suffix = plain.clone();
    let mut number = 2;
    while taken(&suffix) {
        suffix = format!("{plain}-{number}");
        number += 1;
    }
    suffix
}
