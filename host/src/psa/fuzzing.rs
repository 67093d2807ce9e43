//! What the fuzz targets reach of this room: a text as a day or a number, and a file as clean rows. None of
//! it needs a database.
//!
//! No part of the interface for programs; `tests/fuzz` alone uses it.

use std::path::Path;

use jiff::civil::Date;

use super::dates::{self, DateOrder};
use super::error::Blame;
use super::field::{Kind, fields};
use super::numbers::{self, DecimalMark};
use super::source::{Form, RowWriter, of_bytes, read_csv, read_json};
use super::{Content, ImportError, Profile, RowFault, Skipped};

/// Reads a text as a day; the inner none is a text that stands for no day at all.
#[must_use]
pub fn day(text: &str, order: DateOrder) -> Option<Option<Date>> {
    dates::read(&dates::parse(text).ok()?.day, Some(order))
}

/// Reads a text as a number, in millionths.
#[must_use]
pub fn number(text: &str, mark: DecimalMark) -> Option<i128> {
    numbers::parse(text).ok()?.under(mark)
}

/// What was made of a file.
#[derive(Debug)]
pub struct CleanFile {
    /// How many values a row has: its line, its fields, and the rest.
    pub width: usize,
    /// The places of the values that are to be numbers.
    pub numbers: Vec<usize>,
    /// The places of the values that are to be days.
    pub days: Vec<usize>,
    /// The line of each row by its number, where rows are counted (JSON); empty where a row's number is its
    /// line.
    pub lines: Vec<u64>,
    /// How many rows are data, faulty ones included.
    pub rows: u64,
    /// How many rows are not data.
    pub skipped: u64,
    /// Examples of them.
    pub examples: Vec<Skipped>,
    /// Rows that do not fit the header.
    pub faults: Vec<RowFault>,
}

/// Makes clean rows of a file's bytes and writes them to `rows`. None for a Parquet file.
///
/// # Errors
/// Fails as an import of the file does.
pub fn clean(
    bytes: &[u8],
    profile: &Profile,
    wanted: Option<Content>,
    rows: &Path,
) -> Result<Option<CleanFile>, ImportError> {
    let path = Path::new("fuzzed");
    let opened = of_bytes(path, bytes.to_vec())?;
    let writer = RowWriter::create(rows).map_err(|source| ImportError::Scratch {
        path: path.to_owned(),
        source,
    })?;
    let read = match &opened.form {
        Form::Csv(decoded) => read_csv(decoded, profile, wanted, writer),
        Form::Json(decoded) => read_json(decoded, profile, wanted, writer),
        Form::Parquet => return Ok(None),
    };
    let (mut clean, located, _) = read.map_err(|fault| Blame(path).of(fault))?;
    let places = std::mem::take(&mut clean.places);
    clean
        .faults
        .iter_mut()
        .for_each(|fault| places.settle(fault));
    clean
        .examples
        .iter_mut()
        .for_each(|skipped| places.settle_skipped(skipped));
    let fields = fields(located.content);
    let of_kind = |wanted: &[Kind]| {
        let places = fields.iter().enumerate();
        places
            .filter(|(_, field)| wanted.contains(&field.kind))
            .map(|(place, _)| place + 1)
            .collect()
    };
    Ok(Some(CleanFile {
        width: fields.len() + 2,
        numbers: of_kind(&[Kind::Number, Kind::Percent]),
        days: of_kind(&[Kind::Day]),
        lines: places.lines(),
        rows: clean.rows,
        skipped: clean.skipped,
        examples: clean.examples,
        faults: clean.faults,
    }))
}
