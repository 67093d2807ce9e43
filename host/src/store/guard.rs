//! Keeps one process from opening a database twice.
//!
//! DuckDB's lock is the operating system's record lock. It keeps other processes out, but not this
//! one, and closing any second handle of the file in this process would give it up silently.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

/// How many readers have each file open; none means that one writer has.
static OPEN: LazyLock<Mutex<HashMap<PathBuf, Option<usize>>>> = LazyLock::new(Mutex::default);

/// The right to have a file open; ends when it is dropped.
#[derive(Debug)]
pub(super) struct OpenGuard {
    path: PathBuf,
}

impl OpenGuard {
    /// Takes the right to write; none if this process has the file open.
    pub(super) fn writer(path: &Path) -> Option<Self> {
        let path = canonical(path);
        let mut open = lock();
        if open.contains_key(&path) {
            return None;
        }
        open.insert(path.clone(), None);
        Some(Self { path })
    }

    /// Takes the right to read; none if this process writes the file.
    pub(super) fn reader(path: &Path) -> Option<Self> {
        let path = canonical(path);
        let mut open = lock();
        match open.entry(path.clone()).or_insert(Some(0)) {
            None => return None,
            Some(readers) => *readers += 1,
        }
        Some(Self { path })
    }
}

impl Drop for OpenGuard {
    fn drop(&mut self) {
        let mut open = lock();
        match open.get_mut(&self.path) {
            Some(Some(readers)) if *readers > 1 => *readers -= 1,
            _ => {
                open.remove(&self.path);
            }
        }
    }
}

fn lock() -> MutexGuard<'static, HashMap<PathBuf, Option<usize>>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The same file by one name: the folder is resolved, since the file itself may not be there yet.
fn canonical(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}
