//! Sums and quotients of exact decimals.

use seatwise_plugin::types::Decimal;

/// How many digits behind the point a quotient has at least.
const DIVIDED_SCALE: u8 = 6;

/// The exact sum; none where it does not fit.
pub(crate) fn add(one: Decimal, other: Decimal) -> Option<Decimal> {
    let scale = one.scale.max(other.scale);
    let units = widened(one, scale)?.checked_add(widened(other, scale)?)?;
    narrowed(units, scale)
}

/// The exact difference; none where it does not fit.
pub(crate) fn subtract(one: Decimal, other: Decimal) -> Option<Decimal> {
    let units = other.units.checked_neg()?;
    add(one, Decimal { units, ..other })
}

/// Whether the first is larger than the second, both without their signs.
pub(crate) fn is_larger(one: Decimal, other: Decimal) -> bool {
    let scale = one.scale.max(other.scale);
    match (widened(one, scale), widened(other, scale)) {
        (Some(one), Some(other)) => one.abs() > other.abs(),
        _ => false,
    }
}

/// The quotient, rounded half away from zero; none for a divisor of zero.
pub(crate) fn divide(amount: Decimal, by: Decimal) -> Option<Decimal> {
    if by.is_zero() {
        return None;
    }
    let scale = amount.scale.max(DIVIDED_SCALE);
    let shift = u32::from(scale - amount.scale) + u32::from(by.scale);
    let numerator = i128::from(amount.units).checked_mul(10_i128.checked_pow(shift)?)?;
    let divisor = i128::from(by.units);
    let magnitude = (numerator.abs() + divisor.abs() / 2) / divisor.abs();
    let is_negative = (numerator < 0) != (divisor < 0);
    narrowed(if is_negative { -magnitude } else { magnitude }, scale)
}

fn widened(number: Decimal, scale: u8) -> Option<i128> {
    let shift = u32::from(scale.checked_sub(number.scale)?);
    i128::from(number.units).checked_mul(10_i128.checked_pow(shift)?)
}

/// Without needless zeros, as numbers are read.
fn narrowed(mut units: i128, mut scale: u8) -> Option<Decimal> {
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    Some(Decimal {
        units: i64::try_from(units).ok()?,
        scale,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(units: i64, scale: u8) -> Decimal {
        Decimal { units, scale }
    }

    #[test]
    fn sums_are_exact_and_have_no_needless_zeros() {
        assert_eq!(add(number(1, 1), number(2, 1)), Some(number(3, 1)));
        assert_eq!(add(number(995, 2), number(5, 2)), Some(number(10, 0)));
        assert_eq!(add(number(i64::MAX, 0), number(1, 0)), None);
        assert_eq!(subtract(number(1, 0), number(25, 2)), Some(number(75, 2)));
    }

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        assert_eq!(
            divide(number(-200, 0), number(3, 0)),
            Some(number(-66_666_667, 6))
        );
        assert_eq!(divide(number(84, 1), number(-4, 0)), Some(number(-21, 1)));
        assert_eq!(divide(number(1, 0), number(0, 0)), None);
    }

    #[test]
    fn numbers_are_compared_without_their_signs() {
        assert!(is_larger(number(-31, 1), number(3, 0)));
        assert!(!is_larger(number(30, 1), number(3, 0)));
    }
}
