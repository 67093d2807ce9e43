//! Columns out of rows: one small function for each type of cell.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};

use crate::contract::{Decimal, Term};

/// Digits of a stored amount or quantity, and how many of them are behind the point.
const PRECISION: u8 = 18;
const SCALE: i8 = 6;

pub(super) fn text<'a, R>(rows: &'a [R], cell: impl Fn(&'a R) -> &'a str) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(cell)))
}

pub(super) fn maybe_text<'a, R>(
    rows: &'a [R],
    cell: impl Fn(&'a R) -> Option<&'a str>,
) -> ArrayRef {
    Arc::new(rows.iter().map(cell).collect::<StringArray>())
}

pub(super) fn owned_text<R>(rows: &[R], cell: impl Fn(&R) -> Option<String>) -> ArrayRef {
    Arc::new(rows.iter().map(cell).collect::<StringArray>())
}

pub(super) fn flag<R>(rows: &[R], cell: impl Fn(&R) -> Option<bool>) -> ArrayRef {
    Arc::new(rows.iter().map(cell).collect::<BooleanArray>())
}

pub(super) fn date<R>(rows: &[R], cell: impl Fn(&R) -> Option<i32>) -> ArrayRef {
    Arc::new(rows.iter().map(cell).collect::<Date32Array>())
}

pub(super) fn moment<R>(rows: &[R], cell: impl Fn(&R) -> Option<i64>) -> ArrayRef {
    Arc::new(rows.iter().map(cell).collect::<TimestampMicrosecondArray>())
}

pub(super) fn count<R>(rows: &[R], cell: impl Fn(&R) -> Option<Decimal>) -> ArrayRef {
    Arc::new(
        rows.iter()
            .map(|row| cell(row).and_then(whole))
            .collect::<Int64Array>(),
    )
}

pub(super) fn decimal<R>(rows: &[R], cell: impl Fn(&R) -> Option<Decimal>) -> ArrayRef {
    let column: Decimal128Array = rows.iter().map(|row| cell(row).and_then(stored)).collect();
    // 18 and 6 are valid for 128 bits, so the fallback is never taken.
    Arc::new(
        column
            .with_precision_and_scale(PRECISION, SCALE)
            .unwrap_or_else(|_| Decimal128Array::new_null(rows.len())),
    )
}

/// The value with six digits behind the point, rounded half up away from zero. A value that is not
/// zero but would be stored as zero is unknown instead.
pub(super) fn stored(value: Decimal) -> Option<i128> {
    let units = i128::from(value.units);
    let rounded = match u32::from(value.scale).checked_sub(SCALE.unsigned_abs().into()) {
        None | Some(0) => {
            let missing = u32::from(SCALE.unsigned_abs()) - u32::from(value.scale);
            units.checked_mul(10_i128.checked_pow(missing)?)?
        }
        Some(surplus) => {
            let factor = 10_i128.checked_pow(surplus)?;
            let magnitude = (units.abs() + factor / 2) / factor;
            if units < 0 { -magnitude } else { magnitude }
        }
    };
    (rounded != 0 || units == 0).then_some(rounded)
}

/// The largest stored value: 18 digits.
pub(super) fn fits(value: Decimal) -> bool {
    stored(value).is_none_or(|stored| stored.abs() < 10_i128.pow(PRECISION.into()))
}

/// The value as a whole number; none where it is a fraction.
pub(super) fn whole(value: Decimal) -> Option<i64> {
    let factor = 10_i64.checked_pow(value.scale.into())?;
    (value.units % factor == 0).then_some(value.units / factor)
}

/// The contract's word for a term.
pub(super) fn term(term: Option<&Term>) -> Option<&str> {
    Some(match term? {
        Term::None => "none",
        Term::OneTime => "one-time",
        Term::Daily => "daily",
        Term::Weekly => "weekly",
        Term::Monthly => "monthly",
        Term::Quarterly => "quarterly",
        Term::Semiannual => "semiannual",
        Term::Annual => "annual",
        Term::Biennial => "biennial",
        Term::Triennial => "triennial",
        Term::Other(word) => word,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(units: i64, scale: u8) -> Decimal {
        Decimal { units, scale }
    }

    #[test]
    fn amounts_are_rounded_half_up_at_the_sixth_digit() {
        assert_eq!(stored(decimal(187, 1)), Some(18_700_000));
        assert_eq!(stored(decimal(1_817_493_373_722, 10)), Some(181_749_337));
        assert_eq!(stored(decimal(-15, 7)), Some(-2));
        assert_eq!(stored(decimal(0, 0)), Some(0));
    }

    #[test]
    fn an_amount_too_small_to_store_is_unknown_and_not_zero() {
        assert_eq!(stored(decimal(4, 7)), None);
    }

    #[test]
    fn a_fraction_is_no_whole_number() {
        assert_eq!(whole(decimal(25, 1)), None);
        assert_eq!(whole(decimal(250, 1)), Some(25));
        assert_eq!(whole(decimal(-3, 0)), Some(-3));
    }
}
