//! The folders in which a backup is made or unpacked, and what killed programs left of them.
//!
//! They hold copies of everything, refresh tokens among them, and lie beside the file that is made. So each is noted in the
//! state folder before anything comes into it, and the next command of the kind removes what nobody works in any more.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::{
    drafts::{WorkFolder, left_with, remove_left},
    files::{folder_of, remove_if_there, replace},
    turn::{self, Turn, TurnError},
};

/// How the name of a folder begins in which a backup is made or unpacked.
const PREFIX: &str = ".seatwise-backup-";
/// Where the folders are noted, in the state folder.
const NOTED: &str = "scratch.json";

/// A private folder for what is not finished; it is removed in the end.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: WorkFolder,
    state: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
struct Noted {
    folders: Vec<PathBuf>,
}

impl Scratch {
    /// Makes one in `folder`, and removes what killed programs left there and wherever else they noted it.
    pub(super) fn new(folder: &Path, state: &Path) -> io::Result<Self> {
        for left in leftovers(folder, state) {
            remove_left(&left)?;
        }
        let scratch = Self {
            folder: WorkFolder::new(PREFIX, folder)?,
            state: state.to_owned(),
        };
        let own = scratch.path().canonicalize()?;
        change_notes(state, |folders| folders.push(own))?;
        Ok(scratch)
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Before it is forgotten: a program that is killed in between leaves nothing that nobody knows of.
        let _ = fs::remove_dir_all(self.path());
        // What cannot be forgotten now is gone, and is forgotten by the next command.
        let _ = change_notes(&self.state, |_| {});
    }
}

/// Forgets the folders that are gone, and notes what `change` does.
fn change_notes(state: &Path, change: impl FnOnce(&mut Vec<PathBuf>)) -> io::Result<()> {
    // Where there is no state yet, there are no tokens either.
    if !state.is_dir() {
        return Ok(());
    }
    let _turn = Turn::take(&state.join(NOTED), turn::PATIENCE).map_err(|error| match error {
        TurnError::Busy(busy) => io::Error::new(io::ErrorKind::WouldBlock, busy),
        TurnError::Io(error) => error,
    })?;
    let mut folders = noted(state);
    folders.retain(|folder| folder.exists());
    change(&mut folders);
    write(state, folders)
}

/// The folders that a killed program left beside `folder`'s other files, or noted in the state folder.
pub(crate) fn leftovers(folder: &Path, state: &Path) -> Vec<PathBuf> {
    let elsewhere = noted(state).into_iter();
    let mut found: Vec<PathBuf> = left_with(PREFIX, folder)
        .into_iter()
        .chain(elsewhere.filter(|path| left_with(PREFIX, folder_of(path)).contains(path)))
        .collect();
    found.sort();
    found.dedup_by_key(|path| path.canonicalize().ok());
    found
}

fn noted(state: &Path) -> Vec<PathBuf> {
    // What cannot be read is not a note; the folders beside the database are found without one.
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
