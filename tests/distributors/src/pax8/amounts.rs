//! Amounts in the account's currency.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::world::{Amount, convert, rounded};

/// A decimal as a JSON number with exactly its digits.
pub(super) fn number(value: Decimal) -> Value {
    serde_json::to_value(Amount::plain(value)).unwrap_or_default()
}

/// An amount of a customer's currency in that of the account, in whole cents.
pub(super) fn cents(value: Decimal, from: &str, to: &str) -> Decimal {
    rounded(convert(value, from, to), 2)
}

/// The decimal that a JSON number or text shows.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
