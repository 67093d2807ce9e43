//! Pauses that the vendor asks for, and limits that make no sense.

use std::sync::Arc;
use std::time::Duration;

use super::super::window::{Pause, Rate, Verdict, Window};
use super::super::{Pacing, PacingSpec, PauseTooLong};
use super::support::*;
use crate::gateway::clock::{Clock, ManualClock};

#[tokio::test]
async fn a_pause_holds_up_everybody_and_survives_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    for (pacing, shared) in [(pacing(10, 60, 4), true), (pacing(0, 60, 4), false)] {
        let before = clock.now();
        let one = pacer(&pacing, folder.path(), &clock);
        one.pause(Duration::from_secs(40)).await;
        assert_eq!(one.budget(), 0);
        let other = if shared {
            pacer(&pacing, folder.path(), &clock)
        } else {
            one
        };
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
