//! Lets requests leave: at most so many at once, at most so many in any window, none in a pause.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::clock::Clock;
use super::super::statistics::{Counters, nanos};
use super::account::Account;
use super::shared::Taken;
use super::spec::Pacing;
use super::window::{Pause, Verdict};

/// How long requests under way may hold up a sleep, so that their answers are not dated after it.
/// It makes no difference to the system's clock; one that jumps would date them too late.
const SETTLING: Duration = Duration::from_millis(250);

/// How long a waiter trusts what it knows about other processes. This is not a wait that the vendor
/// asks for, but one for an event outside, so it is real time.
const FOREIGN_POLL: Duration = Duration::from_millis(20);

/// How often somebody who waits for a pause looks whether it was lifted.
const LIFT_POLL: Duration = Duration::from_secs(2);

/// The vendor asked for a pause that is longer than anybody waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct PauseTooLong {
    /// When it ends, since the Unix epoch.
    pub(in super::super) until: Duration,
}

/// Lets requests leave.
pub(in super::super) struct Pacer {
    places: Arc<Semaphore>,
    account: Arc<Account>,
    /// Who waits for a slot; the queue is first in, first out.
    turn: tokio::sync::Mutex<()>,
    longest_pause: Duration,
    clock: Arc<dyn Clock>,
    counters: Arc<Counters>,
}

/// A request that may leave. Dropping it frees its place.
#[derive(Debug)]
pub(in super::super) struct Permit {
    slot: Option<Taken>,
    _place: OwnedSemaphorePermit,
}

impl Permit {
    /// Notes that the answer has begun: the request has arrived at the vendor by now.
    pub(in super::super) fn answered(&mut self) {
        self.slot = None;
    }

    /// Notes that the request never left.
    pub(in super::super) fn unused(mut self) {
        if let Some(slot) = self.slot.take() {
            slot.give_back();
        }
    }
}

impl Pacer {
    /// Opens the log of an account in `folder`; `key` names the account. A request that was not
    /// completed counts as arrived after `longest_try`.
    pub(in super::super) fn open(
        pacing: &Pacing,
        (folder, key): (&Path, &str),
        (longest_try, longest_pause): (Duration, Duration),
        clock: Arc<dyn Clock>,
        counters: Arc<Counters>,
    ) -> std::io::Result<Self> {
        let account = Account::open(pacing, (folder, key), longest_try, Arc::clone(&clock))?;
        Ok(Self {
            places: Arc::new(Semaphore::new(
                pacing.in_flight.clamp(1, Semaphore::MAX_PERMITS),
            )),
            account: Arc::new(account),
            turn: tokio::sync::Mutex::new(()),
            longest_pause,
            clock,
            counters,
        })
    }

    /// Waits until a request may leave.
    ///
    /// # Errors
    /// Fails at once when the vendor's pause is longer than anybody waits.
    pub(in super::super) async fn enter(&self) -> Result<Permit, PauseTooLong> {
        // The semaphore is never closed; a closed one would only mean that nothing may leave.
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
            return Err(PauseTooLong {
                until: Duration::MAX,
            });
        };
        let slot = self.slot().await?;
        Ok(Permit {
            slot,
            _place: place,
        })
    }

    /// Draws units for a request that the vendor counts several times. They are dated now, since
    /// nobody says which request they belong to. Gives up quietly in a pause that is too long:
    /// the request that follows reports it.
    pub(in super::super) async fn acquire(&self, cost: u32) {
        for _ in 0..cost {
            if !matches!(self.slot().await, Ok(Some(_))) {
                return;
            }
        }
    }

    /// Makes every request of the account wait.
    pub(in super::super) async fn pause(&self, length: Duration) {
        let set = nanos(self.clock.now());
        let pause = Pause {
            set,
            until: set.saturating_add(nanos(length)),
        };
        self.account.pause(pause).await;
    }

    /// Ends the pause before its time, for every process of the account; returns when it would have ended.
    pub(in super::super) async fn lift(&self) -> Option<Duration> {
        let lifted = self.account.lift().await;
        lifted.map(|pause| Duration::from_nanos(pause.until))
    }

    /// Returns when the pause ends that stands now. Blocks for some tens of microseconds.
    pub(in super::super) fn standing_until(&self) -> Option<Duration> {
        let pause = self.account.standing();
        pause.map(|pause| Duration::from_nanos(pause.until))
    }

    /// Returns how many requests could leave without waiting; `u32::MAX` where the account is not paced.
    pub(in super::super) fn budget(&self) -> u32 {
        match self.account.paced() {
            Some(log) => log.free(),
            None if self.standing_until().is_some() => 0,
            None => u32::MAX,
        }
    }

    async fn slot(&self) -> Result<Option<Taken>, PauseTooLong> {
        let Some(shared) = self.account.paced() else {
            while let Some(until) = self.pause_in_force().await {
                self.hold_for_pause(until).await?;
            }
            return Ok(None);
        };
        let _turn = self.turn.lock().await;
        loop {
            let answered = shared.answered();
            match shared.take().await {
                Ok(slot) => return Ok(Some(slot)),
                Err(Verdict::Paused(until)) => {
                    self.hold_for_pause(Duration::from_nanos(until)).await?
                }
                Err(Verdict::Full(until)) => {
                    let until = Duration::from_nanos(until);
                    self.hold(until, until).await;
                }
                Err(Verdict::Free | Verdict::Busy) => {
                    let _ = tokio::time::timeout(FOREIGN_POLL, answered).await;
                }
            }
        }
    }

    /// When the pause ends of an account without a limit on requests, whichever process was asked for it.
    async fn pause_in_force(&self) -> Option<Duration> {
        let account = Arc::clone(&self.account);
        let pause = tokio::task::spawn_blocking(move || account.standing());
        // A panic in there is a defect that the panic hook has reported.
        let pause = pause.await.ok().flatten()?;
        Some(Duration::from_nanos(pause.until))
    }

    async fn hold_for_pause(&self, until: Duration) -> Result<(), PauseTooLong> {
        if until.saturating_sub(self.clock.now()) > self.longest_pause {
            return Err(PauseTooLong { until });
        }
        // In pieces: somebody may lift the pause meanwhile.
        let wake = until.min(self.clock.now().saturating_add(LIFT_POLL));
        self.hold(until, wake).await;
        Ok(())
    }

    /// Waits until `wake`; `until` is what whoever asks how long is told.
    async fn hold(&self, until: Duration, wake: Duration) {
        let start = self.clock.now();
        let waiting = self.counters.wait(start, until);
        if let Some(shared) = self.account.paced() {
            let patience = SETTLING.min(wake.saturating_sub(start));
            let _ = tokio::time::timeout(patience, shared.all_answered()).await;
        }
        let left = wake.saturating_sub(self.clock.now());
        if !left.is_zero() {
            self.clock.sleep(left).await;
        }
        waiting.end(self.clock.now());
    }
}
