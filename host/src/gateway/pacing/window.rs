//! The log of a sliding window: pure data, no clock, no file.
//!
//! The vendor counts arrivals, and we see only departures and answers. A request arrives somewhere
//! between the two, so a slot is occupied from the departure until one window after the answer.
//! With N slots, any N + 1 requests then contain one whose answer came at least a window before
//! the last of them left: no window at the vendor can hold N + 1 arrivals, whatever the latency
//! does, and bursts up to N are free.

use std::collections::BTreeSet;
use std::time::Duration;

use super::super::statistics::nanos;

/// The longest pause that is believed. It holds up every process of the account, so one absurd header
/// must not stop it for a week; a vendor that means more than this says so again.
pub(in super::super) const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);

/// Nanoseconds since the Unix epoch.
pub(super) type Nanos = u64;

/// One request in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// Which gateway sent it.
    pub(super) owner: u64,
    /// Its number there.
    pub(super) number: u64,
    /// When it left.
    pub(super) started: Nanos,
    /// When its answer came, or the try was given up.
    pub(super) completed: Option<Nanos>,
}

/// A pause that the vendor asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pause {
    /// When it was asked for.
    pub(super) set: Nanos,
    /// When it ends.
    pub(super) until: Nanos,
}

impl Pause {
    /// Keeps the length of the pause when the clock has gone back since it was set.
    fn rebased(self, now: Nanos) -> Self {
        if self.set <= now {
            return self;
        }
        Self {
            set: now,
            until: now.saturating_add(self.until.saturating_sub(self.set)),
        }
    }

    /// Ends it after `longest`, whoever wrote it: an earlier version of this program believed a week.
    fn bounded(self, longest: Nanos) -> Self {
        Self {
            until: self.until.min(self.set.saturating_add(longest)),
            ..self
        }
    }

    /// Returns what is left of the pause, of which no more than `longest` is believed.
    pub(super) fn left(self, now: Nanos, longest: Nanos) -> Option<Self> {
        Some(self.rebased(now).bounded(longest)).filter(|pause| pause.until > now)
    }
}

/// A limit on requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    /// So many requests …
    pub(super) requests: usize,
    /// … in any window of so many nanoseconds.
    pub(super) window: Nanos,
    /// After so many nanoseconds a request that nobody completed has arrived or never will.
    pub(super) stale: Nanos,
}

/// Whether a request may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may leave now.
    Free,
    /// Not before a slot is freed at this time.
    Full(Nanos),
    /// Not before the vendor's pause ends at this time.
    Paused(Nanos),
    /// Not before one of the requests under way is answered.
    Busy,
}

/// The requests of the last window, and the vendor's pause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) slots: Vec<Slot>,
    pub(super) pause: Option<Pause>,
    /// The longest window that anybody who shares the log looks at.
    pub(super) keep: Nanos,
}

impl Window {
    /// Returns a log that permits nothing for one window; for when the real one is unreadable.
    pub(super) fn unknown(now: Nanos, rate: Rate) -> Self {
        Self {
            pause: Some(Pause {
                set: now,
                until: now.saturating_add(rate.window),
            }),
            ..Self::default()
        }
    }

    /// Drops what no longer counts and repairs what a jump of the clock has broken.
    pub(super) fn tidy(&mut self, now: Nanos, rate: Rate) {
        self.keep = self.keep.max(rate.window);
        for slot in &mut self.slots {
            slot.started = slot.started.min(now);
            slot.completed = slot.completed.map(|completed| completed.min(now));
            let given_up = slot.started.saturating_add(rate.stale);
            if slot.completed.is_none() && given_up <= now {
                slot.completed = Some(given_up);
            }
        }
        let keep = self.keep;
        self.slots.retain(|slot| occupied(slot, now, keep));
        self.pause = self.standing(now);
    }

    /// Returns what is left of the pause.
    pub(super) fn standing(&self, now: Nanos) -> Option<Pause> {
        // The pause that stands in for a log that is unreadable is as long as a window.
        let longest = nanos(LONGEST_PAUSE).max(self.keep);
        self.pause.and_then(|pause| pause.left(now, longest))
    }

    /// Decides whether a request may leave. The log must be tidy.
    pub(super) fn verdict(&self, now: Nanos, rate: Rate) -> Verdict {
        if let Some(pause) = self.pause {
            return Verdict::Paused(pause.until);
        }
        let counted: Vec<_> = self
            .slots
            .iter()
            .filter(|slot| occupied(slot, now, rate.window))
            .collect();
        if counted.len() < rate.requests {
            return Verdict::Free;
        }
        let mut freed: Vec<Nanos> = counted
            .iter()
            .filter_map(|slot| slot.completed)
            .map(|completed| completed.saturating_add(rate.window))
            .collect();
        let needed = counted.len() - rate.requests;
        if needed >= freed.len() {
            return Verdict::Busy;
        }
        let (_, time, _) = freed.select_nth_unstable(needed);
        Verdict::Full(*time)
    }

    /// Returns how many requests could leave at once.
    pub(super) fn free(&self, now: Nanos, rate: Rate) -> usize {
        if self.pause.is_some() {
            return 0;
        }
        let taken = self
            .slots
            .iter()
            .filter(|slot| occupied(slot, now, rate.window))
            .count();
        rate.requests.saturating_sub(taken)
    }

    /// Adds a slot, or the news about it.
    pub(super) fn put(&mut self, news: Slot) {
        match self
            .slots
            .iter_mut()
            .rev()
            .find(|slot| slot.owner == news.owner && slot.number == news.number)
        {
            Some(slot) => *slot = news,
            None => self.slots.push(news),
        }
    }

    /// Takes a slot back whose request never left.
    pub(super) fn remove(&mut self, owner: u64, number: u64) {
        self.slots
            .retain(|slot| (slot.owner, slot.number) != (owner, number));
    }

    /// Lengthens the pause; one that ends later already stays.
    pub(super) fn pause(&mut self, pause: Pause) {
        if self.pause.is_none_or(|current| current.until < pause.until) {
            self.pause = Some(pause);
        }
    }

    /// Returns the other owners that have requests under way.
    pub(super) fn others_under_way(&self, owner: u64) -> BTreeSet<u64> {
        let under_way = self
            .slots
            .iter()
            .filter(|slot| slot.completed.is_none() && slot.owner != owner);
        under_way.map(|slot| slot.owner).collect()
    }

    /// Completes the requests of an owner that is gone. When they arrived is not known, but they
    /// left before now.
    pub(super) fn bury(&mut self, owner: u64, now: Nanos) {
        for slot in self
            .slots
            .iter_mut()
            .filter(|slot| slot.owner == owner && slot.completed.is_none())
        {
            slot.completed = Some(now);
        }
    }
}

fn occupied(slot: &Slot, now: Nanos, window: Nanos) -> bool {
    slot.completed
        .is_none_or(|completed| completed.saturating_add(window) > now)
}
