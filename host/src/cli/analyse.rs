//! What the commands of the billing side share: the database, opened for them, and the analysis after a
//! change.

use std::time::Duration;

use jiff::Timestamp;

use super::exit::{CommandError, Exit};
use super::output::Output;
use crate::analysis::{self, Caution, FindingsReport, Wanted};
use crate::config::Config;
use crate::linking::{LinkReport, Links};
use crate::store::{OpenError, Store};

/// How long a command waits for somebody else who has the database open.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the database to write, with the views and macros of the analysis.
pub(super) fn open(config: &Config) -> Result<Store, CommandError> {
    if !config.database.exists() {
        return Err(unopened(OpenError::Missing(config.database.clone())));
    }
    let store = Store::open_for_analysis(&config.database, PATIENCE).map_err(unopened)?;
    store
        .use_time_zone(&config.time_zone, Timestamp::now())
        .map_err(unopened)?;
    let installed = analysis::install_with(store.connection(), &config.analysis);
    // The log appears with the first commit, and stays where the disk is too full to do without it.
    store.protect().ok();
    installed.map_err(CommandError::failed)?;
    note_connections(&store, config)?;
    Ok(store)
}

/// Opens the database to read. Views and macros that it lacks are installed first, and
/// its days become those of the configuration's time zone.
pub(super) fn open_read_only(config: &Config) -> Result<Store, CommandError> {
    match Store::open_read_only(&config.database) {
        Ok(store) => {
            let installed = analysis::is_installed(store.connection(), &config.analysis);
            if installed.map_err(CommandError::failed)?
                && store.uses_time_zone(&config.time_zone).map_err(unopened)?
                && store
                    .notes_connections(connections(config))
                    .map_err(unnoted)?
            {
                return Ok(store);
            }
        }
        Err(OpenError::Older { .. }) => {}
        Err(error) => return Err(unopened(error)),
    }
    drop(open(config)?);
    Store::open_read_only(&config.database).map_err(unopened)
}

/// Sees to it that the database has the views and macros of the analysis.
pub(super) fn prepare(config: &Config) -> Result<(), CommandError> {
    open_read_only(config).map(drop)
}

fn unopened(error: OpenError) -> CommandError {
    match error {
        OpenError::Locked { .. } => CommandError::new(Exit::Busy, error),
        other => CommandError::failed(other),
    }
}

/// Matches customers and products anew.
fn links(store: &Store, now: Timestamp) -> Result<LinkReport, CommandError> {
    Links::of(store).run(now).map_err(CommandError::failed)
}

/// Brings the findings up to date.
fn findings(
    store: &mut Store,
    config: &Config,
    now: Timestamp,
) -> Result<FindingsReport, CommandError> {
    analysis::refresh_with(store, now, &config.analysis).map_err(CommandError::failed)
}

/// Notes which distributors there are: of one that was never read it is unknown what is bought there.
fn note_connections(store: &Store, config: &Config) -> Result<(), CommandError> {
    store.note_connections(connections(config)).map_err(unnoted)
}

fn connections(config: &Config) -> impl Iterator<Item = (String, String)> {
    let connections = config.connections.values();
    connections.map(|one| (one.name.clone(), one.vendor.clone()))
}

fn unnoted(error: duckdb::Error) -> CommandError {
    CommandError::failed(format!("note the connections: {error}"))
}

/// Matches anew, brings the findings up to date and publishes them: what follows every change on either side.
pub(super) fn compare(
    store: &mut Store,
    config: &Config,
) -> Result<(LinkReport, FindingsReport), CommandError> {
    let compared = compare_at(store, config, Timestamp::now())?;
    publish(store, config)?;
    Ok(compared)
}

/// As [`compare`], at a moment and without publishing.
pub(super) fn compare_at(
    store: &mut Store,
    config: &Config,
    now: Timestamp,
) -> Result<(LinkReport, FindingsReport), CommandError> {
    let compared = links(store, now).and_then(|linked| Ok((linked, findings(store, config, now)?)));
    noted(store, now, compared)
}

/// Notes that a comparison failed. Whoever reads the findings afterwards learns that they are older.
fn noted<T>(
    store: &Store,
    now: Timestamp,
    compared: Result<T, CommandError>,
) -> Result<T, CommandError> {
    if let Err(error) = &compared {
        let message = error.message.lines().next().unwrap_or_default();
        if let Err(fault) = analysis::record_failure(store, now, message) {
            tracing::warn!("the database does not say that the comparison failed: {fault}");
        }
    }
    compared
}

/// What must be known before a figure is believed; what concerns only the PSA is left out where `billing` is
/// false.
pub(super) fn cautions(store: &Store, billing: bool) -> Result<Vec<Caution>, CommandError> {
    let cautions = analysis::cautions(store.connection()).map_err(|error| {
        CommandError::failed(format!("read whether both sides were compared: {error}"))
    })?;
    Ok(cautions
        .into_iter()
        .filter(|caution| billing || !caution.about_billing)
        .collect())
}

/// How a command ends that did what it was asked: incomplete where nothing was compared, or not what is stored
/// now.
pub(super) fn exit_of(cautions: &[Caution]) -> Exit {
    if cautions.iter().any(|caution| caution.blocks) {
        Exit::Incomplete
    } else {
        Exit::Ok
    }
}

/// The cautions for a person, a line each; nothing where there is none.
pub(super) fn cautions_text(cautions: &[Caution]) -> String {
    cautions
        .iter()
        .map(|caution| format!("! {}\n", super::render::sanitize(&caution.text)))
        .collect()
}

/// Says the cautions where the result itself has no place for them.
pub(super) fn warn(cautions: &[Caution], output: &Output) {
    for caution in cautions {
        output.warn(&super::render::sanitize(&caution.text));
    }
}

/// Refuses a filter that fits nobody: a typing mistake must not look like a clean list.
pub(super) fn refuse_misfit(store: &Store, wanted: &Wanted<'_>) -> Result<(), CommandError> {
    match wanted.misfit(store.connection()) {
        Ok(None) => Ok(()),
        Ok(Some(misfit)) => Err(CommandError::usage(misfit)),
        Err(error) => Err(CommandError::failed(format!("read the names: {error}"))),
    }
}

/// Replaces the copy for readers, where one is wanted.
pub(super) fn publish(store: &Store, config: &Config) -> Result<(), CommandError> {
    match &config.publish {
        Some(path) => store.publish(path).map_err(CommandError::failed),
        None => Ok(()),
    }
}

/// What was done after a sync.
pub(super) struct AfterSync {
    /// What became of the findings.
    pub(super) found: FindingsReport,
    /// What must be known before they are believed.
    pub(super) cautions: Vec<Caution>,
    /// Why the published copy has the findings of before; none where it is not so or none is wanted.
    pub(super) publish_fault: Option<String>,
}

/// Matches and analyses after a sync. Without anything of a PSA there is nothing to match with, but what renews
/// and which trials end is found all the same.
pub(super) fn after_sync(config: &Config) -> Result<AfterSync, CommandError> {
    let mut store = open(config)?;
    let now = Timestamp::now();
    let imported = Links::of(&store).has_psa().map_err(CommandError::failed)?;
    let found = if imported {
        compare_at(&mut store, config, now)?.1
    } else {
        let found = findings(&mut store, config, now);
        noted(&store, now, found)?
    };
    let cautions = cautions(&store, true)?;
    // The copy that the sync made has the findings of before.
    let publish_fault = publish(&store, config).err().map(|error| error.message);
    Ok(AfterSync {
        found,
        cautions,
        publish_fault,
    })
}
