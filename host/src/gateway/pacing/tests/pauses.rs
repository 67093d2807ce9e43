//! Pauses that the vendor asks for, and limits that make no sense.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::super::window::{Pause, Rate, Verdict, Window};
use super::super::{Pacer, Pacing, PacingSpec, PauseTooLong, name_account, standing_pause};
use super::support::*;
use crate::gateway::clock::{Clock, ManualClock};

#[tokio::test]
async fn a_pause_holds_up_everybody_and_survives_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    for pacing in [pacing(10, 60, 4), pacing(0, 60, 4)] {
        let before = clock.now();
        let one = pacer(&pacing, folder.path(), &clock);
        one.pause(Duration::from_secs(40)).await;
        assert_eq!(one.budget(), 0);
        let other = pacer(&pacing, folder.path(), &clock);
        assert_eq!(other.budget(), 0);
        drop(other.enter().await.unwrap());
        assert_eq!(clock.now() - before, Duration::from_secs(40));
        assert!(other.budget() > 0);
    }
}

#[tokio::test]
async fn a_pause_that_nobody_waits_for_fails_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    for pacing in [pacing(10, 60, 4), pacing(0, 60, 4)] {
        let pacer = pacer(&pacing, folder.path(), &clock);
        pacer.pause(Duration::from_secs(3600)).await;
        assert_eq!(
            pacer.enter().await.unwrap_err(),
            PauseTooLong {
                until: START + Duration::from_secs(3600)
            }
        );
        pacer.acquire(3).await;
        assert_eq!(clock.now(), START);
    }
}

#[test]
fn a_pause_keeps_its_length_when_the_clock_goes_back() {
    let rate = Rate {
        requests: 1,
        window: 10,
        stale: 10,
    };
    let mut window = Window {
        pause: Some(Pause {
            set: 1_000,
            until: 1_040,
        }),
        ..Window::default()
    };
    window.tidy(500, rate);
    assert_eq!(window.verdict(500, rate), Verdict::Paused(540));
}

/// A second in the window's unit.
const SECOND: u64 = 1_000_000_000;

/// What is left of a pause that a file holds, in seconds, when it is looked at `now`.
fn left(set: u64, until: u64, now: u64) -> Option<u64> {
    let mut window = Window {
        pause: Some(Pause {
            set: set * SECOND,
            until: until * SECOND,
        }),
        ..Window::default()
    };
    let rate = Rate {
        requests: 1,
        window: 60 * SECOND,
        stale: SECOND,
    };
    window.tidy(now * SECOND, rate);
    window.pause.map(|pause| pause.until / SECOND - now)
}

#[test]
fn a_pause_of_a_week_that_an_older_version_wrote_lasts_an_hour() {
    let (written, week) = (1_000_000, 7 * 86_400);
    assert_eq!(left(written, written + week, written + 10), Some(3_590));
    assert_eq!(left(written, written + week, written + 3_600), None);
    assert_eq!(left(written, written + 90, written + 10), Some(80));
}

#[test]
fn a_clock_that_was_wrong_when_a_pause_was_written_stops_nobody_for_longer_than_an_hour() {
    let now = 1_000_000;
    let years = 400_000_000;
    assert_eq!(left(now + years, now + years + 60, now), Some(60));
    assert_eq!(left(now + years, now + 2 * years, now), Some(3_600));
    assert_eq!(left(now, now + years, now), Some(3_600));
    assert_eq!(left(1, now + years, now), None);
    assert_eq!(left(u64::MAX / SECOND, u64::MAX / SECOND, now), None);
}

#[tokio::test]
async fn a_pause_from_a_clock_in_the_future_ends_although_it_is_written_anew_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START + Duration::from_secs(400_000_000)));
    let pacing = pacing(10, 60, 4);
    pacer(&pacing, folder.path(), &clock)
        .pause(Duration::from_secs(3_600))
        .await;
    clock.set(START);
    for _ in 0..13 {
        let pacer = pacer(&pacing, folder.path(), &clock);
        assert!(pacer.standing_until() <= Some(START + Duration::from_secs(3_600)));
        clock.advance(Duration::from_secs(300));
    }
    assert!(pacer(&pacing, folder.path(), &clock).enter().await.is_ok());
}

#[tokio::test]
async fn a_pause_that_is_lifted_is_over_for_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    for pacing in [pacing(10, 60, 4), pacing(0, 60, 4)] {
        let one = pacer(&pacing, folder.path(), &clock);
        assert_eq!(one.lift().await, None);
        one.pause(Duration::from_secs(3_000)).await;
        assert!(one.enter().await.is_err());
        let other = pacer(&pacing, folder.path(), &clock);
        assert_eq!(other.lift().await, Some(START + Duration::from_secs(3_000)));
        assert!(one.enter().await.is_ok());
        assert_eq!(clock.now(), START);
    }
}

/// A clock by which another process lifts the pause as soon as somebody sleeps.
struct LiftedWhileAsleep {
    clock: ManualClock,
    other: Mutex<Option<Arc<Pacer>>>,
}

impl Clock for LiftedWhileAsleep {
    fn now(&self) -> Duration {
        self.clock.now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let other = self.other.lock().unwrap().take();
        Box::pin(async move {
            if let Some(other) = other {
                other.lift().await;
            }
            self.clock.sleep(duration).await;
        })
    }
}

#[tokio::test]
async fn who_waits_for_a_pause_goes_on_soon_after_it_was_lifted() {
    let folder = tempfile::tempdir().unwrap();
    let pacing = pacing(10, 60, 4);
    let other = pacer(&pacing, folder.path(), &Arc::new(ManualClock::new(START)));
    let clock = Arc::new(LiftedWhileAsleep {
        clock: ManualClock::new(START),
        other: Mutex::new(Some(Arc::clone(&other))),
    });
    let times = (Duration::from_secs(180), Duration::from_secs(600));
    let waiter = Pacer::open(
        &pacing,
        (folder.path(), "key"),
        times,
        Arc::clone(&clock) as Arc<dyn Clock>,
        Arc::default(),
    )
    .unwrap();
    other.pause(Duration::from_secs(500)).await;
    assert!(waiter.enter().await.is_ok());
    let waited = clock.now() - START;
    assert!(waited <= Duration::from_secs(5), "{waited:?}");
}

#[tokio::test]
async fn a_pause_counts_for_those_who_set_no_pace_as_for_those_who_set_one() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    let paced = pacer(&pacing(10, 60, 4), folder.path(), &clock);
    let unpaced = pacer(&pacing(0, 60, 4), folder.path(), &clock);
    let long = Duration::from_secs(3_000);
    for [one, other] in [[&paced, &unpaced], [&unpaced, &paced]] {
        one.pause(long).await;
        assert_eq!(other.standing_until(), Some(START + long));
        assert!(other.enter().await.is_err());
        assert_eq!(other.lift().await, Some(START + long));
        assert!(one.enter().await.is_ok());
    }
    // Without a pace, requests leave no trace: the one that counts is that of the other.
    for _ in 0..100 {
        drop(unpaced.enter().await.unwrap());
    }
    assert_eq!((paced.budget(), unpaced.budget()), (9, u32::MAX));
}

#[tokio::test]
async fn a_pause_is_found_by_the_name_of_its_connection_without_a_change_to_any_file() {
    let state = tempfile::tempdir().unwrap();
    let folder = state.path().join("pacing");
    let clock = Arc::new(ManualClock::new(START));
    let key = "0123456789abcdef";
    let times = (Duration::from_secs(180), Duration::from_secs(600));
    let open = Pacer::open(
        &pacing(10, 60, 4),
        (&folder, key),
        times,
        Arc::clone(&clock) as Arc<dyn Clock>,
        Arc::default(),
    );
    let pacer = open.unwrap();
    let found = |now| standing_pause(state.path(), "main", now).map(|pause| pause.until);
    assert_eq!(found(START), None);
    name_account(&folder, "main", Some(key)).unwrap();
    assert_eq!(found(START), None);
    pacer.pause(Duration::from_secs(3_000)).await;
    let file = folder.join(format!("{key}.pace"));
    let before = std::fs::read(&file).unwrap();
    let until = START + Duration::from_secs(3_000);
    assert_eq!(found(START), Some(until));
    assert_eq!(found(until), None);
    assert_eq!(standing_pause(state.path(), "other", START), None);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    // A name that leads elsewhere leads nowhere.
    name_account(&folder, "main", Some("../../etc/passwd")).unwrap();
    assert_eq!(found(START), None);
    name_account(&folder, "main", None).unwrap();
    assert_eq!(found(START), None);
}

#[test]
fn limits_that_make_no_sense_are_refused() {
    let spec = PacingSpec::default();
    assert!(Pacing::try_from(&spec).is_ok());
    let pattern = |text: &str| PacingSpec {
        wait_pattern: Some(text.to_owned()),
        ..PacingSpec::default()
    };
    let wrong = [
        PacingSpec {
            per_seconds: 0,
            ..PacingSpec::default()
        },
        PacingSpec {
            per_seconds: 100_000,
            ..PacingSpec::default()
        },
        PacingSpec {
            in_flight: 0,
            ..PacingSpec::default()
        },
        PacingSpec {
            in_flight: 100_000,
            ..PacingSpec::default()
        },
        PacingSpec {
            first_backoff_seconds: 1_000,
            ..PacingSpec::default()
        },
        pattern("no group"),
        pattern("(unclosed"),
        pattern(&"a".repeat(1_000)),
        // Small to write, and minutes of work for every answer.
        pattern(r"(a?){9000}(\d+)"),
    ];
    for spec in wrong {
        assert!(Pacing::try_from(&spec).is_err(), "{spec:?}");
    }
}
