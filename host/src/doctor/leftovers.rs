//! What a program that was killed left lying beside the database.

use std::time::{Duration, UNIX_EPOCH};

use super::report::{Area, Check};
use super::surroundings::Surroundings;
use crate::backup::SCRATCH_PREFIX;
use crate::config::Config;
use crate::private::folder_of;

/// How the name of a copy of the database ends while it is written.
const UNFINISHED: &str = ".unfinished";
/// Nothing takes so long to be written.
const LONG_AGO: Duration = Duration::from_secs(6 * 3600);

pub(super) fn check(config: &Config, surroundings: &Surroundings) -> Vec<Check> {
    let entries = std::fs::read_dir(folder_of(&config.database));
    let mut paths: Vec<_> = entries
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with(SCRATCH_PREFIX) || name.ends_with(UNFINISHED)
        })
        .filter(|entry| is_old(entry, surroundings.now))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            Check::warning(
                Area::Disk,
                format!("{} was left by a program that was killed", path.display()),
            )
            .then("delete it")
        })
        .collect()
}

fn is_old(entry: &std::fs::DirEntry, now: Duration) -> bool {
    let modified = entry
        .metadata()
        .and_then(|metadata| metadata.modified())
        .ok()
        .and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    modified.is_some_and(|modified| now.saturating_sub(modified) > LONG_AGO)
}
