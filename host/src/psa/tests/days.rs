//! Days as programs and spreadsheets write them; what can be read in two ways is asked about.

use super::fixtures::{Place, faults, options};

const MAPPING: &str = "extends = \"generic\"\n[contract-lines]\n";

fn list(days: &[&str]) -> String {
    let mut text = "Customer,Product,Quantity,Unit Price,Start Date\n".to_owned();
    for (number, day) in days.iter().enumerate() {
        text.push_str(&format!("Cedar Clinic,Product {number},5,1.50,\"{day}\"\n"));
    }
    text
}

fn days(place: &Place) -> Vec<String> {
    place.rows("SELECT effective_from FROM psa_contract_lines ORDER BY product_name")
}

fn read(texts: &[&str]) -> Vec<String> {
    let place = Place::new();
    place.csv(&list(texts)).unwrap();
    days(&place)
}

#[test]
fn times_in_every_form_are_left_out() {
    assert_eq!(
        read(&[
            "31.12.2026 00.00",
            "30.12.2026",
            "29. Dezember 2026 0:00 Uhr",
            "28.12.2026 00:00:00",
        ]),
        ["2026-12-31", "2026-12-30", "2026-12-29", "2026-12-28"]
    );
    let place = Place::new();
    let report = place
        .csv(&list(&[
            "2026-12-31 12.30",
            "2026-12-30 09:14",
            "2026-12-29 17:45",
        ]))
        .unwrap();
    assert_eq!(days(&place), ["2026-12-31", "2026-12-30", "2026-12-29"]);
    let note = "column 5 “Start Date”: the time of day is ignored, as in “2026-12-31 12.30”";
    assert!(
        report.notes.contains(&note.to_owned()),
        "{:?}",
        report.notes
    );
}

#[test]
fn midnight_of_another_time_zone_is_the_day_there() {
    assert_eq!(
        read(&["2026-06-30T22:00:00Z", "2026-11-30T23:00:00Z"]),
        ["2026-07-01", "2026-12-01"]
    );
    assert_eq!(
        read(&["2026-07-01T04:00:00Z", "2026-12-01T05:00:00Z"]),
        ["2026-07-01", "2026-12-01"]
    );
}

#[test]
fn times_that_can_be_midnight_of_several_zones_are_asked_about() {
    let noon = list(&["2026-11-01T12:00:00Z", "2026-11-15T12:00:00Z"]);
    let listed = faults(Place::new().csv(&noon));
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert!(
        listed[0].starts_with("2: 5 “Start Date”: “2026-11-01T12:00:00Z” has a time of day that may be midnight in another time zone"),
        "{listed:?}"
    );
    assert!(listed[0].contains("set day_zone = "), "{listed:?}");
    for (zone, first) in [
        ("east", "2026-11-02"),
        ("west", "2026-11-01"),
        ("written", "2026-11-01"),
    ] {
        let place = Place::new();
        let mapping = format!("{MAPPING}day_zone = \"{zone}\"\n");
        place.mapped(&noon, &mapping, &options()).unwrap();
        assert_eq!(days(&place)[0], first, "{zone}");
    }
    // A clock on the wall, or UTC?
    let listed = faults(Place::new().csv(&list(&["2026-10-31 23:00", "2026-11-14 23:00"])));
    assert!(listed[0].contains("set day_zone = "), "{listed:?}");
    // Two zones.
    let two = list(&["2026-10-31T23:00:00Z", "2026-11-15T05:00:00Z"]);
    assert!(faults(Place::new().csv(&two))[0].contains("set day_zone = "));
}

#[test]
fn the_zone_of_another_column_settles_what_one_leaves_open() {
    let text = "Customer,Product,Quantity,Unit Price,Start Date,Cancelled Date\n\
        Cedar,E3,5,1.50,2026-05-31T12:00:00Z,\nCedar,E5,5,1.50,2026-05-31T12:00:00Z,2027-01-31T11:00:00Z\n";
    let place = Place::new();
    place.csv(text).unwrap();
    assert_eq!(
        place.rows(
            "SELECT effective_from, effective_to FROM psa_contract_lines ORDER BY product_name"
        ),
        ["2026-06-01 | ", "2026-06-01 | 2027-02-01"]
    );
}

#[test]
fn a_day_that_a_spreadsheet_counted_is_refused_with_the_day_that_it_would_be() {
    let text = list(&["46327", "2026-11-02"]);
    let listed = faults(Place::new().csv(&text));
    assert_eq!(
        listed,
        [
            "2: 5 “Start Date”: “46327” looks like an Excel date number (2026-11-01); format the column as a date and export the file again, or set excel_days = \"1900\" (\"1904\" for a file from an old Mac) in a mapping file"
        ]
    );
    for (from, first) in [("1900", "2026-11-01"), ("1904", "2030-11-02")] {
        let place = Place::new();
        let mapping = format!("{MAPPING}excel_days = \"{from}\"\n");
        place.mapped(&text, &mapping, &options()).unwrap();
        assert_eq!(days(&place), [first, "2026-11-02"]);
    }
}

#[test]
fn a_refusal_of_a_day_names_its_cause() {
    for (text, part) in [
        ("2026-02-30", "is not in the calendar"),
        ("Nov 2026", "has no day of the month"),
        ("05112026", "must begin with the year"),
        (
            "1793491200000",
            "a timestamp in milliseconds since 1970 (2026-11-01)",
        ),
        ("2026-11-05 26:00", "has an invalid time of day"),
        ("2569-11-05", "is in the year 2569"),
    ] {
        let listed = faults(Place::new().csv(&list(&[text])));
        assert!(
            listed[0].starts_with(&format!("2: 5 “Start Date”: “{text}” "))
                && listed[0].contains(part),
            "{listed:?}"
        );
    }
}

#[test]
fn a_dash_is_no_day() {
    assert_eq!(read(&["2026-11-05", "-", "—"]), ["2026-11-05", "", ""]);
}
