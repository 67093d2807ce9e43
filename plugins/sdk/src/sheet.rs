//! Reads what spreadsheets write: days in the order of a country, thousands with separators, negatives in
//! parentheses.
//!
//! One cell can often be read in two ways (`10/11/2026`, `1,234`). So all cells of a report are looked at
//! first: what one of them proves holds for all, and what none proves is refused and not guessed.

use jiff::civil;

use crate::json::{self, clip};
use crate::types::{Date, Decimal};

/// How much of a cell a reason quotes, in characters.
const QUOTED: usize = 40;

/// How a report spells days and numbers, as far as its cells prove it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    month_first: bool,
    day_first: bool,
    decimal_point: bool,
    decimal_comma: bool,
}

impl Style {
    /// Learns from a cell that holds a day.
    pub fn learn_day(&mut self, cell: &str) {
        if let Some((first, second, _)) = slashed(cell) {
            self.day_first |= first > 12 && second <= 12;
            self.month_first |= second > 12 && first <= 12;
        }
    }

    /// Learns from a cell that holds a number.
    pub fn learn_number(&mut self, cell: &str) {
        let Some((_, digits)) = unsigned(cell) else {
            return;
        };
        match (digits.rfind('.'), digits.rfind(',')) {
            (Some(point), Some(comma)) => {
                self.decimal_point |= point > comma;
                self.decimal_comma |= comma > point;
            }
            // Three digits behind the only separator may be thousands.
            (Some(point), None) => {
                let behind = digits.len() - point - 1;
                self.decimal_point |= behind != 3 && digits.matches('.').count() == 1;
                self.decimal_comma |= digits.matches('.').count() > 1 && is_grouped(&digits, '.');
            }
            (None, Some(comma)) => {
                let behind = digits.len() - comma - 1;
                self.decimal_comma |= behind != 3 && digits.matches(',').count() == 1;
                self.decimal_point |= digits.matches(',').count() > 1 && is_grouped(&digits, ',');
            }
            (None, None) => {}
        }
    }

    /// Learns from every text in a JSON document that looks like a day or a number.
    #[must_use]
    pub fn of_json(json: &str) -> Self {
        let mut style = Self::default();
        // Texts with escapes are neither; the pieces between quotes that are not texts do no harm.
        for text in json.split('"') {
            let starts = text
                .trim_start_matches(['(', '-', '$'])
                .starts_with(|first: char| first.is_ascii_digit());
            if starts && text.len() <= QUOTED {
                style.learn_day(text);
                if !text.contains(['/', ':']) {
                    style.learn_number(text);
                }
            }
        }
        style
    }

    /// Reads a day: as [`json::parse_date`] does, and as spreadsheets write it, with or without a time behind.
    ///
    /// # Errors
    /// Fails with a fragment that quotes the cell where it is not a day, or can be read as two.
    pub fn date(&self, cell: &str) -> Result<Date, String> {
        if let Ok(day) = json::parse_date(cell) {
            return Ok(day);
        }
        let quoted = clip(cell.trim(), QUOTED);
        let fail = || format!("is not a date: \"{quoted}\"");
        let day = if let Some((first, second, year)) = slashed(cell) {
            let (month, day) = match (self.month_first, self.day_first) {
                _ if first == second => (first, second),
                (true, false) => (first, second),
                (false, true) => (second, first),
                (false, false) => {
                    return Err(format!(
                        "can be read as two days, but no other day of the answer shows the order of month and day: \"{quoted}\""
                    ));
                }
                (true, true) => {
                    return Err(format!(
                        "can be read as two days, because the answer has days in both orders: \"{quoted}\""
                    ));
                }
            };
            civil::Date::new(year, month, day)
        } else if let Some((day, month, year)) = dated(cell, '.') {
            civil::Date::new(year, month, day)
        } else {
            return Err(fail());
        };
        day.map(json::days_since_epoch).map_err(|_| fail())
    }

    /// Reads a number: as [`json::parse_decimal`] does, and with thousands separators, in parentheses or
    /// with a minus behind it.
    ///
    /// # Errors
    /// Fails with a fragment that quotes the cell where it is not a number, or can be read as two.
    pub fn number(&self, cell: &str) -> Result<Decimal, String> {
        let comma = match (self.decimal_point, self.decimal_comma) {
            (false, true) => true,
            // A plain number is what it is in JSON, unless the report writes decimals with a comma.
            _ => match json::parse_decimal(cell) {
                Ok(number) => return Ok(number),
                Err(_) => false,
            },
        };
        let quoted = clip(cell.trim(), QUOTED);
        let fail = || format!("is not a decimal number: \"{quoted}\"");
        let (negative, digits) = unsigned(cell).ok_or_else(fail)?;
        let (group, mark) = if comma { ('.', ',') } else { (',', '.') };
        let has_two = digits.contains('.') && digits.contains(',');
        let ambiguous = !comma && !has_two && digits.matches(',').count() == 1;
        if ambiguous && (!self.decimal_point || self.decimal_comma) {
            return Err(format!(
                "can be read as two numbers, but no other number of the answer shows what the comma means: \"{quoted}\""
            ));
        }
        let (whole, fraction) = digits.split_once(mark).unwrap_or((&digits, ""));
        if !is_grouped(whole, group) || fraction.contains(group) {
            return Err(fail());
        }
        let plain: String = whole.chars().filter(|sign| *sign != group).collect();
        let sign = if negative { "-" } else { "" };
        json::parse_decimal(&format!("{sign}{plain}.{fraction}")).map_err(|_| fail())
    }
}

/// The three numbers of `10/16/2026`, in their order; a time may stand behind.
fn slashed(cell: &str) -> Option<(i8, i8, i16)> {
    dated(cell, '/')
}

fn dated(cell: &str, separator: char) -> Option<(i8, i8, i16)> {
    let cell = cell.trim();
    let (day, time) = cell.split_once(' ').unwrap_or((cell, ""));
    let mut parts = day.split(separator);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| matches!(part.len(), 1 | 2);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = parts.next().is_none()
        && short(first)
        && short(second)
        && year.len() == 4
        && [first, second, year].into_iter().all(digits);
    (is_day && is_time(time)).then(|| {
        Some((
            first.parse().ok()?,
            second.parse().ok()?,
            year.parse().ok()?,
        ))
    })?
}

/// `0:00`, `12:00:00 AM`, or nothing.
fn is_time(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let clock = text
        .strip_suffix("am")
        .or_else(|| text.strip_suffix("pm"))
        .unwrap_or(&text)
        .trim();
    clock.is_empty()
        || clock.split(':').all(|part| {
            matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit())
        }) && clock.contains(':')
}

/// Whether a number is negative, and its digits with the separators between them.
fn unsigned(cell: &str) -> Option<(bool, String)> {
    let text: String = cell
        .chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '\u{a0}' | '\u{202f}' | '$'))
        .map(|sign| if sign == '\u{2212}' { '-' } else { sign })
        .collect();
    let (negative, digits) = if let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        (true, inner)
    } else if let Some(rest) = text.strip_prefix('-').or_else(|| text.strip_suffix('-')) {
        (true, rest)
    } else {
        (false, text.as_str())
    };
    let starts = digits.starts_with(|first: char| first.is_ascii_digit());
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    (starts && plain).then(|| (negative, digits.to_owned()))
}

/// Whether the groups of a whole number are groups of thousands, or there are none.
fn is_grouped(whole: &str, separator: char) -> bool {
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    if !whole.contains(separator) {
        return true;
    }
    matches!(first.len(), 1..=3) && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(days: &[&str], numbers: &[&str]) -> Style {
        let mut style = Style::default();
        days.iter().for_each(|day| style.learn_day(day));
        numbers.iter().for_each(|number| style.learn_number(number));
        style
    }

    fn shown(number: Result<Decimal, String>) -> String {
        number.map_or_else(
            |reason| reason,
            |number| format!("{}e-{}", number.units, number.scale),
        )
    }

    fn day(text: &str) -> Result<Date, String> {
        Ok(json::parse_date(text).unwrap())
    }

    #[test]
    fn one_day_behind_the_twelfth_shows_the_order_of_all_days() {
        let american = style(&["10/16/2026", "2/1/2019 0:00"], &[]);
        assert_eq!(american.date("2/1/2019 0:00"), day("2019-02-01"));
        assert_eq!(american.date("11/8/2026 12:00:00 AM"), day("2026-11-08"));
        let british = style(&["16/10/2026"], &[]);
        assert_eq!(british.date("2/1/2019"), day("2019-01-02"));
    }

    #[test]
    fn a_day_whose_order_nothing_shows_is_refused() {
        for unclear in [
            style(&["2/1/2019"], &[]),
            style(&["10/16/2026", "16/10/2026"], &[]),
        ] {
            assert!(
                unclear
                    .date("2/1/2019")
                    .unwrap_err()
                    .starts_with("can be read as two days")
            );
        }
        assert_eq!(Style::default().date("3/3/2026"), day("2026-03-03"));
        assert_eq!(
            Style::default().date("2026-03-03T10:00:00Z"),
            day("2026-03-03")
        );
        assert_eq!(Style::default().date("16.10.2026"), day("2026-10-16"));
        for none in [
            "46327",
            "soon",
            "10/16/26",
            "2/30/2026",
            "13/13/2026",
            "1/2/2026 x",
        ] {
            let american = style(&["10/16/2026"], &[]);
            assert!(american.date(none).is_err(), "{none}");
        }
    }

    #[test]
    fn thousands_and_negatives_are_read_as_spreadsheets_write_them() {
        let style = style(&[], &["9,100.00"]);
        for (cell, number) in [
            ("9,100.00", "9100e-0"),
            ("(10,692.50)", "-106925e-1"),
            ("-8,910.42", "-891042e-2"),
            ("8,910.42-", "-891042e-2"),
            ("$ 1,234", "1234e-0"),
            ("36.00", "36e-0"),
            ("1e3", "1000e-0"),
            ("1,234,567", "1234567e-0"),
        ] {
            assert_eq!(shown(style.number(cell)), number, "{cell}");
        }
        for none in ["1,23,4.5", "12,34", "1.2.3", "", "(5", "abc", "1,2345.00"] {
            assert!(style.number(none).is_err(), "{none}");
        }
    }

    #[test]
    fn a_comma_that_may_be_either_is_read_by_what_the_other_numbers_show() {
        assert!(
            Style::default()
                .number("1,234")
                .unwrap_err()
                .starts_with("can be read as two")
        );
        assert_eq!(shown(style(&[], &["12,50"]).number("1.234")), "1234e-0");
        assert_eq!(shown(style(&[], &["12,50"]).number("1.234,5")), "12345e-1");
        assert_eq!(shown(style(&[], &["12.50"]).number("1,234")), "1234e-0");
        let both = style(&[], &["12.50", "12,50"]);
        assert!(both.number("1,234").is_err());
        assert_eq!(shown(both.number("12.50")), "125e-1");
    }

    #[test]
    fn the_texts_of_a_json_document_show_its_style() {
        let json = r#"{"periodFrom":"10/1/2026","charges":[{"periodTo":"10/31/2026","subTotal":"(1,234.50)","sku":"12,5/x"}]}"#;
        let style = Style::of_json(json);
        assert_eq!(style.date("10/1/2026"), day("2026-10-01"));
        assert_eq!(shown(style.number("1,234")), "1234e-0");
        assert_eq!(
            Style::of_json(r#"{"a":"2026-01-01","b":1}"#),
            Style::default()
        );
    }
}
