//! A line that disappears is ended, one that comes back returns, and the past stays what it was.

use super::fixtures::{HEADER, Place, as_of, list, message, options};
use crate::psa::{Counts, ImportOptions};

const FIRST: &str = "2026-11-01T00:00:00Z";
const SECOND: &str = "2026-11-08T00:00:00Z";
const THIRD: &str = "2026-11-15T00:00:00Z";

const HISTORY: &str =
    "SELECT product_name, quantity::INTEGER, strftime(valid_from, '%d'), strftime(valid_to, '%d')
    FROM psa_contract_line_history ORDER BY ALL";

fn text(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

#[test]
fn a_line_that_disappears_is_ended_and_returns_when_it_comes_back() {
    let place = Place::new();
    place
        .csv_with(
            &text(&["Contoso,E3,5,10", "Contoso,E5,6,10"]),
            &as_of(FIRST),
        )
        .unwrap();
    let report = place
        .csv_with(&text(&["Contoso,E3,5,10"]), &as_of(SECOND))
        .unwrap();
    assert_eq!(
        report.counts,
        Some(Counts {
            unchanged: 1,
            ended: 1,
            ..Counts::default()
        })
    );
    assert_eq!(
        place.rows("SELECT product_name, ended_at FROM psa_contract_lines ORDER BY 1"),
        ["E3 | ", "E5 | 2026-11-08T00:00:00"]
    );
    let report = place
        .csv_with(
            &text(&["Contoso,E3,5,10", "Contoso,E5,6,10"]),
            &as_of(THIRD),
        )
        .unwrap();
    assert_eq!(
        report.counts,
        Some(Counts {
            unchanged: 1,
            changed: 1,
            returned: 1,
            ..Counts::default()
        })
    );
    assert_eq!(
        place.rows(
            "SELECT product_name, first_seen_at, ended_at FROM psa_contract_lines ORDER BY 1"
        ),
        ["E3 | 2026-11-01T00:00:00 | ", "E5 | 2026-11-01T00:00:00 | "]
    );
    assert_eq!(
        place.rows(HISTORY),
        ["E3 | 5 | 01 | ", "E5 | 6 | 01 | 08", "E5 | 6 | 15 | "]
    );
}

#[test]
fn a_change_closes_a_span_and_opens_one() {
    let place = Place::new();
    place
        .csv_with(&text(&["Contoso,E3,5,10"]), &as_of(FIRST))
        .unwrap();
    let report = place
        .csv_with(&text(&["Contoso,E3,8,10"]), &as_of(SECOND))
        .unwrap();
    assert_eq!(
        report.counts,
        Some(Counts {
            changed: 1,
            ..Counts::default()
        })
    );
    assert_eq!(place.rows(HISTORY), ["E3 | 5 | 01 | 08", "E3 | 8 | 08 | "]);
    // Said again for the same moment: the span of that moment is replaced.
    place
        .csv_with(&text(&["Contoso,E3,9,10"]), &as_of(SECOND))
        .unwrap();
    assert_eq!(place.rows(HISTORY), ["E3 | 5 | 01 | 08", "E3 | 9 | 08 | "]);
}

#[test]
fn an_earlier_moment_is_refused_and_force_goes_back_to_it() {
    let place = Place::new();
    place
        .csv_with(
            &text(&["Contoso,E3,5,10", "Contoso,E5,6,10"]),
            &as_of(FIRST),
        )
        .unwrap();
    place
        .csv_with(
            &text(&["Contoso,E3,9,10", "Contoso,E1,1,10"]),
            &as_of(THIRD),
        )
        .unwrap();
    let refused = message(place.csv_with(
        &text(&["Contoso,E3,7,10", "Contoso,E5,6,10"]),
        &as_of(SECOND),
    ));
    assert!(
        refused.ends_with("it is as of 2026-11-08T00:00:00Z, but contract-lines of generic as of 2026-11-15T00:00:00Z are already stored; --force goes back to 2026-11-08T00:00:00Z and drops what was imported since"),
        "{refused}"
    );
    let force = ImportOptions {
        force: true,
        ..as_of(SECOND)
    };
    let report = place
        .csv_with(&text(&["Contoso,E3,7,10", "Contoso,E5,6,10"]), &force)
        .unwrap();
    assert_eq!(
        report.counts,
        Some(Counts {
            changed: 1,
            unchanged: 1,
            ..Counts::default()
        })
    );
    assert_eq!(
        place.rows(HISTORY),
        ["E3 | 5 | 01 | 08", "E3 | 7 | 08 | ", "E5 | 6 | 01 | "]
    );
    assert_eq!(
        place.rows(
            "SELECT product_name, quantity::INTEGER, ended_at FROM psa_contract_lines ORDER BY 1"
        ),
        ["E3 | 7 | ", "E5 | 6 | "]
    );
    assert_eq!(
        place.rows("SELECT strftime(as_of, '%d') FROM psa_imports ORDER BY 1"),
        ["01", "08"]
    );
}

#[test]
fn a_file_that_lacks_a_third_of_the_lines_is_held_back_until_it_is_believed() {
    let place = Place::new();
    place.csv_with(&list(21), &as_of(FIRST)).unwrap();
    let before = place.everything();
    for lines in [9, 14] {
        let held = message(place.csv_with(&list(lines), &as_of(SECOND)));
        let lacking = 21 - lines;
        assert!(held.ends_with(&format!("it lacks {lacking} of the 21 live contract-lines of generic, and would end them; nothing was imported. If that is right, import it with --accept-shrink; otherwise check whether the export was filtered")), "{held}");
    }
    assert_eq!(place.everything(), before);
    place.csv_with(&list(15), &as_of(SECOND)).unwrap();
    let believed = ImportOptions {
        accept_shrink: true,
        ..as_of(THIRD)
    };
    assert_eq!(
        place
            .csv_with(&list(1), &believed)
            .unwrap()
            .counts
            .unwrap()
            .ended,
        14
    );
}

#[test]
fn lines_that_come_in_the_place_of_others_do_not_make_up_for_them() {
    let place = Place::new();
    place.csv_with(&list(12), &as_of(FIRST)).unwrap();
    let renamed = list(12).replace("Product", "Service");
    let held = message(place.csv_with(&renamed, &as_of(SECOND)));
    assert!(
        held.contains("it lacks 12 of the 12 live contract-lines"),
        "{held}"
    );
}

#[test]
fn a_list_of_customers_that_lacks_a_third_is_held_back_too() {
    let place = Place::new();
    let customers = |count: usize| {
        let rows: String = (0..count)
            .map(|number| format!("C{number},Customer {number},c{number}.example\n"))
            .collect();
        format!("Customer ID,Name,Domain\n{rows}")
    };
    place.csv_with(&customers(12), &as_of(FIRST)).unwrap();
    let held = message(place.csv_with(&customers(8), &as_of(SECOND)));
    assert!(
        held.contains("it lacks 4 of the 12 live customers"),
        "{held}"
    );
    place.csv_with(&customers(9), &as_of(SECOND)).unwrap();
    // Another PSA has its own.
    let other = ImportOptions {
        psa: Some("second".to_owned()),
        ..as_of(SECOND)
    };
    place.csv_with(&customers(2), &other).unwrap();
}

#[test]
fn another_psa_is_another_world() {
    let place = Place::new();
    place.csv(&text(&["Contoso,E3,5,10"])).unwrap();
    let other = ImportOptions {
        psa: Some("second".to_owned()),
        ..options()
    };
    let report = place.csv_with(&text(&["Contoso,E5,5,10"]), &other).unwrap();
    assert_eq!(
        report.counts,
        Some(Counts {
            added: 1,
            ..Counts::default()
        })
    );
    assert_eq!(
        place.rows("SELECT psa, product_name, ended_at FROM psa_contract_lines ORDER BY ALL"),
        ["generic | E3 | ", "second | E5 | "]
    );
}

#[test]
fn lines_find_their_customers_by_name_and_a_list_ends_only_what_a_list_brought() {
    let place = Place::new();
    let customers = |rows: &str| format!("Customer ID,Name,Domain\n{rows}");
    place
        .csv_with(
            &text(&["contoso ltd,E3,5,10", "Nobody,E3,1,10"]),
            &as_of(FIRST),
        )
        .unwrap();
    let report = place
        .csv_with(
            &customers("C1,Contoso Ltd,contoso.example\nC2,Fabrikam,\n"),
            &as_of(FIRST),
        )
        .unwrap();
    assert_eq!(report.counts.unwrap().added, 2);
    let report = place
        .csv_with(
            &text(&["contoso ltd,E3,5,10", "Nobody,E3,1,10"]),
            &as_of(SECOND),
        )
        .unwrap();
    assert_eq!(
        report.counts,
        Some(Counts {
            changed: 1,
            unchanged: 1,
            ..Counts::default()
        })
    );
    assert_eq!(
        place.rows("SELECT customer_id FROM psa_contract_lines ORDER BY 1"),
        ["C1", "Nobody"]
    );
    let report = place
        .csv_with(
            &customers("C1,Contoso Ltd,contoso.example\n"),
            &as_of(THIRD),
        )
        .unwrap();
    assert_eq!(report.counts.unwrap().ended, 1);
    assert_eq!(
        place.rows("SELECT id, ended_at IS NOT NULL FROM psa_customers ORDER BY 1"),
        [
            "C1 | false",
            "C2 | true",
            "Nobody | false",
            "contoso ltd | false"
        ]
    );
}

#[test]
fn a_name_that_two_customers_have_is_asked_about() {
    let place = Place::new();
    place
        .csv("Customer ID,Name,Domain\nC1,Contoso,a.example\nC2,Contoso,b.example\n")
        .unwrap();
    let before = place.everything();
    assert_eq!(
        super::fixtures::faults(place.csv(&text(&["Contoso,E3,5,10"]))),
        ["2: customer_name: “Contoso” is the name of 2 customers; map a column to customer_id"]
    );
    assert_eq!(place.everything(), before);
}
