//! One budget for several gateways, processes and runs, and what becomes of slots that nobody completes.

use std::sync::Arc;
use std::time::Duration;

use super::super::file::PaceFile;
use super::super::window::{Slot, Window};
use super::support::*;
use crate::gateway::clock::{Clock, ManualClock};

#[tokio::test]
async fn two_gateways_share_one_budget_and_the_next_run_remembers_it() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    let pacing = pacing(10, 60, 4);
    let (one, two) = (
        pacer(&pacing, folder.path(), &clock),
        pacer(&pacing, folder.path(), &clock),
    );
    for _ in 0..3 {
        drop(one.enter().await.unwrap());
        drop(two.enter().await.unwrap());
    }
    drop((one, two));
    let three = pacer(&pacing, folder.path(), &clock);
    assert_eq!(three.budget(), 4);
    for _ in 0..4 {
        drop(three.enter().await.unwrap());
    }
    assert_eq!(clock.now(), START);
    drop(three.enter().await.unwrap());
    assert_eq!(clock.now() - START, Duration::from_millis(60_060));
}

#[tokio::test]
async fn drawn_units_count_and_unused_permits_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    let pacer = pacer(&pacing(10, 60, 4), folder.path(), &clock);
    pacer.acquire(4).await;
    assert_eq!(pacer.budget(), 6);
    pacer.enter().await.unwrap().unused();
    assert_eq!(pacer.budget(), 6);
    pacer.acquire(16).await;
    assert_eq!(clock.now() - START, Duration::from_millis(60_060));
}

#[tokio::test]
async fn at_most_so_many_are_in_flight() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    for requests in [0, 100] {
        let pacer = pacer(&pacing(requests, 60, 2), folder.path(), &clock);
        let mut first = pacer.enter().await.unwrap();
        let _second = pacer.enter().await.unwrap();
        // The answer has begun, but its body is still under way.
        first.answered();
        assert!(
            tokio::time::timeout(Duration::from_millis(20), pacer.enter())
                .await
                .is_err()
        );
        drop(first);
        assert!(pacer.enter().await.is_ok());
    }
}

#[tokio::test]
async fn a_waiter_that_gives_up_leaves_no_slot_behind() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    let pacer = pacer(&pacing(3, 60, 3), folder.path(), &clock);
    let held = [
        pacer.enter().await.unwrap(),
        pacer.enter().await.unwrap(),
        pacer.enter().await.unwrap(),
    ];
    for _ in 0..20 {
        let entering = pacer.enter();
        assert!(
            tokio::time::timeout(Duration::from_micros(300), entering)
                .await
                .is_err()
        );
    }
    drop(held);
    drop(pacer.enter().await.unwrap());
    assert_eq!(clock.now() - START, Duration::from_millis(60_060));
}

#[tokio::test]
async fn an_account_without_a_limit_touches_no_file_before_it_is_asked_for_a_pause() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    let place = folder.path().join("pacing");
    let one = pacer(&pacing(0, 60, 4), &place, &clock);
    drop(one.enter().await.unwrap());
    assert_eq!((one.budget(), one.standing_until()), (u32::MAX, None));
    assert_eq!(one.lift().await, None);
    assert!(!place.exists());
    one.pause(Duration::from_secs(1)).await;
    let other = pacer(&pacing(0, 60, 4), &place, &clock);
    assert_eq!((one.budget(), other.budget()), (0, 0));
    drop(other.enter().await.unwrap());
    assert_eq!((one.budget(), other.budget()), (u32::MAX, u32::MAX));
}

#[tokio::test]
async fn a_pause_that_no_file_can_keep_holds_up_who_was_asked_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    // A file stands where the folder should.
    let place = folder.path().join("pacing");
    std::fs::write(&place, "").unwrap();
    let one = pacer(&pacing(0, 60, 4), &place, &clock);
    one.pause(Duration::from_secs(40)).await;
    drop(one.enter().await.unwrap());
    assert_eq!(clock.now() - START, Duration::from_secs(40));
    one.pause(Duration::from_secs(3_000)).await;
    assert!(one.lift().await.is_some());
    assert!(one.enter().await.is_ok());
}

#[tokio::test]
async fn the_slots_of_a_killed_process_are_freed_after_one_window() {
    let folder = tempfile::tempdir().unwrap();
    let now = u64::try_from(START.as_nanos()).unwrap();
    // Three requests of an owner that has no sign of life.
    let slots = (0..3)
        .map(|number| Slot {
            owner: 99,
            number,
            started: now,
            completed: None,
        })
        .collect();
    let log = Window {
        slots,
        pause: None,
        keep: 0,
    };
    PaceFile::open(&folder.path().join("key.pace"))
        .unwrap()
        .update(|_| (log, ()))
        .unwrap();
    let clock = Arc::new(ManualClock::new(START + Duration::from_secs(5)));
    let pacer = pacer(&pacing(3, 10, 3), folder.path(), &clock);
    drop(pacer.enter().await.unwrap());
    assert_eq!(clock.now() - START, Duration::from_millis(15_010));
}

#[tokio::test]
async fn an_unreadable_log_costs_one_window() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key.pace"), b"torn").unwrap();
    let clock = Arc::new(ManualClock::new(START));
    let pacer = pacer(&pacing(3, 10, 3), folder.path(), &clock);
    drop(pacer.enter().await.unwrap());
    assert_eq!(clock.now() - START, Duration::from_millis(10_010));
}

#[tokio::test]
async fn a_clock_that_goes_back_by_hours_costs_one_window() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(START));
    let pacer = pacer(&pacing(2, 10, 2), folder.path(), &clock);
    pacer.acquire(2).await;
    clock.set(START - Duration::from_secs(7_200));
    drop(pacer.enter().await.unwrap());
    let waited = clock.now() - (START - Duration::from_secs(7_200));
    assert!(waited <= Duration::from_millis(10_010), "{waited:?}");
}
