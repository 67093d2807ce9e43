//! Decisions leave as CSV and come back.

use super::fixtures::Place;
use crate::linking::{Choice, Exchanged};

fn place() -> Place {
    let place = Place::new();
    place.customer("c1", "Brewton Dental", "20707", "brewton.example");
    place.customer("c2", "Northwind", "", "");
    place.customer("c3", "Quillfeather", "", "");
    place.psa_customer("p1", "Brewton Dental Services", "20707", "brewton.example");
    place.psa_customer("p2", "Northwind, \"Ltd\"", "", "");
    place
}

#[test]
fn decisions_come_back_as_they_left() {
    let place = place();
    place.same("c1", "p1", false);
    place.never("c2", "p2");
    place.decide("c3", &Choice::NotACustomer);
    place.run();
    let before = place.all();
    let file = place.folder.path().join("decisions.csv");
    assert_eq!(place.links().export(&file).unwrap().decisions, 3);

    place.sql("DELETE FROM customer_links");
    let imported = place.links().import(&file).unwrap();
    assert_eq!(
        imported,
        Exchanged {
            decisions: 3,
            new: 3
        }
    );
    place.run();
    assert_eq!(place.all(), before);
    assert_eq!(place.links().import(&file).unwrap().new, 0);
}

#[test]
fn a_row_that_is_not_understood_is_named_and_nothing_is_imported() {
    let place = place();
    place.same("c1", "p1", false);
    let file = place.folder.path().join("decisions.csv");
    place.links().export(&file).unwrap();
    let good = std::fs::read_to_string(&file).unwrap();
    place.sql("DELETE FROM customer_links");
    for (from, to, problem) in [
        (
            ",linked,",
            ",maybe,",
            "column decision: \"maybe\" is not one of linked",
        ),
        (",p1,", ",,", "column psa_customer_id"),
        (",ana,", ",matcher,", "column decided_by"),
        (
            "2026-11-20T09:00:00Z",
            "yesterday",
            "column decided_at: \"yesterday\"",
        ),
    ] {
        let second = good.lines().nth(1).unwrap().replace(from, to);
        std::fs::write(&file, format!("{good}{second}\n")).unwrap();
        let error = place.links().import(&file).unwrap_err().to_string();
        assert!(error.contains("line 3,"), "{error}");
        assert!(error.contains(problem), "{error}");
        assert!(place.all().is_empty());
    }
}

#[test]
fn a_line_is_counted_in_the_file_and_not_in_rows() {
    let place = place();
    place.same("c1", "p1", false);
    let file = place.folder.path().join("decisions.csv");
    place.links().export(&file).unwrap();
    let good = std::fs::read_to_string(&file).unwrap();
    let two_lines = good.replace(",Brewton Dental,", ",\"Brewton\nDental\",");
    let bad = good.lines().nth(1).unwrap().replace(",linked,", ",maybe,");
    std::fs::write(&file, format!("{two_lines}{bad}\n")).unwrap();
    let error = place.links().import(&file).unwrap_err().to_string();
    assert!(error.contains("line 4, column decision"), "{error}");
}

#[test]
fn no_decision_is_a_file_with_columns_alone() {
    let place = place();
    let file = place.folder.path().join("decisions.csv");
    assert_eq!(place.links().export(&file).unwrap().decisions, 0);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.starts_with("\u{feff}vendor,connection,customer_id,"),
        "{text}"
    );
    assert_eq!(place.links().import(&file).unwrap().decisions, 0);
}

#[test]
fn a_name_that_is_a_formula_is_harmless_in_the_file_and_comes_back_as_it_was() {
    let place = Place::new();
    place.customer("c1", "=cmd|/C calc!A0", "", "");
    place.psa_customer("p1", "@SUM(A1)", "", "");
    place.same("c1", "p1", false);
    let before = place.all();
    let file = place.folder.path().join("decisions.csv");
    place.links().export(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(",\"'=cmd|/C calc!A0\","), "{text}");
    assert!(text.contains(",'@SUM(A1),"), "{text}");
    place.sql("DELETE FROM customer_links");
    place.links().import(&file).unwrap();
    assert_eq!(place.all(), before);
}
