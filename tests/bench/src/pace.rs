//! How well the pace uses what a vendor permits.

use std::sync::Arc;
use std::time::Duration;

use seatwise_distributors::{
    RateLimit, Running, ServerOptions, Sherweb, SherwebCredentials, SherwebOptions, WorldOptions,
};

use crate::child::spawn;
use crate::folder::{Pace, write};
use crate::table::{Table, seconds};

const IN_FLIGHT: usize = 16;
const LATENCY: Duration = Duration::from_millis(100);

fn start(customers: usize, server: ServerOptions) -> Running<SherwebCredentials> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let options = SherwebOptions {
        world: WorldOptions::exactly(customers, 5),
        server,
        ..SherwebOptions::default()
    };
    runtime
        .block_on(Sherweb::start(options))
        .expect("a simulated distributor")
}

fn sync(sherweb: &Running<SherwebCredentials>, pace: &Pace) -> Duration {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = write(folder.path(), sherweb, pace);
    let config = config.to_str().expect("a path of text");
    // Fills the compilation cache, which only the first run ever has to do.
    spawn(&[
        "seatwise",
        "--config",
        config,
        "--quiet",
        "sync",
        "--dry-run",
    ]);
    spawn(&[
        "seatwise",
        "--config",
        config,
        "--quiet",
        "sync",
        "--only",
        "customers,subscriptions",
    ])
    .elapsed
}

fn answered(sherweb: &Running<SherwebCredentials>, status: u16) -> usize {
    sherweb
        .requests()
        .iter()
        .filter(|request| request.status == Some(status))
        .count()
}

/// 100 ms for each call, 16 in flight.
pub(crate) fn measure_latency(table: &mut Table, quick: bool) {
    let customers = if quick { 200 } else { 1_000 };
    let server = ServerOptions {
        latency: LATENCY,
        ..ServerOptions::default()
    };
    let sherweb = start(customers, server);
    let elapsed = sync(
        &sherweb,
        &Pace {
            requests: 0,
            per_seconds: 60,
            in_flight: IN_FLIGHT,
        },
    );
    let calls = sherweb.requests().len();
    let ideal = LATENCY.mul_f64(calls as f64 / IN_FLIGHT as f64);
    table.row(
        &format!("100 ms latency, {calls} calls, 16 in flight"),
        seconds(elapsed),
        format!("calls x latency / 16 = {}", seconds(ideal)),
        Some(elapsed.as_secs_f64() / ideal.as_secs_f64()),
        "1.05",
    );
}

/// 50 requests a second in bursts of 50, in real time; then the vendor's own limit in virtual time.
pub(crate) fn measure_pace(table: &mut Table, quick: bool) {
    let customers = if quick { 150 } else { 500 };
    let second = Duration::from_secs(1);
    let server = ServerOptions {
        rate_limit: Some(RateLimit::new(50, second)),
        ..ServerOptions::default()
    };
    let sherweb = start(customers, server);
    let elapsed = sync(
        &sherweb,
        &Pace {
            requests: 50,
            per_seconds: 1,
            in_flight: IN_FLIGHT,
        },
    );
    let paced = sherweb
        .requests()
        .iter()
        .filter(|request| !request.path.contains("/auth/"))
        .count();
    let ideal = second.mul_f64((paced as f64 / 50.0).ceil() - 1.0);
    let even = second.mul_f64(paced as f64 / 50.0);
    let refused = answered(&sherweb, 429);
    table.row(
        &format!("50 a second in bursts of 50, {paced} requests"),
        format!("{}, {refused} answers 429", seconds(elapsed)),
        format!(
            "last burst may start at {}; at an even rate {}",
            seconds(ideal),
            seconds(even)
        ),
        Some(elapsed.as_secs_f64() / even.as_secs_f64()),
        "1.03 and no 429",
    );
    virtual_time(table, quick);
}

/// One clock for the host and for the simulated vendor; whoever waits moves it on.
struct Shared(Arc<seatwise_distributors::ManualClock>);

impl seatwise::gateway::Clock for Shared {
    fn now(&self) -> Duration {
        since_epoch(&self.0)
    }

    fn sleep(&self, duration: Duration) -> futures_util::future::BoxFuture<'_, ()> {
        self.0.advance(duration);
        Box::pin(tokio::task::yield_now())
    }
}

fn since_epoch(clock: &seatwise_distributors::ManualClock) -> Duration {
    crate::start::since_epoch(seatwise_distributors::Clock::now(clock))
}

fn virtual_time(table: &mut Table, quick: bool) {
    use seatwise::sync::{Progress, Setup, Silent, SyncOptions, sync_connection};
    let customers = if quick { 150 } else { 500 };
    let clock = Arc::new(seatwise_distributors::ManualClock::at(
        jiff::Timestamp::now(),
    ));
    let minute = Duration::from_secs(60);
    let server = ServerOptions {
        rate_limit: Some(RateLimit::new(60, minute)),
        clock: Arc::clone(&clock) as Arc<dyn seatwise_distributors::Clock>,
        ..ServerOptions::default()
    };
    let sherweb = start(customers, server);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = write(
        folder.path(),
        &sherweb,
        &Pace {
            requests: 60,
            per_seconds: 60,
            in_flight: 3,
        },
    );
    let mut setup = Setup::open(
        seatwise::config::Config::load(&config).expect("a configuration"),
        None,
    )
    .expect("a setup");
    setup.clock = Arc::new(Shared(Arc::clone(&clock)));
    let begun = since_epoch(&clock);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let connection = setup.config.connection("sherweb").expect("the connection");
    let progress: Arc<dyn Progress> = Arc::new(Silent);
    runtime
        .block_on(sync_connection(
            &setup,
            connection,
            &SyncOptions::default(),
            progress,
            stopped,
        ))
        .expect("a sync");
    let elapsed = since_epoch(&clock) - begun;
    let paced = sherweb
        .requests()
        .iter()
        .filter(|request| !request.path.contains("/auth/"))
        .count();
    let permitted = minute.mul_f64(paced as f64 / 60.0);
    table.row(
        &format!("60 a minute (virtual time), {paced} requests"),
        format!(
            "{}, {} answers 429",
            seconds(elapsed),
            answered(&sherweb, 429)
        ),
        format!("requests / rate = {}", seconds(permitted)),
        Some(elapsed.as_secs_f64() / permitted.as_secs_f64()),
        "1.02 and no 429",
    );
}
