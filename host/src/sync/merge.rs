//! Brings a staged run into the database.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use super::places::Places;
use crate::base::zone::Zone;
use crate::store::{MergeOptions, MergeReport, OpenError, Staging, Store};

/// What became of a staged run.
#[derive(Debug)]
pub enum MergeOutcome {
    /// It is in the database.
    Merged(MergeReport),
    /// Somebody else has the database open; what was read stays staged, and the next run merges it.
    Busy(String),
    /// The database could not be written; what was read stays staged.
    Failed(String),
    /// A folder was removed while the run was read or merged; the text says what is lost, a sentence.
    Lost(String),
    /// The run was stopped before its end; what was read stays staged, and the next run resumes.
    Interrupted,
}

/// The distributor whose rows are merged.
#[derive(Debug, Clone)]
pub(super) struct Vendor {
    pub(super) id: String,
    /// As people write it: what the manifest says.
    pub(super) name: String,
}

/// Merges; waits at most `patience` for somebody else who has the database open. Blocks.
pub(super) fn merge(
    mut staging: Staging,
    vendor: &Vendor,
    (database, places): (&Path, &Places),
    patience: Duration,
    accept_shrink: bool,
    zone: &Zone,
    now: Timestamp,
) -> MergeOutcome {
    if let Some(lost) = places.lost_database() {
        return MergeOutcome::Failed(lost);
    }
    let mut store = match Store::open_with_wait(database, patience) {
        Ok(store) => store,
        Err(error @ OpenError::Locked { .. }) => return MergeOutcome::Busy(error.to_string()),
        Err(error) => return MergeOutcome::Failed(error.to_string()),
    };
    // The week of a snapshot is one of the operator's.
    if let Err(error) = store.use_time_zone(zone, now) {
        return MergeOutcome::Failed(error.to_string());
    }
    if let Err(source) = store.name_vendor(&vendor.id, &vendor.name) {
        let path = database.to_owned();
        return MergeOutcome::Failed(OpenError::Database { path, source }.to_string());
    }
    let options = MergeOptions {
        accept_shrink,
        ..MergeOptions::new(now)
    };
    let report = match store.merge(&mut staging, &options) {
        Ok(report) => report,
        Err(error) => return MergeOutcome::Failed(error.to_string()),
    };
    // Before what was staged is thrown away: it may be all that is left.
    if let Some(lost) = places.lost() {
        return MergeOutcome::Lost(lost);
    }
    // A run that was held back is thrown away too: whoever accepts the shrink reads again, and believes
    // what the vendor says then.
    if let Err(error) = staging.discard() {
        tracing::warn!(
            "what was merged is still staged and will be merged once more, without effect: failed to {error}"
        );
    }
    MergeOutcome::Merged(report)
}
