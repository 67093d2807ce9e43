//! `seatwise sync`: reads distributors into the database.

use std::sync::Arc;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use tokio::sync::watch;

use super::cautions;
use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use super::progress;
use super::runtime::runtime;
use super::signals::{asked_to_stop, end_when_asked};
use super::summary::{self, ConnectionSummary, SummaryOutcome, SummaryRow, SyncSummary};
use crate::base::days::days_since_1970;
use crate::config::Connection;
use crate::pipeline::{self, Ended};
use crate::render::sanitize;
use crate::store::{Dataset, RunStatus, Store};
use crate::sync::{
    ConnectError, ConnectionStatus, DatasetLine, Progress, Setup, SyncError, SyncOptions, Wanted,
    preview,
};

/// Arguments of `sync`.
#[derive(Debug, Clone, Default, Args)]
pub struct SyncArguments {
    /// The connections to read; all when none is named
    #[arg(value_name = "CONNECTION")]
    pub connections: Vec<String>,
    /// Read only this customer, by id or name
    #[arg(long, value_name = "ID|NAME")]
    pub customer: Option<String>,
    /// Read only these datasets, separated by commas
    #[arg(long, value_name = "DATASETS", value_delimiter = ',', value_parser = datasets())]
    pub only: Vec<Dataset>,
    /// Read everything again instead of resuming an earlier run
    #[arg(long)]
    pub full: bool,
    /// Say what would be read, and read nothing
    #[arg(long)]
    pub dry_run: bool,
    /// A day in the billing period whose charges are read; by default, the last closed period
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub period: Option<jiff::civil::Date>,
    /// Accept a read that returns suspiciously little
    #[arg(long)]
    pub accept_shrink: bool,
    // No command of its own: what held a sync up is overruled by it, as by --accept-shrink.
    /// End a pause that the distributor asked for, and read at once
    #[arg(long, conflicts_with = "dry_run")]
    pub lift_pause: bool,
}

/// The names that `--only` takes, with what they mean.
fn datasets() -> impl TypedValueParser<Value = Dataset> {
    let names = Dataset::OF_DISTRIBUTORS
        .map(|dataset| PossibleValue::new(dataset.name()).help(dataset.meaning()));
    PossibleValuesParser::new(names).try_map(|name| name.parse())
}

/// Syncs the connections that were named, or all.
///
/// # Errors
/// Fails when the arguments are wrong or no connection could be read at all.
pub fn run(arguments: &SyncArguments, setup: &Setup, output: &Output) -> CommandResult {
    let options = options(arguments);
    let connections = setup.connections(&arguments.connections)?;
    if connections.is_empty() {
        return Err(CommandError::usage(format!(
            "sync: {} has no connections",
            setup.config.path.display()
        ))
        .with_hint("add one with `seatwise init`"));
    }
    let runtime = runtime()?;
    if arguments.dry_run {
        return runtime.block_on(dry_run(setup, &connections, &options, output));
    }
    let progress: Arc<dyn Progress> = Arc::from(progress::for_output(output));
    let reports = runtime.block_on(sync_all(setup, &connections, &options, progress));
    // The look-up of a name cannot be ended, and nobody waits for it any more.
    runtime.shutdown_background();
    let exit = conclude(&reports, output)?;
    let analysed = analyse_after(setup, &reports, output);
    Ok(worst([exit, analysed].into_iter()))
}

/// Brings links and findings up to date with what was merged, and returns how that ended. What was read is safe
/// by then; but findings that are older than the data are a fault that the operator must see.
fn analyse_after(setup: &Setup, ended: &[Ended], output: &Output) -> Exit {
    if ended.iter().all(|one| one.outcome.is_err()) || !setup.config.database.exists() {
        return Exit::Ok;
    }
    let (store, after) = match pipeline::after_sync(&setup.config, setup.database_patience) {
        Ok(done) => done,
        Err(error) => return uncompared(error.into(), output),
    };
    let found = match after.found.map_err(CommandError::from) {
        Ok(found) => {
            output.note(&format!(
                "findings: {} new, {} resolved, {} open (see `seatwise findings`)",
                found.opened + found.reopened,
                found.resolved,
                found.open
            ));
            match cautions::cautions(&store, true) {
                Ok(told) => {
                    told.iter()
                        .for_each(|caution| output.note(&sanitize(&caution.text)));
                    Exit::Ok
                }
                Err(error) => uncompared(error, output),
            }
        }
        Err(error) => uncompared(error, output),
    };
    let published = match after.publish_fault {
        Some(fault) => {
            output.warn(&format!(
                "the published copy was not replaced and is older than the database: failed to {fault}"
            ));
            Exit::Incomplete
        }
        None => Exit::Ok,
    };
    worst([found, published].into_iter())
}

/// Says why the findings are those of before.
fn uncompared(error: CommandError, output: &Output) -> Exit {
    let exit = error.exit;
    output.error(
        &CommandError::new(exit, format!("compare what was read: {}", error.message)).with_hint(
            "what was read is kept, and the findings are as they were before this sync; `seatwise match` compares again",
        ),
    );
    exit
}

fn options(arguments: &SyncArguments) -> SyncOptions {
    let period_day = arguments.period.map(days_since_1970);
    SyncOptions {
        wanted: Wanted {
            only: arguments.only.clone(),
            customer: arguments.customer.clone(),
            period_day,
        },
        full: arguments.full,
        accept_shrink: arguments.accept_shrink,
        lift_pause: arguments.lift_pause,
    }
}

/// What the operator reads after asking a sync to stop.
const STOPPING: &str = "stopping: what was read is kept, and the next sync continues from there; press Ctrl-C again to end at once";

/// Syncs connections side by side until the operator asks to stop.
pub(super) async fn sync_all(
    setup: &Setup,
    connections: &[&Connection],
    options: &SyncOptions,
    progress: Arc<dyn Progress>,
) -> Vec<Ended> {
    let (stop, stopped) = watch::channel(false);
    let names: Vec<String> = connections.iter().map(|one| one.name.clone()).collect();
    let teller = Arc::clone(&progress);
    let listener = tokio::spawn(async move {
        if asked_to_stop().await {
            let _ = stop.send(true);
            for name in &names {
                teller.note(name, STOPPING);
            }
            // A second signal ends the process; what is committed stays.
            asked_to_stop().await;
            std::process::exit(Exit::Interrupted.code().into());
        }
        // Keeps the channel open, so that nobody takes its end for a stop.
        std::future::pending::<()>().await;
    });
    let ended = pipeline::read_all(setup, connections, options, &progress, &stopped).await;
    // What comes now, comparing and printing, may take long or hang, and nothing is lost by its end.
    end_when_asked();
    listener.abort();
    ended
}

/// Prints the summary and chooses the exit code.
pub(super) fn conclude(ended: &[Ended], output: &Output) -> CommandResult {
    let summary = SyncSummary {
        connections: ended.iter().map(connection_summary).collect(),
        dry_run: false,
    };
    summary::print(&summary, output)?;
    for failed in ended {
        if let Err(error) = &failed.outcome {
            output.error(&CommandError::new(failure_exit(error), error));
        }
    }
    Ok(worst(ended.iter().map(exit_of)))
}

fn connection_summary(ended: &Ended) -> ConnectionSummary {
    let mut summary = ConnectionSummary {
        connection: ended.connection.clone(),
        vendor: ended.vendor.clone(),
        ..ConnectionSummary::default()
    };
    match &ended.outcome {
        Ok(report) => {
            let milliseconds = |duration: std::time::Duration| {
                u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
            };
            summary.requests = report.statistics.requests + report.statistics.token_requests;
            summary.milliseconds = milliseconds(report.elapsed);
            summary.waited_milliseconds =
                milliseconds(report.statistics.waited.min(report.elapsed));
            summary.rows = report
                .datasets
                .iter()
                .map(|line| summary_row(line, report.status))
                .collect();
            summary.notes.clone_from(&report.notes);
        }
        Err(error) => summary.notes.push(format!("failed to {error}")),
    }
    summary
}

fn summary_row(line: &DatasetLine, status: ConnectionStatus) -> SummaryRow {
    SummaryRow {
        dataset: line.dataset.name().to_owned(),
        outcome: outcome(line, status),
        read: line.counts.read,
        added: line.counts.added,
        changed: line.counts.changed,
        missing: line.counts.missing,
        rejected: line.counts.rejected,
        stale_parts: line.stale,
        note: line.note.clone(),
    }
}

fn outcome(line: &DatasetLine, status: ConnectionStatus) -> SummaryOutcome {
    if line.unavailable {
        return SummaryOutcome::Unavailable;
    }
    match (line.status, status) {
        (Some(RunStatus::Complete), _) => SummaryOutcome::Complete,
        (Some(RunStatus::Incomplete), _) => SummaryOutcome::Incomplete,
        (Some(RunStatus::HeldBack), _) => SummaryOutcome::HeldBack,
        (None, ConnectionStatus::Busy | ConnectionStatus::Interrupted) => SummaryOutcome::Waiting,
        (Some(RunStatus::Failed) | None, _) => SummaryOutcome::Failed,
    }
}

fn exit_of(ended: &Ended) -> Exit {
    match &ended.outcome {
        Err(error) => failure_exit(error),
        Ok(report) if report.authentication => Exit::Authentication,
        Ok(report) => match report.status {
            ConnectionStatus::Complete => Exit::Ok,
            ConnectionStatus::Incomplete => Exit::Incomplete,
            ConnectionStatus::HeldBack => Exit::HeldBack,
            ConnectionStatus::Failed => Exit::Failed,
            ConnectionStatus::Busy => Exit::Busy,
            ConnectionStatus::Interrupted => Exit::Interrupted,
        },
    }
}

fn failure_exit(error: &SyncError) -> Exit {
    match error {
        SyncError::Connect(
            ConnectError::Settings { .. } | ConnectError::Secret(_) | ConnectError::Policy { .. },
        )
        | SyncError::Plan(_) => Exit::Usage,
        SyncError::Busy(_) => Exit::Busy,
        _ => Exit::Failed,
    }
}

/// The code of several connections is the worst one: what a person must fix comes before what fixes
/// itself.
fn worst(exits: impl Iterator<Item = Exit>) -> Exit {
    const ORDER: [Exit; 8] = [
        Exit::Interrupted,
        Exit::Usage,
        Exit::Authentication,
        Exit::Failed,
        Exit::HeldBack,
        Exit::Busy,
        Exit::Incomplete,
        Exit::Ok,
    ];
    let rank = |exit: &Exit| {
        ORDER
            .iter()
            .position(|candidate| candidate == exit)
            .unwrap_or(0)
    };
    exits.min_by_key(rank).unwrap_or(Exit::Ok)
}

async fn dry_run(
    setup: &Setup,
    connections: &[&Connection],
    options: &SyncOptions,
    output: &Output,
) -> CommandResult {
    // Without a database nothing is known of customers; the plan says so.
    let store = Store::open_read_only(&setup.config.database).ok();
    let mut summary = SyncSummary {
        connections: Vec::new(),
        dry_run: true,
    };
    for connection in connections {
        let planned = preview(setup, connection, options, store.as_ref())
            .await
            .map_err(|error| CommandError::new(failure_exit(&error), error))?;
        let rows = planned.into_iter().map(|planned| SummaryRow {
            dataset: planned.dataset.name().to_owned(),
            outcome: SummaryOutcome::Planned,
            read: 0,
            added: 0,
            changed: 0,
            missing: 0,
            rejected: 0,
            stale_parts: 0,
            note: Some(planned.extent),
        });
        summary.connections.push(ConnectionSummary {
            connection: connection.name.clone(),
            vendor: connection.vendor.clone(),
            rows: rows.collect(),
            ..ConnectionSummary::default()
        });
    }
    summary::print(&summary, output)?;
    Ok(Exit::Ok)
}
