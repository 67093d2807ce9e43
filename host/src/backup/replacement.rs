//! Puts what is unpacked in the place of what is there, step by step.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::contents::Contents;
use super::error::RestoreError;
use super::gather::connections;
use super::names::{self, CONFIGURATION, DATABASE, PLUGIN_LOCK};
use super::place::{put, replace_database, set_aside};
use super::restore::{Kept, RestoreReport};
use crate::base::{
    files::{beside, create, folder_of},
    private::create_folder,
};
use crate::config::Config;
use crate::gateway::{RestoredToken, restore_token};
use crate::store::StagingHold;

/// Keeps all connections from being synced, those of the configuration and those of the backup.
pub(super) fn hold_all(
    config: &Config,
    contents: &Contents,
) -> Result<Vec<(String, StagingHold)>, RestoreError> {
    for folder in [folder_of(&config.database), &config.state] {
        create_folder(folder).map_err(failed(folder))?;
    }
    let mut names = connections(config);
    names.extend(staged_connections(contents));
    names
        .into_iter()
        .map(|name| {
            let hold = StagingHold::take(&config.state, &name)?;
            Ok((name, hold))
        })
        .collect()
}

/// The connections of which a backup has a read that is not merged.
pub(super) fn staged_connections(contents: &Contents) -> impl Iterator<Item = String> {
    contents
        .files
        .iter()
        .filter_map(|file| names::staged_connection(&file.name))
        .map(str::to_owned)
}

/// What is checked and is to take the place of what is there. Each step can be done twice.
pub(super) struct Replacement<'a> {
    pub(super) config: &'a Config,
    pub(super) contents: &'a Contents,
    /// Where the backup is unpacked.
    pub(super) from: &'a Path,
    pub(super) holds: &'a [(String, StagingHold)],
    pub(super) database: &'a Path,
    pub(super) suffix: String,
    pub(super) patience: Duration,
}

impl Replacement<'_> {
    /// The database comes last of what can fail for long: until then, what is there is untouched but for
    /// tokens, which only get newer, and files that were not there.
    pub(super) fn run(&self) -> Result<RestoreReport, RestoreError> {
        let configuration = self.put_missing(CONFIGURATION, &self.config.path)?;
        let plugin_lock = self.put_missing(PLUGIN_LOCK, &self.config.plugin_lock())?;
        let tokens = self.tokens()?;
        let aside = beside(self.database, &self.suffix);
        if !self.is_in_place() {
            for (_, hold) in self.holds {
                let aside = beside(hold.path(), &self.suffix);
                set_aside(&hold.log_path(), &beside(&aside, ".wal"))
                    .map_err(failed(hold.path()))?;
                set_aside(hold.path(), &aside).map_err(failed(hold.path()))?;
            }
        }
        replace_database(&self.from.join(DATABASE), self.database, &aside)
            .map_err(failed(self.database))?;
        let was_there = aside.exists();
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

    /// Whether the database of the backup is in its place already.
    fn is_in_place(&self) -> bool {
        !self.from.join(DATABASE).exists()
    }

    /// Puts back what was set aside, where the database was not replaced.
    pub(super) fn undo(&self) -> std::io::Result<()> {
        if self.is_in_place() && self.from.is_dir() {
            return Ok(());
        }
        for (_, hold) in self.holds {
            let aside = beside(hold.path(), &self.suffix);
            if !hold.path().exists() {
                set_aside(&aside, hold.path())?;
                set_aside(&beside(&aside, ".wal"), &hold.log_path())?;
            }
        }
        Ok(())
    }

    fn put_missing(&self, name: &str, to: &Path) -> Result<Kept, RestoreError> {
        let from = self.from.join(name);
        if !self.contents.files.iter().any(|file| file.name == name) {
            return Ok(Kept::Absent);
        }
        let ours = fs::read(&from).map_err(failed(to))?;
        match fs::read(to) {
            Ok(there) if there == ours => Ok(Kept::Same),
            Ok(_) => Ok(Kept::Other),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => match create(to, &ours) {
                Ok(()) => Ok(Kept::Written),
                // Another process was faster.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(Kept::Other),
                Err(error) => Err(failed(to)(error)),
            },
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
                let from = self.from.join(&file.name);
                // It is there already where this is done for the second time.
                if from.exists() {
                    put(&from, hold.path()).map_err(failed(hold.path()))?;
                }
                staged.push(connection.to_owned());
            }
        }
        Ok(staged)
    }
}

pub(super) fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> RestoreError {
    let path = path.to_owned();
    move |source| RestoreError::Io { path, source }
}
