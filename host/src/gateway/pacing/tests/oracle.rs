//! The pace against a vendor that counts arrivals in a sliding window.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::Pacing;
use super::super::window::{Rate, Slot, Verdict, Window};
use super::support::*;
use crate::gateway::clock::{Clock, ManualClock};
use crate::gateway::statistics::Counters;

/// A vendor that counts arrivals as a real one does, and says which would have been a 429.
struct Oracle {
    requests: usize,
    window: Duration,
    arrivals: VecDeque<Duration>,
    refused: usize,
}

impl Oracle {
    fn new(requests: usize, window: Duration) -> Self {
        Self {
            requests,
            window,
            arrivals: VecDeque::new(),
            refused: 0,
        }
    }

    fn arrive(&mut self, now: Duration) {
        while self
            .arrivals
            .front()
            .is_some_and(|first| *first + self.window <= now)
        {
            self.arrivals.pop_front();
        }
        if self.arrivals.len() >= self.requests {
            self.refused += 1;
        }
        self.arrivals.push_back(now);
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Runs the log alone, with requests that take any time to arrive and any time to be answered.
#[test]
fn no_window_at_the_vendor_ever_holds_too_many_arrivals() {
    for seed in 0..200 {
        let mut random = Random(seed);
        let requests = 1 + usize::try_from(random.below(40)).unwrap();
        let per = 1_000_000_000 * (1 + random.below(60));
        let rate = Rate {
            requests,
            window: per + per / 1_000,
            stale: 1_000 * per,
        };
        let slowest = 1 + random.below(2 * per);
        let in_flight = 1 + usize::try_from(random.below(8)).unwrap();
        let (mut window, mut now) = (Window::default(), 1_000_000_000_u64);
        let mut arrivals = Vec::new();
        let mut under_way: Vec<(u64, u64)> = Vec::new();
        for number in 0..300 {
            loop {
                under_way.retain(|&(number, end)| {
                    if end <= now {
                        window.put(Slot {
                            owner: 1,
                            number,
                            started: 0,
                            completed: Some(end),
                        });
                    }
                    end > now
                });
                window.tidy(now, rate);
                let next_end = under_way.iter().map(|(_, end)| *end).min();
                if under_way.len() >= in_flight {
                    now = next_end.unwrap();
                    continue;
                }
                now = match window.verdict(now, rate) {
                    Verdict::Free => break,
                    Verdict::Full(until) => until.min(next_end.unwrap_or(u64::MAX)),
                    Verdict::Busy => next_end.unwrap(),
                    Verdict::Paused(_) => panic!("nobody pauses"),
                };
            }
            window.put(Slot {
                owner: 1,
                number,
                started: now,
                completed: None,
            });
            let arrives = now + random.below(slowest);
            arrivals.push(arrives);
            under_way.push((number, arrives + random.below(slowest)));
            now += random.below(per / 20 + 1);
        }
        arrivals.sort_unstable();
        for (first, last) in arrivals.iter().zip(&arrivals[requests..]) {
            assert!(
                last - first >= per,
                "seed {seed}: {} arrivals in {} of {per} ns",
                requests + 1,
                last - first
            );
        }
    }
}

/// Sends `count` requests through a pacer and returns how long that took and how many were refused.
async fn run(pacing: &Pacing, count: usize) -> (Duration, usize) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    let pacer = pacer(pacing, folder.path(), &clock);
    let oracle = Arc::new(Mutex::new(Oracle::new(
        pacing.requests as usize,
        pacing.per,
    )));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..count {
        let (pacer, clock, oracle) = (Arc::clone(&pacer), Arc::clone(&clock), Arc::clone(&oracle));
        tasks.spawn(async move {
            let mut permit = pacer.enter().await.unwrap();
            oracle.lock().unwrap().arrive(clock.now());
            tokio::task::yield_now().await;
            permit.answered();
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let refused = oracle.lock().unwrap().refused;
    (clock.now() - START, refused)
}

#[tokio::test]
async fn the_whole_budget_is_used_and_never_exceeded() {
    for (requests, per, in_flight, count) in [
        (60, 60, 3, 600),
        (30, 60, 2, 301),
        (50, 1, 16, 1_000),
        (1, 10, 4, 20),
        (5, 1, 1, 57),
    ] {
        let (took, refused) = run(&pacing(requests, per, in_flight), count).await;
        // The first window's worth leaves at once.
        let windows = (count - 1) / requests as usize;
        let ideal = Duration::from_secs(per) * u32::try_from(windows).unwrap();
        assert_eq!(refused, 0, "{requests} per {per} s");
        assert!(
            took >= ideal && took <= ideal.mul_f64(1.002),
            "{requests} per {per} s: {took:?} instead of {ideal:?}"
        );
    }
}

/// A clock that jumps must not date answers after the jump that came before it.
#[tokio::test]
async fn answers_that_arrive_while_somebody_waits_are_dated_before_the_wait() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    let counters = Arc::new(Counters::default());
    let pacer = counted(&pacing(3, 60, 4), folder.path(), &clock, &counters);
    drop(pacer.enter().await.unwrap());
    let under_way = [pacer.enter().await.unwrap(), pacer.enter().await.unwrap()];
    let answer = async {
        while counters.snapshot().waiting_until.is_none() {
            tokio::task::yield_now().await;
        }
        // The answers take a little longer than a clock that jumps.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        drop(under_way);
    };
    let (fourth, ()) = futures_util::future::join(pacer.enter(), answer).await;
    assert_eq!(clock.now() - START, Duration::from_millis(60_060));
    assert_eq!(pacer.budget(), 2);
    drop(fourth);
}
