//! Whether the gateway that started a request is still there.
//!
//! A killed process leaves requests in the log that nobody will complete, and each would block a
//! slot for minutes. So every gateway holds a lock on a small file for as long as it lives; the
//! operating system lets go of it however the process ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use crate::base::private::open_file;

/// The sign of life of one gateway.
#[derive(Debug)]
pub(super) struct Owner {
    /// A random number.
    pub(super) id: u64,
    path: PathBuf,
    _lock: File,
}

impl Owner {
    /// Registers in a folder, and clears away what the dead have left there.
    pub(super) fn register(folder: &Path) -> io::Result<Self> {
        sweep(folder);
        let id = std::hash::RandomState::new().build_hasher().finish();
        let path = sign(folder, id);
        // Locked before it has its name, so that nobody finds it unlocked and takes it for dead.
        let unnamed = path.with_extension("new");
        let lock = open_file(&unnamed)?;
        lock.try_lock().map_err(io::Error::from)?;
        fs::rename(&unnamed, &path)?;
        Ok(Self {
            id,
            path,
            _lock: lock,
        })
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // One that stays behind is swept later.
        let _ = fs::remove_file(&self.path);
    }
}

/// Tells whether an owner lives. In doubt it does: the log then frees its slots later.
pub(super) fn is_alive(folder: &Path, id: u64) -> bool {
    is_locked(&sign(folder, id))
}

fn is_locked(path: &Path) -> bool {
    let file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) => return error.kind() != io::ErrorKind::NotFound,
    };
    match file.try_lock() {
        Ok(()) => {
            let _ = fs::remove_file(path);
            false
        }
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => true,
    }
}

fn sign(folder: &Path, id: u64) -> PathBuf {
    folder.join(format!("{id:016x}.alive"))
}

fn sweep(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "alive")
        {
            is_locked(&entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_lives_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let owner = Owner::register(folder.path()).unwrap();
        assert!(is_alive(folder.path(), owner.id));
        let id = owner.id;
        drop(owner);
        assert!(!is_alive(folder.path(), id));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_process_leaves_is_cleared_away() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(sign(folder.path(), 5), b"").unwrap();
        assert!(!is_alive(folder.path(), 5));
        fs::write(sign(folder.path(), 6), b"").unwrap();
        let owner = Owner::register(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(is_alive(folder.path(), owner.id));
    }
}
