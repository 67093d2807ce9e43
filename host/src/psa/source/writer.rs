//! Writes clean rows into a file that DuckDB reads without having to guess.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use crate::psa::report::{RowFault, Skipped};

/// Rows that are no data are counted, and so many are kept to be shown.
const SKIPPED_KEPT: usize = 1_000;

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
    /// How many rows are no data.
    pub(in crate::psa) skipped: u64,
    /// The first of them.
    pub(in crate::psa) examples: Vec<Skipped>,
    /// Rows that do not fit the header.
    pub(in crate::psa) faults: Vec<RowFault>,
}

/// Writes clean rows.
#[derive(Debug)]
pub(in crate::psa) struct RowWriter {
    out: BufWriter<File>,
    clean: Clean,
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
            },
        })
    }

    /// Writes a row: its line, its fields in their order, and the rest as a JSON object.
    pub(super) fn row<'v>(
        &mut self,
        line: u64,
        fields: impl Iterator<Item = &'v str>,
        extra: &str,
    ) -> io::Result<()> {
        self.clean.rows += 1;
        write!(self.out, "{line}")?;
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

    /// Notes a row that is no data.
    pub(super) fn skip<'v>(
        &mut self,
        line: u64,
        reason: &'static str,
        fields: impl Iterator<Item = &'v str>,
    ) {
        self.clean.skipped += 1;
        if self.clean.examples.len() < SKIPPED_KEPT {
            let fields: Vec<&str> = fields.filter(|field| !field.is_empty()).collect();
            self.clean.examples.push(Skipped {
                line,
                reason: reason.to_owned(),
                text: fields.join(" · ").chars().take(SKIPPED_SHOWN).collect(),
            });
        }
    }

    /// Notes a row that does not fit the header.
    pub(super) fn fault(&mut self, fault: RowFault) {
        self.clean.rows += 1;
        self.clean.faults.push(fault);
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<Clean> {
        self.out.flush()?;
        Ok(self.clean)
    }
}
