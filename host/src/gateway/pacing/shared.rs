//! The log of one account in this process, kept in step with the one on disk.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use super::super::clock::Clock;
use super::super::statistics::nanos;
use super::file::{self, Content, PaceFile};
use super::owner::{self, Owner};
use super::spec::Pacing;
use super::window::{Nanos, Pause, Rate, Slot, Verdict, Window};
use crate::base::private::close_folder;

/// The log of one account.
pub(super) struct Shared {
    rate: Rate,
    file: PaceFile,
    folder: PathBuf,
    owner: Owner,
    clock: Arc<dyn Clock>,
    local: Mutex<Local>,
    /// What happened since the log was last written; kept apart so that an answer never waits for the disk.
    news: Mutex<Vec<News>>,
    under_way: AtomicUsize,
    answer: Notify,
    flushing: AtomicBool,
    warned: AtomicBool,
}

/// What this process knows on its own.
#[derive(Debug, Default)]
struct Local {
    /// Slots under way, and those whose end could not be written yet.
    own: Vec<Slot>,
    /// The log as last seen; stands in when the file cannot be used.
    seen: Window,
    last_number: u64,
}

#[derive(Debug, Clone, Copy)]
enum News {
    Completed { number: u64, at: Nanos },
    Unused { number: u64 },
}

/// A slot that was taken. Dropping it completes it.
pub(super) struct Taken {
    shared: Arc<Shared>,
    number: u64,
    used: bool,
}

impl Taken {
    /// Frees the slot at once, because the request never left.
    pub(super) fn give_back(mut self) {
        self.used = false;
    }
}

impl std::fmt::Debug for Taken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Taken")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let number = self.number;
        let at = nanos(self.shared.clock.now());
        let news = if self.used {
            News::Completed { number, at }
        } else {
            News::Unused { number }
        };
        Shared::finish(&self.shared, news);
    }
}

impl Shared {
    pub(super) fn open(
        pacing: &Pacing,
        (folder, key): (&Path, &str),
        longest_try: Duration,
        clock: Arc<dyn Clock>,
    ) -> io::Result<Self> {
        close_folder(folder)?;
        let per = nanos(pacing.per);
        let rate = Rate {
            requests: usize::try_from(pacing.requests).unwrap_or(usize::MAX),
            // A thousandth more, for vendors whose clock runs a little slower than ours.
            window: per.saturating_add(per / 1_000),
            stale: nanos(longest_try),
        };
        Ok(Self {
            rate,
            file: PaceFile::open(&file::path(folder, key))?,
            owner: Owner::register(folder)?,
            folder: folder.to_owned(),
            clock,
            local: Mutex::default(),
            news: Mutex::default(),
            under_way: AtomicUsize::new(0),
            answer: Notify::new(),
            flushing: AtomicBool::new(false),
            warned: AtomicBool::new(false),
        })
    }

    /// Returns a future that ends with the next answer from now on.
    pub(super) fn answered(&self) -> Notified<'_> {
        self.answer.notified()
    }

    /// Waits until no request of this process is under way.
    pub(super) async fn all_answered(&self) {
        loop {
            let answered = self.answered();
            if self.under_way.load(Ordering::Acquire) == 0 {
                return;
            }
            answered.await;
        }
    }

    /// Takes a slot, or says why there is none.
    pub(super) async fn take(self: &Arc<Self>) -> Result<Taken, Verdict> {
        let shared = Arc::clone(self);
        // The slot is made inside, so that it is completed even if nobody waits for it any more.
        let taken = tokio::task::spawn_blocking(move || shared.try_take()).await;
        taken.unwrap_or(Err(Verdict::Busy))
    }

    /// Lengthens the vendor's pause.
    pub(super) async fn pause(self: &Arc<Self>, pause: Pause) {
        let shared = Arc::clone(self);
        let done =
            tokio::task::spawn_blocking(move || shared.update(|window, _, _| window.pause(pause)));
        // A panic in there is a defect that the panic hook has reported.
        let _ = done.await;
    }

    /// Takes the vendor's pause away, and returns it.
    pub(super) async fn lift(self: &Arc<Self>) -> Option<Pause> {
        let shared = Arc::clone(self);
        let lifted =
            tokio::task::spawn_blocking(move || shared.update(|window, _, _| window.pause.take()));
        // A panic in there is a defect that the panic hook has reported.
        lifted.await.ok().flatten()
    }

    /// Returns the vendor's pause. Blocks for some tens of microseconds.
    pub(super) fn standing(&self) -> Option<Pause> {
        self.update(|window, _, _| window.pause)
    }

    /// Returns how many requests could leave at once. Blocks for some tens of microseconds.
    pub(super) fn free(&self) -> u32 {
        let free = self.update(|window, _, now| window.free(now, self.rate));
        u32::try_from(free).unwrap_or(u32::MAX)
    }

    fn try_take(self: Arc<Self>) -> Result<Taken, Verdict> {
        let outcome = self.update(|window, local, now| {
            match window.verdict(now, self.rate) {
                Verdict::Free => {}
                full => match self.bury_the_dead(window, now) {
                    true if window.verdict(now, self.rate) == Verdict::Free => {}
                    true => return Err(window.verdict(now, self.rate)),
                    false => return Err(full),
                },
            }
            local.last_number += 1;
            let slot = Slot {
                owner: self.owner.id,
                number: local.last_number,
                started: now,
                completed: None,
            };
            window.put(slot);
            local.own.push(slot);
            Ok(slot.number)
        });
        let number = outcome?;
        self.under_way.fetch_add(1, Ordering::AcqRel);
        Ok(Taken {
            shared: self,
            number,
            used: true,
        })
    }

    /// Completes the requests of processes that are gone; returns whether there were any.
    fn bury_the_dead(&self, window: &mut Window, now: Nanos) -> bool {
        let mut found = false;
        for owner in window.others_under_way(self.owner.id) {
            if !owner::is_alive(&self.folder, owner) {
                window.bury(owner, now);
                found = true;
            }
        }
        found
    }

    fn finish(this: &Arc<Self>, news: News) {
        this.lock_news().push(news);
        this.under_way.fetch_sub(1, Ordering::AcqRel);
        this.answer.notify_waiters();
        if this.flushing.swap(true, Ordering::AcqRel) {
            return;
        }
        let shared = Arc::clone(this);
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(move || shared.flush())),
            Err(_) => shared.flush(),
        }
    }

    /// Tells other processes what happened here.
    fn flush(&self) {
        self.flushing.store(false, Ordering::Release);
        if !self.lock_news().is_empty() {
            self.update(|_, _, _| ());
        }
    }

    /// Runs a change on the log, on disk or, when that fails, as last seen.
    fn update<R>(&self, mut change: impl FnMut(&mut Window, &mut Local, Nanos) -> R) -> R {
        let mut local = self.local.lock().unwrap_or_else(PoisonError::into_inner);
        for news in std::mem::take(&mut *self.lock_news()) {
            local.learn(news);
        }
        let before = (local.own.clone(), local.last_number);
        let written = self.file.update(|content| {
            let now = nanos(self.clock.now());
            let mut window = match content {
                Content::New => Window::default(),
                Content::Log(window) => window,
                Content::Unreadable => Window::unknown(now, self.rate),
            };
            let result = self.apply(&mut window, &mut local, now, &mut change);
            (window, result)
        });
        match written {
            Ok((window, result)) => {
                local.seen = window;
                local.own.retain(|slot| slot.completed.is_none());
                result
            }
            Err(error) => {
                self.warn(&error);
                (local.own, local.last_number) = before;
                let now = nanos(self.clock.now());
                let mut window = std::mem::take(&mut local.seen);
                let result = self.apply(&mut window, &mut local, now, &mut change);
                local.seen = window;
                result
            }
        }
    }

    fn apply<R>(
        &self,
        window: &mut Window,
        local: &mut Local,
        now: Nanos,
        change: &mut impl FnMut(&mut Window, &mut Local, Nanos) -> R,
    ) -> R {
        for slot in &local.own {
            match slot.completed {
                Some(0) => window.remove(slot.owner, slot.number),
                _ => window.put(*slot),
            }
        }
        window.tidy(now, self.rate);
        change(window, local, now)
    }

    fn warn(&self, error: &io::Error) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "the pacing file cannot be used; other processes on this machine are not taken into account");
        }
    }

    fn lock_news(&self) -> MutexGuard<'_, Vec<News>> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Local {
    fn learn(&mut self, news: News) {
        // A slot that was never used is marked by the time 0 until that is written.
        let (number, completed) = match news {
            News::Completed { number, at } => (number, at.max(1)),
            News::Unused { number } => (number, 0),
        };
        if let Some(slot) = self.own.iter_mut().find(|slot| slot.number == number) {
            slot.completed = Some(completed);
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if !self.lock_news().is_empty() {
            self.update(|_, _, _| ());
        }
    }
}
