//! A pacer in time that is injected.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::super::{Pacer, Pacing};
use crate::gateway::clock::{Clock, ManualClock};
use crate::gateway::statistics::Counters;

pub(super) const START: Duration = Duration::from_secs(1_795_176_000);

pub(super) fn pacing(requests: u32, per: u64, in_flight: usize) -> Pacing {
    Pacing {
        requests,
        per: Duration::from_secs(per),
        in_flight,
        wait_pattern: None,
        first_backoff: Duration::from_secs(3),
    }
}

pub(super) fn pacer(pacing: &Pacing, folder: &Path, clock: &Arc<ManualClock>) -> Arc<Pacer> {
    counted(pacing, folder, clock, &Arc::default())
}

pub(super) fn counted(
    pacing: &Pacing,
    folder: &Path,
    clock: &Arc<ManualClock>,
    counters: &Arc<Counters>,
) -> Arc<Pacer> {
    let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
    let times = (Duration::from_secs(180), Duration::from_secs(600));
    let pacer = Pacer::open(pacing, (folder, "key"), times, clock, Arc::clone(counters));
    Arc::new(pacer.unwrap())
}
