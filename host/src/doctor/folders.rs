//! The folders: the state folder, and that of the published copy.

use std::path::{Path, PathBuf};

use super::modes::private;
use super::report::{Area, Check};
use crate::base::files::{folder_of, lost_target};
use crate::base::private::{FILE_MODE, FOLDER_MODE};
use crate::config::Config;
use crate::store::Store;

pub(super) fn check_state(config: &Config) -> Vec<Check> {
    let state = &config.state;
    if let Some(target) = lost_target(state) {
        let message = format!(
            "{} is a link to {}, which does not exist",
            state.display(),
            target.display()
        );
        return vec![Check::failed(Area::State, message).then(
            "mount the disk that it is on, or name another folder as `state` in seatwise.toml",
        )];
    }
    if !state.exists() {
        return vec![Check::ok(
            Area::State,
            format!(
                "{} does not exist yet; the first sync creates it",
                state.display()
            ),
        )];
    }
    if !state.is_dir() {
        return vec![
            Check::failed(Area::State, format!("{} is not a folder", state.display()))
                .then("name another folder as `state` in seatwise.toml"),
        ];
    }
    let mut checks = vec![match write_into(state) {
        Ok(()) => Check::ok(Area::State, format!("{} is writable", state.display())),
        Err(error) => Check::failed(
            Area::State,
            format!("{} cannot be written: {error}", state.display()),
        )
        .then("give it to the user that runs seatwise"),
    }];
    let folders = ["", "tokens", "staging", "pacing"].map(|name| state.join(name));
    checks.extend(
        folders
            .iter()
            .filter_map(|folder| private(Area::State, folder, FOLDER_MODE)),
    );
    checks.extend(
        files(&state.join("tokens"))
            .iter()
            .chain(&files(&state.join("staging")))
            .filter(|file| file.extension().is_none_or(|ending| ending != "lock"))
            .filter_map(|file| private(Area::State, file, FILE_MODE)),
    );
    checks
}

pub(super) fn check_publish(config: &Config) -> Option<Check> {
    let publish = config.publish.as_ref()?;
    let shown = publish.display();
    if publish.is_dir() {
        return Some(
            Check::failed(Area::Publish, format!("{shown} is a folder"))
                .then("name a file as `publish` in seatwise.toml"),
        );
    }
    let folder = folder_of(publish);
    Some(match write_into(folder) {
        Ok(()) => current(config, publish),
        Err(error) => Check::failed(
            Area::Publish,
            format!("nothing can be written into {}: {error}", folder.display()),
        )
        .then("create the folder, or give it to the user that runs seatwise"),
    })
}

/// Whether the copy is as new as the database, where that can be read.
fn current(config: &Config, publish: &Path) -> Check {
    let shown = publish.display();
    if !publish.exists() && config.database.exists() {
        return Check::warning(Area::Publish, format!("{shown} does not exist yet"))
            .then("the next sync writes it, or `seatwise match` now");
    }
    let since = Store::open_read_only(&config.database)
        .ok()
        .and_then(|store| store.unpublished_since().ok().flatten());
    match since {
        None => Check::ok(Area::Publish, format!("{shown} can be replaced")),
        Some(since) => Check::warning(
            Area::Publish,
            format!(
                "{shown} is older than the database, which changed on {}",
                since.strftime("%Y-%m-%d %H:%M UTC")
            ),
        )
        .then("`seatwise match` publishes it again"),
    }
}

/// Whether a file can be made in a folder; it has no name, and is gone afterwards.
fn write_into(folder: &Path) -> std::io::Result<()> {
    tempfile::tempfile_in(folder).map(drop)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}
