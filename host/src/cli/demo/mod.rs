//! `seatwise demo`: everything, on simulated distributors.
//!
//! The distributors are simulated; nothing else is. The demo writes a working folder and then does
//! what an operator would do: it loads the configuration and syncs, over HTTP, through the plugins.

mod billing;
mod pages;
mod questions;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use super::runtime::runtime;
use super::{progress, sync};
use crate::config::Config;
use crate::demo::{DemoError, Distributors, read_past};
use crate::sync::{Progress, Setup, SyncOptions};

/// The working folder, unless another one is named.
const FOLDER: &str = "seatwise-demo";

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
    let distributors = Distributors::start().await?;
    let addresses = distributors
        .addresses()
        .map(|(name, address)| format!("{name} at {address}"))
        .join(", ");
    output.note(&format!("Simulated distributors: {addresses}"));
    let config = distributors.write_folder(folder)?;
    output.note(&format!("Working folder: {}\n", folder.display()));
    let setup = Setup::open(Config::load(&config)?, None).map_err(CommandError::failed)?;
    let (setup, syncs) = read_past(setup).await?;
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
    let leak = billing::bill(&setup.config, output)?;
    pages::write(&setup.config, output)?;
    if let Some(leak) = leak {
        output.print(&format!("\n{leak}\n"))?;
    }
    output.print(&farewell(&setup.config))?;
    Ok(exit)
}

impl From<DemoError> for CommandError {
    fn from(error: DemoError) -> Self {
        Self::failed(error)
    }
}

fn farewell(config: &Config) -> String {
    let path = config.path.display();
    format!(
        "\nThe DuckDB file is {}\nAsk it something else:\n  seatwise --config {path} query \"SELECT * FROM license_subscriptions LIMIT 5\"\n  seatwise --config {path} status\nThe simulated distributors end with this command. Connect a real one:\n  seatwise init\n(From a checkout, type `cargo run --` instead of `seatwise`.)\n",
        config.database.display()
    )
}
