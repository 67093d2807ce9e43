//! `seatwise demo`: everything, on simulated distributors.
//!
//! The distributors are simulated; nothing else is. The demo writes a working folder and then does
//! what an operator would do: it loads the configuration and syncs, over HTTP, through the plugins.

mod billing;
mod folder;
mod pages;
mod past;
mod questions;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use seatwise_distributors::{
    RateLimit, ServerOptions, Sherweb, SherwebOptions, StreamOne, StreamOneOptions, WorldOptions,
};

use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use super::runtime::runtime;
use super::{progress, sync};
use crate::config::Config;
use crate::sync::{Progress, Setup, SyncOptions};

/// The working folder, unless another one is named.
const FOLDER: &str = "seatwise-demo";
/// The seed of the simulated world: the demo shows the same customers every time.
const SEED: u64 = 2026;
/// Customers at each distributor.
const CUSTOMERS: usize = 40;
/// Subscriptions of a customer, on average.
const SUBSCRIPTIONS: usize = 6;
/// The simulated limits: 60 and 30 requests a minute as the real ones, with a minute that takes a second.
const MINUTE: Duration = Duration::from_secs(1);
const SHERWEB_REQUESTS: u32 = 60;
const STREAMONE_REQUESTS: u32 = 30;

/// Arguments of `demo`.
#[derive(Debug, Clone, Default, Args)]
pub struct DemoArguments {
    /// The working folder
    #[arg(long, value_name = "PATH")]
    pub dir: Option<PathBuf>,
}

/// Runs the demo.
///
/// # Errors
/// Fails when the folder cannot be written or a step of the demo goes wrong.
pub fn run(arguments: &DemoArguments, output: &Output) -> CommandResult {
    let folder = arguments
        .dir
        .clone()
        .unwrap_or_else(|| PathBuf::from(FOLDER));
    let runtime = runtime()?;
    runtime.block_on(demo(&folder, output))
}

async fn demo(folder: &Path, output: &Output) -> CommandResult {
    let sherweb = Sherweb::start(sherweb_options()).await.map_err(offline)?;
    let streamone = StreamOne::start(streamone_options())
        .await
        .map_err(offline)?;
    output.note(&format!(
        "Simulated distributors: Sherweb at {}, StreamOne Ion at {}",
        sherweb.base_url(),
        streamone.base_url()
    ));
    let config = folder::write(folder, &sherweb, &streamone).map_err(|error| {
        CommandError::failed(format!(
            "write the demo folder {}: {error}",
            folder.display()
        ))
    })?;
    output.note(&format!("Working folder: {}\n", folder.display()));
    let setup = Setup::open(Config::load(&config)?, None).map_err(CommandError::failed)?;
    let (setup, syncs) = past::read(setup).await?;
    output.note(&format!(
        "The simulated distributors' past year was read first: {syncs} syncs."
    ));
    let progress: Arc<dyn Progress> = Arc::from(progress::for_output(output));
    let connections = setup.connections(&[])?;
    let ended = sync::sync_all(&setup, &connections, &SyncOptions::default(), progress).await;
    let exit = sync::conclude(&ended, output)?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    questions::answer(&setup.config, output)?;
    let leak = billing::bill(&setup.config, &world(), output)?;
    pages::write(&setup.config, output)?;
    if let Some(leak) = leak {
        output.print(&format!("\n{leak}\n"))?;
    }
    output.print(&farewell(&setup.config))?;
    Ok(exit)
}

fn offline(error: std::io::Error) -> CommandError {
    CommandError::failed(format!("start a simulated distributor: {error}"))
}

fn farewell(config: &Config) -> String {
    let path = config.path.display();
    format!(
        "\nThe DuckDB file is {}\nAsk it something else:\n  seatwise --config {path} query \"SELECT * FROM license_subscriptions LIMIT 5\"\n  seatwise --config {path} status\nThe simulated distributors end with this command. Connect a real one:\n  seatwise init\n(From a checkout, type `cargo run --` instead of `seatwise`.)\n",
        config.database.display()
    )
}

fn world() -> WorldOptions {
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    WorldOptions {
        seed: SEED,
        customers: CUSTOMERS,
        subscriptions: SUBSCRIPTIONS,
        typical: true,
        today,
        ..WorldOptions::default()
    }
}

fn server(requests: u32) -> ServerOptions {
    let requests = usize::try_from(requests).unwrap_or(usize::MAX);
    ServerOptions {
        rate_limit: Some(RateLimit::new(requests, MINUTE)),
        ..ServerOptions::default()
    }
}

fn sherweb_options() -> SherwebOptions {
    SherwebOptions {
        world: world(),
        server: server(SHERWEB_REQUESTS),
        ..SherwebOptions::default()
    }
}

fn streamone_options() -> StreamOneOptions {
    StreamOneOptions {
        world: world(),
        server: server(STREAMONE_REQUESTS),
        ..StreamOneOptions::default()
    }
}
