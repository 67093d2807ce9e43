//! The refresh token grant with tokens that are used once.
//!
//! Every exchange replaces the refresh token. Two exchanges with one token, or an answer that is
//! lost, cut the account off until a person asks the vendor for new credentials. Therefore:
//!
//! - one exchange at a time, across tasks (a mutex) and processes (a lock file), and whoever gets
//!   its turn looks first at what the one before has left;
//! - the disk space for the answer is taken before the vendor is called, and a mark is durably on disk when the
//!   connection stands, before the token leaves; the new token is durably on disk before its access token is used;
//! - an outcome that is not known (timeout, broken connection, a mark that a crash left behind)
//!   ends in "reconnect needed", and the token is never tried again;
//! - an answer that does not say what became of the token (5xx) leaves it in effect, and one run sends it twice at most: see
//!   [`super::doubt`];
//! - an exchange runs in a task of its own, so that a caller who gives up does not break it off.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::sync::{Mutex, Notify};

use crate::base::Secret;
use crate::base::remedy;

use super::super::error::SendError;
use super::super::statistics::nanos;
use super::super::wire::Wire;
use super::doubt::Answers;
use super::exchange::Exchange;
use super::marking::{Gate, unpoisoned};
use super::state::{Kept, State, StateLock, Store};
use super::status::TokenStatus;
use super::token::{AccessToken, TokenCell};

/// How long an early renewal that failed is left alone.
const RENEWAL_BREAK: Duration = Duration::from_secs(3600);

/// One credential's chain of tokens.
pub(super) struct RefreshToken {
    pub(super) credential: String,
    pub(super) vendor_name: String,
    /// The setting that holds the first refresh token.
    pub(super) setting: String,
    pub(super) origin: usize,
    pub(super) token_path: String,
    pub(super) seed: Secret,
    pub(super) client_id: Option<Secret>,
    pub(super) client_secret: Option<Secret>,
    pub(super) headers: HeaderMap,
    pub(super) lifetime: Duration,
    pub(super) renew_after: Duration,
    pub(super) store: Store,
    pub(super) cell: TokenCell,
    /// From when on the refresh token is renewed though nobody needs it; nanoseconds since the Unix epoch.
    pub(super) renewal_due: AtomicU64,
    /// Held by whoever exchanges, so that the others wait for the same token.
    pub(super) flight: Mutex<()>,
    /// The gate of the call that asks now, or asked last.
    pub(super) gate: std::sync::Mutex<Option<Arc<Gate>>>,
    /// Tells a running exchange that the program is about to end.
    pub(super) ending: Notify,
    /// What the token endpoint has answered in this run.
    pub(super) answers: std::sync::Mutex<Answers>,
    /// A state that could not be written: the vendor has given a token and the disk refused it.
    pub(super) unsaved: std::sync::Mutex<Option<State>>,
}

impl RefreshToken {
    /// Returns a usable access token that is not the refused one.
    ///
    /// # Errors
    /// Fails when none can be had; as `ReconnectNeeded` when only a person can help.
    pub(super) async fn token(
        self: &Arc<Self>,
        wire: &Arc<Wire>,
        refused: Option<Arc<AccessToken>>,
    ) -> Result<Arc<AccessToken>, SendError> {
        let now = wire.now();
        if let Some(token) = self
            .cell
            .usable(now, refused.as_deref())
            .filter(|_| !self.is_renewal_due(now))
        {
            return Ok(token);
        }
        let (this, wire) = (Arc::clone(self), Arc::clone(wire));
        let task = tokio::spawn(async move {
            let ending = this.ending.notified();
            tokio::pin!(ending);
            ending.as_mut().enable();
            let gate = Gate::new();
            tokio::select! {
                biased;
                outcome = this.obtain(&wire, refused.as_deref(), &gate) => outcome,
                () = async { ending.await; gate.close().await } => Err(SendError::Connection(
                    "the program is ending, and no token was requested; the refresh token is untouched".to_owned(),
                )),
            }
        });
        task.await.unwrap_or_else(|error| {
            Err(SendError::Credential(format!(
                "the exchange of a token was interrupted: {error}; run the command again"
            )))
        })
    }

    fn is_renewal_due(&self, now: Duration) -> bool {
        nanos(now) >= self.renewal_due.load(Ordering::Relaxed)
    }

    async fn obtain(
        &self,
        wire: &Wire,
        refused: Option<&AccessToken>,
        gate: &Arc<Gate>,
    ) -> Result<Arc<AccessToken>, SendError> {
        let _flight = self.flight.lock().await;
        *unpoisoned(&self.gate) = Some(Arc::clone(gate));
        if let Some(token) = self
            .cell
            .usable(wire.now(), refused)
            .filter(|_| !self.is_renewal_due(wire.now()))
        {
            return Ok(token);
        }
        let lock = self
            .store
            .lock()
            .await
            .map_err(|error| self.unusable_state(&error))?;
        let state = self.load(wire, &lock).await?;
        match self.kept_access(&state, wire.now(), refused) {
            Some(token) if !self.renewal_is_due(&state, wire.now()) => {
                Ok(self.keep(token, self.next_renewal(&state)))
            }
            Some(token) => self.renew_early(wire, &lock, state, token, gate).await,
            None => self.exchange(wire, &lock, state, gate).await,
        }
    }

    async fn exchange(
        &self,
        wire: &Wire,
        lock: &StateLock,
        state: State,
        gate: &Arc<Gate>,
    ) -> Result<Arc<AccessToken>, SendError> {
        let (state, token) = Exchange {
            grant: self,
            wire,
            _lock: lock,
            gate,
        }
        .run(state)
        .await?;
        Ok(self.keep(token, self.next_renewal(&state)))
    }

    /// Renews a refresh token that is getting old. The access token still works, so a failure that
    /// costs nothing is not a reason to stop.
    async fn renew_early(
        &self,
        wire: &Wire,
        lock: &StateLock,
        state: State,
        token: AccessToken,
        gate: &Arc<Gate>,
    ) -> Result<Arc<AccessToken>, SendError> {
        match self.exchange(wire, lock, state, gate).await {
            Err(error) if !matches!(error, SendError::ReconnectNeeded(_)) => {
                tracing::warn!(
                    credential = self.credential,
                    error = wire.redactor.mask(&error.to_string()),
                    "the refresh token is old and could not be renewed; it is tried again in an hour"
                );
                Ok(self.keep(token, wire.now() + RENEWAL_BREAK))
            }
            outcome => outcome,
        }
    }

    /// Reads the state that is in effect, and rejects one that only a person can fix.
    async fn load(&self, wire: &Wire, lock: &StateLock) -> Result<State, SendError> {
        self.save_unsaved(lock).await?;
        let seed = self.seed.reveal();
        let found = self
            .store
            .read()
            .map_err(|error| self.unusable_state(&error))?;
        let mut state = match found {
            Some(state) if state.began_with(seed) => state,
            other => State::begin(&self.store, seed, other),
        };
        let interrupted = state.pending.is_some() && state.reconnect.is_none();
        if interrupted {
            state = self.after_interruption(state);
        }
        for kept in [
            Some(&state.refresh),
            state.previous.as_ref(),
            state.access.as_ref(),
        ]
        .into_iter()
        .flatten()
        {
            wire.redactor.add_token(&kept.token);
        }
        if interrupted {
            self.store
                .write(&state)
                .await
                .map_err(|error| self.unusable_state(&error))?;
        }
        match &state.reconnect {
            Some(mark) => Err(self.reconnect_needed(&mark.reason)),
            None => Ok(state),
        }
    }

    /// Returns what an exchange that was killed has led to: its outcome where that was written down, and
    /// else that nobody knows whether the token is used up.
    fn after_interruption(&self, under_way: State) -> State {
        self.store
            .outcome(&under_way)
            .unwrap_or_else(|| under_way.after_interruption())
    }

    async fn save_unsaved(&self, _lock: &StateLock) -> Result<(), SendError> {
        let Some(state) = self.lock_unsaved().take() else {
            return Ok(());
        };
        self.store.write(&state).await.map_err(|error| {
            *self.lock_unsaved() = Some(state);
            self.unusable_state(&error)
        })
    }

    /// Keeps a state for later that could not be written now.
    pub(super) fn remember_unsaved(&self, state: State) {
        *self.lock_unsaved() = Some(state);
    }

    fn lock_unsaved(&self) -> std::sync::MutexGuard<'_, Option<State>> {
        unpoisoned(&self.unsaved)
    }

    /// Returns the access token on disk when it is still good; another process may have put it there.
    fn kept_access(
        &self,
        state: &State,
        now: Duration,
        refused: Option<&AccessToken>,
    ) -> Option<AccessToken> {
        let Kept {
            token,
            obtained,
            expires,
        } = state.access.as_ref()?;
        let (obtained, expires) = (
            Duration::from_secs((*obtained)?),
            Duration::from_secs((*expires)?),
        );
        let token = AccessToken::new(token, obtained, Some(expires.saturating_sub(obtained)))?;
        let is_refused = refused.is_some_and(|refused| refused.value == token.value);
        (token.is_usable(now) && !is_refused).then_some(token)
    }

    /// Whether the refresh token is so old that it is renewed though nobody needs it. An age below
    /// zero means that the clock was set; it is then renewed when it is next needed.
    fn renewal_is_due(&self, state: &State, now: Duration) -> bool {
        let age = state
            .refresh
            .obtained
            .and_then(|obtained| now.checked_sub(Duration::from_secs(obtained)));
        age.is_some_and(|age| age >= self.renew_after)
    }

    /// Returns when the refresh token is renewed though nobody needs it.
    fn next_renewal(&self, state: &State) -> Duration {
        state.refresh.obtained.map_or(Duration::MAX, |obtained| {
            Duration::from_secs(obtained).saturating_add(self.renew_after)
        })
    }

    fn keep(&self, token: AccessToken, renewal_due: Duration) -> Arc<AccessToken> {
        self.renewal_due
            .store(nanos(renewal_due), Ordering::Relaxed);
        let token = Arc::new(token);
        self.cell.set(Some(Arc::clone(&token)));
        token
    }

    /// Ends what waits for a token, and waits for the answer where one is on its way.
    pub(super) async fn settle(&self) {
        self.ending.notify_waiters();
        let gate = unpoisoned(&self.gate).clone();
        if gate.is_some_and(|gate| gate.is_under_way()) {
            tracing::warn!(
                credential = self.credential,
                "waiting for {}: a refresh token was sent, and stopping now may lose the new one",
                self.vendor_name
            );
        }
        drop(self.flight.lock().await);
    }

    /// Says that only a person can help, and how.
    pub(super) fn reconnect_needed(&self, reason: &str) -> SendError {
        self.cell.set(None);
        SendError::ReconnectNeeded(format!(
            "reconnect needed for credential {}: {reason}; request new credentials in {}'s portal and set the new token as {}",
            self.credential, self.vendor_name, self.setting
        ))
    }

    /// Says that the state on disk cannot be used. No exchange is made without it.
    pub(super) fn unusable_state(&self, error: &std::io::Error) -> SendError {
        let full = remedy(error);
        if !full.is_empty() {
            // The file is good, and whoever removes it loses the token.
            return SendError::State(format!(
                "the token file {} cannot be written: {error}{full}",
                self.store.path().display()
            ));
        }
        SendError::State(format!(
            "the token file {} cannot be used: {error}; repair it, or delete it and set a new token from {}'s portal as {}",
            self.store.path().display(),
            self.vendor_name,
            self.setting
        ))
    }

    /// Returns how the refresh token stands.
    pub(super) fn status(&self, now: Duration) -> TokenStatus {
        let mut status = TokenStatus {
            credential: self.credential.clone(),
            age: None,
            expires_in: None,
            reconnect_needed: false,
            reason: None,
            doubt: None,
        };
        let state = match self.store.read() {
            Ok(state) => state.filter(|state| state.began_with(self.seed.reveal())),
            Err(error) => {
                status.reason = Some(self.unusable_state(&error).to_string());
                return status;
            }
        };
        let Some(state) = state else {
            return status;
        };
        let obtained = state.refresh.obtained.map(Duration::from_secs);
        let expires = state
            .refresh
            .expires
            .map(Duration::from_secs)
            .or_else(|| Some(obtained? + self.lifetime));
        status.age = obtained.map(|obtained| now.saturating_sub(obtained));
        status.expires_in = expires.map(|expires| expires.saturating_sub(now));
        status.reconnect_needed = state.reconnect.is_some();
        status.reason = state.reconnect.map(|mark| mark.reason);
        status.doubt = state.doubt.map(|doubt| doubt.reason);
        status
    }
}
