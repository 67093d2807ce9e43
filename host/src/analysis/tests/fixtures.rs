//! Databases with known rows.

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
    time::Duration,
};

use duckdb::Connection;
use jiff::Timestamp;
use tempfile::TempDir;

use crate::{analysis, store::Store};

/// The scenario that `tests/golden/scenario.md` works out by hand.
const GOLDEN: &str = include_str!("../../../../tests/golden/data.sql");

/// The day of the scenario.
pub(crate) const TODAY: &str = "2026-11-20";

/// A moment of that day, after its sync.
pub(crate) const NOW: &str = "2026-11-20T07:00:00Z";

/// A database in a folder of its own.
pub(crate) struct Place {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
}

/// A database with the views. Making them takes a second, so it is done once and copied.
static TEMPLATE: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("seatwise.duckdb");
    let store = open(&path);
    for (vendor, name) in [("sherweb", "Sherweb"), ("synnex", "TD SYNNEX")] {
        store.name_vendor(vendor, name).unwrap();
    }
    analysis::install(store.connection()).unwrap();
    drop(store);
    (folder, path)
});

/// Opens a database as the commands that compare do.
fn open(path: &Path) -> Store {
    Store::open_for_analysis(path, Duration::ZERO).unwrap()
}

impl Place {
    /// Makes an empty database with the views.
    pub(crate) fn empty() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("seatwise.duckdb");
        std::fs::copy(&TEMPLATE.1, &path).unwrap();
        let store = open(&path);
        Self { store, folder }
    }

    /// Makes the database of the golden scenario.
    pub(crate) fn golden() -> Self {
        let place = Self::empty();
        place.run(GOLDEN);
        place
    }

    pub(crate) fn connection(&self) -> &Connection {
        self.store.connection()
    }

    pub(crate) fn run(&self, sql: &str) {
        self.connection().execute_batch(sql).unwrap();
        // As every command does that changes what products are one.
        analysis::known::renew(self.connection()).unwrap();
    }

    pub(crate) fn refresh(&mut self, now: &str) -> analysis::FindingsReport {
        analysis::refresh(&mut self.store, at(now)).unwrap()
    }

    /// Returns the rows: values as text without trailing zeros, separated by ` | `, nulls empty; sorted.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let mut rows = rows(self.connection(), sql);
        rows.sort();
        rows
    }

    /// Returns the only value of a query.
    pub(crate) fn value(&self, sql: &str) -> String {
        rows(self.connection(), sql).concat()
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("SELECT COLUMNS(*)::VARCHAR FROM ({sql})"))
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let columns = row.as_ref().column_count();
        let cells: Vec<String> = (0..columns)
            .map(|column| {
                plain(
                    &row.get::<_, Option<String>>(column)
                        .unwrap()
                        .unwrap_or_default(),
                )
            })
            .collect();
        lines.push(cells.join(" | "));
    }
    lines
}

/// Writes a decimal without trailing zeros; other text stays as it is.
pub(crate) fn plain(text: &str) -> String {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_decimal = digits.contains('.')
        && digits
            .chars()
            .all(|character| character.is_ascii_digit() || character == '.');
    if !is_decimal {
        return text.to_owned();
    }
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// A small generator of numbers (an xorshift), so that every seed gives the same test everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Returns a number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }
}
