//! A folder with a database, and files to import into it.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;
use jiff::Timestamp;
use tempfile::TempDir;

use crate::{
    psa::{Content, ImportError, ImportOptions, ImportReport, Profile, import},
    store::query,
};

/// The present of all tests.
pub(super) const NOW: &str = "2026-11-20T09:00:00Z";

/// The header of a plain list that the profile `generic` knows.
pub(super) const HEADER: &str = "Customer,Product,Quantity,Unit Price";

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The usual options of the tests: dollars, and the present.
pub(super) fn options() -> ImportOptions {
    ImportOptions {
        currency: Some("USD".to_owned()),
        ..ImportOptions::new(at(NOW))
    }
}

pub(super) fn as_of(moment: &str) -> ImportOptions {
    ImportOptions {
        as_of: Some(at(moment)),
        ..options()
    }
}

/// A place to import to.
pub(super) struct Place {
    pub(super) folder: TempDir,
}

impl Place {
    pub(super) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    pub(super) fn database(&self) -> PathBuf {
        self.folder.path().join("seatwise.duckdb")
    }

    pub(super) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Imports a text as `lines.csv` by the profile `generic`.
    pub(super) fn csv(&self, text: &str) -> Result<ImportReport, ImportError> {
        self.csv_with(text, &options())
    }

    pub(super) fn csv_with(
        &self,
        text: &str,
        options: &ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        self.bytes(text.as_bytes(), options)
    }

    pub(super) fn bytes(
        &self,
        bytes: &[u8],
        options: &ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        let file = self.file("lines.csv", bytes);
        let generic = Profile::load("generic").unwrap();
        import(&file, &generic, &self.database(), options)
    }

    /// Imports a text by a mapping file.
    pub(super) fn mapped(
        &self,
        text: &str,
        mapping: &str,
        options: &ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        let file = self.file("lines.csv", text);
        let profile = Profile::from_text(Path::new("mine.toml"), mapping).unwrap();
        import(&file, &profile, &self.database(), options)
    }

    /// Imports a file of the repository.
    pub(super) fn fixture(
        &self,
        name: &str,
        profile: &str,
        options: &ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        import(
            &fixture(name),
            &Profile::load(profile).unwrap(),
            &self.database(),
            options,
        )
    }

    /// Returns the rows of a query, their values divided by ` | `.
    pub(super) fn rows(&self, sql: &str) -> Vec<String> {
        let result = query(&self.database(), sql).unwrap();
        let mut rows = Vec::new();
        for batch in &result.batches {
            for row in 0..batch.num_rows() {
                let values: Vec<String> = batch
                    .columns()
                    .iter()
                    .map(|column| array_value_to_string(column, row).unwrap())
                    .collect();
                rows.push(values.join(" | "));
            }
        }
        rows
    }

    /// All that the database holds of the billing side.
    pub(super) fn everything(&self) -> Vec<String> {
        [
            "psa_imports",
            "psa_customers",
            "psa_contract_lines",
            "psa_contract_line_history",
        ]
        .iter()
        .flat_map(|table| self.rows(&format!("FROM {table} ORDER BY ALL")))
        .collect()
    }
}

/// The path of a file of the repository.
pub(super) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/psa")
        .join(name)
}

/// The faults of an import as text: `line: column: value rule`.
pub(super) fn faults(result: Result<ImportReport, ImportError>) -> Vec<String> {
    match result {
        Err(ImportError::Faults { report }) => report
            .faults
            .iter()
            .map(|fault| {
                format!(
                    "{}: {}: {}{}",
                    fault.line,
                    fault.column.as_deref().unwrap_or("-"),
                    fault
                        .value
                        .as_ref()
                        .map(|value| format!("“{value}” "))
                        .unwrap_or_default(),
                    fault.rule
                )
            })
            .collect(),
        Err(other) => panic!("{other}"),
        Ok(report) => panic!("imported {} rows", report.rows),
    }
}

pub(super) fn message(result: Result<ImportReport, ImportError>) -> String {
    result.unwrap_err().to_string()
}

/// A plain list with so many lines of one customer.
pub(super) fn list(lines: usize) -> String {
    let mut text = format!("{HEADER}\n");
    for number in 0..lines {
        text.push_str(&format!("Contoso,Product {number},5,10.00\n"));
    }
    text
}

pub(super) fn content(content: Content) -> ImportOptions {
    ImportOptions {
        content: Some(content),
        ..options()
    }
}
