//! What a program that was killed left lying beside the database.

use std::path::{Path, PathBuf};
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
        .map(|entry| entry.path())
        .filter(|path| is_old(path, surroundings.now))
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
    let drafts = drafts(config, surroundings.now);
    let drafts = drafts.iter().map(|path| {
        Check::warning(
            Area::Disk,
            format!(
                "{} was left by a command that was ended; secrets or what customers are billed may be in it",
                path.display()
            ),
        )
        .then("delete it; the next command that writes there removes it too")
    });
    restore
        .into_iter()
        .chain(folders)
        .chain(drafts)
        .chain(copies)
        .collect()
}

/// What killed commands left where Seatwise itself writes files.
fn drafts(config: &Config, now: Duration) -> Vec<PathBuf> {
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
    // The next import removes what was left of one, so only what lies there for long is worth a word.
    let of_imports = drafts::left_with(drafts::PSA_IMPORT, &std::env::temp_dir())
        .into_iter()
        .filter(|path| is_old(path, now));
    folders
        .iter()
        .flat_map(|folder| drafts::left(folder))
        .chain(of_imports)
        .collect()
}

fn is_old(path: &Path, now: Duration) -> bool {
    let modified = std::fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
        .and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    modified.is_some_and(|modified| now.saturating_sub(modified) > LONG_AGO)
}
