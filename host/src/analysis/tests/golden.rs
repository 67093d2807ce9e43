//! The scenario that was worked out by hand, cell by cell.

use std::{fs, path::PathBuf};

use super::fixtures::{NOW, Place, TODAY, plain};

/// Checks what a file of `tests/golden/expected` says: its first line names the columns, its name the view
/// and, behind an @, the day.
fn check(place: &Place, name: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/golden/expected")
        .join(format!("{name}.csv"));
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let columns = lines.next().unwrap();
    let mut expected: Vec<String> = lines
        .map(|line| line.split(',').map(plain).collect::<Vec<_>>().join(" | "))
        .collect();
    expected.sort();
    let (view, day) = name.split_once('@').unwrap_or((name, TODAY));
    let source = match view {
        "findings" => view.to_owned(),
        view => format!("{view}_as_of(DATE '{day}')"),
    };
    let found = place.rows(&format!("SELECT {columns} FROM {source}"));
    let missing: Vec<_> = expected.iter().filter(|row| !found.contains(row)).collect();
    let surplus: Vec<_> = found.iter().filter(|row| !expected.contains(row)).collect();
    assert_eq!(
        found, expected,
        "{name}: missing {missing:#?}, surplus {surplus:#?}"
    );
}

#[test]
fn the_views_say_what_was_worked_out_by_hand() {
    let place = Place::golden();
    for view in [
        "license_rollup",
        "leakage",
        "margin",
        "customer_margin",
        "below_margin",
        "cancelled_but_billed",
        "seat_drift",
        "contract_drift",
        "price_changes",
        "renewals",
        "unmatched",
    ] {
        check(&place, view);
    }
}

#[test]
fn a_day_of_the_past_is_reproduced() {
    check(&Place::golden(), "license_rollup@2026-11-08");
}

#[test]
fn the_findings_are_those_that_were_worked_out_by_hand() {
    let mut place = Place::golden();
    let report = place.refresh(NOW);
    assert_eq!((report.opened, report.open), (25, 25));
    check(&place, "findings");
}

#[test]
fn every_expectation_is_checked() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/expected");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 13);
}
