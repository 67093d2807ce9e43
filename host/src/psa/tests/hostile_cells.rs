//! Cells that were written to steer a terminal or to run in a spreadsheet.

use super::fixtures::{HEADER, Place, faults};

#[test]
fn an_id_with_a_control_character_is_refused_and_a_name_is_without_it() {
    let place = Place::new();
    place.csv("Customer ID,Name\n7008,Loch Brewing\n").unwrap();
    let before = place.everything();
    for hostile in ["\u{1b}[2J", "\u{7f}"] {
        let line = format!("70{hostile}08,Loch Brewing,Mail,7,2");
        let listed = faults(place.csv(&format!("Customer ID,{HEADER}\n{line}\n")));
        assert!(
            listed[0].starts_with("2: 1 “Customer ID”: “70")
                && listed[0].contains("contains a control character"),
            "{listed:?}"
        );
        let sku = format!("Customer,Product,SKU,Quantity,Unit Price\nLoch,Mail,4{hostile},7,2\n");
        assert!(faults(place.csv(&sku))[0].contains("control character"));
    }
    assert_eq!(place.everything(), before);
    let name = "7009,Moor\u{1b} Bak\u{200b}ery,Mail,7,2";
    place
        .csv(&format!("Customer ID,{HEADER}\n{name}\n"))
        .unwrap();
    let sql = "SELECT name FROM psa_customers WHERE id = '7009'";
    assert_eq!(place.rows(sql), ["Moor Bakery"]);
}

#[test]
fn names_that_were_made_harmless_for_a_spreadsheet_are_read_as_they_were() {
    let place = Place::new();
    let names = [
        "=cmd()",
        "a;=1|+2",
        "Smith; \"X\" | Co, Ltd",
        "+Plus GmbH",
        "-1x",
    ];
    let mut text = Vec::new();
    let heading = "Customer,Product,Quantity,Unit Price";
    crate::base::spreadsheet::write_texts(&mut text, heading.split(',')).unwrap();
    for name in names {
        crate::base::spreadsheet::write_texts(&mut text, [name, "Mail", "7", "2"]).unwrap();
    }
    place.csv(&String::from_utf8(text).unwrap()).unwrap();
    for name in names {
        let sql = format!("SELECT count(*) FROM psa_customers WHERE name = '{name}'");
        assert_eq!(place.rows(&sql), ["1"], "{name}");
    }
}

#[test]
fn a_text_that_was_cut_inside_a_character_is_refused_with_its_place() {
    let place = Place::new();
    place.csv("Customer ID,Name\n7008,Loch Brewing\n").unwrap();
    let before = place.everything();
    let whole = r#"{"Customer": "Loch Brewing 🍺", "Product": "Mail", "Quantity": "7", "Unit Price": "2", "To": "2025-06-01"}"#;
    // In a value that would be left out as one that nobody stated, in a name, and in the text of a key.
    for (from, to) in [
        ("2025-06-01", "2025-06-01\\ud800"),
        ("🍺", "\\ud83c"),
        ("\"Quantity", "\"\\udf7aQuantity"),
    ] {
        let error = place.csv(&whole.replace(from, to)).unwrap_err().to_string();
        assert!(
            error.contains(": line 1, column ") && error.contains("is one half of a character"),
            "{error}"
        );
        assert_eq!(place.everything(), before);
    }
    place.csv(&whole.replace("🍺", "\\ud83c\\udf7a")).unwrap();
    let sql = "SELECT count(*) FROM psa_customers WHERE name = 'Loch Brewing 🍺'";
    assert_eq!(place.rows(sql), ["1"]);
}
