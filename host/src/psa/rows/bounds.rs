//! How large the number of a field may be.

use crate::{
    base::bounds::{MAX_AMOUNT, MAX_LINE_TOTAL, MAX_QUANTITY},
    psa::field::Field,
};

/// Millionths of one.
const ONE: i128 = 1_000_000;

/// What a number of a field counts, and the largest one.
fn bound(field: &Field) -> (&'static str, i64) {
    match field.name {
        "quantity" | "included_quantity" | "minimum_quantity" | "quantity_billed" => {
            ("quantity", MAX_QUANTITY)
        }
        "extended_price" | "period_total" | "period_cost" | "internal_period_total" => {
            ("line total", MAX_LINE_TOTAL)
        }
        _ => ("amount", MAX_AMOUNT),
    }
}

/// Whether millionths are within the bound of their field.
pub(super) fn fits(field: &Field, units: i128) -> bool {
    let (_, largest) = bound(field);
    units.abs() <= i128::from(largest) * ONE
}

/// The rule that a number breaks which is beyond it.
pub(super) fn too_large(field: &Field) -> String {
    let (what, largest) = bound(field);
    format!(
        "is larger than the largest {what} allowed ({}); is it an article or contract number? Correct it, or name the right column in a mapping file",
        grouped(largest)
    )
}

/// `10,000,000`
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::psa::{content::Content, field::fields};

    fn field(name: &str) -> &'static Field {
        let mut fields = fields(Content::ContractLines).iter();
        fields.find(|field| field.name == name).unwrap()
    }

    #[test]
    fn the_largest_numbers_fit_and_the_next_do_not() {
        for (name, largest) in [
            ("quantity", 10_000_000),
            ("quantity_billed", 10_000_000),
            ("unit_price", 1_000_000_000),
            ("unit_cost", 1_000_000_000),
            ("extended_price", 1_000_000_000_000),
        ] {
            for sign in [1, -1] {
                let units = i128::from(sign) * largest * ONE;
                assert!(fits(field(name), units), "{name}");
                assert!(!fits(field(name), units + i128::from(sign)), "{name}");
            }
        }
    }

    #[test]
    fn the_rule_says_how_large_it_may_be() {
        assert!(
            too_large(field("quantity"))
                .starts_with("is larger than the largest quantity allowed (10,000,000); ")
        );
    }
}
