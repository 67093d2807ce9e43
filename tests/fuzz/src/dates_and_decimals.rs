//! Texts as days, moments, amounts and counts: those of distributors, and those of the PSA.

use jiff::civil;
use seatwise::psa::{DateOrder, DecimalMark, fuzzing};
use seatwise_plugin::json;
use seatwise_plugin::types::Decimal;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// The first amount in millionths that `DECIMAL(18, 6)` has no room for.
const TOO_LARGE: i128 = 1_000_000_000_000_000_000;

/// Years in which a contract of the PSA can begin or end.
const PLAUSIBLE: std::ops::RangeInclusive<i16> = 1980..=2200;

/// Reads a text as everything that it can be.
///
/// # Panics
/// Panics where a value is not that of the text, does not print back to itself, or is beyond its range.
pub fn dates_and_decimals(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(decimal) = json::parse_decimal(&text) {
        check_decimal(&text, decimal);
    }
    check_moment(&text);
    for order in DateOrder::ALL {
        if let Some(Some(day)) = fuzzing::day(&text, order) {
            check_psa_day(day);
        }
    }
    for mark in DecimalMark::ALL {
        if let Some(units) = fuzzing::number(&text, mark) {
            check_psa_number(&text, units, mark);
        }
    }
}

fn check_decimal(text: &str, decimal: Decimal) {
    assert!(decimal.scale <= json::MAX_SCALE);
    let expected = Literal::of(text).expect("it is a literal").rounded();
    let found = (i128::from(decimal.units), decimal.scale);
    assert_eq!(Some(found), expected, "{text}");
    let printed = printed(found.0, decimal.scale.into(), '.');
    assert_eq!(
        json::parse_decimal(&printed),
        Ok(decimal),
        "{text} prints as {printed}"
    );
    for scale in 0..=json::MAX_SCALE {
        let rounded = decimal.round(scale);
        assert!(rounded.scale <= scale, "{text} at {scale}");
        assert_eq!(rounded.round(scale), rounded, "{text} at {scale}");
        let shift = |decimal: Decimal| {
            i128::from(decimal.units) * 10_i128.pow(u32::from(json::MAX_SCALE - decimal.scale))
        };
        let half = 10_i128.pow(u32::from(json::MAX_SCALE - scale)) / 2;
        assert!(
            (shift(rounded) - shift(decimal)).abs() <= half,
            "{text} at {scale}"
        );
    }
    assert_eq!(decimal.times(Decimal::whole(1)), Some(decimal), "{text}");
    assert_eq!(
        decimal.times(Decimal::whole(0)).map(|zero| zero.units),
        Some(0),
        "{text}"
    );
}

/// A literal of a number: its digits as they stand there, and how many of them are behind the point.
struct Literal {
    negative: bool,
    digits: String,
    scale: i64,
}

impl Literal {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            negative: mantissa.starts_with('-'),
            scale: i64::try_from(fraction.len()).ok()? - exponent.parse::<i64>().ok()?,
            digits,
        })
    }

    /// The value with as many digits behind the point as a decimal has room for, halves away from zero,
    /// and without zeros at its end; none where it does not fit.
    fn rounded(&self) -> Option<(i128, u8)> {
        (0..=json::MAX_SCALE).rev().find_map(|scale| self.at(scale))
    }

    fn at(&self, scale: u8) -> Option<(i128, u8)> {
        let dropped = usize::try_from(self.scale - i64::from(scale)).unwrap_or(0);
        let zeros = usize::try_from(i64::from(scale) - self.scale).unwrap_or(0);
        let padded = format!(
            "{}{}{}",
            "0".repeat(dropped),
            self.digits,
            "0".repeat(zeros)
        );
        let (kept, rest) = padded.split_at(padded.len() - dropped);
        let kept = kept.trim_start_matches('0');
        if kept.len() > 19 {
            return None;
        }
        let kept: i128 = format!("0{kept}").parse().ok()?;
        let (mut units, mut scale) = (
            kept + i128::from(rest.starts_with(['5', '6', '7', '8', '9'])),
            scale,
        );
        i64::try_from(units).ok()?;
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Some((if self.negative { -units } else { units }, scale))
    }
}

/// A number as text.
fn printed(units: i128, scale: usize, mark: char) -> String {
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if units < 0 { "-" } else { "" };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{mark}{fraction}")
    }
}

fn check_moment(text: &str) {
    let (day, moment) = (json::parse_date(text), json::parse_timestamp(text));
    if let Ok(day) = day {
        let date = json::civil_date(day).expect("a day is in the calendar");
        assert_eq!(json::days_since_epoch(date), day, "{text}");
        assert_eq!(json::format_date(day), date.to_string());
        if (0..=9999).contains(&date.year()) {
            assert_eq!(json::parse_date(&date.to_string()), Ok(day), "{text}");
        }
    }
    if let (Ok(day), Some(written)) = (&day, written_day(text)) {
        assert_eq!(json::format_date(*day), written, "{text}");
    }
    if let Ok(moment) = moment {
        let read = jiff::Timestamp::from_microsecond(moment).expect("a moment is in the calendar");
        assert_eq!(
            json::parse_timestamp(&read.to_string()),
            Ok(moment),
            "{text}"
        );
        let of_moment = i32::try_from(moment.div_euclid(DAY)).expect("a day fits");
        assert_eq!(day, Ok(of_moment), "{text} is another day than moment");
    }
}

/// The day that stands at the beginning of a moment without an offset.
fn written_day(text: &str) -> Option<&str> {
    let text = text.trim();
    let (day, time) = text.split_at_checked(10)?;
    let digits = |c: char| if c.is_ascii_digit() { '0' } else { c };
    let form: String = day.chars().map(digits).collect();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | 'T' | 't' | ' ');
    (form == "0000-00-00" && time.chars().all(plain)).then_some(day)
}

fn check_psa_day(day: civil::Date) {
    assert!(PLAUSIBLE.contains(&day.year()), "{day}");
    for order in DateOrder::ALL {
        assert_eq!(fuzzing::day(&day.to_string(), order), Some(Some(day)));
    }
}

fn check_psa_number(text: &str, units: i128, mark: DecimalMark) {
    assert!(units.abs() < TOO_LARGE, "{text} does not fit the database");
    let character = match mark {
        DecimalMark::Point => '.',
        DecimalMark::Comma => ',',
    };
    let printed = printed(units, 6, character);
    assert_eq!(
        fuzzing::number(&printed, mark),
        Some(units),
        "{text} prints as {printed}"
    );
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    if mark == DecimalMark::Point
        && plain
        && let Some(Literal {
            negative,
            digits,
            scale,
        }) = Literal::of(text)
        && let (Ok(scale), Ok(all)) = (u32::try_from(scale), digits.parse::<i128>())
        && let Some(unit) = 10_i128.checked_pow(scale)
        && let Some(exact) = all.checked_mul(1_000_000)
    {
        let signed = if negative { -exact } else { exact };
        let error = signed - units * unit;
        assert!(error.abs() * 2 <= unit, "{text} is {units} millionths");
    }
}
