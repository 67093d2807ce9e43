//! How a figure is written for a person.

/// The space between thousands: the narrow one that does not break. A comma is a decimal sign to half of the
/// readers (ISO 80000-1 asks for a space).
const THOUSANDS: char = '\u{202f}';

/// The decimals of an amount.
const CENTS: usize = 2;

/// Sets the thousands of a decimal apart. Every digit stays.
pub(super) fn grouped(decimal: &str) -> String {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", decimal),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut written = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            written.push(THOUSANDS);
        }
        written.push(digit);
    }
    if let Some(fraction) = fraction {
        written.push('.');
        written.push_str(fraction);
    }
    written
}

/// Takes the zeros off that a person does not need: 40.000000 seats are 40. Amounts keep their cents.
pub(super) fn without_zeros(decimal: &str) -> &str {
    match decimal.split_once('.') {
        Some((_, fraction)) if fraction.len() > CENTS => {
            decimal.trim_end_matches('0').trim_end_matches('.')
        }
        _ => decimal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_and_no_digit_is_lost() {
        for (decimal, written) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1 000"),
            ("-1234567.89", "-1 234 567.89"),
            ("-100.00", "-100.00"),
            ("100000", "100 000"),
        ] {
            assert_eq!(grouped(decimal).replace(THOUSANDS, " "), written);
        }
    }

    #[test]
    fn a_count_has_no_zeros_behind_it_and_an_amount_has_all_its_cents() {
        for (decimal, written) in [
            ("40.000000", "40"),
            ("1.500000", "1.5"),
            ("0.000000", "0"),
            ("1200", "1200"),
            ("30856.40", "30856.40"),
            ("5.00", "5.00"),
        ] {
            assert_eq!(without_zeros(decimal), written);
        }
    }
}
