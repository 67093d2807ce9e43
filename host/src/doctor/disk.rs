//! Free space where the database and the state folder lie.

use std::path::Path;

use super::report::{Area, Check};
use super::surroundings::Surroundings;
use crate::base::files::folder_of;
use crate::config::Config;

/// Under this a sync of a small account cannot stage its pages.
const LITTLE: u64 = 64 << 20;
/// What there should be beside a copy of the database.
const COMFORTABLE: u64 = 512 << 20;

pub(super) fn check(config: &Config, surroundings: &Surroundings) -> Vec<Check> {
    let size = std::fs::metadata(&config.database).map_or(0, |metadata| metadata.len());
    let database = check_folder(folder_of(&config.database), size, surroundings);
    let state = check_folder(&config.state, 0, surroundings);
    [database, state].into_iter().flatten().collect()
}

/// `copy` is the size of what is copied there: by a change of the schema, a backup, or `publish`.
fn check_folder(folder: &Path, copy: u64, surroundings: &Surroundings) -> Option<Check> {
    let folder = folder.ancestors().find(|folder| folder.exists())?;
    let shown = folder.display();
    let free = match (surroundings.free_bytes)(folder) {
        Ok(free) => free?,
        Err(error) => {
            return Some(Check::warning(
                Area::Disk,
                format!("the free space in {shown} is unknown: {error}"),
            ));
        }
    };
    let text = format!("{} MiB are free in {shown}", free >> 20);
    let next = "free some space: a sync, a backup and a change of the schema write copies there";
    Some(if free < LITTLE {
        Check::failed(Area::Disk, text).then(next)
    } else if free < copy.saturating_add(COMFORTABLE) {
        Check::warning(Area::Disk, text).then(next)
    } else {
        Check::ok(Area::Disk, text)
    })
}
