//! Importing again changes nothing, and the order of rows means nothing.

use super::fixtures::{HEADER, Place, as_of, options};
use crate::{
    psa::{Counts, ImportOptions},
    store::Store,
};

#[test]
fn the_same_file_twice_changes_nothing() {
    for (name, profile) in [
        ("connectwise-additions.csv", "connectwise"),
        ("connectwise-agreements.json", "connectwise"),
        ("connectwise-companies.json", "connectwise"),
        ("halopsa-recurring-invoices.json", "halopsa"),
        ("halopsa-lines.csv", "halopsa"),
        ("autotask-service-units.json", "autotask"),
        ("autotask-companies.json", "autotask"),
    ] {
        let place = Place::new();
        assert!(
            place.fixture(name, profile, &options()).unwrap().imported,
            "{name}"
        );
        let before = place.everything();
        let later = ImportOptions {
            now: "2026-11-20T15:00:00Z".parse().unwrap(),
            ..options()
        };
        let again = place.fixture(name, profile, &later).unwrap();
        assert!(!again.imported, "{name}");
        let counts = again.counts.unwrap();
        assert_eq!(
            (counts.added, counts.changed, counts.ended),
            (0, 0, 0),
            "{name}"
        );
        assert_eq!(place.everything(), before, "{name}");
    }
}

#[test]
fn the_same_rows_at_a_later_moment_are_confirmed_and_no_more() {
    let place = Place::new();
    let text = format!("{HEADER}\nContoso,E3,5,10\n");
    place
        .csv_with(&text, &as_of("2026-11-01T00:00:00Z"))
        .unwrap();
    let report = place
        .csv_with(&text, &as_of("2026-11-08T00:00:00Z"))
        .unwrap();
    assert_eq!(
        report.counts,
        Some(Counts {
            unchanged: 1,
            ..Counts::default()
        })
    );
    assert_eq!(
        place.rows("SELECT first_seen_at, last_seen_at, ended_at FROM psa_contract_lines"),
        ["2026-11-01T00:00:00 | 2026-11-08T00:00:00 | "]
    );
    assert_eq!(
        place.rows("SELECT count(*) FROM psa_contract_line_history"),
        ["1"]
    );
}

#[test]
fn the_order_of_rows_and_columns_means_nothing() {
    let rows = [
        "Contoso,E3,5,10.50",
        "Contoso,E3,7,10.50",
        "Fabrikam,E5,1,2",
        "Contoso,E3,5,9.25",
    ];
    let place = Place::new();
    place
        .csv_with(
            &format!("{HEADER}\n{}\n", rows.join("\n")),
            &as_of("2026-11-01T00:00:00Z"),
        )
        .unwrap();
    let lines = "SELECT id, customer_id, product_name, quantity, unit_price FROM psa_contract_lines ORDER BY id";
    let before = place.rows(lines);
    assert_eq!(before.len(), 4);
    let turned: Vec<String> = rows
        .iter()
        .rev()
        .map(|row| row.rsplit(',').collect::<Vec<_>>().join(","))
        .collect();
    let text = format!(
        "Unit Price,Quantity,Product,Customer\n{}\n",
        turned.join("\n")
    );
    let report = place
        .csv_with(&text, &as_of("2026-11-02T00:00:00Z"))
        .unwrap();
    assert_eq!(report.counts.unwrap().unchanged, 4);
    assert_eq!(place.rows(lines), before);
}

#[test]
fn an_import_that_no_comparison_followed_is_known() {
    let place = Place::new();
    let name = "connectwise-additions.csv";
    place.fixture(name, "connectwise", &options()).unwrap();
    let store = Store::open_read_only(&place.database()).unwrap();
    assert!(store.uncompared_since().unwrap().is_some());
}

/// What an import does that began before the one that is stored, as of two at once the one does that waits longer.
fn overtaken(
    place: &Place,
    text: &str,
) -> Result<crate::psa::ImportReport, crate::psa::ImportError> {
    let earlier = ImportOptions {
        now: options().now - jiff::SignedDuration::from_secs(1),
        ..options()
    };
    place.csv_with(text, &earlier)
}

#[test]
fn of_two_imports_of_one_file_at_once_the_second_has_nothing_to_do() {
    let place = Place::new();
    let text = format!("{HEADER}\nContoso,E3,5,10\n");
    place.csv_with(&text, &options()).unwrap();
    let before = place.everything();
    let report = overtaken(&place, &text).unwrap();
    assert!(!report.imported);
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("nothing changed")),
        "{:?}",
        report.notes
    );
    assert_eq!(place.everything(), before);
}

#[test]
fn of_two_imports_of_different_files_at_once_the_second_is_told_so_and_changes_nothing() {
    let place = Place::new();
    place
        .csv_with(&format!("{HEADER}\nContoso,E3,5,10\n"), &options())
        .unwrap();
    let before = place.everything();
    let error = overtaken(&place, &format!("{HEADER}\nContoso,E3,6,10\n")).unwrap_err();
    assert!(
        matches!(error, crate::psa::ImportError::Overtaken { .. }),
        "{error}"
    );
    assert!(!error.to_string().contains("--force"), "{error}");
    assert_eq!(place.everything(), before);
}

#[test]
fn after_an_import_by_a_clock_that_was_ahead_the_way_out_is_told() {
    let place = Place::new();
    let ahead = ImportOptions {
        now: options().now + jiff::SignedDuration::from_hours(24 * 365),
        ..options()
    };
    place
        .csv_with(&format!("{HEADER}\nContoso,E3,5,10\n"), &ahead)
        .unwrap();
    let before = place.everything();
    let now = format!("{HEADER}\nContoso,E3,6,10\n");
    let error = place.csv_with(&now, &options()).unwrap_err().to_string();
    for part in ["2027-11-20", "in the future", "--force"] {
        assert!(error.contains(part), "{part:?} is missing in {error}");
    }
    assert_eq!(place.everything(), before);
    let forced = ImportOptions {
        force: true,
        ..options()
    };
    place.csv_with(&now, &forced).unwrap();
    assert_eq!(
        place.rows("SELECT quantity::INTEGER, first_seen_at FROM psa_contract_lines"),
        ["6 | 2026-11-20T09:00:00"]
    );
    place.csv_with(&now, &options()).unwrap();
}
