//! What can go wrong, one type for each operation.

use std::{io, path::PathBuf};

use super::{checkpoint::CheckpointError, connect::Holder, copy::CopyError, dataset::Dataset};
use crate::base::remedy;

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Somebody else has it open.
    #[error("open {}: {holder} has it open; close it there, or try again later", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
        /// Who has it open.
        holder: Holder,
    },
    /// It is not there, and a reader does not make it.
    #[error("open {}: the file does not exist yet; `seatwise sync` creates it", .0.display())]
    Missing(PathBuf),
    /// A newer program made it.
    #[error("open {}: it has schema version {found}, and this program knows versions up to {known}; use a newer seatwise", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of the file.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// An older program made it, and a reader does not change it.
    #[error("open {}: it has schema version {found}, and this program reads version {known}; run `seatwise sync` once, which upgrades it", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// The version of the file.
        found: u32,
        /// The version that this program reads.
        known: u32,
    },
    /// It has tables, but not ours.
    #[error("open {}: it is a DuckDB file that seatwise did not make; name another file as `database`", .0.display())]
    Foreign(PathBuf),
    /// It is not a file at all.
    #[error("open {}: it is {kind}, but a database must be a regular file; name one as `database` in seatwise.toml", path.display())]
    NoFile {
        /// What was named, or a file that belongs to it.
        path: PathBuf,
        /// What it is.
        kind: &'static str,
    },
    /// Its path has a character that DuckDB takes for the end of the path.
    #[error("open {}: DuckDB cannot use a path with a question mark in it; rename the folder or the file", .0.display())]
    QuestionMark(PathBuf),
    /// It is a file of another program.
    #[error("open {}: it is {what}, but Seatwise keeps its data in its own DuckDB file; name another file as `database` in seatwise.toml", path.display())]
    NotDuckDb {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// It has no byte.
    #[error("open {}: it is empty (0 bytes); delete it and run `seatwise sync`, which creates a new one, or restore the last backup with `seatwise restore`", .0.display())]
    Empty(PathBuf),
    /// It is a DuckDB file that needs a key.
    #[error("open {}: it is an encrypted DuckDB file, which Seatwise cannot read; name another file as `database` in seatwise.toml", .0.display())]
    Encrypted(PathBuf),
    /// A newer DuckDB wrote it.
    #[error("open {}: a newer DuckDB wrote it, in version {format} of its file format, which this program cannot read; use a newer seatwise, or restore the last backup with `seatwise restore`", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// The version of the format.
        format: u64,
    },
    /// It is the beginning of a DuckDB file.
    #[error("open {}: the file is incomplete ({bytes} bytes): keep it, and restore the last backup with `seatwise restore`", path.display())]
    CutOff {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// A change of the schema failed; the file is as it was.
    #[error("upgrade {} to schema version {version}: {source}; the file is unchanged", path.display())]
    Migration {
        /// The file.
        path: PathBuf,
        /// The version that could not be reached.
        version: u32,
        /// Why.
        source: CopyError,
    },
    /// The file system.
    #[error("open {}: {source}{}", path.display(), remedy(source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database.
    #[error("open {}: {source}{}", path.display(), remedy(source))]
    Database {
        /// The file.
        path: PathBuf,
        /// Why.
        source: duckdb::Error,
    },
}

/// Why something could not be staged.
#[derive(Debug, thiserror::Error)]
pub enum StagingError {
    /// Another sync of the same connection runs.
    #[error(
        "start a sync of {connection}: {holder} is already syncing it, backing it up or restoring it; wait until it ends"
    )]
    Busy {
        /// The connection.
        connection: String,
        /// Who syncs it.
        holder: Holder,
    },
    /// The connection's name cannot name a file.
    #[error("stage connection {0:?}: its name cannot be a file name")]
    Name(String),
    /// There is a run already that was not merged.
    #[error("start a run of {connection}: run {run_id} is still staged; merge or discard it first")]
    Unfinished {
        /// The connection.
        connection: String,
        /// The staged run.
        run_id: String,
    },
    /// No run was begun.
    #[error("stage pages of {0}: no run was started")]
    NoRun(String),
    /// A batch does not have the dataset's columns.
    #[error("stage a page of {dataset}: {problem}")]
    Shape {
        /// The dataset.
        dataset: Dataset,
        /// What is wrong with the batch.
        problem: String,
    },
    /// The file could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file system.
    #[error("stage pages in {}: {source}{}", path.display(), remedy(source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database.
    #[error("stage pages: {}{}", .0, remedy(.0))]
    Database(#[from] duckdb::Error),
    /// What is staged could not be moved from the file's log into the file; it is in the log.
    #[error("stage pages: {}{}", .0, remedy(.0))]
    Checkpoint(#[from] CheckpointError),
}

/// Why a staged run could not be merged. What was not merged stays staged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// Nothing is staged.
    #[error("merge {0}: nothing is staged")]
    NoRun(String),
    /// The staged run could not be read.
    #[error(transparent)]
    Staging(#[from] StagingError),
    /// A dataset could not be merged; nothing of it is visible.
    #[error("merge {dataset}: {source}{}", remedy(source))]
    Dataset {
        /// The dataset.
        dataset: Dataset,
        /// Why.
        source: duckdb::Error,
    },
    /// Anything around the datasets.
    #[error("merge a run: {}{}", .0, remedy(.0))]
    Database(#[from] duckdb::Error),
}

/// Why the database could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The copy would replace the database itself.
    #[error("publish {}: that is the database itself; name another file as `publish`", .0.display())]
    Itself(PathBuf),
    /// The copy could not be written; the one before is as it was.
    #[error("publish {}: {source}; the copy of the last sync is unchanged", path.display())]
    Copy {
        /// The copy.
        path: PathBuf,
        /// Why.
        source: CopyError,
    },
    /// The copy is there, and the database cannot say so.
    #[error("record that {} was published: {source}; the copy is new, but is reported as outdated until the next one", path.display())]
    Note {
        /// The copy.
        path: PathBuf,
        /// What the database said.
        source: duckdb::Error,
    },
}

/// Why the database could not be copied for a backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The copy cannot be written.
    #[error("copy {} to {}: {source}", path.display(), to.display())]
    Copy {
        /// The database.
        path: PathBuf,
        /// The copy.
        to: PathBuf,
        /// Why.
        source: CopyError,
    },
}

/// Why a query has no result.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A sync writes the database right now.
    #[error("query {}: {holder} is writing it; try again in a moment, or set `publish` in seatwise.toml and query that copy", path.display())]
    Writing {
        /// The file.
        path: PathBuf,
        /// Who writes it.
        holder: Holder,
    },
    /// There is no statement.
    #[error("run a query: it is empty")]
    Empty,
    /// There are several statements.
    #[error("run a query: it has more than one statement; give one at a time")]
    Several,
    /// It is another statement than one that only reads.
    #[error(
        "run a query: it must be one SELECT (or FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE). PIVOT needs IN (…); EXPLAIN and all other statements are refused"
    )]
    NoSelect,
    /// It would open a file.
    #[error(
        "run a query: it may not open files. Either the query names one, or it needs more memory than is available; in that case query less at a time"
    )]
    Files,
    /// The statement would change something.
    #[error("run a query: the database is open for reading only ({0})")]
    ReadOnly(String),
    /// The statement would reach outside the database.
    #[error("run a query: queries read the database and nothing else ({0})")]
    Outside(String),
    /// The statement needs time zones, which this build of DuckDB does not have.
    #[error(
        "run a query: it needs DuckDB's time zone extension, which is not part of this program ({0}). Timestamps are UTC: write now()::TIMESTAMP for the current one and now()::TIMESTAMP::DATE for its day in UTC. For your time zone, write current_date for today, and local_day(moment) or local_time(moment) for the local day or time of a moment"
    )]
    TimeZones(String),
    /// The database does not accept or cannot run it.
    #[error("run a query: {0}")]
    Database(duckdb::Error),
    /// The file system.
    #[error("write {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Why the state of the database could not be told.
#[derive(Debug, thiserror::Error)]
#[error("read the state of the database: {0}")]
pub struct StatusError(#[from] pub(super) duckdb::Error);
