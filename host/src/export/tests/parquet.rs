//! Tables as Parquet files.

use std::{fs, path::Path};

use crate::analysis::tests::fixtures::{NOW, Place, at};
use crate::export::{CONTENTS, ExportError, ParquetExport, parquet};

fn export(place: &Place, folder: &Path, replaces: bool) -> Result<ParquetExport, ExportError> {
    parquet(&place.store, folder, replaces, at(NOW))
}

fn golden() -> Place {
    let mut place = Place::golden();
    place.refresh(NOW);
    place
}

/// What lies in the folder of a database, but for the database.
fn beside(place: &Place) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(place.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("seatwise.duckdb"))
        .collect();
    names.sort();
    names
}

#[test]
fn every_table_is_read_back_row_by_row() {
    let place = golden();
    let folder = place.folder.path().join("it's out");
    let told = export(&place, &folder, false).unwrap();
    let tables =
        place.rows("SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary");
    let names: Vec<_> = told
        .tables
        .iter()
        .map(|table| table.table.clone())
        .collect();
    assert_eq!(names, tables);
    assert!(tables.len() > 20, "{tables:?}");
    for table in &told.tables {
        let name = &table.table;
        let files = folder.join(name).join("**/*.parquet");
        let files = files.to_str().unwrap().replace('\'', "''");
        let columns = place.rows(&format!(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = '{name}' AND schema_name = 'main'"
        ));
        let columns = columns.iter().map(|column| format!("{column}::VARCHAR"));
        let columns = columns.collect::<Vec<_>>().join(", ");
        let read = place.rows(&format!(
            "SELECT {columns} FROM read_parquet('{files}', hive_partitioning = true, hive_types_autocast = false)"
        ));
        assert_eq!(
            read,
            place.rows(&format!("SELECT {columns} FROM {name}")),
            "{name}"
        );
        assert_eq!(read.len() as u64, table.rows, "{name}");
    }
}

#[test]
fn what_has_a_vendor_and_a_week_is_partitioned_by_them() {
    let place = golden();
    let folder = place.folder.path().join("out");
    let told = export(&place, &folder, false).unwrap();
    assert!(
        folder
            .join("license_usage/vendor=sherweb/iso_week=2026-W47/data_0.parquet")
            .is_file()
    );
    assert!(
        folder
            .join("charges/vendor=synnex/data_0.parquet")
            .is_file()
    );
    assert!(folder.join("psa_contract_lines/data_0.parquet").is_file());
    let by = |name: &str| {
        let table = told.tables.iter().find(|table| table.table == name);
        table.unwrap().partitioned_by.join(" ")
    };
    assert_eq!(by("license_usage"), "vendor iso_week");
    assert_eq!(by("charges"), "vendor");
    // A rule may be about every vendor.
    assert_eq!(by("exclusions"), "");
    // Nothing was rejected; the file says which columns there would be.
    assert_eq!(by("rejected_rows"), "");
    assert!(folder.join("rejected_rows/data_0.parquet").is_file());
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let place = golden();
    let folder = place.folder.path().join("out");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mine.txt"), "mine").unwrap();
    let error = export(&place, &folder, false).unwrap_err();
    assert!(matches!(error, ExportError::NotEmpty(_)), "{error}");
    // Replacing is for exports alone: this could be anybody's folder.
    let error = export(&place, &folder, true).unwrap_err();
    assert!(matches!(error, ExportError::Foreign { .. }), "{error}");
    assert_eq!(fs::read_to_string(folder.join("mine.txt")).unwrap(), "mine");
    assert_eq!(beside(&place), ["out"]);
}

#[test]
fn an_export_takes_the_place_of_an_earlier_one_as_a_whole() {
    let place = golden();
    let folder = place.folder.path().join("deep").join("out");
    export(&place, &folder, false).unwrap();
    fs::write(folder.join("charges/old.parquet"), "old").unwrap();
    let error = export(&place, &folder, false).unwrap_err();
    assert!(matches!(error, ExportError::NotEmpty(_)), "{error}");
    export(&place, &folder, true).unwrap();
    assert!(!folder.join("charges/old.parquet").exists());
    assert!(folder.join(CONTENTS).is_file());
    let left = fs::read_dir(folder.parent().unwrap()).unwrap().count();
    assert_eq!(left, 1, "nothing is left beside it");
}

#[test]
fn an_empty_folder_is_filled() {
    let place = golden();
    let folder = place.folder.path().join("out");
    fs::create_dir(&folder).unwrap();
    export(&place, &folder, false).unwrap();
    assert!(folder.join(CONTENTS).is_file());
}

#[test]
fn an_export_that_fails_leaves_nothing_and_takes_nothing() {
    let place = golden();
    let folder = place.folder.path().join("out");
    export(&place, &folder, false).unwrap();
    let before = fs::read(folder.join(CONTENTS)).unwrap();
    // The folder of this partition cannot be made: no system has such names.
    place.run(
        "INSERT INTO products BY NAME SELECT repeat('x', 300) AS vendor, 'c' AS connection, 'p' AS id,
             TIMESTAMP '2026-11-20' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r' AS run_id",
    );
    let error = parquet(&place.store, &folder, true, at("2026-11-21T07:00:00Z")).unwrap_err();
    assert!(matches!(error, ExportError::Database(_)), "{error}");
    assert_eq!(fs::read(folder.join(CONTENTS)).unwrap(), before);
    assert_eq!(beside(&place), ["out"]);
}
