//! The database as the billing side needs it: with views and macros, the operator's days, and the connections.

use std::time::Duration;

use jiff::Timestamp;

use super::error::PipelineError;
use crate::analysis;
use crate::config::Config;
use crate::plugin::Admitted;
use crate::store::{OpenError, Store};
use crate::sync;

/// How long a command waits for somebody else who has the database open.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the database to write, with the views and macros of the analysis.
///
/// # Errors
///
/// Fails when the database does not exist or cannot be written, or when another process keeps it open for ten seconds.
pub fn open(config: &Config) -> Result<Store, PipelineError> {
    open_within(config, PATIENCE)
}

/// As [`open`], with another time to wait for somebody else.
pub(super) fn open_within(config: &Config, patience: Duration) -> Result<Store, PipelineError> {
    if !config.database.exists() {
        return Err(OpenError::Missing(config.database.clone()).into());
    }
    let store = Store::open_for_analysis(&config.database, patience)?;
    store.use_time_zone(&config.time_zone, Timestamp::now())?;
    let prepared = note(&store, config).and_then(|()| {
        Ok(analysis::install_with(
            store.connection(),
            &config.analysis,
        )?)
    });
    // The log appears with the first commit, and stays where the disk is too full to do without it.
    store.protect().ok();
    prepared?;
    Ok(store)
}

/// Notes which distributors there are, and what they are called: what is bought at one that was never read is unknown,
/// and the message about it gives its name.
fn note(store: &Store, config: &Config) -> Result<(), PipelineError> {
    store
        .note_connections(connections(config))
        .map_err(PipelineError::Connections)?;
    let known = store.vendor_names().map_err(PipelineError::Connections)?;
    let mut unnamed = config
        .connections
        .values()
        .map(|connection| &connection.vendor)
        .filter(|vendor| !known.contains_key(*vendor))
        .peekable();
    if unnamed.peek().is_none() {
        return Ok(());
    }
    // Without its plugin a distributor goes by its id.
    let Ok(registry) = sync::registry(config, None) else {
        return Ok(());
    };
    for vendor in unnamed {
        let plugin = registry.find(vendor).ok();
        let Some(plugin) =
            plugin.and_then(|plugin| Admitted::by(&config.plugin_lock(), plugin).ok())
        else {
            continue;
        };
        store
            .name_vendor(vendor, &plugin.manifest().name)
            .map_err(PipelineError::Connections)?;
    }
    Ok(())
}

/// Opens the database to read. Views and macros that it lacks are installed first, and
/// its days become those of the configuration's time zone.
///
/// # Errors
///
/// Those of [`open`].
pub fn open_read_only(config: &Config) -> Result<Store, PipelineError> {
    match Store::open_read_only(&config.database) {
        Ok(store) => {
            if analysis::is_installed(store.connection(), &config.analysis)?
                && store.uses_time_zone(&config.time_zone)?
                && store
                    .notes_connections(connections(config))
                    .map_err(PipelineError::Connections)?
            {
                return Ok(store);
            }
        }
        Err(OpenError::Older { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    drop(open(config)?);
    Ok(Store::open_read_only(&config.database)?)
}

/// Sees to it that the database has the views and macros of the analysis.
///
/// # Errors
///
/// Those of [`open_read_only`].
pub fn prepare(config: &Config) -> Result<(), PipelineError> {
    open_read_only(config).map(drop)
}

fn connections(config: &Config) -> impl Iterator<Item = (String, String)> {
    let connections = config.connections.values();
    connections.map(|one| (one.name.clone(), one.vendor.clone()))
}
