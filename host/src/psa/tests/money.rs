//! Quantities and amounts are exact, net, and unknown where nothing is said.

use super::fixtures::{HEADER, Place, faults, options};
use crate::psa::ImportOptions;

const MAPPING: &str = "extends = \"generic\"\n[contract-lines]\n";

#[test]
fn what_is_not_said_is_unknown_and_not_zero() {
    let place = Place::new();
    let report = place
        .csv(&format!("{HEADER}\nContoso,E3,,\nContoso,E5,0,0.00\n"))
        .unwrap();
    assert_eq!(
        place.rows("SELECT product_name, quantity, quantity_billed, unit_price FROM psa_contract_lines ORDER BY 1"),
        ["E3 |  |  | ", "E5 | 0.000000 | 0.000000 | 0.000000"]
    );
    assert!(
        report
            .notes
            .contains(&"rows without a quantity: 1; it is unknown, not zero".to_owned()),
        "{:?}",
        report.notes
    );
    assert!(
        report
            .notes
            .contains(&"rows without a unit price: 1; it is unknown, not zero".to_owned()),
        "{:?}",
        report.notes
    );
    assert!(
        report.notes.iter().any(|note| note
            .contains("rows without a billing period: 2; they count as billed every month")),
        "{:?}",
        report.notes
    );
}

#[test]
fn included_units_are_taken_off_and_the_minimum_holds() {
    let place = Place::new();
    place
        .csv(
            "Customer,Product,Quantity,Included Quantity,Minimum Quantity,Unit Price\n\
             A,more,25,5,,1.00\nA,less,12,5,10,1.00\nA,none,25,,,1.00\n",
        )
        .unwrap();
    assert_eq!(
        place.rows(
            "SELECT product_name, quantity_billed::DOUBLE FROM psa_contract_lines ORDER BY 1"
        ),
        ["less | 10.0", "more | 20.0", "none | 25.0"]
    );
}

#[test]
fn tax_is_taken_out_of_prices_that_have_it() {
    let place = Place::new();
    let mapping = format!("{MAPPING}prices_include_tax = true\n");
    let text = format!(
        "{HEADER},VAT Rate\nContoso,E3,5,12.00,20%\nContoso,E5,5,10.00,19\nContoso,E1,5,10.00,0\n"
    );
    place.mapped(&text, &mapping, &options()).unwrap();
    assert_eq!(
        place.rows("SELECT product_name, unit_price, tax_rate FROM psa_contract_lines ORDER BY 1"),
        [
            "E1 | 10.000000 | 0.000000",
            "E3 | 10.000000 | 0.200000",
            "E5 | 8.403361 | 0.190000"
        ]
    );
    let place = Place::new();
    let text = format!("{HEADER},Tax Included\nContoso,E3,5,12.00,yes\nContoso,E5,5,12.00,no\n");
    let mapping = format!("{MAPPING}tax_rate = \"20%\"\n");
    place.mapped(&text, &mapping, &options()).unwrap();
    assert_eq!(
        place.rows("SELECT product_name, unit_price, tax_rate FROM psa_contract_lines ORDER BY 1"),
        ["E3 | 10.000000 | 0.200000", "E5 | 12.000000 | "]
    );
}

#[test]
fn a_price_with_tax_and_no_rate_is_asked_about() {
    let place = Place::new();
    let mapping = format!("{MAPPING}prices_include_tax = true\n");
    let text = format!("{HEADER}\nContoso,E3,5,12.00\nContoso,E5,5,12.00\n");
    let listed = faults(place.mapped(&text, &mapping, &options()));
    assert_eq!(
        listed,
        [
            "2: 4 “Unit Price”: includes tax in every row, but there is no tax rate to remove it; map a column to tax_rate, or set tax_rate = \"20%\" in a mapping file"
        ]
    );
    let text = format!("{HEADER},Tax Rate\nContoso,E3,5,12.00,0.2\n");
    let listed = faults(place.mapped(&text, &mapping, &options()));
    assert!(
        listed[0].contains("“0.2” may be a percentage or a fraction; write it with a percent sign, or set tax_rate_unit"),
        "{listed:?}"
    );
    let mapping = format!("{mapping}tax_rate_unit = \"fraction\"\n");
    place.mapped(&text, &mapping, &options()).unwrap();
    assert_eq!(
        place.rows("SELECT unit_price FROM psa_contract_lines"),
        ["10.000000"]
    );
}

#[test]
fn the_extended_price_settles_what_a_discount_means() {
    let place = Place::new();
    let text = "Customer,Product,Quantity,Unit Price,Discount %,Ext Price\n\
        A,before,10,20.00,10,180.00\n\
        A,after,10,18.00,10,180.00\n\
        A,unsaid,10,20.00,10,\n\
        A,extended,3,,,100.00\n";
    place.csv(text).unwrap();
    assert_eq!(
        place.rows("SELECT product_name, unit_price FROM psa_contract_lines ORDER BY 1"),
        [
            "after | 18.000000",
            "before | 18.000000",
            "extended | 33.333333",
            "unsaid | 18.000000"
        ]
    );
    let text =
        "Customer,Product,Quantity,Unit Price,Discount %,Ext Price\nA,odd,10,20.00,10,150.00\n";
    assert_eq!(
        faults(place.csv(text)),
        [
            "2: 4 “Unit Price”: “20.00” disagrees with 150.00 for 10.00 units, with and without the discount of 10; correct the row, or map only one of the two columns in a mapping file"
        ]
    );
}

#[test]
fn a_price_that_does_not_make_the_extended_price_is_unknown() {
    let place = Place::new();
    let text = "Customer,Product,Quantity,Unit Price,Ext Price,Billable\n\
        A,flat,25,100.00,100.00,yes\n\
        A,tiers,25,10.00,230.00,yes\n\
        A,rounded,3,33.33,100.00,yes\n\
        A,given,5,10.00,0,yes\n\
        A,unbilled,5,10.00,10.00,no\n";
    let report = place.csv(text).unwrap();
    assert_eq!(
        place.rows("SELECT product_name, unit_price FROM psa_contract_lines ORDER BY 1"),
        [
            "flat | ",
            "given | 10.000000",
            "rounded | 33.330000",
            "tiers | ",
            "unbilled | 10.000000"
        ]
    );
    let note = "rows whose unit price times the quantity is not the extended price: 2; it may be a \
        flat rate, tiers or a wrong total, so the price is unknown, not zero; if one of the two \
        columns is right, map only that one in a mapping file";
    assert!(
        report.notes.contains(&note.to_owned()),
        "{:?}",
        report.notes
    );
    assert!(
        !report
            .notes
            .iter()
            .any(|note| note.contains("without a unit price")),
        "{:?}",
        report.notes
    );
}

#[test]
fn currencies_come_from_the_row_before_they_come_from_a_person() {
    let place = Place::new();
    place
        .csv(&format!("{HEADER},Currency\nA,code,1,5.00,EUR\nA,sign,1,£5.00,\nA,dollar,1,$5.00,CAD\nA,none,1,5.00,\n"))
        .unwrap();
    assert_eq!(
        place.rows("SELECT product_name, currency FROM psa_contract_lines ORDER BY 1"),
        ["code | EUR", "dollar | CAD", "none | USD", "sign | GBP"]
    );
}

#[test]
fn digits_of_json_are_kept() {
    let place = Place::new();
    let text = "[{\"customer\":\"A\",\"product\":\"E3\",\"quantity\":1234567.123456,\"unit_price\":0.1,\"code\":123456789012.123456}]";
    place
        .csv_with(
            text,
            &ImportOptions {
                currency: Some("JPY".to_owned()),
                ..options()
            },
        )
        .unwrap();
    assert_eq!(
        place.rows("SELECT quantity, unit_price, extra::VARCHAR FROM psa_contract_lines"),
        ["1234567.123456 | 0.100000 | {\"code\":123456789012.123456}"]
    );
}

#[test]
fn a_column_that_may_change_the_price_and_is_not_read_is_named() {
    let place = Place::new();
    let report = place
        .csv("Customer,Product,Quantity,Unit Price,Discount,Colour\nContoso,E3,5,10.00,2.00,red\n")
        .unwrap();
    let note = "columns that the profile does not read: “Discount”; if they change the price or the quantity of a line, name \
        them in a mapping file";
    assert!(
        report.notes.contains(&note.to_owned()),
        "{:?}",
        report.notes
    );
    let report = place
        .csv(&format!("{HEADER}\nContoso,E3,5,10.00\n"))
        .unwrap();
    assert!(
        !report
            .notes
            .iter()
            .any(|note| note.contains("does not read")),
        "{:?}",
        report.notes
    );
}

#[test]
fn the_price_that_the_psa_writes_is_kept_where_tax_or_a_discount_makes_another() {
    let place = Place::new();
    let mapping = format!("{MAPPING}prices_include_tax = true\n");
    let text = "Customer,Product,Quantity,Unit Price,Discount %,Tax Rate,Tax Included\n\
        Contoso,E1,1,12.00,,20%,yes\nContoso,E3,1,20.00,10%,,no\nContoso,E5,1,30.00,,,no\n";
    place.mapped(text, &mapping, &options()).unwrap();
    let prices = "SELECT product_name, unit_price, stated_price FROM psa_contract_lines ORDER BY 1";
    assert_eq!(
        place.rows(prices),
        [
            "E1 | 10.000000 | 12.000000",
            "E3 | 18.000000 | 20.000000",
            "E5 | 30.000000 | "
        ]
    );
}
