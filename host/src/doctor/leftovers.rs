//! What a program that was killed left lying beside the database.

use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use super::report::{Area, Check};
use super::surroundings::Surroundings;
use crate::backup::{leftovers, unfinished_restore};
use crate::base::{drafts, files::folder_of};
use crate::config::Config;

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
        .filter(|entry| entry.file_name().to_string_lossy().ends_with(UNFINISHED))
        .filter(|entry| is_old(entry, surroundings.now))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    let unfinished = unfinished_restore(&config.database);
    // What a restore unpacked is needed to finish it.
    let folders = if unfinished.exists() {
        Vec::new()
    } else {
        leftovers(folder_of(&config.database), &config.state)
    };
    let restore = unfinished.exists().then(|| {
        Check::warning(
            Area::Disk,
            format!(
                "a restore was interrupted; {} says what is left to do",
                unfinished.display()
            ),
        )
        .then("the next command that uses the database finishes it, such as `seatwise status`")
    });
    let folders = folders.iter().map(|path| {
        Check::warning(
            Area::Disk,
            format!(
                "{} was left by a backup or restore that was killed; refresh tokens may be in it",
                path.display()
            ),
        )
        .then("the next `seatwise backup` or `seatwise restore` removes it")
    });
    let copies = paths.iter().map(|path| {
        Check::warning(
            Area::Disk,
            format!("{} was left by a program that was killed", path.display()),
        )
        .then("delete it")
    });
    let drafts = drafts(config);
    let drafts = drafts.iter().map(|path| {
        Check::warning(
            Area::Disk,
            format!(
                "{} was left by a command that was killed; secrets may be in it",
                path.display()
            ),
        )
        .then("delete it; the next command that writes a file there removes it too")
    });
    restore
        .into_iter()
        .chain(folders)
        .chain(drafts)
        .chain(copies)
        .collect()
}

/// What killed commands left where Seatwise itself writes files.
fn drafts(config: &Config) -> Vec<PathBuf> {
    let below_state = std::fs::read_dir(&config.state)
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = [&config.path, &config.database]
        .into_iter()
        .chain(&config.publish)
        .map(|file| folder_of(file).to_owned())
        .chain([config.state.clone()])
        .chain(below_state.map(|entry| entry.path()))
        .collect();
    folders.sort();
    folders.dedup();
    folders
        .iter()
        .flat_map(|folder| drafts::left(folder))
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
