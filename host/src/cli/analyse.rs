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
    analysis::install_with(store.connection(), &config.analysis).map_err(CommandError::failed)?;
    Ok(store)
}

/// Opens the database to read. Views and macros that it lacks are installed first.
pub(super) fn open_read_only(config: &Config) -> Result<Store, CommandError> {
    match Store::open_read_only(&config.database) {
        Ok(store) => {
            let installed = analysis::is_installed(store.connection(), &config.analysis);
            if installed.map_err(CommandError::failed)? {
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
fn links(store: &Store) -> Result<LinkReport, CommandError> {
    Links::of(store)
        .run(Timestamp::now())
        .map_err(CommandError::failed)
}

/// Brings the findings up to date.
fn findings(store: &mut Store, config: &Config) -> Result<FindingsReport, CommandError> {
    analysis::refresh_with(store, Timestamp::now(), &config.analysis).map_err(CommandError::failed)
}

/// Matches anew, brings the findings up to date and publishes them: what follows every change on either side.
pub(super) fn compare(
    store: &mut Store,
    config: &Config,
) -> Result<(LinkReport, FindingsReport), CommandError> {
    let linked = links(store)?;
    let found = findings(store, config)?;
    publish(store, config)?;
    Ok((linked, found))
}

/// Replaces the copy for readers, where one is wanted.
pub(super) fn publish(store: &Store, config: &Config) -> Result<(), CommandError> {
    match &config.publish {
        Some(path) => store.publish(path).map_err(CommandError::failed),
        None => Ok(()),
    }
}

/// Matches and analyses after a sync, where a PSA was imported; else there is nothing to compare with.
pub(super) fn after_sync(config: &Config) -> Result<Option<FindingsReport>, CommandError> {
    let store = Store::open_read_only(&config.database).map_err(unopened)?;
    let imported = Links::of(&store).has_psa().map_err(CommandError::failed)?;
    drop(store);
    if !imported {
        return Ok(None);
    }
    let mut store = open(config)?;
    Ok(Some(compare(&mut store, config)?.1))
}
