//! One text as a number, in each way in which it can be one.

use std::{borrow::Cow, fmt, str::FromStr};

use super::{
    bare::{ARABIC_DECIMAL, ARABIC_GROUPS, Bare},
    fault::{NumberFault, WHOLE_DIGITS},
    groups::joined,
};
use crate::psa::plain::plain;

/// Digits that the database keeps after the decimal mark.
pub(super) const SCALE: usize = 6;

/// From here on, in millionths, what six decimals leave out is less than a ten-thousandth of the number.
const FINEST: i128 = 5_000;

/// The decimals of what is left where nothing should be.
const NOTHING: &str = "000000";

/// The first number that has more of them, in millionths.
const TOO_LARGE: i128 = 1_000_000_000_000_000_000;

/// What divides the whole part of a number from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecimalMark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

impl DecimalMark {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Point, Self::Comma];

    /// Returns the name on the command line and in profiles.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    const fn mark(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

impl fmt::Display for DecimalMark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for DecimalMark {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|mark| mark.name() == name)
            .ok_or_else(|| "expected point or comma".to_owned())
    }
}

/// A text as a number, in each way in which it can be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::psa) struct Number {
    /// Millionths, where the point is the decimal mark.
    pub(in crate::psa) with_point: Option<i128>,
    /// Millionths, where the comma is.
    pub(in crate::psa) with_comma: Option<i128>,
    /// The currencies that a sign or a code in the text can stand for; see [`crate::psa::currency::candidates`].
    pub(in crate::psa) currencies: Option<String>,
    /// Whether it has a percent sign.
    pub(in crate::psa) percent: bool,
}

impl Number {
    /// Returns the millionths under a decimal mark.
    pub(in crate::psa) fn under(&self, mark: DecimalMark) -> Option<i128> {
        match mark {
            DecimalMark::Point => self.with_point,
            DecimalMark::Comma => self.with_comma,
        }
    }
}

/// Reads a text as a number, with currency signs, groups and every usual sign of a negative number.
/// More than six decimals are rounded, halves away from zero: they are the noise of binary fractions.
pub(in crate::psa) fn parse(text: &str) -> Result<Number, NumberFault> {
    let text = plain(text);
    let bare = Bare::strip(&text)?;
    let read = |mark| units(&bare, mark);
    let (with_point, with_comma) = (read(DecimalMark::Point), read(DecimalMark::Comma));
    if with_point.is_err() && with_comma.is_err() {
        return Err(with_point.err().unwrap_or(NumberFault::NoNumber));
    }
    Ok(Number {
        with_point: with_point.ok(),
        with_comma: with_comma.ok(),
        currencies: bare.currencies,
        percent: bare.percent,
    })
}

/// Reads digits under a decimal mark, in millionths.
fn units(bare: &Bare<'_>, mark: DecimalMark) -> Result<i128, NumberFault> {
    if bare.whole_by.is_some_and(|known| known != mark.mark()) {
        return Err(NumberFault::Misplaced);
    }
    let digits = in_ascii(bare.digits, mark);
    let (whole, fraction) = match digits.split_once(mark.mark()) {
        // `1.200,-` has its decimal mark behind it.
        Some(_) if bare.whole_by.is_some() => return Err(NumberFault::Misplaced),
        Some(parts) => parts,
        None => (digits.as_ref(), ""),
    };
    if fraction.bytes().any(|byte| !byte.is_ascii_digit())
        || whole.is_empty() && fraction.is_empty()
    {
        return Err(NumberFault::Misplaced);
    }
    let whole = joined(whole, mark.other().mark()).ok_or(NumberFault::Misplaced)?;
    let (whole, fraction) = shifted(&whole, fraction, bare.exponent);
    let whole = whole.trim_start_matches('0');
    if whole.len() > WHOLE_DIGITS {
        return Err(NumberFault::TooLarge);
    }
    let kept: String = fraction
        .chars()
        .chain(std::iter::repeat('0'))
        .take(SCALE)
        .collect();
    let units: i128 = format!("0{whole}{kept}")
        .parse()
        .map_err(|_| NumberFault::NoNumber)?;
    let up = fraction
        .as_bytes()
        .get(SCALE)
        .is_some_and(|digit| *digit >= b'5');
    let units = units + i128::from(up);
    let lost = fraction.get(SCALE..).unwrap_or_default();
    // The noise of binary fractions is far below the last decimal of a number, or all that is left of nothing.
    let is_noise = units >= FINEST || whole.is_empty() && fraction.starts_with(NOTHING);
    if lost.bytes().any(|digit| digit != b'0') && !is_noise {
        return Err(NumberFault::TooFine);
    }
    if units >= TOO_LARGE {
        return Err(NumberFault::TooLarge);
    }
    Ok(if bare.negative { -units } else { units })
}

/// The marks of Arabic mean the same under both readings.
fn in_ascii(digits: &str, mark: DecimalMark) -> Cow<'_, str> {
    if !digits.contains([ARABIC_DECIMAL, ARABIC_GROUPS]) {
        return Cow::Borrowed(digits);
    }
    let groups = mark.other().mark().to_string();
    let decimal = mark.mark().to_string();
    Cow::Owned(
        digits
            .replace(ARABIC_GROUPS, &groups)
            .replace(ARABIC_DECIMAL, &decimal),
    )
}

/// Moves the decimal mark by an exponent.
fn shifted(whole: &str, fraction: &str, exponent: i32) -> (String, String) {
    let zeros = usize::try_from(exponent.unsigned_abs()).unwrap_or_default();
    let padding = "0".repeat(zeros);
    if exponent >= 0 {
        let digits = format!("{fraction}{padding}");
        let (moved, rest) = digits.split_at(zeros);
        (format!("{whole}{moved}"), rest.to_owned())
    } else {
        let digits = format!("{padding}{whole}");
        let (rest, moved) = digits.split_at(digits.len() - zeros);
        (rest.to_owned(), format!("{moved}{fraction}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str) -> Option<i128> {
        parse(text).ok()?.with_point
    }

    fn comma(text: &str) -> Option<i128> {
        parse(text).ok()?.with_comma
    }

    #[test]
    fn plain_numbers_are_exact() {
        assert_eq!(point("12.50"), Some(12_500_000));
        assert_eq!(point("0.000001"), Some(1));
        assert_eq!(point(".5"), Some(500_000));
        assert_eq!(point("999999999999.999999"), Some(999_999_999_999_999_999));
        assert_eq!(comma("12,50"), Some(12_500_000));
    }

    #[test]
    fn every_usual_sign_of_a_negative_number_is_understood() {
        for text in [
            "-12.50",
            "12.50-",
            "(12.50)",
            "\u{2212}12.50",
            "($12.50)",
            "-$12.50",
            "$-12.50",
            "$(12.50)",
        ] {
            assert_eq!(point(text), Some(-12_500_000), "{text}");
        }
        assert_eq!(parse("-(12.50)"), Err(NumberFault::TwiceNegative));
    }

    #[test]
    fn currencies_may_stand_before_and_after() {
        for text in [
            "USD 12.50",
            "$12.50",
            "12.50 USD",
            "US$ 12.50",
            "$12.50 USD",
            "12.50\u{a0}$",
        ] {
            let number = parse(text).unwrap();
            assert_eq!(number.with_point, Some(12_500_000), "{text}");
            assert!(number.currencies.unwrap().contains(" USD "), "{text}");
        }
        assert_eq!(comma("1.234,50 €"), Some(1_234_500_000));
        assert_eq!(point("Rs. 1,23,456.00"), Some(123_456_000_000));
        assert_eq!(point("CHF 1'234.50"), Some(1_234_500_000));
        assert_eq!(parse("€12 USD"), Err(NumberFault::TwoCurrencies));
    }

    #[test]
    fn thousands_are_divided_in_every_usual_way() {
        for text in [
            "1,234.50",
            "1 234.50",
            "1\u{a0}234.50",
            "1'234.50",
            "1\u{202f}234.50",
        ] {
            assert_eq!(point(text), Some(1_234_500_000), "{text}");
        }
        for text in ["1.234,50", "1 234,50", "1\u{a0}234,50"] {
            assert_eq!(comma(text), Some(1_234_500_000), "{text}");
            assert_eq!(point(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_that_can_be_read_in_two_ways_keeps_both() {
        let number = parse("1.234").unwrap();
        assert_eq!(number.with_point, Some(1_234_000));
        assert_eq!(number.with_comma, Some(1_234_000_000));
    }

    #[test]
    fn the_noise_of_binary_fractions_is_rounded_away() {
        assert_eq!(point("12.340000000000001"), Some(12_340_000));
        assert_eq!(point("33.333333333333336"), Some(33_333_333));
        assert_eq!(point("0.9999996"), Some(1_000_000));
        assert_eq!(point("-0.0000005"), Some(-1));
    }

    #[test]
    fn exponents_are_exact() {
        assert_eq!(point("1.5E-3"), Some(1_500));
        assert_eq!(point("1e3"), Some(1_000_000_000));
        for text in ["1E999999", "1e2147483647", "1e-2147483648"] {
            assert_eq!(point(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_that_is_rounded_up_beyond_the_largest_is_too_large() {
        assert_eq!(point("999999999999.9999994"), Some(999_999_999_999_999_999));
        assert_eq!(parse("999999999999.9999995"), Err(NumberFault::TooLarge));
    }
}
