//! The log of an account, which is opened at once where there is a limit on requests, and else by the first pause.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::super::clock::Clock;
use super::super::statistics::nanos;
use super::file::{self, Content};
use super::shared::Shared;
use super::spec::Pacing;
use super::window::{LONGEST_PAUSE, Pause};

/// One account: its pauses, and its requests where they are limited.
pub(super) struct Account {
    is_paced: bool,
    pacing: Pacing,
    folder: PathBuf,
    key: String,
    longest_try: Duration,
    clock: Arc<dyn Clock>,
    shared: OnceLock<Arc<Shared>>,
    /// A pause that could not be written where other processes look.
    unsaved: Mutex<Option<Pause>>,
}

impl Account {
    /// Opens the account. Without a limit on requests no file is touched.
    pub(super) fn open(
        pacing: &Pacing,
        (folder, key): (&Path, &str),
        longest_try: Duration,
        clock: Arc<dyn Clock>,
    ) -> io::Result<Self> {
        let account = Self {
            is_paced: pacing.requests > 0,
            pacing: pacing.clone(),
            folder: folder.to_owned(),
            key: key.to_owned(),
            longest_try,
            clock,
            shared: OnceLock::new(),
            unsaved: Mutex::default(),
        };
        if account.is_paced {
            account.log()?;
        }
        Ok(account)
    }

    /// The log where there is a limit on requests.
    pub(super) fn paced(&self) -> Option<&Arc<Shared>> {
        self.shared.get().filter(|_| self.is_paced)
    }

    /// Lengthens the vendor's pause.
    pub(super) async fn pause(&self, pause: Pause) {
        match self.log() {
            Ok(log) => log.pause(pause).await,
            Err(error) => {
                tracing::warn!(%error, "the pause that the vendor asked for cannot be stored; other processes on this machine do not know about it");
                self.unsaved(|unsaved| *unsaved = Some(pause));
            }
        }
    }

    /// Takes the vendor's pause away, and returns it.
    pub(super) async fn lift(&self) -> Option<Pause> {
        let unsaved = self.unsaved(Option::take);
        let saved = match self.standing() {
            Some(_) => self.log().ok()?.lift().await,
            None => None,
        };
        saved.or(unsaved)
    }

    /// Returns the vendor's pause. Blocks for some tens of microseconds.
    pub(super) fn standing(&self) -> Option<Pause> {
        if let Some(log) = self.paced() {
            return log.standing();
        }
        let now = nanos(self.clock.now());
        let unsaved = self.unsaved(|unsaved| {
            *unsaved = unsaved.and_then(|pause| pause.left(now, nanos(LONGEST_PAUSE)));
            *unsaved
        });
        unsaved.or_else(|| match file::look(&file::path(&self.folder, &self.key)) {
            Ok(Content::Log(window)) => window.standing(now),
            Ok(Content::New) => None,
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // What cannot be read may be a pause: one window is waited, as others do.
            Ok(Content::Unreadable) | Err(_) => self.log().ok()?.standing(),
        })
    }

    fn log(&self) -> io::Result<&Arc<Shared>> {
        if let Some(log) = self.shared.get() {
            return Ok(log);
        }
        let place = (self.folder.as_path(), self.key.as_str());
        let clock = Arc::clone(&self.clock);
        let log = Shared::open(&self.pacing, place, self.longest_try, clock)?;
        // Where two come at once, one of two logs of one file is enough.
        Ok(self.shared.get_or_init(|| Arc::new(log)))
    }

    fn unsaved<R>(&self, look: impl FnOnce(&mut Option<Pause>) -> R) -> R {
        look(&mut self.unsaved.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
