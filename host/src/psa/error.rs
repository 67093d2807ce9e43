//! What can go wrong with an import.

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{content::Content, profile::ProfileError, report::ImportReport};
use crate::{
    base::remedy,
    store::{OpenError, StagingError},
};

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file system.
    #[error("read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is nothing in it.
    #[error("read {}: line 1, column 1: the file is empty; export it again", .0.display())]
    Empty(PathBuf),
    /// It is too large to be held in memory.
    #[error("read {}: it has {size} bytes, but the limit is {largest}; split it by PSA instance, or export Parquet", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// The largest size.
        largest: u64,
    },
    /// It is something else than its name says.
    #[error("read {}: it is {what}; export CSV, JSON or Parquet instead", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// It is in no encoding that is known.
    #[error("read {}: line {line}, column {column}: {what}; export it again as UTF-8", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column in characters, counted from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
}

/// What is wrong with the columns of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsFault {
    /// Columns that are needed are not there.
    #[error(
        "{content} need a column for {}; the file has {}; name the columns in a mapping file, or use --content",
        missing.join(", and one for "), quoted(found)
    )]
    Missing {
        /// What the file was taken for.
        content: Content,
        /// The fields, with the names that are known for them.
        missing: Vec<String>,
        /// The names that the file has.
        found: Vec<String>,
    },
    /// A column that is used is there more than once.
    #[error("column “{name}” appears {}, as columns {}; remove one of them", times(columns.len()), numbers(columns))]
    Duplicate {
        /// Its name.
        name: String,
        /// Where it stands, counted from 1.
        columns: Vec<usize>,
    },
    /// The profile does not read such a content.
    #[error("the profile {profile} has no [{content}]; add it to a mapping file")]
    NoSection {
        /// The profile.
        profile: String,
        /// The content.
        content: Content,
    },
}

/// What is wrong with the text of a file, wherever it lies.
#[derive(Debug)]
pub(super) enum ReadFault {
    Text {
        line: u64,
        column: usize,
        what: String,
    },
    Columns {
        line: Option<u64>,
        fault: ColumnsFault,
    },
    Scratch(io::Error),
    Database(duckdb::Error),
    Staging(StagingError),
}

impl From<StagingError> for ReadFault {
    fn from(error: StagingError) -> Self {
        Self::Staging(error)
    }
}

impl From<duckdb::Error> for ReadFault {
    fn from(error: duckdb::Error) -> Self {
        Self::Database(error)
    }
}

/// Why a file was not imported. Nothing of it is in the database then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The profile.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The file cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The text of the file is broken.
    #[error("read {}: line {line}, column {column}: {what}", path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// The column in characters, counted from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// The columns of the file are not those that are needed.
    #[error("read {}{}: {fault}", path.display(), at(*line))]
    Columns {
        /// The file.
        path: PathBuf,
        /// The line of the header.
        line: Option<u64>,
        /// What is wrong.
        fault: ColumnsFault,
    },
    /// The file has no rows.
    #[error("import {}: it has a header but no rows, which would end every line of {psa}; if that is right, import it with --allow-empty", path.display())]
    NoRows {
        /// The file.
        path: PathBuf,
        /// The PSA instance.
        psa: String,
    },
    /// Rows break a rule.
    #[error("import {}: rows that break a rule: {} of {}; nothing was imported", report.file, report.faulty_rows, report.rows)]
    Faults {
        /// What was understood, with all faults.
        report: Box<ImportReport>,
    },
    /// The file lacks many of the rows that are live.
    #[error("import {}: it lacks {lacking} of the {live} live {content} of {psa}, and would end them; nothing was imported. If that is right, import it with --accept-shrink; otherwise check whether the export was filtered", path.display())]
    HeldBack {
        /// The file.
        path: PathBuf,
        /// The PSA instance.
        psa: String,
        /// The content.
        content: Content,
        /// The rows that are live and not in the file.
        lacking: u64,
        /// The rows that are live in the database.
        live: u64,
    },
    /// The file describes an earlier moment than what is stored.
    #[error("import {}: it is as of {as_of}, but {content} of {psa} as of {newest} are already stored; --force goes back to {as_of} and drops what was imported since", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// The PSA instance.
        psa: String,
        /// The content.
        content: Content,
        /// The moment that the file describes.
        as_of: Timestamp,
        /// The newest moment that is stored.
        newest: Timestamp,
    },
    /// Another import began later and came first. Neither says of which moment its file is.
    #[error("import {}: another import of {content} of {psa} started after this one and is already stored; nothing was imported. If this file is the newer one, import it again", path.display())]
    Overtaken {
        /// The file.
        path: PathBuf,
        /// The PSA instance.
        psa: String,
        /// The content.
        content: Content,
    },
    /// What was imported last is of a moment that is not yet: a clock was ahead.
    #[error("import {}: {content} of {psa} was last imported on {newest}, which is in the future, so the clock of this machine was ahead then; nothing was imported. If the clock is right now, --force drops that import and imports this file", path.display())]
    Ahead {
        /// The file.
        path: PathBuf,
        /// The PSA instance.
        psa: String,
        /// The content.
        content: Content,
        /// The moment of the last import.
        newest: Timestamp,
    },
    /// The file is said to describe a moment that is not yet.
    #[error("import {}: {as_of} is in the future; --as-of is the moment that the file describes", path.display())]
    Future {
        /// The file.
        path: PathBuf,
        /// The moment.
        as_of: Timestamp,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The rows that were read cannot be staged.
    #[error(transparent)]
    Staging(StagingError),
    /// The scratch folder.
    #[error("write the rows of {} into a temporary folder: {source}{}", path.display(), remedy(source))]
    Scratch {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database engine, while it reads or merges.
    #[error("import {}: {source}{}", path.display(), remedy(source))]
    Database {
        /// The file.
        path: PathBuf,
        /// Why.
        source: duckdb::Error,
    },
}

impl ImportError {
    /// The error of a report that has faults.
    pub(super) fn faults(report: ImportReport) -> Self {
        Self::Faults {
            report: Box::new(report),
        }
    }
}

/// Says of which file a fault is.
pub(super) struct Blame<'f>(pub(super) &'f Path);

impl Blame<'_> {
    /// The fault as an error of the file.
    pub(super) fn of(&self, fault: ReadFault) -> ImportError {
        let path = self.0.to_owned();
        match fault {
            ReadFault::Text { line, column, what } => ImportError::Text {
                path,
                line,
                column,
                what,
            },
            ReadFault::Columns { line, fault } => ImportError::Columns { path, line, fault },
            ReadFault::Scratch(source) => ImportError::Scratch { path, source },
            ReadFault::Database(source) => ImportError::Database { path, source },
            ReadFault::Staging(source) => ImportError::Staging(source),
        }
    }
}

fn at(line: Option<u64>) -> String {
    line.map(|line| format!(": line {line}"))
        .unwrap_or_default()
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    names.join(", ")
}

fn times(count: usize) -> String {
    match count {
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

fn numbers(columns: &[usize]) -> String {
    let numbers: Vec<String> = columns.iter().map(usize::to_string).collect();
    numbers.join(" and ")
}
