//! The folders in which a backup is made or unpacked, and what killed programs left of them.
//!
//! They hold copies of everything, refresh tokens among them, and lie beside the file that is made. So each is noted in the
//! state folder before anything comes into it, and the next command of the kind removes what nobody works in any more.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::base::{
    files::{remove_if_there, replace},
    private::temporary_folder,
};

/// How the name of a folder begins in which a backup is made or unpacked.
const PREFIX: &str = ".seatwise-backup-";
/// The file in it that is locked as long as somebody works there.
const IN_USE: &str = "in-use";
/// Where the folders are noted, in the state folder.
const NOTED: &str = "scratch.json";
/// A folder without that file was made a moment ago, or its program was killed at once.
const MADE_LONG_AGO: Duration = Duration::from_secs(60);

/// A private folder for what is not finished; it is removed in the end.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: TempDir,
    state: PathBuf,
    _in_use: File,
}

#[derive(Default, Serialize, Deserialize)]
struct Noted {
    folders: Vec<PathBuf>,
}

impl Scratch {
    /// Makes one in `folder`, and removes what killed programs left there and wherever else they noted it.
    pub(super) fn new(folder: &Path, state: &Path) -> io::Result<Self> {
        for left in leftovers(folder, state) {
            fs::remove_dir_all(left)?;
        }
        let made = temporary_folder(PREFIX, folder)?;
        let in_use = File::create(made.path().join(IN_USE))?;
        in_use.lock()?;
        let scratch = Self {
            folder: made,
            state: state.to_owned(),
            _in_use: in_use,
        };
        scratch.note()?;
        Ok(scratch)
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Notes this folder, and forgets those that are gone.
    fn note(&self) -> io::Result<()> {
        // Where there is no state yet, there are no tokens either.
        if !self.state.is_dir() {
            return Ok(());
        }
        let mut folders = noted(&self.state);
        folders.retain(|folder| folder.exists());
        folders.push(self.path().canonicalize()?);
        write(&self.state, folders)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let mut folders = noted(&self.state);
        let own = self.path().canonicalize().ok();
        folders.retain(|folder| Some(folder) != own.as_ref() && folder.exists());
        // What cannot be forgotten now is gone, and is forgotten by the next command.
        if self.state.is_dir() {
            let _ = write(&self.state, folders);
        }
    }
}

/// The folders that a killed program left beside `folder`'s other files, or noted in the state folder.
pub(crate) fn leftovers(folder: &Path, state: &Path) -> Vec<PathBuf> {
    let beside = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = beside
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX))
        .map(|entry| entry.path())
        .chain(noted(state))
        .filter(|path| path.is_dir() && is_left(path))
        .collect();
    found.sort();
    found.dedup_by_key(|path| path.canonicalize().ok());
    found
}

/// Whether nobody works in a folder.
fn is_left(folder: &Path) -> bool {
    match File::open(folder.join(IN_USE)) {
        Ok(file) => !matches!(file.try_lock(), Err(TryLockError::WouldBlock)),
        Err(_) => {
            let made = fs::metadata(folder).and_then(|metadata| metadata.modified());
            made.ok()
                .and_then(|made| made.elapsed().ok())
                .is_some_and(|age| age > MADE_LONG_AGO)
        }
    }
}

fn noted(state: &Path) -> Vec<PathBuf> {
    // What cannot be read is no note; the folders beside the database are found without one.
    let text = fs::read(state.join(NOTED)).unwrap_or_default();
    serde_json::from_slice::<Noted>(&text)
        .unwrap_or_default()
        .folders
        .into_iter()
        // Nothing else may ever be removed on the word of this file.
        .filter(|folder| {
            folder
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))
        })
        .collect()
}

fn write(state: &Path, folders: Vec<PathBuf>) -> io::Result<()> {
    if folders.is_empty() {
        return remove_if_there(&state.join(NOTED));
    }
    replace(
        &state.join(NOTED),
        &serde_json::to_vec_pretty(&Noted { folders })?,
    )
}
