//! A file of the PSA.

use std::hint::black_box;
use std::path::Path;
use std::sync::LazyLock;

use seatwise::psa::fuzzing::{self, CleanFile};
use seatwise::psa::{
    BUILTIN_PROFILES, BuiltinProfile, Content, DateOrder, DecimalMark, ImportError, ImportOptions,
    Profile, RowFault, SourceError, import,
};
use seatwise::store::query;
use seatwise_plugin::fingerprint;

use crate::input::choice;

/// The present of all imports.
const NOW: &str = "2026-11-20T09:00:00Z";

/// Reads the bytes as a file of the PSA, as far as no database is needed; one of 2,048 is imported.
/// The first byte, a digit, chooses the profile, and what the file is said to hold.
///
/// # Panics
/// Panics where a row is lost, where a clean row is none, or where a fault is said to be where no line is.
pub fn csv_import(data: &[u8]) {
    if goes_into_a_database(data) {
        csv_import_into_a_database(data);
    }
    let (which, bytes) = choice(data, 10);
    let (profile, wanted) = chosen(which);
    let folder = tempfile::tempdir().expect("there is room for it");
    let rows = folder.path().join("rows.csv");
    match fuzzing::clean(bytes, profile, wanted, &rows) {
        Ok(Some(clean)) => check_clean(bytes, &clean, &rows),
        Ok(None) => {}
        Err(error) => check_error(bytes, &error),
    }
}

/// Imports the bytes into a new database, first without writing and then in earnest. The input is that
/// of [`csv_import`].
///
/// # Panics
/// Panics where an import that fails leaves a row behind, where one that succeeds leaves one out, or where it
/// does otherwise than the dry run said.
pub fn csv_import_into_a_database(data: &[u8]) {
    let (which, bytes) = choice(data, 10);
    let (profile, content) = chosen(which);
    let folder = tempfile::tempdir().expect("there is room for it");
    let (file, database) = (
        folder.path().join("lines"),
        folder.path().join("seatwise.duckdb"),
    );
    std::fs::write(&file, bytes).expect("there is room for it");
    let options = ImportOptions {
        content,
        currency: Some("USD".to_owned()),
        date_order: (which % 2 == 1).then_some(DateOrder::Dmy),
        decimal: (which % 2 == 1).then_some(DecimalMark::Point),
        dry_run: true,
        ..ImportOptions::new(NOW.parse().expect("it is a moment"))
    };
    let tried = import(&file, profile, &database, &options);
    assert!(!database.exists(), "a dry run writes");
    let done = import(
        &file,
        profile,
        &database,
        &ImportOptions {
            dry_run: false,
            ..options
        },
    );
    match (&tried, &done) {
        (Ok(tried), Ok(done)) => {
            assert_eq!((tried.faulty_rows, tried.rows), (0, done.rows));
            assert_eq!(tried.preview, done.preview);
            let counts = done.counts.expect("an import counts");
            assert_eq!(counts.added + counts.changed + counts.unchanged, done.rows);
        }
        (Ok(tried), Err(ImportError::Faults { report })) => {
            assert!(report.faulty_rows > 0);
            assert_eq!(tried.faults, report.faults);
            check_faults(bytes, &report.faults);
        }
        (Err(tried), Err(done)) => {
            assert_eq!(tried.to_string(), done.to_string());
            check_error(bytes, done);
            assert!(!matches!(done, ImportError::Database { .. }), "{done}");
        }
        _ => panic!("{tried:?} in a dry run, then {done:?}"),
    }
    if database.exists() {
        let lines = stored(&database);
        let expected = done.as_ref().map_or(0, |report| report.rows);
        assert!(lines == expected, "{lines} rows of {expected} are stored");
    }
}

/// How many contract lines the database has, or customers where it has no contract lines.
fn stored(database: &Path) -> u64 {
    let rows = |sql: &str| -> usize {
        let result = query(database, sql).expect("the database can be read");
        result.batches.iter().map(|batch| batch.num_rows()).sum()
    };
    let lines = rows("FROM psa_contract_lines");
    let rows = if lines > 0 {
        lines
    } else {
        rows("FROM psa_customers")
    };
    rows as u64
}

/// One input of 2,048, by its bytes: a database takes a hundred times as long as all the rest.
fn goes_into_a_database(data: &[u8]) -> bool {
    (fingerprint(data) >> 32).is_multiple_of(2_048)
}

/// The profiles that are built in; reading them takes longer than reading an input.
static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let load = |profile: &BuiltinProfile| Profile::load(profile.name).expect("it is built in");
    BUILTIN_PROFILES.iter().map(load).collect()
});

fn chosen(which: usize) -> (&'static Profile, Option<Content>) {
    let wanted = [None, Some(Content::ContractLines), Some(Content::Customers)][which / 4];
    (&PROFILES[which % PROFILES.len()], wanted)
}

fn check_clean(bytes: &[u8], clean: &CleanFile, rows: &Path) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(rows)
        .expect("clean rows are there");
    let (mut count, mut before) = (0_u64, 0_u64);
    for record in reader.records() {
        let record = record.expect("a clean row can be read");
        assert_eq!(record.len(), clean.width, "{record:?}");
        let number: u64 = record[0]
            .parse()
            .expect("a clean row begins with its number");
        assert!(number > before, "row {number} comes after {before}");
        let counted = clean
            .lines
            .get(usize::try_from(number).expect("it fits") - 1);
        check_line(bytes, *counted.unwrap_or(&number));
        (count, before) = (count + 1, number);
        let extra = &record[clean.width - 1];
        let object =
            |text| serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text);
        assert!(extra.is_empty() || object(extra).is_ok(), "{extra}");
        for place in &clean.numbers {
            for mark in DecimalMark::ALL {
                black_box(fuzzing::number(&record[*place], mark));
            }
        }
        for place in &clean.days {
            for order in DateOrder::ALL {
                black_box(fuzzing::day(&record[*place], order));
            }
        }
    }
    assert_eq!(
        count + clean.faults.len() as u64,
        clean.rows,
        "a row is lost"
    );
    assert!(clean.examples.len() as u64 <= clean.skipped);
    for skipped in &clean.examples {
        check_line(bytes, skipped.line);
    }
    check_faults(bytes, &clean.faults);
}

fn check_faults(bytes: &[u8], faults: &[RowFault]) {
    for fault in faults {
        check_line(bytes, fault.line);
        assert!(!fault.rule.is_empty());
    }
}

fn check_error(bytes: &[u8], error: &ImportError) {
    match error {
        ImportError::Text { line, .. } => check_line(bytes, *line),
        ImportError::Columns {
            line: Some(line), ..
        } => check_line(bytes, *line),
        ImportError::Source(SourceError::Encoding { line, .. }) => check_line(bytes, *line as u64),
        _ => {}
    }
    assert!(!error.to_string().is_empty());
}

/// Whether a line is one of the file. Every line end of every encoding has a byte of this kind.
fn check_line(bytes: &[u8], line: u64) {
    let ends = bytes
        .iter()
        .filter(|byte| matches!(byte, b'\n' | b'\r'))
        .count();
    assert!(
        (1..=ends as u64 + 1).contains(&line),
        "line {line} of {}",
        ends + 1
    );
}
