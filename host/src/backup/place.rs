//! Puts files where others were, and keeps the others.

use std::fs;
use std::io;
use std::path::Path;

use crate::base::files::{beside, folder_of, put_in_place, remove_if_there, sync_folder_of};

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
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copy(from, to),
        outcome => {
            outcome?;
            sync_folder_of(to)
        }
    }
}

/// Puts a database in the place of another one, which is kept as `aside` with its log; at no moment is there none, and
/// at none is there one without its log. Does what is left to do where it was done in part.
pub(super) fn replace_database(from: &Path, to: &Path, aside: &Path) -> io::Result<()> {
    let (log, log_aside) = (beside(to, ".wal"), beside(aside, ".wal"));
    if from.exists() {
        keep(to, aside)?;
        keep(&log, &log_aside)?;
        fs::rename(from, to)?;
        sync_folder_of(to)?;
    }
    // The log belongs to the old file, and must not be taken for one of the new file.
    if log_aside.exists() && is_same(&log, &log_aside)? {
        remove_if_there(&log)?;
        sync_folder_of(to)?;
    }
    Ok(())
}

/// Gives a file that is there a second name.
fn keep(path: &Path, aside: &Path) -> io::Result<()> {
    match fs::hard_link(path, aside) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // Not every file system has hard links.
        Err(_) => copy(path, aside),
    }
}

/// Copies a file; the copy appears when it is whole.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let arriving = beside(to, ".arriving");
    fs::copy(from, &arriving)?;
    put_in_place(&fs::File::open(&arriving)?, &arriving, to)
}

/// Whether both are one file, or copies of one.
fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    match fs::read(one) {
        Ok(content) => Ok(content == fs::read(other)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
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
