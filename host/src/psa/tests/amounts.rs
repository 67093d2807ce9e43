//! Amounts and quantities as many programs write them; what can be read in two ways is asked about.

use super::fixtures::{HEADER, Place, faults, options};

const MAPPING: &str = "extends = \"generic\"\n[contract-lines]\n";

/// Imports one price of ten units, and returns what it became.
fn price(text: &str) -> Vec<String> {
    let place = Place::new();
    place
        .csv(&format!("{HEADER}\nAlpine Dental,E3,10,\"{text}\"\n"))
        .unwrap();
    place.rows("SELECT unit_price::DOUBLE, currency FROM psa_contract_lines")
}

fn refused(text: &str) -> String {
    let listed = faults(Place::new().csv(&format!("{HEADER}\nAlpine Dental,E3,10,\"{text}\"\n")));
    assert_eq!(listed.len(), 1, "{listed:?}");
    let fault = listed.into_iter().next().unwrap();
    let begin = format!("2: 4 “Unit Price”: “{text}” ");
    fault.strip_prefix(&begin).unwrap_or(&fault).to_owned()
}

#[test]
fn the_point_of_an_abbreviated_currency_is_no_decimal_point() {
    assert_eq!(price("Fr.14"), ["14.0 | CHF"]);
    assert_eq!(price("Fr. 14.50"), ["14.5 | CHF"]);
    assert_eq!(price("zł.75"), ["75.0 | PLN"]);
    assert_eq!(price("130 Kč."), ["130.0 | CZK"]);
    assert_eq!(price("€.75"), ["0.75 | EUR"]);
    let place = Place::new();
    let text = format!("{HEADER},Currency\nAlpine,E3,10,kr.140,NOK\nAlpine,E5,10,kr.95,NOK\n");
    place.csv(&text).unwrap();
    assert_eq!(
        place.rows("SELECT unit_price::DOUBLE FROM psa_contract_lines ORDER BY 1"),
        ["95.0", "140.0"]
    );
    let rule = refused("CHF.14");
    assert!(
        rule.starts_with("can be read in two ways: the mark after “CHF”"),
        "{rule}"
    );
}

#[test]
fn whole_amounts_with_a_dash_for_their_cents_are_not_negative() {
    assert_eq!(price("140,-"), ["140.0 | USD"]);
    assert_eq!(price("CHF 14.–"), ["14.0 | CHF"]);
    assert_eq!(price("140,00-"), ["-140.0 | USD"]);
}

#[test]
fn the_dash_of_the_accounting_format_is_zero_with_a_currency_and_asked_about_without() {
    assert_eq!(price(" € -   "), ["0.0 | EUR"]);
    let rule = refused("-");
    assert!(
        rule.contains("may be zero, as Excel's accounting format writes it, or no value; write 0 or leave the cell empty"),
        "{rule}"
    );
    let text = format!("{HEADER}\nAlpine,E3,10,12.50\nAlpine,E5,-,–\n");
    for (dash, expected) in [("zero", "E5 | 0.0 | 0.0"), ("unknown", "E5 |  | ")] {
        let place = Place::new();
        let mapping = format!("{MAPPING}dash = \"{dash}\"\n");
        place.mapped(&text, &mapping, &options()).unwrap();
        assert_eq!(
            place.rows("SELECT product_name, quantity::DOUBLE, unit_price::DOUBLE FROM psa_contract_lines ORDER BY 1"),
            ["E3 | 10.0 | 12.5", expected]
        );
    }
}

#[test]
fn a_refusal_of_a_number_names_its_cause_and_the_way_out() {
    for (text, part) in [
        ("12.50 CR", "says credit or debit"),
        ("#DIV/0!", "correct the formula and export the file again"),
        (
            "12 per seat",
            "contains “per seat”, which is not a known currency",
        ),
        ("Nov 12, 2026", "is a date, but a number is expected"),
        ("12,5,0", "write it without thousands separators"),
        ("(-12)", "is marked as negative twice; write one sign"),
        (
            "12%",
            "is a percentage, but this column has quantities or amounts",
        ),
    ] {
        let rule = refused(text);
        assert!(rule.contains(part), "{text}: {rule}");
    }
    let place = Place::new();
    let text = format!("{HEADER}\nAlpine,E3,10,9.50\nAlpine,E5,10,\"9,50\"\n");
    let listed = faults(place.csv(&text));
    assert_eq!(
        listed,
        [
            "3: 4 “Unit Price”: “9,50” has a decimal comma, but “9.50” in the same column has a decimal point; write all numbers of the column in the same way"
        ]
    );
}

#[test]
fn a_discount_that_can_be_a_fraction_is_asked_about() {
    let text = "Customer,Product,Quantity,Unit Price,Discount %\n\
        Alpine,E3,10,50.00,0.2\nAlpine,E5,10,50.00,0\nAlpine,F3,10,50.00,\n";
    let listed = faults(Place::new().csv(text));
    assert_eq!(
        listed,
        [
            "2: 5 “Discount %”: “0.2” may be a percentage or a fraction; write it with a percent sign, or set discount_unit = \"percent\" or \"fraction\" in a mapping file"
        ]
    );
    for (unit, expected) in [("fraction", "E3 | 40.0"), ("percent", "E3 | 49.9")] {
        let place = Place::new();
        let mapping = format!("{MAPPING}discount_unit = \"{unit}\"\n");
        place.mapped(text, &mapping, &options()).unwrap();
        assert_eq!(
            place
                .rows("SELECT product_name, unit_price::DOUBLE FROM psa_contract_lines ORDER BY 1"),
            [expected, "E5 | 50.0", "F3 | 50.0"]
        );
    }
}

#[test]
fn a_discount_of_one_can_be_all_of_the_price() {
    let text = |discount: &str| {
        format!(
            "Customer,Product,Quantity,Unit Price,Discount %\nAlpine,E3,10,50.00,{discount}\nAlpine,E5,10,50.00,1\n"
        )
    };
    assert_eq!(faults(Place::new().csv(&text("0.5"))).len(), 2);
    let place = Place::new();
    place.csv(&text("12.5")).unwrap();
    assert_eq!(
        place.rows("SELECT unit_price::DOUBLE FROM psa_contract_lines ORDER BY product_name"),
        ["43.75", "49.5"]
    );
}

#[test]
fn an_amount_of_money_is_no_discount() {
    let text = "Customer,Product,Quantity,Unit Price,Discount %\nAlpine,E3,10,50.00,$5.00\n";
    let listed = faults(Place::new().csv(text));
    assert!(
        listed[0].starts_with(
            "2: 5 “Discount %”: “$5.00” is an amount of money, but this column has percentages"
        ),
        "{listed:?}"
    );
}

#[test]
fn a_number_beyond_reason_is_refused_with_its_place() {
    let text = format!(
        "{HEADER},Unit Cost\nAlpine,E3,701112223334,8.00,5.00\nAlpine,E5,3,2000000000,5.00\n\
         Alpine,F3,1234567890123,8.00,5.00\nAlpine,F1,5,8.00,1000000000.01\nAlpine,P1,10000001,0.01,\n"
    );
    let beyond = |what: &str, largest: &str| {
        format!(
            "is larger than the largest {what} allowed ({largest}); is it an article or contract number? Correct it, or name the right column in a mapping file"
        )
    };
    let quantity = beyond("quantity", "10,000,000");
    let amount = beyond("amount", "1,000,000,000");
    assert_eq!(
        faults(Place::new().csv(&text)),
        [
            format!("2: 3 “Quantity”: “701112223334” {quantity}"),
            format!("3: 4 “Unit Price”: “2000000000” {amount}"),
            format!("4: 3 “Quantity”: “1234567890123” {quantity}"),
            format!("5: 5 “Unit Cost”: “1000000000.01” {amount}"),
            format!("6: 3 “Quantity”: “10000001” {quantity}"),
        ]
    );
}

#[test]
fn a_line_whose_total_is_beyond_reason_is_refused() {
    let text = format!(
        "{HEADER},Unit Cost\nAlpine,E3,9000000,200000,\nAlpine,E5,9000000,1.00,200000\nAlpine,F3,10000000,100000,\n"
    );
    let end = "is larger than the limit (1,000,000,000,000)";
    let listed = faults(Place::new().csv(&text));
    assert_eq!(listed.len(), 2, "{listed:?}");
    for (fault, begin) in listed.iter().zip([
        "2: 4 “Unit Price”: “200000” makes a line total that ",
        "3: 5 “Unit Cost”: “200000” makes a line cost that ",
    ]) {
        assert!(fault.starts_with(&format!("{begin}{end}")), "{fault}");
    }
}

#[test]
fn a_number_that_six_decimals_would_change_is_refused_and_noise_is_not() {
    assert!(refused("0.00012345").contains("has more than the six decimals that are stored"));
    for (text, kept) in [
        ("4.12345678", "4.123457"),
        ("15.200000000000001", "15.2 "),
        ("0.0123456", "0.012346"),
        ("5.551115123125783E-17", "0.0 "),
        ("0.00012300", "0.000123"),
    ] {
        assert!(
            price(text).concat().contains(kept),
            "{text}: {:?}",
            price(text)
        );
    }
}
