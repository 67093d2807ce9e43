//! Amounts and quantities in the spellings that occur.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{AmountSpelling, IngramOptions, QuantitySpelling};
use crate::world::Amount;

/// The text of an amount; the place decides where spellings are mixed.
pub(super) fn amount(spelling: AmountSpelling, value: Decimal, place: u64) -> String {
    let shortest = match spelling {
        AmountSpelling::Mixed => place.is_multiple_of(2),
        AmountSpelling::Shortest => true,
        AmountSpelling::TwoDigits => false,
    };
    let mut value = value.normalize();
    if !shortest && value.scale() < 2 {
        value.rescale(2);
    }
    value.to_string()
}

/// `{amount, currency}`.
pub(super) fn money(options: &IngramOptions, value: Decimal, currency: &str, place: u64) -> Value {
    json!({ "amount": amount(options.amounts, value, place), "currency": currency })
}

/// A quantity as a JSON number.
pub(super) fn quantity(spelling: QuantitySpelling, value: i64, place: u64) -> Value {
    let integer = match spelling {
        QuantitySpelling::Mixed => place.is_multiple_of(2),
        QuantitySpelling::Integer => true,
        QuantitySpelling::Decimal => false,
    };
    match integer {
        true => value.into(),
        false => serde_json::to_value(Amount::double(value.into())).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_keeps_its_value_however_it_is_spelled() {
        let text = |spelling, value: &str| amount(spelling, value.parse().unwrap(), 0);
        assert_eq!(text(AmountSpelling::Shortest, "198.00"), "198");
        assert_eq!(text(AmountSpelling::TwoDigits, "19.8"), "19.80");
        assert_eq!(text(AmountSpelling::TwoDigits, "17.5125"), "17.5125");
        let number = |spelling| quantity(spelling, 10, 0).to_string();
        assert_eq!(number(QuantitySpelling::Integer), "10");
        assert_eq!(number(QuantitySpelling::Decimal), "10.0");
    }
}
