//! A sync against a bare program that makes the same requests.

use seatwise_distributors::{
    Running, ServerOptions, Sherweb, SherwebCredentials, SherwebOptions, WorldOptions,
};

use crate::child::{Cost, spawn};
use crate::folder::{Pace, fewest_requests, write};
use crate::table::{Table, median, seconds};

const SUBSCRIPTIONS: usize = 20;
const IN_FLIGHT: usize = 16;
const ROUNDS: usize = 5;

pub(crate) fn measure(table: &mut Table, quick: bool) {
    let sizes: &[usize] = if quick { &[200] } else { &[1_000, 5_000] };
    let mut peaks = Vec::new();
    for customers in sizes {
        peaks.push(measure_size(table, *customers));
    }
    if let [small, large] = peaks[..] {
        table.row(
            "memory, 5,000 against 1,000 customers",
            mebibytes(large),
            mebibytes(small),
            Some(large as f64 / small as f64),
            "flat",
        );
    }
}

fn measure_size(table: &mut Table, customers: usize) -> u64 {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let options = SherwebOptions {
        world: WorldOptions::exactly(customers, SUBSCRIPTIONS),
        server: ServerOptions {
            keep_requests: false,
            ..ServerOptions::default()
        },
        ..SherwebOptions::default()
    };
    let sherweb = runtime
        .block_on(Sherweb::start(options))
        .expect("a simulated distributor");
    // Both programs meet a server whose answers are serialised already.
    bare(&sherweb);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pace = Pace {
        requests: 0,
        per_seconds: 60,
        in_flight: IN_FLIGHT,
    };
    let config = write(folder.path(), &sherweb, &pace);
    let config = config.to_str().expect("a path of text");
    // The first run ever compiles the plugin; what is measured is every run after it.
    sync(config);
    let (mut first, mut again, mut plain) = (Vec::new(), Vec::new(), Vec::new());
    let mut peak = 0;
    let mut requests = 0;
    for _ in 0..ROUNDS {
        plain.push(bare(&sherweb));
        std::fs::remove_file(folder.path().join("seatwise.duckdb"))
            .expect("the database of the run before");
        sherweb.forget();
        let cost = sync(config);
        requests = sherweb.counts().values().sum::<u64>();
        first.push(cost.elapsed.as_secs_f64());
        let second = sync(config);
        again.push(second.elapsed.as_secs_f64());
        peak = peak.max(cost.memory).max(second.memory);
    }
    let bare_memory = plain.iter().map(|cost| cost.memory).max().unwrap_or(0);
    let mut plain: Vec<f64> = plain
        .iter()
        .map(|cost| cost.elapsed.as_secs_f64())
        .collect();
    let (first, again, plain) = (median(&mut first), median(&mut again), median(&mut plain));
    let label = format!("{customers} customers x {SUBSCRIPTIONS}");
    let time = |value: f64| seconds(std::time::Duration::from_secs_f64(value));
    table.row(
        &format!("sync, {label}"),
        time(first),
        format!("bare program {}", time(plain)),
        Some(first / plain),
        "1.3",
    );
    table.row(
        &format!("sync again, {label}"),
        time(again),
        format!("first sync {}", time(first)),
        Some(again / first),
        "1.0",
    );
    table.row(
        &format!("peak memory, {label}"),
        mebibytes(peak),
        format!("bare program {}", mebibytes(bare_memory)),
        None,
        "200 MB",
    );
    // Two token exchanges need not both happen: this sync uses one scope.
    let fewest = fewest_requests(customers as u64) + 1;
    table.row(
        &format!("requests, {label}"),
        requests.to_string(),
        format!("fewest {fewest}"),
        Some(requests as f64 / fewest as f64),
        "1.0",
    );
    peak
}

fn sync(config: &str) -> Cost {
    spawn(&[
        "seatwise",
        "--config",
        config,
        "--quiet",
        "sync",
        "--only",
        "customers,subscriptions",
    ])
}

fn bare(sherweb: &Running<SherwebCredentials>) -> Cost {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = folder.path().join("bare.duckdb");
    let own = sherweb.credentials();
    spawn(&[
        "bare",
        &sherweb.base_url(),
        &own.client_id,
        &own.client_secret,
        &own.subscription_key,
        &IN_FLIGHT.to_string(),
        database.to_str().expect("a path of text"),
    ])
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}
