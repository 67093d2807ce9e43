//! What can go wrong with the files of a scheduler.

use std::path::PathBuf;

/// Why the files of a scheduler cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// A path that is no UTF-8, or has a control character.
    #[error("write a schedule for {}: it is not UTF-8 text, or contains control characters; rename the folder", .0.display())]
    NoText(PathBuf),
    /// A path that the format cannot spell.
    #[error("write a schedule for {path}: {scheduler} {reason}; give the folder another name")]
    Unspeakable {
        /// The path.
        path: String,
        /// The scheduler.
        scheduler: &'static str,
        /// Why, as what the scheduler would do.
        reason: &'static str,
    },
}
