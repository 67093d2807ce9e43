//! Copies everything that belongs into a backup into one private folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::TakeError;
use super::names::{CONFIGURATION, DATABASE, PLUGIN_LOCK, STAGING, TOKENS};
use crate::base::{
    files::{lost_target, replace},
    private::create_folder,
};
use crate::config::Config;
use crate::gateway::{KeptToken, copy_tokens};
use crate::store::{Inventory, Staging, StagingError, StagingHold, copy_for_backup};

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// What the database holds.
    pub(super) inventory: Inventory,
    /// The connections that have a read which is not merged yet.
    pub(super) staged: Vec<String>,
    /// The refresh tokens.
    pub(super) tokens: Vec<KeptToken>,
    /// What could not be copied, a sentence each.
    pub(super) left_out: Vec<String>,
    /// The names of the copies, in the order in which they go into the archive.
    pub(super) names: Vec<String>,
}

/// Copies everything into `folder`. No connection is synced meanwhile, except those whose sync runs already:
/// what they have staged is left out, so what is copied of one connection is of one moment.
pub(super) fn gather(
    config: &Config,
    folder: &Path,
    patience: Duration,
) -> Result<Gathered, TakeError> {
    let mut gathered = Gathered::default();
    if let Some(target) = lost_target(&config.state) {
        return Err(TakeError::StateLost {
            state: config.state.clone(),
            target,
        });
    }
    let holds = if config.state.exists() {
        hold(config, &mut gathered)?
    } else {
        gathered.left_out.push(format!(
            "{} does not exist, so there is no refresh token in the backup",
            config.state.display()
        ));
        Vec::new()
    };
    gathered.inventory = copy_for_backup(&config.database, &folder.join(DATABASE), patience)?;
    gathered.names.push(DATABASE.to_owned());
    copy_staged(&holds, folder, &mut gathered)?;
    tokens(config, folder, patience, &mut gathered)?;
    for (name, path) in [
        (CONFIGURATION, &config.path),
        (PLUGIN_LOCK, &config.plugin_lock()),
    ] {
        if path.exists() {
            copy(path, &folder.join(name))?;
            gathered.names.push(name.to_owned());
        }
    }
    Ok(gathered)
}

/// A staging file whose sync is held off, and whether something is staged in it.
struct Held {
    connection: String,
    hold: StagingHold,
    staged: bool,
}

fn hold(config: &Config, gathered: &mut Gathered) -> Result<Vec<Held>, TakeError> {
    let mut holds = Vec::new();
    for connection in connections(config) {
        match Staging::open(&config.state, &connection) {
            Ok(staging) => {
                let staged = staging.unfinished().is_some();
                let hold = staging.into_hold()?;
                holds.push(Held {
                    connection,
                    hold,
                    staged,
                });
            }
            Err(StagingError::Busy { holder, .. }) => gathered.left_out.push(format!(
                "what {holder} is reading of {connection} right now is not in the backup; a later sync reads it again"
            )),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(holds)
}

/// The connections of the configuration, and those that have a staging file.
pub(super) fn connections(config: &Config) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = config.connections.keys().cloned().collect();
    let entries = fs::read_dir(config.state.join(STAGING));
    for entry in entries.into_iter().flatten().flatten() {
        let name = entry.file_name();
        let stem = name.to_str().and_then(|name| name.strip_suffix(".duckdb"));
        names.extend(stem.map(str::to_owned));
    }
    names
}

fn copy_staged(holds: &[Held], folder: &Path, gathered: &mut Gathered) -> Result<(), TakeError> {
    let target = folder.join(STAGING);
    create_folder(&target).map_err(part(&target))?;
    for Held {
        connection, hold, ..
    } in holds.iter().filter(|held| held.staged)
    {
        let name = format!("{STAGING}/{connection}.duckdb");
        let (from, to) = (hold.path(), folder.join(&name));
        // The file is private, and so is its copy: the mode is copied with it.
        fs::copy(from, &to).map_err(part(from))?;
        gathered.names.push(name);
        gathered.staged.push(connection.clone());
    }
    Ok(())
}

fn tokens(
    config: &Config,
    folder: &Path,
    patience: Duration,
    gathered: &mut Gathered,
) -> Result<(), TakeError> {
    let target = folder.join(TOKENS);
    create_folder(&target).map_err(part(&target))?;
    let (tokens, unreadable) = copy_tokens(&config.state, &target, patience)?;
    gathered.names.extend(
        tokens
            .iter()
            .map(|token| format!("{TOKENS}/{}", token.file)),
    );
    gathered.left_out.extend(
        unreadable
            .iter()
            .map(|file| format!("the token file {file} is not in the backup; it cannot be read")),
    );
    gathered.tokens = tokens;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), TakeError> {
    let bytes = fs::read(from).map_err(part(from))?;
    replace(to, &bytes).map_err(part(to))
}

pub(super) fn part(path: &Path) -> impl FnOnce(std::io::Error) -> TakeError {
    let path = PathBuf::from(path);
    move |source| TakeError::Part { path, source }
}
