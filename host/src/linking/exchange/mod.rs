//! Decisions as CSV, to keep them beside the database or to take them to another one.

mod customers;
mod products;

use std::{
    collections::HashSet,
    hash::Hash,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::{customer_links::MATCHER, error::LinkError};
use crate::base::{
    files::open_regular,
    spreadsheet::{MARK, restored, write_texts},
};

/// Why decisions could not be exported or imported.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The file.
    #[error("{verb} {}: {source}", path.display())]
    File {
        /// read or write.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A column of the file is not there.
    #[error("read {}: the column `{column}` is missing; nothing was imported. `seatwise match export` writes a file with all columns", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A row of the file.
    #[error("read {}: line {line}, column {column}: {problem}; nothing was imported", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The links.
    #[error(transparent)]
    Links(#[from] LinkError),
}

impl From<duckdb::Error> for ExchangeError {
    fn from(error: duckdb::Error) -> Self {
        Self::Links(error.into())
    }
}

/// How many decisions were exported or imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Exchanged {
    /// Decisions in the file.
    pub decisions: u64,
    /// Those that were not there before, or said something else.
    pub new: u64,
}

/// A decision as a row of a file.
trait Line: Serialize + DeserializeOwned {
    /// The columns, in the order of the fields.
    const COLUMNS: &'static [&'static str];
}

/// A column, and what is wrong with its value.
type Problem = (&'static str, String);

fn write<T: Line>(path: &Path, lines: impl Iterator<Item = T>) -> Result<Exchanged, ExchangeError> {
    let failed = |source| ExchangeError::File {
        verb: "write",
        path: path.to_owned(),
        source,
    };
    // The columns are there even when no decision is.
    let unwritten = |error: std::io::Error| failed(error.into());
    let mut file = BufWriter::new(std::fs::File::create(path).map_err(unwritten)?);
    file.write_all(MARK.as_bytes()).map_err(unwritten)?;
    write_texts(&mut file, T::COLUMNS.iter().copied()).map_err(unwritten)?;
    let mut decisions = 0;
    for line in lines {
        let cells = cells(&line).map_err(failed)?;
        write_texts(&mut file, cells.iter().map(String::as_str)).map_err(unwritten)?;
        decisions += 1;
    }
    file.flush().map_err(unwritten)?;
    Ok(Exchanged { decisions, new: 0 })
}

/// Returns the cells of a row, as the file would have them.
fn cells(line: &impl Serialize) -> csv::Result<Vec<String>> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    writer.serialize(line)?;
    let text = writer.into_inner().map_err(|error| error.into_error())?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_slice());
    let mut row = csv::StringRecord::new();
    reader.read_record(&mut row)?;
    Ok(row.iter().map(str::to_owned).collect())
}

fn read<T: Line, L>(
    path: &Path,
    understand: impl Fn(T) -> Result<L, Problem>,
) -> Result<Vec<L>, ExchangeError> {
    let failed = |source| ExchangeError::File {
        verb: "read",
        path: path.to_owned(),
        source,
    };
    let mut file =
        csv::Reader::from_reader(open_regular(path).map_err(|error| failed(error.into()))?);
    let columns = file.headers().map_err(failed)?.clone();
    let mut links = Vec::new();
    for row in file.records() {
        let row = row.map_err(failed)?;
        let mut cells: csv::StringRecord = row.iter().map(restored).collect();
        cells.set_position(row.position().cloned());
        let line =
            cells
                .deserialize(Some(&columns))
                .map_err(|error| match missing_column(&error) {
                    Some(column) => ExchangeError::Column {
                        path: path.to_owned(),
                        column,
                    },
                    None => failed(error),
                })?;
        let link = understand(line).map_err(|(column, problem)| ExchangeError::Row {
            path: path.to_owned(),
            line: row.position().map_or(0, csv::Position::line),
            column,
            problem,
        });
        links.push(link?);
    }
    Ok(links)
}

/// The column that a row lacks, since the heading does not have it.
fn missing_column(error: &csv::Error) -> Option<String> {
    let csv::ErrorKind::Deserialize { err, .. } = error.kind() else {
        return None;
    };
    let text = err.to_string();
    let (_, rest) = text.split_once("missing field `")?;
    Some(rest.split('`').next()?.to_owned())
}

/// Counts the decisions, and those that nobody said before.
fn compared<'l, L, M: Eq + Hash>(
    links: &'l [L],
    before: &'l [L],
    meaning: impl Fn(&'l L) -> M,
) -> Exchanged {
    let said: HashSet<M> = before.iter().map(&meaning).collect();
    let new = links.iter().filter(|link| !said.contains(&meaning(link)));
    Exchanged {
        decisions: links.len() as u64,
        new: new.count() as u64,
    }
}

/// Returns when a person decided.
fn decided(by: &str, at: &str) -> Result<Timestamp, Problem> {
    if by.is_empty() || by == MATCHER {
        return Err(("decided_by", "it must name a person".to_owned()));
    }
    at.parse().map_err(|_| {
        let problem = format!("\"{at}\" is not a timestamp such as 2026-11-20T09:00:00Z");
        ("decided_at", problem)
    })
}
