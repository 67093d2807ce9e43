//! A dry run writes nothing, and a fault leaves nothing behind.

use super::fixtures::{HEADER, Place, as_of, faults, options};
use crate::psa::ImportOptions;

fn dry() -> ImportOptions {
    ImportOptions {
        dry_run: true,
        ..options()
    }
}

#[test]
fn a_dry_run_makes_no_database() {
    let place = Place::new();
    let report = place
        .csv_with(&format!("{HEADER}\nContoso,E3,5,10.50\n"), &dry())
        .unwrap();
    assert!(!report.imported && report.counts.is_none());
    assert!(!place.database().exists());
    let row: Vec<String> = report.preview[0]
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(
        row.join(", "),
        "line=2, customer=Contoso, product=E3, quantity=5, billed=5, unit price=10.50, currency=USD, months=1, billed at all=yes"
    );
}

#[test]
fn a_dry_run_compares_and_writes_nothing() {
    let place = Place::new();
    place
        .csv_with(
            &format!("{HEADER}\nContoso,E3,5,10\nContoso,E1,1,1\n"),
            &as_of("2026-11-01T00:00:00Z"),
        )
        .unwrap();
    let before = place.everything();
    let report = place
        .csv_with(
            &format!("{HEADER}\nContoso,E3,6,10\nFabrikam,E5,1,1\n"),
            &dry(),
        )
        .unwrap();
    let counts = report.counts.unwrap();
    assert_eq!((counts.added, counts.changed, counts.ended), (1, 1, 1));
    assert_eq!(report.new_customers, 1);
    assert_eq!(place.everything(), before);
}

#[test]
fn a_dry_run_shows_every_row_that_is_not_understood() {
    let place = Place::new();
    let report = place
        .csv_with(
            &format!("{HEADER}\nContoso,E3,five,10\nContoso,E5,5,10\n"),
            &dry(),
        )
        .unwrap();
    assert_eq!((report.rows, report.faulty_rows), (2, 1));
    let rule = &report.faults[0].rule;
    assert!(rule.starts_with("is not a number; "), "{rule}");
}

#[test]
fn one_bad_row_keeps_the_whole_file_out() {
    let place = Place::new();
    place
        .csv_with(
            &format!("{HEADER}\nContoso,E3,5,10\n"),
            &as_of("2026-11-01T00:00:00Z"),
        )
        .unwrap();
    let before = place.everything();
    faults(place.csv(&format!("{HEADER}\nContoso,E3,6,10\nContoso,E5,many,10\n")));
    assert_eq!(place.everything(), before);
}

#[test]
fn names_with_quotes_are_only_names() {
    let place = Place::new();
    let named = ImportOptions {
        psa: Some("it's; DROP TABLE psa_imports; --".to_owned()),
        ..options()
    };
    place
        .csv_with(
            &format!("{HEADER}\n\"O'Brien; DROP TABLE psa_customers\",E3,5,10\n"),
            &named,
        )
        .unwrap();
    assert_eq!(
        place.rows("SELECT psa, id FROM psa_customers"),
        ["it's; DROP TABLE psa_imports; -- | O'Brien; DROP TABLE psa_customers"]
    );
}

#[test]
fn the_import_is_recorded_with_the_files_hash() {
    let place = Place::new();
    let report = place
        .csv_with(
            &format!("{HEADER}\nContoso,E3,5,10\n"),
            &as_of("2026-11-01T00:00:00Z"),
        )
        .unwrap();
    let id = report.import_id.unwrap();
    assert_eq!(
        place.rows("SELECT import_id, psa, profile, content, file_name, length(file_sha256), as_of, rows_read, rows_added FROM psa_imports"),
        [format!("{id} | generic | generic | contract-lines | lines.csv | 64 | 2026-11-01T00:00:00 | 1 | 1")]
    );
    assert_eq!(
        place.rows("SELECT DISTINCT import_id FROM psa_contract_lines"),
        [id.as_str()]
    );
    assert_eq!(
        place.rows("SELECT DISTINCT import_id FROM psa_contract_line_history"),
        [id]
    );
}
