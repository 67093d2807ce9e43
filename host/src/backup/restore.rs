//! Restores a backup.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::archive::{self, Unpacked};
use super::contents::Contents;
use super::error::{ArchiveError, RestoreError};
use super::gather::connections;
use super::names::{self, CONFIGURATION, DATABASE, PLUGIN_LOCK};
use super::place::{free_suffix, put, replace_database, scratch, set_aside};
use super::take::stamp;
use crate::config::Config;
use crate::gateway::{RestoredToken, restore_token};
use crate::private::{beside, create_folder, folder_of, replace};
use crate::store::{Inventory, StagingHold, inventory, let_go, newest_schema};

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

/// Reads a backup to its end and checks all of it. Changes nothing.
///
/// # Errors
///
/// Fails for a file that [`restore`] would refuse whatever it were to replace.
pub fn check(archive: &Path) -> Result<Contents, RestoreError> {
    let Unpacked { contents, .. } = archive::read(archive, None)?;
    check_schema(&contents)?;
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
    let looked = archive::read(archive, None)?;
    check_schema(&looked.contents)?;
    let config = config(archive, config_path, &looked)?;
    if config.database.exists() && !options.force {
        return Err(RestoreError::Exists(config.database));
    }
    let holds = hold(&config, &looked.contents, options)?;
    // The file itself is replaced, not a link that leads to it.
    let database = fs::canonicalize(&config.database).unwrap_or(config.database.clone());
    let_go(&database)?;
    let folder = folder_of(&database);
    let scratch = scratch(folder).map_err(failed(folder))?;
    // Checked a second time while it is unpacked: these are the very bytes that are restored.
    let unpacked = archive::read(archive, Some(scratch.path()))?;
    check_schema(&unpacked.contents)?;
    check_rows(&unpacked.contents, &scratch.path().join(DATABASE))?;
    Replacement {
        config: &config,
        contents: &unpacked.contents,
        from: scratch.path(),
        holds: &holds,
        suffix: free_suffix(&database, &stamp(now)),
        database: &database,
        patience: options.patience,
    }
    .run()
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
    if inventory(database)? == stated {
        Ok(())
    } else {
        Err(RestoreError::Rows)
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
        reason: "is no UTF-8 text".to_owned(),
    })?;
    Ok(Config::from_text(path, text)?)
}

/// Keeps all connections from being synced.
fn hold(
    config: &Config,
    contents: &Contents,
    options: RestoreOptions,
) -> Result<Vec<(String, StagingHold)>, RestoreError> {
    for folder in [folder_of(&config.database), &config.state] {
        create_folder(folder).map_err(failed(folder))?;
    }
    let mut names = connections(config);
    let staged = contents
        .files
        .iter()
        .filter_map(|file| names::staged_connection(&file.name));
    names.extend(staged.map(str::to_owned));
    let mut holds = Vec::new();
    for name in names {
        let hold = StagingHold::take(&config.state, &name)?;
        if hold.path().exists() && !options.force {
            return Err(RestoreError::Exists(hold.path().to_owned()));
        }
        holds.push((name, hold));
    }
    Ok(holds)
}

/// What is checked and is to take the place of what is there.
struct Replacement<'a> {
    config: &'a Config,
    contents: &'a Contents,
    from: &'a Path,
    holds: &'a [(String, StagingHold)],
    database: &'a Path,
    suffix: String,
    patience: Duration,
}

impl Replacement<'_> {
    /// The database comes last of what can fail for long: until then, what is there is untouched but for
    /// tokens, which only get newer, and files that were not there.
    fn run(self) -> Result<RestoreReport, RestoreError> {
        let configuration = self.put_missing(CONFIGURATION, &self.config.path)?;
        let plugin_lock = self.put_missing(PLUGIN_LOCK, &self.config.plugin_lock())?;
        let tokens = self.tokens()?;
        for (_, hold) in self.holds {
            let aside = beside(hold.path(), &self.suffix);
            set_aside(&hold.log_path(), &beside(&aside, ".wal")).map_err(failed(hold.path()))?;
            set_aside(hold.path(), &aside).map_err(failed(hold.path()))?;
        }
        let aside = beside(self.database, &self.suffix);
        let was_there = replace_database(&self.from.join(DATABASE), self.database, &aside)
            .map_err(failed(self.database))?;
        Ok(RestoreReport {
            staged: self.staged()?,
            contents: self.contents.clone(),
            database: self.database.to_owned(),
            aside: was_there.then_some(aside),
            tokens,
            configuration,
            plugin_lock,
        })
    }

    fn put_missing(&self, name: &str, to: &Path) -> Result<Kept, RestoreError> {
        let from = self.from.join(name);
        if !self.contents.files.iter().any(|file| file.name == name) {
            return Ok(Kept::Absent);
        }
        let ours = fs::read(&from).map_err(failed(&from))?;
        match fs::read(to) {
            Ok(there) if there == ours => Ok(Kept::Same),
            Ok(_) => Ok(Kept::Other),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                replace(to, &ours).map_err(failed(to))?;
                Ok(Kept::Written)
            }
            Err(error) => Err(failed(to)(error)),
        }
    }

    fn tokens(&self) -> Result<Vec<RestoredToken>, RestoreError> {
        self.contents
            .files
            .iter()
            .filter(|file| names::is_token(&file.name))
            .map(|file| {
                let from = self.from.join(&file.name);
                Ok(restore_token(
                    &self.config.state,
                    &from,
                    &self.suffix,
                    self.patience,
                )?)
            })
            .collect()
    }

    fn staged(&self) -> Result<Vec<String>, RestoreError> {
        let mut staged = Vec::new();
        for file in &self.contents.files {
            let Some(connection) = names::staged_connection(&file.name) else {
                continue;
            };
            let hold = self.holds.iter().find(|(name, _)| name == connection);
            if let Some((_, hold)) = hold {
                put(&self.from.join(&file.name), hold.path()).map_err(failed(hold.path()))?;
                staged.push(connection.to_owned());
            }
        }
        Ok(staged)
    }
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> RestoreError {
    let path = path.to_owned();
    move |source| RestoreError::Io { path, source }
}
