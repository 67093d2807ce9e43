//! One customer stays one, whatever a spreadsheet or a copy and paste did to its id or its name; what cannot
//! be told is refused, and what is odd is said.

use super::fixtures::{HEADER, Place, as_of, faults};
use crate::psa::ImportReport;

const FIRST: &str = "2026-11-01T00:00:00Z";
const SECOND: &str = "2026-11-08T00:00:00Z";

const LIST: &str = "Customer ID,Name,Domain\n000417,Penrose Clinic,penrose.example\n000418,Vasa Marin AB,vasa.example\n700800900100201,Loch Brewing,loch.example\n";

fn list(place: &Place, text: &str) -> ImportReport {
    place.csv_with(text, &as_of(FIRST)).unwrap()
}

fn lines(rows: &[&str]) -> String {
    format!("Customer ID,{HEADER}\n{}\n", rows.join("\n"))
}

fn note<'r>(report: &'r ImportReport, beginning: &str) -> &'r str {
    let found = report.notes.iter().find(|note| note.starts_with(beginning));
    found.unwrap_or_else(|| panic!("no “{beginning}” in {:?}", report.notes))
}

#[test]
fn a_name_is_the_same_whatever_is_invisible_in_it() {
    let place = Place::new();
    let spellings = [
        "Café Penrose Ltd",
        "Cafe\u{301} Penrose Ltd",
        "\u{feff}Café Penrose Ltd\u{200b}",
        "Café\u{a0}Penrose Ltd",
        "Café  Penrose\u{2009}Ltd",
        "Caf\u{ad}é Penrose Ltd",
        "\u{200e}Café Penrose\u{2060} Ltd\u{200f}",
        "\u{202a}CAFÉ PENROSE LTD\u{202c}",
        "\"Café\nPenrose Ltd\"",
    ];
    let rows: Vec<String> = spellings
        .iter()
        .enumerate()
        .map(|(number, name)| format!("{name},Product {number},1,2.00"))
        .collect();
    place
        .csv(&format!("{HEADER}\n{}\n", rows.join("\n")))
        .unwrap();
    assert_eq!(
        place.rows("SELECT count(*), count(DISTINCT customer_id), count(DISTINCT id) FROM psa_contract_lines"),
        ["9 | 1 | 9"]
    );
    assert_eq!(place.rows("SELECT count(*) FROM psa_customers"), ["1"]);
    // The list has it in a spelling of its own, and the lines find it there.
    place
        .csv("Customer ID,Name,Domain\nC1,\u{200b}Café Penrose\u{a0}Ltd,penrose.example\n")
        .unwrap();
    let report = place
        .csv(&format!("{HEADER}\n{}\n", rows.join("\n")))
        .unwrap();
    assert_eq!(report.new_customers, 0);
    assert_eq!(
        place.rows("SELECT DISTINCT customer_id FROM psa_contract_lines WHERE ended_at IS NULL"),
        ["C1"]
    );
}

#[test]
fn a_name_in_json_and_parquet_is_as_clean_as_in_a_csv() {
    let names = "SELECT DISTINCT customer_id FROM psa_contract_lines";
    let place = Place::new();
    place
        .csv("[{\"customer\":\"Vasa\\u00a0 Marin\\u200b AB\",\"product\":\"Mail\",\"quantity\":1,\"unit_price\":2}]")
        .unwrap();
    assert_eq!(place.rows(names), ["Vasa Marin AB"]);
    let place = Place::new();
    let file = place.folder.path().join("lines.parquet");
    duckdb::Connection::open_in_memory()
        .unwrap()
        .execute_batch(&format!(
            "COPY (SELECT 'Vasa' || chr(160) || ' Marin' || chr(8203) || ' AB' AS customer, 'Mail' AS product, 1 AS quantity, 2 AS unit_price)
             TO '{}' (FORMAT parquet)",
            file.display()
        ))
        .unwrap();
    let generic = crate::psa::Profile::load("generic").unwrap();
    crate::psa::import(
        &file,
        &generic,
        &place.database(),
        &super::fixtures::options(),
    )
    .unwrap();
    assert_eq!(place.rows(names), ["Vasa Marin AB"]);
}

#[test]
fn names_that_differ_by_marks_alone_are_told() {
    let place = Place::new();
    let report = place
        .csv(&format!("{HEADER}\n\"Loch Brewing, Ltd.\",Mail,1,2\nLoch Brewing Ltd,Suite,1,2\nVasa Marin AB,Mail,1,2\n"))
        .unwrap();
    let note = note(&report, "names that differ only in marks and spaces: 1;");
    assert!(
        note.ends_with("“Loch Brewing Ltd” and “Loch Brewing, Ltd.”"),
        "{note}"
    );
}

#[test]
fn ids_without_their_zeros_find_the_customer_of_the_same_name() {
    let place = Place::new();
    list(&place, LIST);
    let report = place
        .csv(&lines(&[
            "417,Penrose Clinic,Mail,10,2",
            "418.0,vasa marin ab,Mail,4,2",
            "700800900100201,Loch Brewing,Mail,7,2",
        ]))
        .unwrap();
    assert_eq!(report.new_customers, 0);
    assert_eq!(
        place.rows("SELECT customer_id, quantity::INTEGER FROM psa_contract_lines ORDER BY 2"),
        ["000418 | 4", "700800900100201 | 7", "000417 | 10"]
    );
    let note = note(
        &report,
        "ids of customers that are the same number as an id in the list",
    );
    assert!(
        note.ends_with("“Penrose Clinic” (417 for 000417), “vasa marin ab” (418 for 000418)"),
        "{note}"
    );
}

#[test]
fn a_number_that_a_spreadsheet_shortened_is_no_id() {
    let place = Place::new();
    list(&place, LIST);
    let before = place.everything();
    for id in ["7.008E+14", "7,008E+14", "7.008e+14"] {
        let listed = faults(place.csv(&lines(&[&format!("\"{id}\",Loch Brewing,Mail,7,2")])));
        assert!(
            listed[0].starts_with(&format!(
                "2: 1 “Customer ID”: “{id}” is a number that a spreadsheet shortened"
            )),
            "{listed:?}"
        );
    }
    let sku = "Customer,Product,SKU,Quantity,Unit Price\nLoch Brewing,Mail,4.0123E+12,7,2\n";
    assert!(faults(place.csv(sku))[0].contains("spreadsheet shortened"));
    let tax = "Customer ID,Name,Tax ID\n9,Loch Brewing,9.87654E+11\n";
    assert!(faults(place.csv(tax))[0].contains("spreadsheet shortened"));
    assert_eq!(place.everything(), before);
    let phone = "Customer ID,Name,Phone\n9,Loch Brewing,4.41632E+11\n";
    let report = Place::new().csv(phone).unwrap();
    assert_eq!(
        note(&report, "phone numbers"),
        "phone numbers that a spreadsheet shortened: 1; they are left out"
    );
}

#[test]
fn a_name_of_the_list_under_another_id_is_refused() {
    let place = Place::new();
    list(&place, LIST);
    let before = place.everything();
    let listed = faults(place.csv(&lines(&["700800900100000,Loch Brewing,Mail,7,2"])));
    assert_eq!(
        listed,
        [
            "2: customer_id: “700800900100000” is not in the imported list of customers, which has “Loch Brewing” as 700800900100201; import the newest list, or use the ids of the list in the lines"
        ]
    );
    assert_eq!(place.everything(), before);
    // The way out: a list that has both.
    let both = format!("{LIST}700800900100000,Loch Brewing,\n");
    let report = place.csv_with(&both, &as_of(SECOND)).unwrap();
    assert!(
        note(&report, "names that several ids have: 1;")
            .ends_with("“Loch Brewing” (700800900100000, 700800900100201)")
    );
    place
        .csv(&lines(&["700800900100000,Loch Brewing,Mail,7,2"]))
        .unwrap();
}

#[test]
fn customers_that_the_list_lacks_are_named() {
    let place = Place::new();
    list(&place, LIST);
    let report = place
        .csv(&lines(&[
            "000417,Penrose Clinic,Mail,10,2",
            "555,Harrow Glass,Mail,1,2",
            ",Nobody Ltd,Mail,1,2",
        ]))
        .unwrap();
    assert_eq!(report.new_customers, 2);
    let note = note(
        &report,
        "customers that are not in the imported list of customers: 2;",
    );
    assert!(
        note.ends_with("“Harrow Glass” (555), “Nobody Ltd”"),
        "{note}"
    );
}

#[test]
fn a_list_that_went_through_a_spreadsheet_is_refused() {
    let place = Place::new();
    list(&place, LIST);
    let rewritten = LIST.replace("000417", "417");
    let listed = faults(place.csv_with(&rewritten, &as_of(SECOND)));
    assert!(
        listed[0].starts_with("2: id: “417” was 000417 in the list before, for the same name;"),
        "{listed:?}"
    );
    let both = format!("{LIST}417,Penrose Clinic,\n");
    let listed = faults(place.csv_with(&both, &as_of(SECOND)));
    assert!(
        listed[0].starts_with("5: 1 “Customer ID”: “417” is 000417 in line 2, for the same name;"),
        "{listed:?}"
    );
}

#[test]
fn a_row_without_an_id_finds_the_id_that_another_row_has() {
    let place = Place::new();
    let report = place
        .csv(&lines(&[
            "417,Penrose Clinic,Mail,10,2",
            ",penrose clinic,Suite,4,2",
            "N/A,Penrose Clinic,Backup,1,2",
        ]))
        .unwrap();
    assert_eq!(report.new_customers, 1);
    assert_eq!(
        place.rows("SELECT DISTINCT customer_id FROM psa_contract_lines"),
        ["417"]
    );
    let listed = faults(Place::new().csv(&lines(&[
        "417,Penrose Clinic,Mail,10,2",
        "418,Penrose Clinic,Mail,1,2",
        ",Penrose Clinic,Suite,4,2",
    ])));
    assert_eq!(
        listed,
        [
            "4: 2 “Customer”: “Penrose Clinic” has 2 ids in the file, but none in this row; write the id of the customer into it"
        ]
    );
}

#[test]
fn one_name_under_several_ids_and_one_id_under_several_names_are_told() {
    let place = Place::new();
    let report = place
        .csv(&lines(&[
            "1,Penrose Clinic,Mail,10,2",
            "2,Penrose Clinic,Suite,4,2",
            "3,Vasa Marin AB,Mail,1,2",
            "3,Harrow Glass,Suite,1,2",
            "4,Loch Brewing,Mail,1,2",
            "4,LOCH-BREWING,Suite,1,2",
        ]))
        .unwrap();
    assert!(note(&report, "names that several ids have: 1;").ends_with("“Penrose Clinic” (1, 2)"));
    assert!(
        note(&report, "ids of customers that have several names: 1;")
            .ends_with("3 (“Harrow Glass”, “Vasa Marin AB”)")
    );
}

#[test]
fn a_list_without_ids_and_lines_with_ids_are_about_the_same_customers() {
    let place = Place::new();
    // The list first.
    list(
        &place,
        "Name,Domain,Phone\nPenrose Clinic,penrose.example,\nVasa Marin AB,,\n",
    );
    let report = place
        .csv_with(&lines(&["417,Penrose Clinic,Mail,10,2"]), &as_of(SECOND))
        .unwrap();
    assert_eq!(report.new_customers, 0);
    assert_eq!(
        place.rows("SELECT customer_id FROM psa_contract_lines"),
        ["Penrose Clinic"]
    );
    assert!(
        note(
            &report,
            "ids of customers that the list of customers has only by name: 1;"
        )
        .ends_with("“Penrose Clinic” (417)")
    );
    // The lines first.
    let place = Place::new();
    place
        .csv_with(&lines(&["417,Penrose Clinic,Mail,10,2"]), &as_of(FIRST))
        .unwrap();
    place
        .csv_with(
            "Name,Domain,Phone\nPenrose Clinic,penrose.example,\n",
            &as_of(SECOND),
        )
        .unwrap();
    assert_eq!(
        place.rows("SELECT id, domain FROM psa_customers"),
        ["417 | penrose.example"]
    );
}

#[test]
fn a_list_says_whose_lines_have_another_id() {
    let place = Place::new();
    place
        .csv_with(&lines(&["417,Penrose Clinic,Mail,10,2"]), &as_of(FIRST))
        .unwrap();
    let report = place.csv_with(LIST, &as_of(SECOND)).unwrap();
    let note = note(
        &report,
        "customers whose contract lines have a different id than this list: 1;",
    );
    assert!(
        note.ends_with("“Penrose Clinic” (417, in the list 000417)"),
        "{note}"
    );
    place
        .csv(&lines(&["417,Penrose Clinic,Mail,10,2"]))
        .unwrap();
    assert_eq!(
        place.rows("SELECT customer_id FROM psa_contract_lines WHERE ended_at IS NULL"),
        ["000417"]
    );
}

#[test]
fn a_name_that_stands_twice_in_a_list_without_ids_is_refused() {
    let place = Place::new();
    let listed = faults(
        place.csv("Name,Domain,Phone\nPenrose Clinic,a.example,\nPENROSE\u{a0}CLINIC,b.example,\n"),
    );
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert!(
        listed[0].starts_with("3: 1 “Name”: “PENROSE CLINIC” is the name of line 2 too"),
        "{listed:?}"
    );
}

#[test]
fn a_row_with_the_id_of_one_customer_and_the_name_of_another_is_refused() {
    let place = Place::new();
    list(&place, LIST);
    let crossed = lines(&[
        "000417,Penrose Clinic,E3,1,2.00",
        "000417,Vasa Marin AB,E3,5,2.00",
        // A name that the list does not have is another spelling.
        "000418,Vasa Marin,E3,7,2.00",
    ]);
    assert_eq!(
        faults(place.csv_with(&crossed, &as_of(SECOND))),
        [
            "3: customer_name: “Vasa Marin AB” is 000418 in the imported list of customers, but the row has the id 000417, which the list has as “Penrose Clinic”; correct the id or the name"
        ]
    );
}

#[test]
fn lines_that_end_before_they_begin_are_named() {
    let place = Place::new();
    let report = place
        .csv("Customer,Product,Quantity,Unit Price,Start Date,End Date\nContoso,E3,1,2,2026-03-01,2026-02-10\nContoso,E5,1,2,2026-03-01,2026-03-01\n")
        .unwrap();
    let note = note(&report, "lines that end before they begin: 1;");
    assert!(
        note.contains("line 2") && note.contains("never apply"),
        "{note}"
    );
}

#[test]
fn ids_that_a_spreadsheet_wrote_otherwise_are_the_same_and_what_it_hid_is_refused() {
    let place = Place::new();
    list(
        &place,
        "Customer ID,Name,Domain\n000123,Penrose Clinic,penrose.example\n'000124,Vasa Marin AB,vasa.example\n125.0,Loch Brewing,loch.example\n",
    );
    assert_eq!(
        place.rows("SELECT id FROM psa_customers ORDER BY id"),
        ["000123", "000124", "125"]
    );
    // Lines without a name find the only id that is the same number.
    let report = place
        .csv_with(
            "Customer ID,Product,Quantity,Unit Price\n123,E3,1,2\n125,E3,2,2\n",
            &as_of(SECOND),
        )
        .unwrap();
    assert_eq!(
        place.rows("SELECT customer_id FROM psa_contract_lines ORDER BY quantity"),
        ["000123", "125"]
    );
    note(&report, "ids of customers that are the same number");
    let place = Place::new();
    let told =
        faults(place.csv("Customer ID,Name,Domain\n########,Penrose Clinic,penrose.example\n"));
    assert!(told[0].contains("a column that is too narrow"), "{told:?}");
    let told = faults(place.csv(
        "Customer ID,Name,Domain\n101,Penrose Clinic,p.example\nVasa Marin AB,102,v.example\n",
    ));
    assert!(told[0].contains("are the two swapped?"), "{told:?}");
    let report = place
        .csv("Customer ID,Name,Domain\n1,CafÃ© du Port,a.example\n2,M\u{fffd}ller,b.example\n3,Âme Ltd,c.example\n")
        .unwrap();
    note(
        &report,
        "names with letters that were lost or misread before the export: 2;",
    );
}
