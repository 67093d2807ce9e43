//! Numbers as people and programs of many countries spell them.

use super::{DecimalMark, NumberFault, parse};

fn point(text: &str) -> Option<i128> {
    parse(text).ok()?.with_point
}

fn comma(text: &str) -> Option<i128> {
    parse(text).ok()?.with_comma
}

#[test]
fn what_is_no_number_is_refused_with_its_cause() {
    for (text, fault) in [
        ("n/a", NumberFault::NoNumber),
        ("twelve", NumberFault::NoNumber),
        ("twenty-five", NumberFault::NoNumber),
        ("", NumberFault::NoNumber),
        ("$", NumberFault::NoNumber),
        ("1.2.3", NumberFault::Misplaced),
        ("..5", NumberFault::Misplaced),
        ("1-2", NumberFault::Misplaced),
        ("1,2,3", NumberFault::Misplaced),
        ("(12.50", NumberFault::Misplaced),
        ("12€50", NumberFault::Misplaced),
        ("12 seats", NumberFault::Word("seats".to_owned())),
        ("12.5x", NumberFault::Word("x".to_owned())),
        ("1.2k", NumberFault::Word("k".to_owned())),
        ("--1", NumberFault::TwiceNegative),
        ("#REF!", NumberFault::FormulaError),
        ("#N/A", NumberFault::FormulaError),
        ("=A2*B2", NumberFault::Formula),
        ("12.50 CR", NumberFault::CreditOrDebit),
        ("DR 12.50", NumberFault::CreditOrDebit),
        ("12.50 Cr.", NumberFault::CreditOrDebit),
        ("1234567890123", NumberFault::TooLarge),
        ("1E999999", NumberFault::TooLarge),
    ] {
        assert_eq!(parse(text), Err(fault), "{text}");
    }
}

#[test]
fn the_point_after_an_abbreviation_belongs_to_it() {
    for (text, units) in [
        ("kr.120", 120_000_000),
        ("Kr.85", 85_000_000),
        ("Rs.250", 250_000_000),
        ("Rs.1,250.50", 1_250_500_000),
        ("Fr.12", 12_000_000),
        ("Fr.12.50", 12_500_000),
        ("SFr.-12", -12_000_000),
        ("S/.40", 40_000_000),
        ("Rp.15", 15_000_000),
        ("руб.75", 75_000_000),
        ("-kr.120", -120_000_000),
        ("(Rs.250)", -250_000_000),
        ("120 kr.", 120_000_000),
        ("120kr.", 120_000_000),
        ("12.50 د.إ", 12_500_000),
    ] {
        assert_eq!(point(text), Some(units), "{text}");
    }
    let number = parse("kr.1.200").unwrap();
    assert_eq!(number.with_point, Some(1_200_000));
    assert_eq!(number.with_comma, Some(1_200_000_000));
}

#[test]
fn the_point_after_a_sign_is_a_decimal_one() {
    for text in ["$.50", "€.50", "US$.50", "$ .50", "-$.50", ".50 $"] {
        assert_eq!(point(text).map(i128::abs), Some(500_000), "{text}");
    }
}

#[test]
fn a_mark_after_a_code_or_a_word_that_stands_apart_can_be_either() {
    for text in ["USD.50", "DKK.120", "Rs .50", "kr,50", "EUR,120"] {
        assert!(
            matches!(parse(text), Err(NumberFault::MarkAfterWord(_))),
            "{text}: {:?}",
            parse(text)
        );
    }
}

#[test]
fn a_dash_after_the_decimal_mark_is_no_sign() {
    for (text, units) in [
        ("120,-", 120_000_000),
        ("120,--", 120_000_000),
        ("kr 120,-", 120_000_000),
        ("kr. 120,-", 120_000_000),
        ("120,– kr.", 120_000_000),
        ("1.200,-", 1_200_000_000),
        ("-120,-", -120_000_000),
        ("120,00-", -120_000_000),
    ] {
        assert_eq!(comma(text), Some(units), "{text}");
        assert_eq!(point(text), None, "{text}");
    }
    assert_eq!(point("Rs. 1,250/-"), Some(1_250_000_000));
    for text in ["12.-", "12.–", "Fr. 12.—", "Fr.12.--"] {
        assert_eq!(point(text), Some(12_000_000), "{text}");
        assert_eq!(comma(text), None, "{text}");
    }
}

#[test]
fn a_dash_with_a_currency_is_zero_and_a_dash_alone_is_asked_about() {
    for text in ["$ -", "$-", " $ -   ", "-€", "- kr", "US$ –"] {
        assert_eq!(point(text), Some(0), "{text}");
        assert_eq!(comma(text), Some(0), "{text}");
    }
    for text in ["-", "–", "—", "--", "- -", "-.-", "-,-"] {
        assert_eq!(parse(text), Err(NumberFault::Dash), "{text}");
    }
}

#[test]
fn digits_of_other_scripts_are_digits() {
    assert_eq!(point("１２．５０"), Some(12_500_000));
    assert_eq!(point("￥１,２００"), Some(1_200_000_000));
    assert_eq!(point("۱۲"), Some(12_000_000));
    assert_eq!(point("\u{200e}12.50\u{200f}"), Some(12_500_000));
    for mark in DecimalMark::ALL {
        let number = parse("١٬٢٣٤٫٥٠").unwrap();
        assert_eq!(number.under(mark), Some(1_234_500_000));
    }
}

#[test]
fn groups_of_other_countries_are_joined() {
    assert_eq!(point("1,00,000.50"), Some(100_000_500_000));
    assert_eq!(point("₹10,00,000"), Some(1_000_000_000_000));
    assert_eq!(point("CHF 1’234.–"), Some(1_234_000_000));
    assert_eq!(
        comma("1\u{202f}234\u{202f}567,80 €"),
        Some(1_234_567_800_000)
    );
}
