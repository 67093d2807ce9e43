//! `seatwise report dashboard`: what leaks, on one page.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::put;
use crate::analysis::CAUTIONS;
use crate::cli::cautions;
use crate::cli::exit::{CommandError, CommandResult};
use crate::cli::output::Output;
use crate::cli::query::refused;
use crate::config::Config;
use crate::report::{Brand, Dashboard, ReportError};
use crate::store::Snapshot;

/// Arguments of `report dashboard`.
#[derive(Debug, Clone, Args)]
pub struct DashboardArguments {
    /// Write to this file, replacing it
    #[arg(long, value_name = "FILE.html")]
    pub out: PathBuf,
}

/// Writes the dashboard.
///
/// # Errors
///
/// When the database cannot be read, or the file cannot be written.
pub(super) fn run(
    arguments: &DashboardArguments,
    config: &Config,
    snapshot: &Snapshot,
    output: &Output,
) -> CommandResult {
    write(config, snapshot, Timestamp::now(), &arguments.out)?;
    output.print(&format!(
        "The dashboard is in {}; any browser opens it.\n",
        arguments.out.display()
    ))?;
    let cautions = cautions::of_snapshot(snapshot, CAUTIONS, true)?;
    cautions::warn(&cautions, output);
    Ok(cautions::exit_of(&cautions))
}

/// Writes the dashboard of a moment to a file.
pub(in crate::cli) fn write(
    config: &Config,
    snapshot: &Snapshot,
    now: Timestamp,
    file: &Path,
) -> Result<(), CommandError> {
    let dashboard = Dashboard {
        day: config.time_zone.day(now),
        written_at: now,
        connections: config.connections.keys().cloned().collect(),
        brand: Brand::load(&config.brand).map_err(failed)?,
    };
    put(file, dashboard.html(snapshot).map_err(failed)?.as_bytes())
}

/// How the command ends when a page cannot be written.
pub(super) fn failed(error: ReportError) -> CommandError {
    match error {
        ReportError::Query(error) => refused(error),
        error @ (ReportError::NoCustomer(_) | ReportError::SeveralCustomers { .. }) => {
            CommandError::usage(error)
        }
        error => CommandError::failed(error),
    }
}
