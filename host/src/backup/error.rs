//! What can go wrong, one type for each operation. Each message follows “failed to ”.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::config::ConfigError;
use crate::gateway::KeepError;
use crate::store::{BackupError, OpenError, StagingError};

/// Why a backup could not be made. There is no file of that name then.
#[derive(Debug, Error)]
pub enum TakeError {
    /// There is a file of that name already.
    #[error("write the backup {}: the file already exists, and a backup never replaces a file; name another file, or a folder, in which the backup gets a name with the date", .0.display())]
    Exists(PathBuf),
    /// The state folder is a link that leads nowhere, so nobody knows what is to be copied.
    #[error("back up {}: it is a link to {}, which does not exist; mount the disk that it is on, or name another folder as `state` in seatwise.toml", state.display(), target.display())]
    StateLost {
        /// The state folder of the configuration.
        state: PathBuf,
        /// What it leads to.
        target: PathBuf,
    },
    /// The database cannot be copied.
    #[error(transparent)]
    Database(#[from] BackupError),
    /// A read that is not merged yet cannot be copied.
    #[error(transparent)]
    Staging(#[from] StagingError),
    /// A refresh token cannot be copied.
    #[error(transparent)]
    Token(#[from] KeepError),
    /// The file system.
    #[error("write the backup {}: {source}; nothing was left there", path.display())]
    Io {
        /// The backup.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A part of it cannot be read.
    #[error("put {} into the backup: {source}", path.display())]
    Part {
        /// The part.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What was written is not what can be read.
    #[error("check the backup that was written: {0}")]
    Check(ArchiveError),
}

/// Why a file cannot be used as a backup.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// It cannot be read.
    #[error("read the backup {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is something else.
    #[error("read the backup {}: it is not a backup of seatwise ({reason})", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// A newer program made it.
    #[error("read the backup {}: it has layout {found}, and this program knows {known}; use a newer seatwise", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The layout of the file.
        found: u32,
        /// The layout that this program knows.
        known: u32,
    },
    /// Its end is missing.
    #[error("read the backup {}: it is truncated: its end is missing; copy it again from where it was made, or use another backup", .0.display())]
    Truncated(PathBuf),
    /// It is not what was written.
    #[error("read the backup {}: it is damaged: {entry} {reason}; use another backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The entry.
        entry: String,
        /// What is wrong with it.
        reason: String,
    },
    /// What is in it cannot be written.
    #[error("unpack the backup in {}: {source}; nothing was replaced", path.display())]
    Unpack {
        /// The folder in which it was unpacked.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Why a backup could not be restored.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// The file cannot be used.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Where things go cannot be known.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The backup has no configuration, and there is none.
    #[error("find out where the database belongs: there is no {} and none in the backup; write one with `seatwise init` first", .0.display())]
    NoConfiguration(PathBuf),
    /// Something is there.
    #[error("restore over {}: it already exists; with --force, it is kept beside the restored one", .0.display())]
    Exists(PathBuf),
    /// The database in the backup has a schema that this program does not know.
    #[error(
        "restore a database of schema version {found}: this program knows versions up to {known}; use the seatwise that made the backup ({seatwise}), or a newer one"
    )]
    Schema {
        /// The version of the backup's database.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
        /// The program that made the backup.
        seatwise: String,
    },
    /// A restore was killed, and what it was to put in place is gone.
    #[error("finish the restore that was killed: {} is gone; what was there before is back in its place, so run the restore again", .0.display())]
    Gone(PathBuf),
    /// The database in the backup does not hold what the backup says.
    #[error(
        "restore the database: its rows are not those that the backup lists; use another backup"
    )]
    Rows,
    /// The database in the backup cannot be opened.
    #[error("restore the database: {0}; use another backup")]
    Unusable(&'static str),
    /// The database cannot be opened, before or after.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A sync runs.
    #[error(transparent)]
    Staging(#[from] StagingError),
    /// A refresh token cannot be put back.
    #[error(transparent)]
    Token(#[from] KeepError),
    /// The file system.
    #[error("restore {}: {source}; nothing is lost: if the file is missing now, it is in the same folder with `.before-restore-` in its name", path.display())]
    Io {
        /// What was to be restored.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
