//! From the start of the command to its first request, and the cost of an instance.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use seatwise::plugin::{Engine, Limits, Plugin};
use seatwise_distributors::{Sherweb, SherwebOptions, WorldOptions};

use crate::child::spawn;
use crate::folder::{Pace, write};
use crate::table::{Table, median};

const ROUNDS: usize = 11;
const CALLS: u32 = 2_000;

pub(crate) fn measure(table: &mut Table, _quick: bool) {
    first_request(table);
    instance(table);
}

fn first_request(table: &mut Table) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let options = SherwebOptions {
        world: WorldOptions::exactly(1, 1),
        ..SherwebOptions::default()
    };
    let sherweb = runtime
        .block_on(Sherweb::start(options))
        .expect("a simulated distributor");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = write(
        folder.path(),
        &sherweb,
        &Pace {
            requests: 0,
            per_seconds: 60,
            in_flight: 4,
        },
    );
    let config = config.to_str().expect("a path of text");
    let mut delays = Vec::new();
    for round in 0..=ROUNDS {
        sherweb.forget();
        let begun = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("a clock after 1970");
        spawn(&[
            "seatwise",
            "--config",
            config,
            "--quiet",
            "sync",
            "--only",
            "customers",
        ]);
        let first = sherweb
            .requests()
            .first()
            .map(|request| since_epoch(request.at))
            .expect("a request");
        // The first round fills the compilation cache.
        if round > 0 {
            delays.push(first.saturating_sub(begun).as_secs_f64() * 1_000.0);
        }
    }
    table.row(
        "start to first request, warm cache",
        format!("{:.1} ms", median(&mut delays)),
        "a budget".to_owned(),
        None,
        "50 ms",
    );
}

/// `datasets` sends nothing, so a call is a store, an instance and a crossing.
fn instance(table: &mut Table) {
    let engine = Engine::new(None, Limits::default()).expect("an engine");
    let plugin = Plugin::load(&engine, seatwise_builtin_plugins::SHERWEB).expect("a plugin");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let elapsed: Duration = runtime.block_on(async {
        let begun = Instant::now();
        for _ in 0..CALLS {
            plugin.datasets().await.expect("datasets");
        }
        begun.elapsed()
    });
    let each = elapsed / CALLS;
    table.row(
        "an instance and a call",
        format!("{:.3} ms", each.as_secs_f64() * 1_000.0),
        "a budget".to_owned(),
        None,
        "1 ms",
    );
}

/// A timestamp as the time since the Unix epoch.
pub(crate) fn since_epoch(moment: jiff::Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(moment.as_microsecond()).expect("a time after 1970"))
}
