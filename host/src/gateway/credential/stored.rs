//! How the refresh tokens of a connection stand, read from disk alone: no secret is fetched for it.

use std::fs::TryLockError;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::keep::token_files;
use super::state::{State, Store};
use super::status::TokenStatus;

/// Returns what is kept about the refresh tokens of a connection. A file that cannot be read is left out:
/// the next sync will say what is wrong with it.
#[must_use]
pub fn stored_tokens(state: &Path, connection: &str, now: Duration) -> Vec<TokenStatus> {
    let Ok(entries) = std::fs::read_dir(state.join("tokens")) else {
        return Vec::new();
    };
    let mut tokens: Vec<TokenStatus> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let json = path
                .extension()
                .is_some_and(|extension| extension == "json");
            let state: State =
                serde_json::from_slice(&std::fs::read(&path).ok().filter(|_| json)?).ok()?;
            (state.connection == connection).then(|| status(settled(state, &path), now))
        })
        .collect();
    tokens.sort_by(|one, other| one.credential.cmp(&other.credential));
    tokens
}

/// What the next exchange will make of a state: a mark that a killed process left behind stands for its outcome, where that
/// was written down, and else for a token that may be used up. While another process exchanges, its mark says nothing.
fn settled(state: State, path: &Path) -> State {
    if state.pending.is_none() || state.reconnect.is_some() || is_locked(path) {
        return state;
    }
    let store = Store::at(path, &state);
    store
        .outcome(&state)
        .unwrap_or_else(|| state.after_interruption())
}

fn is_locked(path: &Path) -> bool {
    let lock = std::fs::File::open(path.with_extension("lock"));
    lock.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Returns the token files that cannot be used, with the reason. No reason quotes what a file holds.
#[must_use]
pub fn unreadable_tokens(state: &Path) -> Vec<(PathBuf, String)> {
    let folder = state.join("tokens");
    let files = match token_files(&folder) {
        Ok(files) => files,
        Err(error) => return vec![(folder, error.to_string())],
    };
    let fault = |path: &PathBuf| match std::fs::read(path) {
        Err(error) => Some(error.to_string()),
        Ok(bytes) => serde_json::from_slice::<State>(&bytes)
            .err()
            .map(|error| format!("line {} is not what was written there", error.line())),
    };
    files
        .into_iter()
        .map(|file| folder.join(file))
        .filter_map(|path| fault(&path).map(|reason| (path, reason)))
        .collect()
}

fn status(state: State, now: Duration) -> TokenStatus {
    let seconds = |moment: Option<u64>| moment.map(Duration::from_secs);
    TokenStatus {
        credential: state.credential,
        age: seconds(state.refresh.obtained).map(|obtained| now.saturating_sub(obtained)),
        expires_in: seconds(state.refresh.expires).map(|expires| expires.saturating_sub(now)),
        reconnect_needed: state.reconnect.is_some(),
        reason: state.reconnect.map(|mark| mark.reason),
        doubt: state.doubt.map(|doubt| doubt.reason),
    }
}
