//! Reads what vendors really send.
//!
//! Vendors spell one thing in several ways: a count as a number or as a string of digits, a date with
//! seven fractional digits or without an offset, an empty list as `null`. These helpers accept all
//! of them and keep "not sent" apart from "zero".

use std::borrow::Cow;

use jiff::civil;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::types::{Date, Decimal, Timestamp};

/// The most fractional digits that a [`Decimal`] keeps; what goes beyond is rounded half up, away from zero.
pub const MAX_SCALE: u8 = 12;

/// A number with so many digits has more than a [`Decimal`] keeps: what is behind them cannot change it.
const ENOUGH: i128 = 1_000_000_000_000_000_000_000_000_000_000_000_000;

/// A JSON number or string of digits, kept as its literal until somebody asks what it is.
///
/// `null` and an absent field read as [`Number::absent`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Number<'a>(Option<Cow<'a, str>>);

impl Number<'_> {
    /// Whether the field was not sent, `null`, or an empty string.
    #[must_use]
    pub fn absent(&self) -> bool {
        self.0.is_none()
    }

    /// The literal, without quotes; none where the field was not sent.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The exact value; none where the field was not sent.
    ///
    /// # Errors
    /// Fails with the literal where it is not a decimal number or does not fit.
    pub fn decimal(&self) -> Result<Option<Decimal>, String> {
        self.0.as_deref().map(parse_decimal).transpose()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Number<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if raw == "null" {
            return Ok(Self(None));
        }
        let Some(inner) = raw
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
        else {
            return Ok(Self(Some(Cow::Borrowed(raw))));
        };
        let inner = inner.trim();
        Ok(Self((!inner.is_empty()).then_some(Cow::Borrowed(inner))))
    }
}

/// Reads a decimal literal: digits, an optional sign, point and exponent.
///
/// # Errors
/// Fails with a fragment that quotes the text where it is not a number or does not fit 18 digits.
pub fn parse_decimal(text: &str) -> Result<Decimal, String> {
    let fail = || format!("is not a decimal number: \"{}\"", clip(text, 40));
    let text = text.trim();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| fail())?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.as_bytes().first() {
        Some(b'-') => (true, &mantissa[1..]),
        Some(b'+') => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty()
        || !whole
            .bytes()
            .chain(fraction.bytes())
            .all(|byte| byte.is_ascii_digit())
        || !(-40..=40).contains(&exponent)
    {
        return Err(fail());
    }
    let mut units: i128 = 0;
    let mut scale = i32::try_from(fraction.len()).map_err(|_| fail())? - exponent;
    for byte in whole.bytes().chain(fraction.bytes()) {
        if units < ENOUGH {
            units = units * 10 + i128::from(byte - b'0');
        } else {
            scale -= 1;
        }
    }
    let decimal = rescale(units, scale).ok_or_else(fail)?;
    Ok(Decimal {
        units: if negative {
            -decimal.units
        } else {
            decimal.units
        },
        scale: decimal.scale,
    })
}

/// Brings a non-negative number to a scale between 0 and [`MAX_SCALE`], rounding half up, without needless zeros.
fn rescale(mut units: i128, mut scale: i32) -> Option<Decimal> {
    while scale < 0 {
        units = units.checked_mul(10)?;
        scale += 1;
    }
    let mut dropped = 0;
    while scale > i32::from(MAX_SCALE) || (units > i128::from(i64::MAX) && scale > 0) {
        dropped = units % 10;
        units /= 10;
        scale -= 1;
    }
    if dropped >= 5 {
        units += 1;
    }
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    Some(Decimal {
        units: i64::try_from(units).ok()?,
        scale: u8::try_from(scale).ok()?,
    })
}

impl Decimal {
    /// A whole number.
    #[must_use]
    pub fn whole(units: i64) -> Self {
        Self { units, scale: 0 }
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.units == 0
    }

    /// Rounds half up to `scale` digits behind the point.
    #[must_use]
    pub fn round(self, scale: u8) -> Self {
        if self.scale <= scale {
            return self;
        }
        let negative = self.units < 0;
        let factor = 10_i128.pow(u32::from(self.scale - scale));
        let rounded = (i128::from(self.units).abs() + factor / 2) / factor;
        // Rounding makes the number of digits smaller, so it fits.
        let units = i64::try_from(rounded).unwrap_or(i64::MAX);
        Self {
            units: if negative { -units } else { units },
            scale,
        }
    }

    /// The exact product; none where it does not fit.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        let units = i128::from(self.units) * i128::from(other.units);
        let scale = i32::from(self.scale) + i32::from(other.scale);
        let product = rescale(units.abs(), scale)?;
        Some(Self {
            units: if units < 0 {
                -product.units
            } else {
                product.units
            },
            ..product
        })
    }
}

/// Reads a calendar day from any spelling that vendors use: `2024-01-31`, RFC 3339 with up to nine
/// fractional digits, and the same without an offset, which means UTC.
///
/// # Errors
/// Fails with a fragment that quotes the text.
pub fn parse_date(text: &str) -> Result<Date, String> {
    let day = if text.trim().len() <= 10 {
        text.trim()
            .parse::<civil::Date>()
            .map_err(|_| no_date(text))?
    } else {
        jiff::Timestamp::from_microsecond(parse_timestamp(text)?)
            .map_err(|_| no_date(text))?
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date()
    };
    Ok(days_since_epoch(day))
}

/// Reads a moment from any spelling that vendors use; see [`parse_date`]. A bare day is its midnight.
///
/// # Errors
/// Fails with a fragment that quotes the text.
pub fn parse_timestamp(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return microseconds(moment).ok_or_else(|| no_date(text));
    }
    let moment = text.parse::<civil::DateTime>().map_err(|_| no_date(text))?;
    let moment = jiff::tz::TimeZone::UTC
        .to_timestamp(moment)
        .map_err(|_| no_date(text))?;
    microseconds(moment).ok_or_else(|| no_date(text))
}

/// Cuts what is below a microsecond, towards the past: the last moment of 1969 is not in 1970.
fn microseconds(moment: jiff::Timestamp) -> Option<Timestamp> {
    Timestamp::try_from(moment.as_nanosecond().div_euclid(1_000)).ok()
}

/// The calendar day of a contract date.
#[must_use]
pub fn civil_date(date: Date) -> Option<civil::Date> {
    let span = jiff::Span::new().try_days(date).ok()?;
    civil::date(1970, 1, 1).checked_add(span).ok()
}

/// The contract date of a calendar day.
#[must_use]
pub fn days_since_epoch(day: civil::Date) -> Date {
    day.since(civil::date(1970, 1, 1))
        .map_or(0, |span| span.get_days())
}

/// `2024-01-31`, as query parameters want it.
#[must_use]
pub fn format_date(date: Date) -> String {
    civil_date(date).map_or_else(String::new, |day| day.to_string())
}

/// Reads an ISO 4217 code in any case; none for blank and `Undefined`.
#[must_use]
pub fn currency(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    (!text.is_empty() && !text.eq_ignore_ascii_case("undefined")).then(|| text.to_ascii_uppercase())
}

/// Text that says something: trimmed, none where blank.
#[must_use]
pub fn text(value: Option<impl Into<String>>) -> Option<String> {
    let value = value?.into();
    let trimmed = value.trim();
    if trimmed.is_empty() {
        None
    } else if trimmed.len() == value.len() {
        Some(value)
    } else {
        Some(trimmed.to_owned())
    }
}

/// Reads `null` as the default of the type; for lists that vendors send as `null`.
///
/// # Errors
/// Fails as the inner type does.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// The vendor's own words in an error body: RFC 7807 problem details, then the API gateway's
/// `{statusCode, message}`, then OAuth's `{error, error_description}`. None if it is none of these.
#[must_use]
pub fn vendor_message(body: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    let field = |name: &str| {
        value
            .get(name)
            .and_then(serde_json::Value::as_str)
            .map(str::trim)
            .filter(|s| !s.is_empty())
    };
    let words = match (field("title"), field("detail")) {
        (Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
        (Some(words), None) | (None, Some(words)) => Some(words.to_owned()),
        (None, None) => None,
    };
    words
        .or_else(|| field("message").map(str::to_owned))
        .or_else(|| match (field("error"), field("error_description")) {
            (Some(error), Some(description)) => Some(format!("{error}: {description}")),
            (Some(error), None) => Some(error.to_owned()),
            _ => None,
        })
        .map(|words| clip(&words, 300).to_owned())
}

/// A JSON text as every reader of JSON takes it: one with half of a surrogate pair (`"\\ud800"`), which some
/// write and others refuse, becomes a text that quotes it.
#[must_use]
pub fn readable(json: &str) -> Cow<'_, str> {
    let suspicious = json.contains("\\u");
    if !suspicious || serde_json::from_str::<serde_json::Value>(json).is_ok() {
        return Cow::Borrowed(json);
    }
    Cow::Owned(serde_json::Value::from(json).to_string())
}

/// The first `characters` characters of a text.
#[must_use]
pub fn clip(text: &str, characters: usize) -> &str {
    text.char_indices()
        .nth(characters)
        .map_or(text, |(end, _)| &text[..end])
}

fn no_date(text: &str) -> String {
    format!("is not a date: \"{}\"", clip(text, 40))
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
