//! A restore that was killed between two of its steps.
//!
//! When everything is unpacked and checked, and before the first file is replaced, it is written down beside the database
//! what is to be done. Every step can be done twice, so whoever finds that afterwards does all of them again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::contents::Contents;
use super::error::RestoreError;
use super::names::DATABASE;
use super::replacement::{Replacement, hold_all};
use super::restore::RestoreReport;
use crate::base::files::{beside, remove_if_there, replace};
use crate::config::Config;

/// How long an exchange of a token that is under way is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A restore that has begun to replace files.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Unfinished {
    /// Where the backup is unpacked.
    from: PathBuf,
    /// What is behind the names of files that are set aside.
    suffix: String,
    contents: Contents,
}

impl Unfinished {
    pub(super) fn new(from: &Path, suffix: &str, contents: &Contents) -> io::Result<Self> {
        Ok(Self {
            from: from.canonicalize()?,
            suffix: suffix.to_owned(),
            contents: contents.clone(),
        })
    }

    /// Writes it down.
    pub(super) fn begin(&self, database: &Path) -> io::Result<()> {
        replace(&path(database), &serde_json::to_vec_pretty(self)?)
    }

    /// Forgets it.
    pub(super) fn end(database: &Path) -> io::Result<()> {
        remove_if_there(&path(database))
    }
}

/// The file in which a restore of this database is written down that has not come to its end.
#[must_use]
pub fn path(database: &Path) -> PathBuf {
    beside(database, ".restore")
}

/// Finishes a restore that was killed between two of its steps; none where there is none.
///
/// # Errors
///
/// Fails where a sync runs or the file system refuses; the next command tries again.
pub fn finish(config: &Config) -> Result<Option<RestoreReport>, RestoreError> {
    let database = fs::canonicalize(&config.database).unwrap_or(config.database.clone());
    let note = path(&database);
    let failed = |source| RestoreError::Io {
        path: note.clone(),
        source,
    };
    let text = match fs::read(&note) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let Unfinished {
        from,
        suffix,
        contents,
    } = serde_json::from_slice(&text).map_err(|error| failed(error.into()))?;
    let holds = hold_all(config, &contents)?;
    if !note.exists() {
        // Another process has finished it before it let go.
        return Ok(None);
    }
    let replacement = Replacement {
        config,
        contents: &contents,
        from: &from,
        holds: &holds,
        database: &database,
        suffix,
        patience: PATIENCE,
    };
    if !from.is_dir() {
        // Somebody removed what was to be put in place.
        replacement.undo().map_err(failed)?;
        Unfinished::end(&database).map_err(failed)?;
        return Err(RestoreError::Gone(from.join(DATABASE)));
    }
    let report = replacement.run()?;
    Unfinished::end(&database).map_err(failed)?;
    fs::remove_dir_all(&from).map_err(failed)?;
    Ok(Some(report))
}
