//! Restores a backup.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::archive::{self, Unpacked};
use super::contents::Contents;
use super::error::{ArchiveError, RestoreError};
use super::gather::connections;
use super::names::{CONFIGURATION, DATABASE};
use super::place::free_suffix;
use super::replacement::{Replacement, failed, hold_all, staged_connections};
use super::scratch::Scratch;
use super::take::stamp;
use super::unfinished::{Unfinished, finish};
use crate::base::{drafts::WorkFolder, files::folder_of};
use crate::config::Config;
use crate::gateway::RestoredToken;
use crate::store::{Inventory, OpenError, inventory, let_go, newest_schema, staging_path};

/// How a backup is restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoreOptions {
    /// Whether a database that is there may be replaced; it is kept beside the restored one.
    pub force: bool,
    /// How long an exchange of a token that is under way is waited for.
    pub patience: Duration,
}

/// What became of a file that is restored only where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// There was none, and it was written.
    Written,
    /// The one that is there is the same.
    Same,
    /// The one that is there is another one, and stays.
    Other,
    /// The backup has none.
    Absent,
}

/// A backup that was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    /// What the backup says about itself.
    pub contents: Contents,
    /// The database.
    pub database: PathBuf,
    /// The database that was there before.
    pub aside: Option<PathBuf>,
    /// The connections of which a read that is not merged yet was restored.
    pub staged: Vec<String>,
    /// What became of the refresh tokens.
    pub tokens: Vec<RestoredToken>,
    /// What became of `seatwise.toml`.
    pub configuration: Kept,
    /// What became of `plugins.lock`.
    pub plugin_lock: Kept,
}

/// A backup that was checked, and what a restore of it would meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What the backup says about itself.
    pub contents: Contents,
    /// The database that a restore would write.
    pub database: PathBuf,
    /// What is there already, so that a restore needs to be forced.
    pub in_the_way: Option<PathBuf>,
}

/// Checks a backup as [`restore`] does, which unpacks it for a while beside the database. Changes nothing.
///
/// # Errors
///
/// Fails for a file that [`restore`] would refuse whatever it were to replace.
pub fn check(archive: &Path, config_path: &Path) -> Result<Checked, RestoreError> {
    let looked = look(archive)?;
    let config = config(archive, config_path, &looked)?;
    let database = fs::canonicalize(&config.database).unwrap_or(config.database.clone());
    let folder = match folder_of(&database) {
        folder if folder.is_dir() => folder.to_owned(),
        // A restore would make it.
        _ => std::env::temp_dir(),
    };
    // Not a [`Scratch`]: making one removes what a restore left that was killed, and its end needs that.
    let scratch = WorkFolder::for_draft(&folder).map_err(failed(&folder))?;
    let contents = unpack(archive, scratch.path())?;
    let staged = connections(&config)
        .into_iter()
        .chain(staged_connections(&contents))
        .map(|connection| staging_path(&config.state, &connection))
        .collect::<Result<Vec<_>, _>>()?;
    let in_the_way = std::iter::once(config.database.clone())
        .chain(staged)
        .find(|path| path.exists());
    Ok(Checked {
        contents,
        database: config.database,
        in_the_way,
    })
}

/// Reads a backup to its end, and checks all that can be checked without unpacking it.
pub(super) fn look(archive: &Path) -> Result<Unpacked, RestoreError> {
    let looked = archive::read(archive, None)?;
    check_schema(&looked.contents)?;
    Ok(looked)
}

/// Unpacks a backup, and checks every byte and its database.
fn unpack(archive: &Path, folder: &Path) -> Result<Contents, RestoreError> {
    let Unpacked { contents, .. } = archive::read(archive, Some(folder))?;
    check_schema(&contents)?;
    check_rows(&contents, &folder.join(DATABASE))?;
    Ok(contents)
}

/// Restores a backup to where the configuration at `config_path` says, or, where there is none, the one in
/// the backup.
///
/// All of the backup is checked before anything is replaced. What is replaced is kept under its name with
/// the date behind it. A refresh token that is newer than that of the backup stays, and so do a
/// configuration and a `plugins.lock` that are there.
///
/// # Errors
///
/// See [`RestoreError`].
pub fn restore(
    archive: &Path,
    config_path: &Path,
    now: Timestamp,
    options: RestoreOptions,
) -> Result<RestoreReport, RestoreError> {
    let looked = look(archive)?;
    let config = config(archive, config_path, &looked)?;
    if config.database.exists() && !options.force {
        return Err(RestoreError::Exists(config.database));
    }
    finish(&config)?;
    let holds = hold_all(&config, &looked.contents)?;
    let staged = holds.iter().find(|(_, hold)| hold.path().exists());
    if let Some((_, hold)) = staged.filter(|_| !options.force) {
        return Err(RestoreError::Exists(hold.path().to_owned()));
    }
    // The file itself is replaced, not a link that leads to it.
    let database = fs::canonicalize(&config.database).unwrap_or(config.database.clone());
    let_go(&database)?;
    let folder = folder_of(&database);
    let scratch = Scratch::new(folder, &config.state).map_err(failed(folder))?;
    // Checked a second time while it is unpacked: these are the very bytes that are restored.
    let contents = unpack(archive, scratch.path())?;
    let replacement = Replacement {
        config: &config,
        contents: &contents,
        from: scratch.path(),
        holds: &holds,
        suffix: free_suffix(&database, &stamp(now)),
        database: &database,
        patience: options.patience,
    };
    Unfinished::new(scratch.path(), &replacement.suffix, &contents)
        .and_then(|unfinished| unfinished.begin(&database))
        .map_err(failed(&database))?;
    let outcome = replacement.run();
    if outcome.is_err() {
        replacement.undo().map_err(failed(&database))?;
    }
    Unfinished::end(&database).map_err(failed(&database))?;
    outcome
}

fn check_schema(contents: &Contents) -> Result<(), RestoreError> {
    let known = newest_schema();
    if contents.schema_version > known {
        return Err(RestoreError::Schema {
            found: contents.schema_version,
            known,
            seatwise: contents.seatwise.clone(),
        });
    }
    Ok(())
}

fn check_rows(contents: &Contents, database: &Path) -> Result<(), RestoreError> {
    let stated = Inventory {
        schema_version: contents.schema_version,
        rows: contents.rows.clone(),
    };
    if inventory(database).map_err(unusable)? == stated {
        Ok(())
    } else {
        Err(RestoreError::Rows)
    }
}

/// Says that the database of a backup cannot be opened: neither by its path, which is gone by then, nor with what one
/// does about the database of an installation.
fn unusable(error: OpenError) -> RestoreError {
    tracing::debug!("failed to {error}");
    match error {
        OpenError::Locked { .. } | OpenError::Io { .. } => error.into(),
        OpenError::Foreign(_) => {
            RestoreError::Unusable("the backup contains a database that Seatwise did not make")
        }
        OpenError::Newer { .. } | OpenError::NewerFormat { .. } => RestoreError::Unusable(
            "a newer seatwise wrote the database in the backup, and this one cannot read it",
        ),
        OpenError::Encrypted(_) => {
            RestoreError::Unusable("the database in the backup is encrypted")
        }
        _ => RestoreError::Unusable("the database in the backup is damaged, or is not a database"),
    }
}

/// The configuration that says where things go.
fn config(archive: &Path, path: &Path, looked: &Unpacked) -> Result<Config, RestoreError> {
    if path.exists() {
        return Ok(Config::load(path)?);
    }
    let bytes = looked
        .configuration
        .as_ref()
        .ok_or_else(|| RestoreError::NoConfiguration(path.to_owned()))?;
    let text = std::str::from_utf8(bytes).map_err(|_| ArchiveError::Damaged {
        path: archive.to_owned(),
        entry: CONFIGURATION.to_owned(),
        reason: "is not UTF-8 text".to_owned(),
    })?;
    Ok(Config::from_text(path, text)?)
}
