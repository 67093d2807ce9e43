//! The lock of a staging file: one sync of a connection at a time.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::Path,
};

use super::connect::Holder;

/// A held lock; it ends when it is dropped, or with the process, however that ends.
///
/// The lock file stays: removing it would let two processes lock two different files.
#[derive(Debug)]
pub(super) struct LockFile {
    _file: File,
}

/// What came of the attempt to take a lock.
#[derive(Debug)]
pub(super) enum Attempt {
    /// It is ours.
    Taken(LockFile),
    /// Somebody else has it.
    Busy(Holder),
}

impl LockFile {
    /// Tries to take the lock, and writes this process's id into the file.
    pub(super) fn take(path: &Path) -> io::Result<Attempt> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                file.rewind()?;
                write!(file, "{}", std::process::id())?;
                Ok(Attempt::Taken(Self { _file: file }))
            }
            Err(TryLockError::WouldBlock) => Ok(Attempt::Busy(holder(&mut file))),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Returns who has a lock, without taking it for longer than the question lasts; none where nobody has.
pub(super) fn held_by(path: &Path) -> io::Result<Option<Holder>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(holder(&mut file))),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Reads who has the lock; unknown in the moment before it has written its id.
fn holder(file: &mut File) -> Holder {
    let mut text = String::new();
    let process = file
        .read_to_string(&mut text)
        .ok()
        .and_then(|_| text.trim().parse().ok());
    Holder {
        program: None,
        process,
    }
}
