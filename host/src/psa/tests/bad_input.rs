//! What is wrong with a file is reported with file, line and column, and nothing of it is imported.

use super::fixtures::{HEADER, Place, content, faults, message, options};
use crate::psa::{Content, DateOrder, DecimalMark, ImportOptions};

#[test]
fn an_empty_file_is_refused() {
    let place = Place::new();
    for bytes in [&b""[..], b" \n\n", b"\xef\xbb\xbf"] {
        let message = message(place.bytes(bytes, &options()));
        assert!(
            message.ends_with("lines.csv: line 1, column 1: the file is empty; export it again"),
            "{message}"
        );
    }
    assert!(!place.database().exists());
}

#[test]
fn a_header_without_rows_is_refused_unless_it_is_meant() {
    let place = Place::new();
    let refused = message(place.csv(&format!("{HEADER}\n")));
    assert!(refused.ends_with("it has a header but no rows, which would end every line of generic; if that is right, import it with --allow-empty"), "{refused}");
    place.csv(&format!("{HEADER}\nContoso,E3,1,2\n")).unwrap();
    let meant = ImportOptions {
        allow_empty: true,
        ..options()
    };
    let report = place.csv_with(&format!("{HEADER}\n"), &meant).unwrap();
    assert_eq!(report.counts.unwrap().ended, 1);
}

#[test]
fn an_empty_list_of_json_is_refused_too() {
    let place = Place::new();
    assert!(message(place.csv("[]")).contains("--allow-empty"));
}

#[test]
fn json_of_any_depth_is_read_or_refused_with_its_place() {
    let place = Place::new();
    let nested = |depth: usize| format!("[\n{}1{}]", "{\"a\":".repeat(depth), "}".repeat(depth));
    for depth in [200, 100_000] {
        let refused = message(place.csv(&nested(depth)));
        assert!(
            refused.ends_with(
                "line 2, column 636: lists and objects are nested more than 128 levels deep here"
            ),
            "{refused}"
        );
    }
    // Brackets in a text nest nothing, whatever stands before the quotes.
    let text = format!(r#"[{{"a": "\\\"{}"}}]"#, "[".repeat(500));
    let refused = message(place.csv(&text));
    assert!(!refused.contains("nested"), "{refused}");
}

#[test]
fn files_of_other_kinds_are_named() {
    let place = Place::new();
    for (bytes, what) in [
        (
            &b"PK\x03\x04rest"[..],
            "an Excel workbook or another ZIP archive",
        ),
        (b"%PDF-1.7", "a PDF document"),
        (b"<html><table>", "an HTML or XML page"),
        (b"\x1f\x8b\x08", "compressed with gzip"),
    ] {
        let message = message(place.bytes(bytes, &options()));
        assert!(
            message.contains(&format!(
                "it is {what}; export CSV, JSON or Parquet instead"
            )),
            "{message}"
        );
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let place = Place::new();
    let message = message(place.fixture("no-such-file.csv", "generic", &options()));
    assert!(
        message.starts_with("read ") && message.contains("no-such-file.csv: "),
        "{message}"
    );
}

#[test]
fn missing_columns_are_told_together() {
    let place = Place::new();
    let message = message(place.csv_with(
        "Customer,Qty\nContoso,5\n",
        &content(Content::ContractLines),
    ));
    assert!(message.contains("lines.csv: line 1: contract-lines need a column for product_name or product_code (“Product”"), "{message}");
    assert!(
        message
            .contains(", and one for unit_price or extended_price or period_total (“Unit Price”"),
        "{message}"
    );
    assert!(
        message.contains("the file has “Customer”, “Qty”; name the columns in a mapping file"),
        "{message}"
    );
}

#[test]
fn a_duplicate_column_is_told_with_its_places() {
    let place = Place::new();
    let message =
        message(place.csv("Customer,Product,Quantity,Unit Price,Quantity\nContoso,E3,5,10,6\n"));
    assert!(message.ends_with("lines.csv: line 1: column “Quantity” appears twice, as columns 3 and 5; remove one of them"), "{message}");
}

#[test]
fn a_wrong_encoding_is_told_with_line_and_column() {
    let place = Place::new();
    let mut bytes = format!("{HEADER}\nMüller,E3,1,2\nGr").into_bytes();
    bytes.extend(b"\xfcn,E3,1,2\n");
    let message = message(place.bytes(&bytes, &options()));
    assert!(
        message.contains("lines.csv: line 3, column 3: byte 0xfc is not UTF-8"),
        "{message}"
    );
}

#[test]
fn a_lost_quote_is_told_where_it_opens() {
    let place = Place::new();
    let message = message(place.csv(&format!("{HEADER}\nContoso,\"E3,1,2\nFabrikam,E5,1,2\n")));
    assert!(
        message.ends_with("lines.csv: line 2, column 9: this quote is never closed"),
        "{message}"
    );
}

#[test]
fn broken_json_is_told_with_line_and_column() {
    let place = Place::new();
    let message = message(place.csv("[\n {\"customer\": \"Contoso\",}\n]"));
    assert!(
        message.contains("lines.csv: line 2, column 25: this is not JSON: "),
        "{message}"
    );
}

#[test]
fn values_that_are_not_what_their_column_holds_are_all_listed() {
    let place = Place::new();
    let text = "Customer,Product,Quantity,Unit Price,Start Date\n\
        Contoso,E3,five,10.00,2026-01-01\n\
        ,E5,5,10.00,2026-01-01\n\
        Fabrikam,E5,5,ten,soon\n";
    assert_eq!(
        faults(place.csv(text)),
        [
            "2: 3 “Quantity”: “five” is not a number; write it in digits, or leave the cell empty if it is unknown",
            "3: 1 “Customer”: is missing: who is the line billed to?",
            "4: 4 “Unit Price”: “ten” is not a number; write it in digits, or leave the cell empty if it is unknown",
            "4: 5 “Start Date”: “soon” is not a date; write it as 2026-11-05, or leave the cell empty if there is none",
        ]
    );
    assert!(
        !place.database().exists(),
        "nothing was imported, not even a database"
    );
}

#[test]
fn lines_are_right_behind_quoted_line_breaks() {
    let place = Place::new();
    let text = format!("{HEADER}\n\"Contoso\nLtd\",\"E3\r\nannual\",5,10\n\nFabrikam,E5,x,10\n");
    assert_eq!(
        faults(place.csv(&text)),
        [
            "6: 3 “Quantity”: “x” is not a number; write it in digits, or leave the cell empty if it is unknown"
        ]
    );
}

#[test]
fn lines_are_right_in_json() {
    let place = Place::new();
    let text = "[\n  {\"customer\": \"Contoso\", \"product\": \"E3\",\n   \"quantity\": 5, \"unit_price\": 1},\n  {\"customer\": \"Contoso\", \"product\": \"E5\", \"quantity\": \"many\", \"unit_price\": 1}\n]";
    assert_eq!(
        faults(place.csv(text)),
        [
            "4: “quantity”: “many” is not a number; write it in digits, or leave the cell empty if it is unknown"
        ]
    );
}

#[test]
fn a_row_with_too_many_or_too_few_fields_is_told() {
    let place = Place::new();
    let listed = faults(place.csv(&format!(
        "{HEADER}\nContoso, Inc.,E3,5,10.00\nFabrikam,E5\n"
    )));
    assert!(
        listed[0].starts_with(
            "2: -: “10.00” is after the last column: the row has 5 fields and the header 4;"
        ),
        "{listed:?}"
    );
    assert!(
        listed[1].starts_with(
            "3: -: “E5” is the end of the row: it has 2 fields and the header 4; is it cut off?"
        ),
        "{listed:?}"
    );
}

#[test]
fn a_number_in_two_readings_is_asked_about() {
    let place = Place::new();
    let text = format!("{HEADER}\nContoso,E3,5,1.234\nContoso,E5,5,7\n");
    let listed = faults(place.csv(&text));
    assert_eq!(listed.len(), 1);
    assert!(
        listed[0].starts_with("2: 4 “Unit Price”: “1.234” can be read in two ways"),
        "{listed:?}"
    );
    assert!(
        listed[0].ends_with("use --decimal point or --decimal comma"),
        "{listed:?}"
    );
    let comma = ImportOptions {
        decimal: Some(DecimalMark::Comma),
        ..options()
    };
    place.csv_with(&text, &comma).unwrap();
    assert_eq!(
        place.rows("SELECT unit_price::DOUBLE FROM psa_contract_lines ORDER BY 1"),
        ["7.0", "1234.0"]
    );
}

#[test]
fn the_rest_of_the_file_settles_a_number() {
    let place = Place::new();
    place
        .csv("Customer;Product;Quantity;Unit Price\nContoso;E3;1.234;9,50\n")
        .unwrap();
    assert_eq!(
        place.rows("SELECT quantity, unit_price FROM psa_contract_lines"),
        ["1234.000000 | 9.500000"]
    );
}

#[test]
fn days_in_an_order_that_nothing_settles_are_asked_about() {
    let place = Place::new();
    let text = "Customer,Product,Quantity,Unit Price,Start Date\nContoso,E3,5,1.50,03/04/2026\nContoso,E5,5,1.50,01/02/2026\n";
    let listed = faults(place.csv(text));
    assert_eq!(
        listed,
        [
            "2: 5 “Start Date”: “03/04/2026” can be read in several orders, and nothing in the file shows which; use --date-order dmy, mdy or ymd"
        ]
    );
    let days = |order| {
        let place = Place::new();
        place
            .csv_with(
                text,
                &ImportOptions {
                    date_order: Some(order),
                    ..options()
                },
            )
            .unwrap();
        place.rows("SELECT effective_from FROM psa_contract_lines ORDER BY product_name")
    };
    assert_eq!(days(DateOrder::Dmy), ["2026-04-03", "2026-02-01"]);
    assert_eq!(days(DateOrder::Mdy), ["2026-03-04", "2026-01-02"]);
}

#[test]
fn a_column_in_two_orders_is_refused() {
    let place = Place::new();
    let text = "Customer,Product,Quantity,Unit Price,Start Date\nContoso,E3,5,1,25/12/2026\nContoso,E5,5,1,12/25/2026\n";
    assert_eq!(
        faults(place.csv(text)),
        [
            "3: 5 “Start Date”: “12/25/2026” has another order of day, month and year than “25/12/2026” in the same column; write all dates of the column in the same order"
        ]
    );
}

#[test]
fn a_row_without_a_currency_is_asked_about_once() {
    let place = Place::new();
    let none = ImportOptions::new(options().now);
    let text = format!("{HEADER}\nContoso,E3,5,10.00\nContoso,E5,5,10.00\n");
    assert_eq!(
        faults(place.csv_with(&text, &none)),
        ["2: currency: is missing in every row; name it with --currency"]
    );
    let text = format!("{HEADER}\nContoso,E3,5,$10.00\n");
    assert_eq!(
        faults(place.csv_with(&text, &none)),
        ["2: currency: “$10.00” may be several currencies; name the right one with --currency"]
    );
    let text = "Customer,Product,Quantity,Unit Price,Currency\nContoso,E3,5,$10.00,EUR\nContoso,E5,5,10.00,Groats\n";
    assert_eq!(
        faults(place.csv_with(text, &none)),
        [
            "2: 4 “Unit Price”: “$10.00” is in a different currency than the row, which is in EUR; correct one of them",
            "3: 5 “Currency”: “Groats” is not a currency (an ISO 4217 code such as USD is expected)",
        ]
    );
}

#[test]
fn a_state_that_the_profile_does_not_know_is_told() {
    let place = Place::new();
    let text = "Customer,Product,Quantity,Unit Price,Status\nContoso,E3,5,1,Zombie\n";
    let listed = faults(place.csv(text));
    assert!(
        listed[0].starts_with(
            "2: 5 “Status”: “Zombie” is a word that the profile does not know (expected active, "
        ),
        "{listed:?}"
    );
}

#[test]
fn an_id_that_stands_twice_is_told_with_both_lines() {
    let place = Place::new();
    let text = "Line ID,Customer,Product,Quantity,Unit Price\n7,Contoso,E3,5,1\n8,Contoso,E5,5,1\n7,Contoso,E1,5,1\n";
    assert_eq!(
        faults(place.csv(text)),
        ["4: 1 “Line ID”: “7” is the id of line 2 too"]
    );
}

#[test]
fn a_file_of_the_future_is_refused() {
    let place = Place::new();
    let future = ImportOptions {
        as_of: Some("2027-01-01T00:00:00Z".parse().unwrap()),
        ..options()
    };
    let message = message(place.csv_with(&format!("{HEADER}\nContoso,E3,5,1\n"), &future));
    assert!(
        message.contains("2027-01-01T00:00:00Z is in the future"),
        "{message}"
    );
}

#[test]
fn a_quote_that_swallows_rows_is_told_with_its_line() {
    let place = Place::new();
    let stray = format!(
        "{HEADER}\nContoso,E3,1,2\nFabrikam,\"E3,5,10\nNorthwind,E5,7,3\nTailspin,E3\",4,10\n"
    );
    let told = faults(place.csv(&stray));
    assert_eq!(told.len(), 1, "{told:?}");
    for part in ["3", "“Product”", "over 3 lines and contains rows"] {
        assert!(told[0].contains(part), "{part:?} is missing in {}", told[0]);
    }
    // In a table of two columns too.
    let stray = "Customer,Domain\nContoso,\"a.example\nFabrikam,b.example\nNorthwind,c.example\"\n";
    let told = faults(place.csv(stray));
    assert!(told[0].contains("contains rows"), "{told:?}");
    let address = "Customer,Address\nContoso,\"1 High Street, 2nd floor\nLeeds,LS1\"\n";
    Place::new().csv(address).unwrap();
    // A description over several lines is not a row, whatever commas it has.
    let address = format!("{HEADER}\nContoso,\"E3, for\n1 High Street, Leeds, UK, Europe\",1,2\n");
    place.csv(&address).unwrap();
    assert_eq!(
        place.rows("SELECT sum(quantity) FROM psa_contract_lines"),
        ["1.000000"]
    );
}

#[test]
fn two_columns_of_one_meaning_that_contradict_each_other_are_asked_about() {
    let place = Place::new();
    let same = "Customer,Product,Quantity,Seats,Unit Price,Price\nContoso,E3,5,5.0,2.00,2\nFabrikam,E3,,7,2.00,\n";
    place.csv(same).unwrap();
    assert_eq!(
        place.rows("SELECT sum(quantity) FROM psa_contract_lines"),
        ["12.000000"]
    );
    let told =
        faults(place.csv("Customer,Product,Quantity,Seats,Unit Price\nContoso,E3,5,7,2.00\n"));
    assert_eq!(told.len(), 1, "{told:?}");
    for part in [
        "“Seats”",
        "7",
        "contradicts the column “Quantity”, which says 5",
        "mapping file",
    ] {
        assert!(told[0].contains(part), "{part:?} is missing in {}", told[0]);
    }
    let json =
        r#"[{"Customer": "Contoso", "Product": "E3", "Seats": 7, "Quantity": 5, "Unit Price": 2}]"#;
    let told = faults(place.csv(json));
    assert!(told[0].contains("contradicts the column “"), "{told:?}");
    // Whoever names two columns says that the first counts.
    let mapping =
        "extends = \"generic\"\n[contract-lines.columns]\nquantity = [\"Seats\", \"Quantity\"]\n";
    let place = Place::new();
    let text = "Customer,Product,Quantity,Seats,Unit Price\nContoso,E3,5,7,2.00\n";
    place.mapped(text, mapping, &options()).unwrap();
    assert_eq!(
        place.rows("SELECT quantity FROM psa_contract_lines"),
        ["7.000000"]
    );
}

#[test]
fn the_errors_of_formulas_are_no_names() {
    for error in ["#REF!", "#NAME?", "#BEZUG!", "#NV", "#DIV/0!"] {
        let place = Place::new();
        let told = faults(place.csv(&format!("{HEADER}\n{error},E3,1,2\n")));
        assert!(
            told[0].contains("the error of a spreadsheet formula"),
            "{error}: {told:?}"
        );
        let told = faults(place.csv(&format!("{HEADER}\nContoso,{error},1,2\n")));
        assert!(
            told[0].contains("the error of a spreadsheet formula"),
            "{error}: {told:?}"
        );
    }
}

#[test]
fn more_that_is_included_than_there_is_takes_nothing_back() {
    let place = Place::new();
    place
        .csv("Customer,Product,Quantity,Included Quantity,Unit Price\nContoso,E3,5,10,2\n")
        .unwrap();
    assert_eq!(
        place.rows("SELECT quantity_billed FROM psa_contract_lines"),
        ["0.000000"]
    );
}
