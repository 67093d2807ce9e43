//! Refresh tokens in a backup.
//!
//! A token is single-use: the one in a backup is dead as soon as the account was used after it. So a
//! token is copied under its lock, never in the middle of an exchange, and put back only where no newer
//! one is: the newer one of a chain is the one that lives.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use thiserror::Error;

use super::state::State;
use crate::base::files::replace_locked;
use crate::base::private::{close_folder, open_file};

/// How often a held lock is tried again.
const LOCK_POLL: Duration = Duration::from_millis(20);

/// Why tokens cannot be copied or put back. Each message follows “failed to ”.
#[derive(Debug, Error)]
pub enum KeepError {
    /// Another process exchanges the token.
    #[error("take the token {}: another process has been using it for {} s; look for a hanging process", path.display(), after.as_secs())]
    Busy {
        /// The token's file.
        path: PathBuf,
        /// How long it was waited for.
        after: Duration,
    },
    /// The file system.
    #[error("copy the token {}: {source}", path.display())]
    Io {
        /// The token's file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A refresh token in the state folder, as far as it may be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptToken {
    /// The name of its file.
    pub file: String,
    /// The connection.
    pub connection: String,
    /// The credential's name.
    pub credential: String,
    /// When the refresh token was received, since the Unix epoch; none for one that the operator configured.
    pub obtained: Option<Duration>,
    /// Whether only a new refresh token from the vendor helps.
    pub reconnect_needed: bool,
}

/// What became of a token that was to be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestoredToken {
    /// It was put back.
    Written(KeptToken),
    /// The one that is there is newer, and stays.
    NewerKept(KeptToken),
    /// The same one is there.
    Same(KeptToken),
    /// The file of this name is not a token.
    Unreadable(String),
}

impl KeptToken {
    fn of(file: &str, state: &State) -> Self {
        Self {
            file: file.to_owned(),
            connection: state.connection.clone(),
            credential: state.credential.clone(),
            obtained: state.refresh.obtained.map(Duration::from_secs),
            reconnect_needed: state.reconnect.is_some(),
        }
    }
}

/// Copies all tokens of a state folder into the folder `to`, each under its lock, readable by this user
/// alone. The second list names the files that are not tokens.
///
/// # Errors
/// Fails when a lock is held for longer than `patience`, or as the file system does.
pub fn copy_tokens(
    state: &Path,
    to: &Path,
    patience: Duration,
) -> Result<(Vec<KeptToken>, Vec<String>), KeepError> {
    let folder = state.join("tokens");
    let (mut tokens, mut unreadable) = (Vec::new(), Vec::new());
    for file in token_files(&folder)? {
        let path = folder.join(&file);
        let _lock = lock(&path, patience)?;
        let bytes = fs::read(&path).map_err(failed(&path))?;
        match serde_json::from_slice::<State>(&bytes) {
            Ok(state) => {
                let copy = to.join(&file);
                replace_locked(&copy, &bytes).map_err(failed(&copy))?;
                tokens.push(KeptToken::of(&file, &state));
            }
            Err(_) => unreadable.push(file),
        }
    }
    Ok((tokens, unreadable))
}

/// Puts a token back from the file `from`, unless the one that is there is newer. What it replaces is kept
/// under its name with `aside` behind it.
///
/// # Errors
/// Fails when the lock is held for longer than `patience`, or as the file system does; the token that was
/// there is then still there.
pub fn restore_token(
    state: &Path,
    from: &Path,
    aside: &str,
    patience: Duration,
) -> Result<RestoredToken, KeepError> {
    let bytes = fs::read(from).map_err(failed(from))?;
    let name = from.file_name().unwrap_or_default().to_string_lossy();
    let Ok(restored) = serde_json::from_slice::<State>(&bytes) else {
        return Ok(RestoredToken::Unreadable(name.into_owned()));
    };
    let file = &*name;
    let folder = state.join("tokens");
    close_folder(&folder).map_err(failed(&folder))?;
    let path = folder.join(file);
    let _lock = lock(&path, patience)?;
    let there = match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(&path)(error)),
    };
    if let Some(there) = there {
        if there == bytes {
            return Ok(RestoredToken::Same(KeptToken::of(file, &restored)));
        }
        match serde_json::from_slice::<State>(&there) {
            Ok(there) if outlives(&there, &restored) => {
                return Ok(RestoredToken::NewerKept(KeptToken::of(file, &there)));
            }
            _ => {
                let old = folder.join(format!("{file}{aside}"));
                replace_locked(&old, &there).map_err(failed(&old))?;
            }
        }
    }
    replace_locked(&path, &bytes).map_err(failed(&path))?;
    Ok(RestoredToken::Written(KeptToken::of(file, &restored)))
}

/// Whether the token that is there is the one to keep. Of two tokens of one chain the younger one lives. A
/// chain that began with another configured token is what the operator began after the backup.
fn outlives(there: &State, restored: &State) -> bool {
    there.seed != restored.seed || there.refresh.obtained >= restored.refresh.obtained
}

/// Returns the token files whose lock another process holds.
#[must_use]
pub fn busy_tokens(state: &Path) -> Vec<PathBuf> {
    let folder = state.join("tokens");
    let held = |path: &PathBuf| {
        // Opened to read alone: the doctor makes no lock file.
        File::open(path.with_extension("lock"))
            .is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    };
    let files = token_files(&folder).unwrap_or_default();
    files
        .into_iter()
        .map(|file| folder.join(file))
        .filter(held)
        .collect()
}

pub(super) fn token_files(folder: &Path) -> Result<Vec<String>, KeepError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(folder)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(failed(folder))?.file_name();
        names.extend(
            name.into_string()
                .ok()
                .filter(|name| name.ends_with(".json")),
        );
    }
    names.sort();
    Ok(names)
}

/// Waits for the right to a token's file: the same lock that an exchange takes.
fn lock(path: &Path, patience: Duration) -> Result<File, KeepError> {
    let lock = path.with_extension("lock");
    let file = open_file(&lock).map_err(failed(&lock))?;
    let deadline = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(failed(&lock)(error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                return Err(KeepError::Busy {
                    path: path.to_owned(),
                    after: patience,
                });
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_POLL),
        }
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> KeepError {
    let path = path.to_owned();
    move |source| KeepError::Io { path, source }
}
