//! What is kept on disk about a rotating refresh token.
//!
//! One file per connection and credential, readable by this user alone, replaced atomically and
//! durably, and changed only by whoever holds the lock file beside it. The lock file is another
//! file because replacing a locked file would leave the next process with a lock on the old one.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::error::OpenError;
use super::super::text;
use super::doubt::Doubt;
use super::reservation::Reservation;
use crate::base::files::replace_locked;
use crate::base::private::{close_folder, open_file};

/// The layout of the file; another one gets another number.
const VERSION: u32 = 1;
/// How often a held lock is tried again. An exchange takes a second; real time, since it is
/// another process that is waited for.
const LOCK_POLL: Duration = Duration::from_millis(20);
/// How long a held lock is waited for; longer than any exchange with all its repeats.
const LOCK_PATIENCE: Duration = Duration::from_secs(900);

/// What is kept. It has no `Debug`, because it holds tokens.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) version: u32,
    pub(super) connection: String,
    pub(super) credential: String,
    /// The fingerprint of the configured refresh token that the chain began with.
    pub(super) seed: String,
    /// The refresh token in effect.
    pub(super) refresh: Kept,
    /// The one before it, or the last one of the chain before this.
    pub(super) previous: Option<Kept>,
    pub(super) access: Option<Kept>,
    /// Set before an exchange is sent and cleared by its outcome: whoever finds it does not know
    /// whether the refresh token is used up.
    pub(super) pending: Option<Mark>,
    /// Set when only a new refresh token from the vendor helps.
    pub(super) reconnect: Option<Mark>,
    /// Set when the last exchange was answered with a fault that leaves open whether the refresh token is used up.
    #[serde(default)]
    pub(super) doubt: Option<Doubt>,
}

/// A token on disk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) token: String,
    /// When it was received, in seconds since the Unix epoch; none for one that the operator configured.
    pub(super) obtained: Option<u64>,
    /// When it expires, in seconds since the Unix epoch.
    pub(super) expires: Option<u64>,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// When, in seconds since the Unix epoch.
    pub(super) since: u64,
    /// What.
    pub(super) reason: String,
}

impl State {
    /// Begins a chain with a configured token, keeping the last token of the chain before it.
    pub(super) fn begin(store: &Store, seed: &str, before: Option<State>) -> Self {
        Self {
            version: VERSION,
            connection: store.connection.clone(),
            credential: store.credential.clone(),
            seed: text::fingerprint([seed]),
            refresh: Kept {
                token: seed.to_owned(),
                obtained: None,
                expires: None,
            },
            previous: before.map(|state| state.refresh),
            access: None,
            pending: None,
            reconnect: None,
            doubt: None,
        }
    }

    /// Tells whether the chain began with a configured token.
    pub(super) fn began_with(&self, seed: &str) -> bool {
        self.seed == text::fingerprint([seed])
    }

    /// The state that a mark without an outcome means: nobody knows whether the token is used up.
    pub(super) fn after_interruption(mut self) -> Self {
        let since = self.pending.as_ref().map_or(0, |mark| mark.since);
        let reason = "an exchange was interrupted before its answer was stored, so the refresh token may be used up".to_owned();
        self.reconnect = Some(Mark { since, reason });
        self
    }

    fn encode(&self) -> io::Result<Vec<u8>> {
        serde_json::to_vec_pretty(self).map_err(io::Error::from)
    }
}

/// Where a state is kept.
#[derive(Debug, Clone)]
pub(super) struct Store {
    path: PathBuf,
    connection: String,
    credential: String,
}

/// The right to change a state; other processes wait for it.
#[derive(Debug)]
pub(super) struct StateLock {
    _file: File,
}

impl Store {
    /// Prepares the folder for tokens.
    ///
    /// # Errors
    /// Fails when the folder cannot be made or made private.
    pub(super) fn open(
        state: &Path,
        connection: &str,
        credential: &str,
    ) -> Result<Self, OpenError> {
        let folder = state.join("tokens");
        close_folder(&folder).map_err(|source| OpenError::State {
            path: folder.clone(),
            source,
        })?;
        let path = folder.join(format!("{connection}-{credential}.json"));
        Ok(Self {
            path,
            connection: connection.to_owned(),
            credential: credential.to_owned(),
        })
    }

    /// The place of a state that was found there.
    pub(super) fn at(path: &Path, state: &State) -> Self {
        Self {
            path: path.to_owned(),
            connection: state.connection.clone(),
            credential: state.credential.clone(),
        }
    }

    /// Returns where the state is kept.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Waits for the right to change the state.
    ///
    /// # Errors
    /// Fails as the file system does, or when somebody else holds it for too long.
    pub(super) async fn lock(&self) -> io::Result<StateLock> {
        let file = open_file(&self.path.with_extension("lock"))?;
        let start = tokio::time::Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(StateLock { _file: file }),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if start.elapsed() > LOCK_PATIENCE => {
                    return Err(io::Error::new(
                        io::ErrorKind::WouldBlock,
                        "another process has held its lock for too long; look for a hanging process",
                    ));
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(LOCK_POLL).await,
            }
        }
    }

    /// Reads the state; none when there is none yet.
    ///
    /// # Errors
    /// Fails when the file cannot be read, or is somebody else's. No message quotes its content.
    pub(super) fn read(&self) -> io::Result<Option<State>> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
        let state: State = serde_json::from_slice(&bytes).map_err(|error| {
            invalid(format!(
                "line {} is not what was written there",
                error.line()
            ))
        })?;
        if state.version != VERSION {
            return Err(invalid(format!(
                "it has the version {} and this program knows {VERSION}",
                state.version
            )));
        }
        if (&state.connection, &state.credential) != (&self.connection, &self.credential) {
            return Err(invalid(format!(
                "it belongs to credential {} of connection {}; rename one of them",
                state.credential, state.connection
            )));
        }
        Ok(Some(state))
    }

    /// Returns the outcome of the exchange that a state says is under way, where it was written down but
    /// the process was killed before it could put it in place. The place is taken again before every
    /// exchange, so what is found there belongs to this one.
    pub(super) fn outcome(&self, under_way: &State) -> Option<State> {
        let written = Reservation::left_behind(&self.path).ok()??;
        // Cut off in the middle it is no JSON, and the outcome stays unknown.
        let outcome: State = serde_json::from_slice(&written).ok()?;
        let before = [Some(&outcome.refresh), outcome.previous.as_ref()];
        let follows = before
            .into_iter()
            .flatten()
            .any(|kept| kept.token == under_way.refresh.token);
        (outcome.version == VERSION
            && outcome.connection == self.connection
            && outcome.credential == self.credential
            && outcome.seed == under_way.seed
            && outcome.pending.is_none()
            && follows)
            .then_some(outcome)
    }

    /// Replaces the state durably. Blocks for a write to disk.
    ///
    /// # Errors
    /// Fails as the file system does; the old state is then still there.
    pub(super) async fn write(&self, state: &State) -> io::Result<()> {
        let (path, content) = (self.path.clone(), state.encode()?);
        blocking(move || replace_locked(&path, &content)).await
    }

    /// Takes a place on the disk for the next state, whose size is not known yet.
    ///
    /// # Errors
    /// Fails as the file system does, for example when the disk is full.
    pub(super) async fn reserve(&self) -> io::Result<Reservation> {
        let path = self.path.clone();
        blocking(move || Reservation::take(&path)).await
    }

    /// Replaces the state durably in the place that was taken for it.
    ///
    /// # Errors
    /// Fails as the file system does; the old state is then still there.
    pub(super) async fn fill(&self, mut reservation: Reservation, state: &State) -> io::Result<()> {
        let content = state.encode()?;
        blocking(move || reservation.fill(&content)).await
    }
}

/// Runs file work where it holds up nobody else.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}
