//! Makes a backup.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::archive;
use super::contents::{ContentFile, Contents, LAYOUT};
use super::error::TakeError;
use super::gather::{Gathered, gather, part};
use super::scratch::Scratch;
use crate::base::files::{folder_of, sync_folder_of};
use crate::config::Config;
use crate::gateway::KeptToken;

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// What it holds.
    pub contents: Contents,
    /// The connections of which a read that is not merged yet is in it.
    pub staged: Vec<String>,
    /// The refresh tokens in it.
    pub tokens: Vec<KeptToken>,
}

/// Writes a backup to `target`, or under a name with the date into the folder `target`, reads it again and
/// checks it. The file appears when it is whole.
///
/// Waits up to `patience` for a merge or an exchange of a token that is under way. No sync of a connection
/// begins, and nobody can write the database, while they are copied.
///
/// # Errors
///
/// See [`TakeError`]; there is no file then.
pub fn take(
    config: &Config,
    target: &Path,
    now: Timestamp,
    patience: Duration,
) -> Result<BackupReport, TakeError> {
    let path = if target.is_dir() {
        target.join(format!("seatwise-{}.tar", stamp(now)))
    } else {
        target.to_owned()
    };
    if path.symlink_metadata().is_ok() {
        return Err(TakeError::Exists(path));
    }
    let failed = |source| TakeError::Io {
        path: path.clone(),
        source,
    };
    let scratch = Scratch::new(folder_of(&path), &config.state).map_err(failed)?;
    let gathered = gather(config, scratch.path(), patience)?;
    let contents = contents(&gathered, scratch.path(), now)?;
    let file = tempfile::NamedTempFile::new_in(scratch.path()).map_err(failed)?;
    archive::write(file.as_file(), &contents, scratch.path()).map_err(failed)?;
    archive::read(file.path(), None).map_err(TakeError::Check)?;
    let bytes = file.as_file().metadata().map_err(failed)?.len();
    file.persist_noclobber(&path)
        .map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => TakeError::Exists(path.clone()),
            _ => failed(error.error),
        })?;
    sync_folder_of(&path).map_err(failed)?;
    let Gathered { staged, tokens, .. } = gathered;
    Ok(BackupReport {
        path,
        bytes,
        contents,
        staged,
        tokens,
    })
}

fn contents(gathered: &Gathered, folder: &Path, now: Timestamp) -> Result<Contents, TakeError> {
    let file = |name: &String| {
        let path = folder.join(name);
        let (bytes, sha256) = archive::measure(&path).map_err(part(&path))?;
        Ok(ContentFile {
            name: name.clone(),
            bytes,
            sha256,
        })
    };
    Ok(Contents {
        layout: LAYOUT,
        seatwise: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: now.to_string(),
        schema_version: gathered.inventory.schema_version,
        rows: gathered.inventory.rows.clone(),
        left_out: gathered.left_out.clone(),
        files: gathered
            .names
            .iter()
            .map(file)
            .collect::<Result<_, TakeError>>()?,
    })
}

/// A moment as a part of a file's name: `20261121T104500Z`.
pub(super) fn stamp(now: Timestamp) -> String {
    now.strftime("%Y%m%dT%H%M%SZ").to_string()
}
