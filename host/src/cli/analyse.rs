//! What the commands of the billing side share: the database, opened for them, and the analysis after a
//! change.

use std::time::Duration;

use jiff::Timestamp;

use super::exit::{CommandError, Exit};
use crate::analysis::{self, FindingsReport};
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
    let linked = links(store, now)?;
    Ok((linked, findings(store, config, now)?))
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
    /// Why the published copy has the findings of before; none where it is not so or none is wanted.
    pub(super) publish_fault: Option<String>,
}

/// Matches and analyses after a sync, where a PSA was imported; else there is nothing to compare with.
pub(super) fn after_sync(config: &Config) -> Result<Option<AfterSync>, CommandError> {
    let store = Store::open_read_only_with_wait(&config.database, PATIENCE).map_err(unopened)?;
    let imported = Links::of(&store).has_psa().map_err(CommandError::failed)?;
    drop(store);
    if !imported {
        return Ok(None);
    }
    let mut store = open(config)?;
    let (_, found) = compare_at(&mut store, config, Timestamp::now())?;
    // The copy that the sync made has the findings of before.
    let publish_fault = publish(&store, config).err().map(|error| error.message);
    Ok(Some(AfterSync {
        found,
        publish_fault,
    }))
}
