//! No vendor is asked faster than it permits, and no slower than need be. Time is virtual.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use seatwise::gateway;
use seatwise::sync::{
    ConnectionReport, ConnectionStatus, Progress, Silent, SyncOptions, sync_connection,
};
use seatwise_distributors::{
    Clock as _, Endpoint, ManualClock, RateLimit, Recorded, ServerOptions, Sherweb, SherwebOptions,
    StreamOne, StreamOneOptions, WorldOptions,
};
use tokio::sync::watch;

use crate::rig::{NOW, Rig};

/// One time for the host and for the simulated vendor; sleepers share the time that passes.
struct Shared {
    clock: ManualClock,
    waking: Mutex<()>,
}

impl Shared {
    fn since(&self, start: Duration) -> Duration {
        gateway::Clock::now(self) - start
    }
}

impl gateway::Clock for Shared {
    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.clock.now().as_microsecond()).unwrap())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let wake = gateway::Clock::now(self) + duration;
        Box::pin(async move {
            tokio::task::yield_now().await;
            let _waking = self.waking.lock().unwrap_or_else(PoisonError::into_inner);
            self.clock
                .advance(wake.saturating_sub(gateway::Clock::now(self)));
        })
    }
}

/// A rig, a clock for it and for its vendor, and the vendor's server with a limit.
fn paced(requests: usize) -> (Arc<Shared>, ServerOptions) {
    let start = jiff::Timestamp::from_second(NOW.as_secs().cast_signed()).unwrap();
    let clock = ManualClock::at(start);
    let server = ServerOptions {
        rate_limit: Some(RateLimit::new(requests, MINUTE)),
        clock: Arc::new(clock.clone()),
        ..ServerOptions::default()
    };
    (
        Arc::new(Shared {
            clock,
            waking: Mutex::new(()),
        }),
        server,
    )
}

const MINUTE: Duration = Duration::from_secs(60);

async fn sync_paced(rig: &Rig, connection: &str, clock: &Arc<Shared>) -> ConnectionReport {
    let mut setup = rig.setup();
    setup.clock = Arc::clone(clock) as Arc<dyn gateway::Clock>;
    let (_stop, stopped) = watch::channel(false);
    let connection = setup.config.connection(connection).unwrap();
    let progress: Arc<dyn Progress> = Arc::new(Silent);
    sync_connection(
        &setup,
        connection,
        &SyncOptions::default(),
        progress,
        stopped,
    )
    .await
    .unwrap()
}

/// Never a 429, and nearly no time beyond what the vendor's rate makes necessary.
fn assert_pace(requests: &[Recorded], rate: usize, elapsed: Duration) {
    let paced = requests
        .iter()
        .filter(|request| request.endpoint != Some(Endpoint::Token))
        .count();
    assert!(
        paced > 2 * rate,
        "{paced} requests are too few to see a pace"
    );
    assert_eq!(
        requests
            .iter()
            .filter(|request| request.status == Some(429))
            .count(),
        0
    );
    let permitted = MINUTE.mul_f64(paced as f64 / rate as f64);
    assert!(
        elapsed <= permitted.mul_f64(1.02),
        "{paced} requests took {elapsed:?}, permitted are {permitted:?}"
    );
}

#[tokio::test]
async fn sherwebs_pace_is_kept_and_used() {
    let (clock, server) = paced(60);
    let start = gateway::Clock::now(&*clock);
    let world = WorldOptions::exactly(40, 2);
    let sherweb = Sherweb::start(SherwebOptions {
        world,
        server,
        ..SherwebOptions::default()
    })
    .await
    .unwrap();
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.keep_the_vendors_pace();
    let report = sync_paced(&rig, "sherweb", &clock).await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_pace(&sherweb.requests(), 60, clock.since(start));
    assert!(
        sherweb.most_in_flight() <= 3,
        "{}",
        sherweb.most_in_flight()
    );
    // The next run knows what this one used up.
    sync_paced(&rig, "sherweb", &clock).await;
    assert_pace(&sherweb.requests(), 60, clock.since(start));
}

#[tokio::test]
async fn streamones_pace_is_kept_and_used() {
    let (clock, server) = paced(30);
    let start = gateway::Clock::now(&*clock);
    let world = WorldOptions::exactly(150, 10);
    let options = StreamOneOptions {
        world,
        server,
        max_page: 20,
        ..StreamOneOptions::default()
    };
    let streamone = StreamOne::start(options).await.unwrap();
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    rig.keep_the_vendors_pace();
    let report = sync_paced(&rig, "synnex", &clock).await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_pace(&streamone.requests(), 30, clock.since(start));
    assert!(
        streamone.most_in_flight() <= 2,
        "{}",
        streamone.most_in_flight()
    );
}
