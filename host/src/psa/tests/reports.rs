//! Reports that people export: grouped by customer, with totals, footers and headers that come again. Each
//! row is read rightly, or listed, or refused.

use super::fixtures::{HEADER, Place, faults, options};
use crate::psa::{ImportOptions, ImportReport};

const LINES: &str =
    "SELECT customer_id, product_name, quantity::INTEGER FROM psa_contract_lines ORDER BY ALL";

fn skipped(report: &ImportReport) -> Vec<String> {
    report
        .skipped_rows
        .iter()
        .map(|row| format!("{} {}: {}", row.line, row.reason, row.text))
        .collect()
}

fn text(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

#[test]
fn lines_below_the_name_of_their_customer_are_its_lines() {
    let place = Place::new();
    let report = place
        .csv(&text(&[
            "Ridge Farm Co,,,",
            ",Mail,10,4.00",
            ",Suite,2,20.00",
            ",Subtotal,12,80.00",
            ",Backup,1,9.00",
            "Ridge Farm Co Total,,13,89.00",
            "",
            "Client: Total Wine,,,",
            ",Mail,3,4.00",
            "Page 1 of 2,,,",
            "Customer,Product,Quantity,Unit Price",
            ",Suite,4,20.00",
            "Average,,5,11.40",
            "Grand Total,,20,",
        ]))
        .unwrap();
    assert_eq!(
        place.rows(LINES),
        [
            "Ridge Farm Co | Backup | 1",
            "Ridge Farm Co | Mail | 10",
            "Ridge Farm Co | Suite | 2",
            "Total Wine | Mail | 3",
            "Total Wine | Suite | 4",
        ]
    );
    assert_eq!(
        skipped(&report),
        [
            "2 heading or remark: Ridge Farm Co",
            "5 total: Subtotal · 12 · 80.00",
            "7 total: Ridge Farm Co Total · 13 · 89.00",
            "8 blank: ",
            "9 heading or remark: Client: Total Wine",
            "11 page footer or remark: Page 1 of 2",
            "12 repeated header: Customer · Product · Quantity · Unit Price",
            "14 average or count: Average · 5 · 11.40",
            "15 total: Grand Total · 20",
        ]
    );
    let note = report
        .notes
        .iter()
        .find(|note| note.contains("below a heading"));
    assert!(
        note.is_some_and(|note| note.contains("heading: 5; ")
            && note.contains("(“Ridge Farm Co” in line 2, “Total Wine” in line 9)")),
        "{:?}",
        report.notes
    );
}

#[test]
fn a_line_whose_customer_cannot_be_told_is_refused() {
    let place = Place::new();
    let listed = faults(place.csv(&text(&[
        "Ridge Farm Co,,,",
        "Cloud services,,,",
        ",Mail,10,4.00",
        "Total,,10,",
        ",Suite,2,20.00",
    ])));
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(
        listed[0].starts_with("4: -: has no customer, and two headings are above it, “Ridge Farm Co” in line 2 and “Cloud services” in line 3"),
        "{listed:?}"
    );
    assert!(
        listed[1].starts_with("6: 1 “Customer”: is missing"),
        "{listed:?}"
    );
}

#[test]
fn customers_and_products_that_are_called_like_a_total_stay() {
    let place = Place::new();
    let report = place
        .csv(&text(&[
            "Total Wine,Mail,5,4.00",
            "Summe AG,Mail,6,4.00",
            "Gesamtwerk GmbH,Total Security,7,4.00",
            "Sum of Parts Ltd,Mail,8,4.00",
            "Suma Foods,Count & Measure,9,4.00",
            "Total,,35,",
        ]))
        .unwrap();
    assert_eq!((report.rows, report.skipped), (5, 1));
    assert_eq!(
        place.rows("SELECT customer_id, quantity::INTEGER FROM psa_contract_lines ORDER BY 2"),
        [
            "Total Wine | 5",
            "Summe AG | 6",
            "Gesamtwerk GmbH | 7",
            "Sum of Parts Ltd | 8",
            "Suma Foods | 9"
        ]
    );
}

#[test]
fn a_line_of_such_a_customer_that_lacks_its_product_is_refused_and_no_total() {
    let place = Place::new();
    let listed = faults(place.csv(&text(&["Ridge Farm Co,Mail,5,4.00", "Total Wine,,6,4.00"])));
    assert_eq!(listed, ["3: 2 “Product”: is missing: what is billed?"]);
}

#[test]
fn a_total_that_names_customer_and_product_is_not_counted_twice() {
    let place = Place::new();
    let report = place
        .csv(&text(&[
            "Ridge Farm Co,Mail,5,4.00",
            "Ridge Farm Co,Total,5,20.00",
        ]))
        .unwrap();
    assert_eq!((report.rows, report.skipped), (1, 1));
    let listed = faults(Place::new().csv(&text(&[
        "Ridge Farm Co,Mail,5,4.00",
        "Ridge Farm Co Total,All,5,20.00",
        "Grand Total,All,5,20.00",
    ])));
    assert!(
        listed[0]
            .starts_with("3: -: “Ridge Farm Co Total” reads like the total of a name above it")
            && listed[1].starts_with("4: -: “Grand Total” reads like a total"),
        "{listed:?}"
    );
}

#[test]
fn a_report_that_is_in_the_file_twice_is_refused_and_pages_of_one_are_not() {
    let rows = ["Ridge Farm Co,Mail,5,4.00", "Tamar Dental,Mail,6,4.00"];
    let twice = [
        &rows[..],
        &["Customer,Product,Quantity,Unit Price"],
        &rows[..],
    ]
    .concat();
    let listed = faults(Place::new().csv(&text(&twice)));
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert!(
        listed[0].starts_with("5: -: the rows up to line 6 follow a repeated header"),
        "{listed:?}"
    );
    let pages = [
        &rows[..],
        &["\u{feff}CUSTOMER,Product,Quantity,Unit Price,"],
        &["Ridge Farm Co,Suite,1,9.00"],
    ]
    .concat();
    let place = Place::new();
    assert_eq!(place.csv(&text(&pages)).unwrap().rows, 3);
}

#[test]
fn another_report_behind_the_first_is_refused() {
    let place = Place::new();
    let listed = faults(place.csv(&text(&[
        "Ridge Farm Co,Mail,5,4.00",
        "Client,Service,Seats,Price",
        "Tamar Dental,Mail,6,4.00",
    ])));
    assert!(
        listed[0].starts_with(
            "3: -: “Client” begins the header of another report; split the file there"
        ),
        "{listed:?}"
    );
    // One that has more columns does not make the first one vanish above its header.
    let listed = faults(place.csv(&text(&[
        "Ridge Farm Co,Mail,5,4.00",
        "Customer ID,Customer,Product,SKU,Quantity,Unit Price",
        "7,Tamar Dental,Mail,M1,6,4.00",
    ])));
    assert!(
        listed.iter().any(|fault| fault.starts_with("3: ")),
        "{listed:?}"
    );
    let list = "Name,Domain,Phone,City\nTamar Dental,tamar.example,,\nCompany,Website,Phone Number,Town\nRidge Farm Co,,,\n";
    let listed = faults(place.csv(list));
    assert!(
        listed[0].starts_with("3: -: “Company” begins the header of another report"),
        "{listed:?}"
    );
}

#[test]
fn equal_rows_without_ids_are_counted_and_told() {
    let place = Place::new();
    let report = place
        .csv(&text(&[
            "Ridge Farm Co,Mail,5,4.00",
            "Tamar Dental,Mail,5,4.00",
            "Ridge Farm Co,Mail,5,4.00",
        ]))
        .unwrap();
    assert_eq!(place.rows("SELECT count(*) FROM psa_contract_lines"), ["3"]);
    let note = report
        .notes
        .iter()
        .find(|note| note.starts_with("rows that equal"));
    assert!(
        note.is_some_and(|note| note.contains("column: 1; ") && note.contains("(line 4)")),
        "{:?}",
        report.notes
    );
}

#[test]
fn every_row_that_is_no_data_is_listed_in_the_report_for_machines() {
    let place = Place::new();
    let mut rows = vec!["Ridge Farm Co,Mail,5,4.00"];
    rows.extend(std::iter::repeat_n("Total,,5,", 2_500));
    let report = place.csv(&text(&rows)).unwrap();
    assert_eq!(report.skipped, 2_500);
    assert_eq!(report.skipped_rows.len(), 2_500);
    assert_eq!(report.skipped_rows[2_499].line, 2_502);
}

#[test]
fn of_two_rows_about_one_period_the_one_that_counts_is_named() {
    let place = Place::new();
    let mapping = "extends = \"generic\"\n[contract-lines.columns]\nperiod_from = \"From\"\nperiod_last_day = \"Until\"\n";
    let text = "Line ID,Customer,Product,Quantity,Unit Price,From,Until\n\
        1,Ridge Farm Co,Mail,5,4,2026-11-01,2026-11-30\n\
        1,Ridge Farm Co,Mail,6,4,2026-11-01,2026-11-30\n\
        1,Ridge Farm Co,Mail,7,4,2026-12-01,2026-12-31\n";
    let options = ImportOptions { ..options() };
    let report = place.mapped(text, mapping, &options).unwrap();
    assert_eq!(
        skipped(&report),
        [
            "2 the same period as line 3, which counts: Mail · 2026-11-01 · 2026-11-30",
            "4 another period: Mail · 2026-12-01 · 2026-12-31",
        ]
    );
    assert_eq!(place.rows(LINES), ["Ridge Farm Co | Mail | 6"]);
}

#[test]
fn remarks_around_a_list_of_customers_are_no_customers_and_a_name_alone_is_one() {
    let place = Place::new();
    let report = place
        .csv("Name,Domain,Phone,City\nTamar Dental,tamar.example,,\nRidge Farm Co,,,\nTotal Wine,,,\n-----,---,---,---\nTotal,3,,\n3 customers,,,\nPage 1 of 1,,,\n")
        .unwrap();
    assert_eq!((report.rows, report.skipped), (3, 4));
    assert_eq!(
        place.rows("SELECT id FROM psa_customers ORDER BY 1"),
        ["Ridge Farm Co", "Tamar Dental", "Total Wine"]
    );
    let note = report
        .notes
        .iter()
        .find(|note| note.contains("with only a name in the list"));
    assert!(
        note.is_some_and(|note| note.ends_with("“Ridge Farm Co” in line 3, “Total Wine” in line 4")),
        "{:?}",
        report.notes
    );
}

#[test]
fn totals_among_objects_are_no_lines_either() {
    let place = Place::new();
    let report = place
        .csv(
            "[{\"customer\":\"Total Wine\",\"product\":\"Mail\",\"quantity\":5,\"unit_price\":4},\
              {\"customer\":\"Grand Total\",\"quantity\":5,\"unit_price\":4}]",
        )
        .unwrap();
    assert_eq!((report.rows, report.skipped), (1, 1));
    assert_eq!(
        (report.skipped_rows[0].line, report.skipped_rows[0].row),
        (1, Some(2))
    );
    assert_eq!(place.rows(LINES), ["Total Wine | Mail | 5"]);
}

#[test]
fn what_looks_like_data_and_is_none_is_asked_about() {
    let row = "Alder Legal,Basic,10,12.50\nMossgate Dental,Exchange,4,4.25\n";
    for (added, told) in [
        // Yesterday's report behind today's.
        (
            format!("{HEADER}\nAlder Legal,Basic,12,12.50\nMossgate Dental,Exchange,4,4.25\n"),
            "with other figures; is the report in the file twice",
        ),
        (
            "# Mossgate Dental,Project,9,30.00\n".to_owned(),
            "begins like a comment",
        ),
        (
            "Quarry Foods;Visio;7;15.00\n".to_owned(),
            "but another delimiter",
        ),
        ("Всего,Всего,21,247.00\n".to_owned(), "reads like a total"),
    ] {
        let place = Place::new();
        match place.csv(&format!("{HEADER}\n{row}{added}")) {
            Ok(report) => {
                // A total may also be skipped, and is listed then.
                assert_eq!((told, report.skipped), ("reads like a total", 1), "{added}");
                assert_eq!(
                    place.rows("SELECT sum(quantity) FROM psa_contract_lines"),
                    ["14.000000"]
                );
            }
            refused => {
                let refused = faults(refused).concat();
                assert!(refused.contains(told), "{told:?} is missing in {refused}");
            }
        }
    }
    let place = Place::new();
    place
        .csv(&format!(
            "{HEADER}\n{row}Alder Legal,(All),10,12.50\n(All),(All),14,9.00\n"
        ))
        .unwrap();
    assert_eq!(
        place.rows("SELECT sum(quantity) FROM psa_contract_lines"),
        ["14.000000"]
    );
}

#[test]
fn a_name_that_goes_on_on_the_next_page_is_one_customer() {
    let place = Place::new();
    place
        .csv(&format!(
            "{HEADER}\nAlder Legal,,,\n,Basic,10,12.50\nPage 1 of 2,,,\n{HEADER}\nAlder Legal (continued),,,\n,Exchange,6,4.00\n"
        ))
        .unwrap();
    assert_eq!(
        place.rows("SELECT count(DISTINCT customer_id), sum(quantity) FROM psa_contract_lines"),
        ["1 | 16.000000"]
    );
}

#[test]
fn a_total_that_no_word_tells_is_told_by_what_the_rows_come_to() {
    let rows =
        "Alder Legal,Basic,10,12.50\nMossgate Dental,Exchange,4,4.25\nQuarry Foods,Visio,7,15.00\n";
    for (total, is_total) in [
        ("Ergebnis,x,21,247.00", true),
        ("Balance b/f,Balance b/f,21,247", true),
        ("Übertrag,-,21,\"247.00 USD\"", true),
        // Another price or another quantity is a row of its own.
        ("Rowan Works,Visio,21,15.00", false),
        ("Rowan Works,Visio,20,247.00", false),
    ] {
        let place = Place::new();
        let imported = place.csv(&format!("{HEADER}\n{rows}{total}\n"));
        if is_total {
            let told = faults(imported).concat();
            assert!(told.contains("reads like a total"), "{total}: {told}");
        } else {
            imported.unwrap();
        }
    }
    // Of a customer's rows alone, below a heading or another total.
    let place = Place::new();
    let told = faults(place.csv(&format!(
        "{HEADER}\n{rows}Total,,21,247.00\nRowan,Basic,1,2.00\nRowan,Visio,2,3.00\nRowan,E3,3,4.00\nRowan,Kopf,6,20.00\n"
    )));
    assert!(told.concat().contains("reads like a total"), "{told:?}");
    // Two equal rows and their double are three rows.
    let place = Place::new();
    place
        .csv(&format!(
            "{HEADER}\nA,Basic,1,10\nB,Basic,1,10\nC,Basic,2,20\n"
        ))
        .unwrap();
}

#[test]
fn sums_beyond_all_numbers_stop_nothing() {
    let row = "Alder Legal,Basic,-999999999999,999999999999\n".repeat(400);
    let place = Place::new();
    // Each row is refused for its size; adding them up does not end the program.
    let told = faults(place.csv(&format!("{HEADER}\n{row}Rowan Works,Visio,5,2.00\n")));
    assert!(told.len() >= 400, "{}", told.len());
}
