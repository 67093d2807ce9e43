//! Amounts as JSON numbers.

use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer};

/// A decimal that is written as a JSON number with exactly its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount {
    value: Decimal,
    with_point: bool,
}

impl Amount {
    /// `22.0` for a whole number, as Sherweb writes doubles.
    pub(crate) fn double(value: Decimal) -> Self {
        Self {
            value: value.normalize(),
            with_point: true,
        }
    }

    /// `22` for a whole number, as StreamOne writes them.
    pub(crate) fn plain(value: Decimal) -> Self {
        Self {
            value: value.normalize(),
            with_point: false,
        }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut literal = self.value.to_string();
        if self.with_point && !literal.contains('.') {
            literal.push_str(".0");
        }
        // Not through a float: the literal must reach the reader digit by digit.
        let number = serde_json::Number::from_str(&literal).map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}

/// Rounds half away from zero.
pub(crate) fn rounded(value: Decimal, digits: u32) -> Decimal {
    value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

/// How many units of a currency a US dollar buys, fixed for all simulations.
pub(crate) fn rate(currency: &str) -> Decimal {
    match currency {
        "CAD" => Decimal::new(1_361, 3),
        "EUR" => Decimal::new(9_214, 4),
        "GBP" => Decimal::new(7_862, 4),
        "SEK" => Decimal::new(10_453_871, 6),
        _ => Decimal::ONE,
    }
}

/// Converts an amount by the fixed rates, to ten digits.
pub(crate) fn convert(value: Decimal, from: &str, to: &str) -> Decimal {
    if from == to {
        value
    } else {
        rounded(value / rate(from) * rate(to), 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_with_exactly_its_digits() {
        let text = |amount: Amount| serde_json::to_string(&amount).unwrap();
        assert_eq!(text(Amount::double(Decimal::new(2200, 2))), "22.0");
        assert_eq!(text(Amount::plain(Decimal::new(2200, 2))), "22");
        let long: Decimal = "811.94534500000009".parse().unwrap();
        assert_eq!(text(Amount::plain(long)), "811.94534500000009");
        assert_eq!(
            convert(Decimal::from(10), "USD", "SEK"),
            Decimal::new(10_453_871, 5)
        );
    }
}
