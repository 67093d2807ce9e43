//! The mark that an exchange leaves on disk, and when.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::super::wire::BeforeForm;
use super::state::{State, Store};

/// Where a call for a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No token is on its way.
    Idle,
    /// A token may be on its way: its answer must be waited for.
    UnderWay,
    /// Nobody waits any more: no token may leave.
    Ended,
}

/// What lets a token out while somebody waits for the answer, and lets the waiting end while none is on its way.
#[derive(Debug)]
pub(super) struct Gate(watch::Sender<Phase>);

impl Gate {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(watch::Sender::new(Phase::Idle)))
    }

    /// Whether a token may be on its way.
    pub(super) fn is_under_way(&self) -> bool {
        *self.0.borrow() == Phase::UnderWay
    }

    /// Ends the waiting as soon as no token is on its way; from then on none may leave.
    pub(super) async fn close(&self) {
        let mut phase = self.0.subscribe();
        // The sender lives as long as this, so the wait has an end.
        while phase
            .wait_for(|phase| *phase != Phase::UnderWay)
            .await
            .is_ok()
        {
            if self.change(Phase::Idle, Phase::Ended) {
                return;
            }
        }
    }

    /// Changes from one phase to another, and returns whether it was the former.
    fn change(&self, from: Phase, to: Phase) -> bool {
        self.0.send_if_modified(|phase| {
            let fits = *phase == from;
            if fits {
                *phase = to;
            }
            fits
        })
    }
}

/// The mark of one try, and how far it has come.
pub(super) struct Marking(Arc<Progress>);

struct Progress {
    gate: Arc<Gate>,
    begun: AtomicBool,
    /// What became of the mark, once that is known.
    outcome: watch::Sender<Option<Result<(), Arc<io::Error>>>>,
    /// Whether the token was handed out to be sent.
    released: AtomicBool,
}

/// What a try has done by its end.
pub(super) enum Marked {
    /// Nothing: the connection never stood.
    Nothing,
    /// The mark is on disk, and the token has not left.
    Kept,
    /// The mark is on disk, and the token may have left.
    Released,
    /// The mark could not be written, and the token has not left.
    Failed(Arc<io::Error>),
}

impl Marking {
    pub(super) fn new(gate: &Arc<Gate>) -> Self {
        Self(Arc::new(Progress {
            gate: Arc::clone(gate),
            begun: AtomicBool::new(false),
            outcome: watch::Sender::new(None),
            released: AtomicBool::new(false),
        }))
    }

    /// Returns what writes the mark, to be run when the connection stands.
    pub(super) fn write(&self, store: Store, under_way: State) -> BeforeForm {
        let progress = Arc::clone(&self.0);
        Box::pin(async move {
            if !progress.gate.change(Phase::Idle, Phase::UnderWay) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            progress.begun.store(true, Ordering::SeqCst);
            // A task of its own: when the connection breaks, this is dropped, and the disk goes on writing.
            let writing = Arc::clone(&progress);
            tokio::spawn(async move {
                let written = store.write(&under_way).await.map_err(Arc::new);
                writing.outcome.send_replace(Some(written));
            });
            progress
                .outcome()
                .await
                .map_err(|error| io::Error::from(error.kind()))?;
            progress.released.store(true, Ordering::SeqCst);
            Ok(())
        })
    }

    /// Waits until the disk is done, and returns what this try has done.
    pub(super) async fn ended(&self) -> Marked {
        let Self(progress) = self;
        if !progress.begun.load(Ordering::SeqCst) {
            return Marked::Nothing;
        }
        match progress.outcome().await {
            Err(error) => Marked::Failed(error),
            Ok(()) if progress.released.load(Ordering::SeqCst) => Marked::Released,
            Ok(()) => Marked::Kept,
        }
    }
}

impl Progress {
    async fn outcome(&self) -> Result<(), Arc<io::Error>> {
        let mut outcome = self.outcome.subscribe();
        let known = outcome.wait_for(Option::is_some).await;
        known
            .ok()
            .and_then(|outcome| outcome.clone())
            // The sender lives as long as this.
            .unwrap_or_else(|| Err(Arc::new(io::Error::other("the mark was given up"))))
    }
}

impl Drop for Marking {
    /// The outcome is stored by now.
    fn drop(&mut self) {
        self.0.gate.change(Phase::UnderWay, Phase::Idle);
    }
}

/// Takes a lock; what it guards is whole whatever its holder died of.
pub(super) fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
