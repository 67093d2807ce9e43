//! What follows every change on either side: match, find, publish.

use std::time::Duration;

use jiff::Timestamp;

use super::error::PipelineError;
use super::open::open_within;
use crate::analysis::{self, FindingsReport};
use crate::config::Config;
use crate::linking::{LinkReport, Links};
use crate::store::Store;

/// Matches customers and products, brings the findings up to date and publishes them.
///
/// # Errors
///
/// If matching, comparing or publishing fails. A comparison that failed is noted in the database.
pub fn compare(
    store: &mut Store,
    config: &Config,
) -> Result<(LinkReport, FindingsReport), PipelineError> {
    let compared = compare_at(store, config, Timestamp::now())?;
    publish(store, config)?;
    Ok(compared)
}

/// As [`compare`], at a moment and without publishing.
///
/// # Errors
///
/// If matching or comparing fails; that is noted in the database.
pub fn compare_at(
    store: &mut Store,
    config: &Config,
    now: Timestamp,
) -> Result<(LinkReport, FindingsReport), PipelineError> {
    let linked = Links::of(store).run(now).map_err(PipelineError::from);
    let compared = linked.and_then(|linked| Ok((linked, find(store, config, now)?)));
    noted(store, now, compared)
}

/// Brings the findings up to date.
fn find(
    store: &mut Store,
    config: &Config,
    now: Timestamp,
) -> Result<FindingsReport, PipelineError> {
    Ok(analysis::refresh_with(store, now, &config.analysis)?)
}

/// Notes that a comparison failed. Whoever reads the findings afterwards learns that they are older.
fn noted<T>(
    store: &Store,
    now: Timestamp,
    compared: Result<T, PipelineError>,
) -> Result<T, PipelineError> {
    if let Err(error) = &compared {
        let message = error.to_string();
        let message = message.lines().next().unwrap_or_default();
        if let Err(fault) = analysis::record_failure(store, now, message) {
            tracing::warn!("could not record in the database that the comparison failed: {fault}");
        }
    }
    compared
}

/// Replaces the copy for readers, where one is wanted.
///
/// # Errors
///
/// If the copy cannot be written; the last one stays.
pub fn publish(store: &Store, config: &Config) -> Result<(), PipelineError> {
    match &config.publish {
        Some(path) => Ok(store.publish(path)?),
        None => Ok(()),
    }
}

/// What was done after distributors were read.
#[derive(Debug)]
pub struct AfterSync {
    /// What became of the findings; why they are as they were, where they could not be brought up to date.
    pub found: Result<FindingsReport, PipelineError>,
    /// Why the copy for readers is as it was; none where it is new, or none is wanted.
    pub publish_fault: Option<PipelineError>,
}

/// Matches and compares what was merged, and publishes it: the rows are worth publishing even where the comparison
/// failed. Without anything of a PSA there is nothing to match with, but what renews and which trials end is found
/// all the same. Waits at most `patience` for another sync that compares or publishes.
///
/// # Errors
///
/// If the database cannot be opened; then nothing was compared or published.
pub fn after_sync(
    config: &Config,
    patience: Duration,
) -> Result<(Store, AfterSync), PipelineError> {
    let mut store = open_within(config, patience)?;
    let found = find_after_sync(&mut store, config, Timestamp::now());
    let publish_fault = publish(&store, config).err();
    let after = AfterSync {
        found,
        publish_fault,
    };
    Ok((store, after))
}

fn find_after_sync(
    store: &mut Store,
    config: &Config,
    now: Timestamp,
) -> Result<FindingsReport, PipelineError> {
    if Links::of(store).has_psa()? {
        return Ok(compare_at(store, config, now)?.1);
    }
    let found = find(store, config, now);
    noted(store, now, found)
}
