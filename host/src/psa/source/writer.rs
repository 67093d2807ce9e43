//! Writes clean rows into a file that DuckDB reads without having to guess.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use super::{classify::BLANK, places::Places};
use crate::psa::report::{MOST_SKIPPED, RowFault, Skipped};

/// So many blank rows are listed; a sheet can have a million of them below its data.
const BLANK_KEPT: u64 = 1_000;

/// Characters of a skipped row that are shown.
const SKIPPED_SHOWN: usize = 120;

/// The longest value, in bytes. A whole file in one cell is a lost quote.
pub(super) const LONGEST_VALUE: usize = 1 << 16;

/// What was made of a file.
#[derive(Debug)]
pub(in crate::psa) struct Clean {
    /// The file of clean rows: comma, doubled quotes, line feeds.
    pub(in crate::psa) path: PathBuf,
    /// How many rows are data, those that do not fit the header with them.
    pub(in crate::psa) rows: u64,
    /// How many rows are not data.
    pub(in crate::psa) skipped: u64,
    /// The first of them.
    pub(in crate::psa) examples: Vec<Skipped>,
    /// Rows that do not fit the header, and those that cannot be told.
    pub(in crate::psa) faults: Vec<RowFault>,
    /// What is wrong with rows that are written all the same.
    pub(in crate::psa) faults_of_rows: Vec<RowFault>,
    /// Where the rows are. Until they are settled by it, faults and skipped rows have the numbers of their
    /// rows for lines.
    pub(in crate::psa) places: Places,
}

/// Writes clean rows.
#[derive(Debug)]
pub(in crate::psa) struct RowWriter {
    out: BufWriter<File>,
    clean: Clean,
    blank: u64,
}

impl RowWriter {
    /// Begins a file.
    pub(in crate::psa) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            out: BufWriter::with_capacity(1 << 20, File::create(path)?),
            clean: Clean {
                path: path.to_owned(),
                rows: 0,
                skipped: 0,
                examples: Vec::new(),
                faults: Vec::new(),
                faults_of_rows: Vec::new(),
                places: Places::default(),
            },
            blank: 0,
        })
    }

    /// Counts a row of a file whose lines may have several, and returns the number to write it under.
    pub(super) fn number(&mut self, line: u64) -> u64 {
        self.clean.places.count(line)
    }

    /// Writes a row: its number, its fields in their order, and the rest as a JSON object. No two rows have
    /// one number; see [`Places`].
    pub(super) fn row<'v>(
        &mut self,
        number: u64,
        fields: impl Iterator<Item = &'v str>,
        extra: &str,
    ) -> io::Result<()> {
        self.clean.rows += 1;
        write!(self.out, "{number}")?;
        for field in fields {
            self.out.write_all(b",")?;
            self.value(field)?;
        }
        self.out.write_all(b",")?;
        self.value(extra)?;
        self.out.write_all(b"\n")
    }

    fn value(&mut self, value: &str) -> io::Result<()> {
        if !value.contains(['"', ',', '\n', '\r']) {
            return self.out.write_all(value.as_bytes());
        }
        let value = value
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('"', "\"\"");
        self.out.write_all(b"\"")?;
        self.out.write_all(value.as_bytes())?;
        self.out.write_all(b"\"")
    }

    /// Notes a row that is not data.
    pub(super) fn skip<'v>(
        &mut self,
        number: u64,
        reason: &'static str,
        fields: impl Iterator<Item = &'v str>,
    ) {
        self.clean.skipped += 1;
        self.blank += u64::from(reason == BLANK);
        let is_listed = reason != BLANK || self.blank <= BLANK_KEPT;
        if is_listed && self.clean.examples.len() < MOST_SKIPPED {
            let fields: Vec<&str> = fields.filter(|field| !field.is_empty()).collect();
            self.clean.examples.push(Skipped {
                line: number,
                row: None,
                reason: reason.to_owned(),
                text: fields.join(" · ").chars().take(SKIPPED_SHOWN).collect(),
            });
        }
    }

    /// Notes a row that does not fit the header, or that cannot be told.
    pub(super) fn fault(&mut self, fault: RowFault) {
        self.clean.rows += 1;
        self.clean.faults.push(fault);
    }

    /// Notes what is wrong with rows that were written.
    pub(super) fn fault_of_rows(&mut self, fault: RowFault) {
        self.clean.faults_of_rows.push(fault);
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<Clean> {
        self.out.flush()?;
        Ok(self.clean)
    }
}
