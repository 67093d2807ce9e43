//! One text as a day, in each order in which it can be one.

use std::{fmt, str::FromStr};

use jiff::{
    ToSpan as _,
    civil::{Date, date as civil},
};

use super::{
    clock::{Clock, split},
    fault::DayFault,
    months::month,
};
use crate::psa::plain::plain;

/// The day zero of a spreadsheet: it takes 1900 for a leap year, so its day 61 is 1900-03-01.
const EXCEL_ZERO: Date = civil(1899, 12, 30);

/// Programs count from here.
const EPOCH: Date = civil(1970, 1, 1);

/// Two digits of a year are of this century below this number, of the last one from it on.
const CENTURY_TURNS: i16 = 70;

/// Years in which a contract can begin or end. What lies outside is a slip of the pen.
const PLAUSIBLE: std::ops::RangeInclusive<i16> = 1980..=2200;

/// The order of day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

impl DateOrder {
    /// All orders.
    pub const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// Returns the name on the command line and in profiles.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
        }
    }

    pub(super) const fn index(self) -> usize {
        match self {
            Self::Dmy => 0,
            Self::Mdy => 1,
            Self::Ymd => 2,
        }
    }
}

impl fmt::Display for DateOrder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for DateOrder {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|order| order.name() == name)
            .ok_or_else(|| "expected dmy, mdy or ymd".to_owned())
    }
}

/// A text as a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::psa) enum Day {
    /// A day in any order.
    Fixed(Date),
    /// What programs write for no day at all, such as 0001-01-01.
    None,
    /// The day in each order; which one holds depends on the column.
    Open {
        /// By the index of [`DateOrder`].
        days: [Option<Date>; 3],
        /// Whether dots divide it: only day, month, year is usually written so.
        dots: bool,
    },
}

/// A text as a day, and the time of day that stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::psa) struct Written {
    /// The day as it is written.
    pub(in crate::psa) day: Day,
    /// The time; none where there is none.
    pub(in crate::psa) clock: Option<Clock>,
}

/// What divides the parts of a day.
const MARKS: [char; 8] = [' ', '-', '/', '.', ',', '\u{a0}', '\u{202f}', '\u{2009}'];

/// Words between the parts of a day: `5 de noviembre de 2026`, `5th of November`.
const BETWEEN: [&str; 4] = ["de", "del", "of", "den"];

/// Reads a text as a day in which a contract begins or ends.
pub(in crate::psa) fn parse(text: &str) -> Result<Written, DayFault> {
    let text = plain(text);
    // `2026年11月5日`
    let text = text.replace(['年', '月'], "-").replace('日', " ");
    let text = text.trim();
    // A dash stands for no day.
    if !text.is_empty() && text.chars().all(|c| c == '-') {
        return Ok(Written {
            day: Day::None,
            clock: None,
        });
    }
    if let Some(fault) = counted(text) {
        return Err(fault);
    }
    let (text, clock) = split(text)?;
    let day = day(text)?;
    Ok(Written { day, clock })
}

fn day(text: &str) -> Result<Day, DayFault> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return compact(text);
    }
    let mut parts: Vec<&str> = text
        .split(MARKS)
        .filter(|part| !part.is_empty() && !BETWEEN.contains(part))
        .collect();
    // `Thursday, 5 November 2026`
    if let [weekday, _, _, _] = parts.as_slice()
        && weekday.chars().all(char::is_alphabetic)
    {
        parts.remove(0);
    }
    match parts.as_slice() {
        [first, second, third] => with_name(first, second, third)
            .unwrap_or_else(|| numeric(first, second, third, text.contains('.'))),
        // `Nov 2026`, `11/2026`, `11-Nov`
        [first, second] if is_part(first) && is_part(second) => Err(DayFault::NotWhole),
        _ => Err(DayFault::NoDay),
    }
}

/// Whether a word can be a day, a month or a year.
fn is_part(word: &str) -> bool {
    month(word).is_some() || word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What programs and spreadsheets count instead of writing a day.
fn counted(text: &str) -> Option<DayFault> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let since = |start: Date, days: i64| {
        let day = start.checked_add(i32::try_from(days).ok()?.days()).ok()?;
        PLAUSIBLE.contains(&day.year()).then_some(day)
    };
    let count: i64 = whole.parse().ok()?;
    match whole.len() {
        4 if fraction.is_empty() => Some(DayFault::NotWhole),
        5 | 6 if whole.len() == 5 || !fraction.is_empty() => {
            let day = since(EXCEL_ZERO, count)?;
            // A fraction of the day, of which six digits tell the second.
            let millionths: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
            let seconds = u32::try_from((millionths * 86_400 + 500_000) / 1_000_000).ok()?;
            Some(DayFault::ExcelDay {
                day,
                seconds: seconds.min(86_399),
            })
        }
        9 | 10 => Some(DayFault::UnixTime {
            unit: "seconds",
            day: since(EPOCH, count / 86_400)?,
        }),
        12 | 13 if since(EPOCH, count / 86_400_000).is_some() && !is_compact(whole) => {
            Some(DayFault::UnixTime {
                unit: "milliseconds",
                day: since(EPOCH, count / 86_400_000)?,
            })
        }
        _ => None,
    }
}

/// `202611051200`: a day and a time in digits alone.
fn is_compact(digits: &str) -> bool {
    digits.len() == 12 && digits.get(..8).is_some_and(|day| compact(day).is_ok())
}

/// `20261105`
fn compact(text: &str) -> Result<Day, DayFault> {
    let parts = || {
        let (year, rest) = text.split_at_checked(4).filter(|_| text.len() == 8)?;
        let (month, day) = rest.split_at_checked(2)?;
        Some((year, month.parse().ok()?, day))
    };
    let (year, month, day) = parts().ok_or(DayFault::NoDay)?;
    let date = date(year, month, day).map_err(|_| DayFault::Digits)?;
    if is_no_year(year) {
        return Err(DayFault::Digits);
    }
    fixed(date)
}

/// `5 Nov 2026`, `Nov 5 2026`, `2026 Nov 5`; none where no part is the name of a month.
fn with_name(first: &str, second: &str, third: &str) -> Option<Result<Day, DayFault>> {
    let ordinal = |text: &'_ str| {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        text.get(..end).unwrap_or_default().to_owned()
    };
    let date = match (month(second), month(first)) {
        (Some(month), _) if first.len() == 4 => date(first, month, &ordinal(third)),
        (Some(month), _) => date(third, month, &ordinal(first)),
        (None, Some(month)) => date(third, month, &ordinal(second)),
        (None, None) => return None,
    };
    Some(date.and_then(fixed))
}

fn numeric(first: &str, second: &str, third: &str, dots: bool) -> Result<Day, DayFault> {
    let digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if ![first, second, third].iter().all(digits) {
        return Err(DayFault::NoDay);
    }
    let number = |text: &str| text.parse::<i8>().map_err(|_| DayFault::NoDay);
    if first.len() == 4 {
        if is_no_year(first) {
            return Ok(Day::None);
        }
        return fixed(date(first, number(second)?, third)?);
    }
    if third.len() != 4 && third.len() != 2 {
        return Err(DayFault::NoDay);
    }
    if third.len() == 4 && is_no_year(third) {
        return Ok(Day::None);
    }
    let by_day = date(third, number(second)?, first).and_then(plausible);
    let by_month = date(third, number(first)?, second).and_then(plausible);
    let by_year = if first.len() == 2 && third.len() == 2 {
        date(first, number(second)?, third).and_then(plausible)
    } else {
        Err(DayFault::NotInCalendar)
    };
    match (&by_day, &by_month, &by_year) {
        (Err(DayFault::FarYear(year)), _, Err(_)) | (_, Err(DayFault::FarYear(year)), Err(_)) => {
            Err(DayFault::FarYear(*year))
        }
        (Err(_), Err(_), Err(_)) => Err(DayFault::NotInCalendar),
        _ => Ok(Day::Open {
            days: [by_day.ok(), by_month.ok(), by_year.ok()],
            dots,
        }),
    }
}

fn fixed(date: Date) -> Result<Day, DayFault> {
    if is_no_year(&format!("{:04}", date.year())) {
        return Ok(Day::None);
    }
    plausible(date).map(Day::Fixed)
}

fn plausible(date: Date) -> Result<Date, DayFault> {
    if PLAUSIBLE.contains(&date.year()) {
        Ok(date)
    } else {
        Err(DayFault::FarYear(date.year()))
    }
}

/// Years that programs write where there is no day: the begin of their calendar, or its end.
fn is_no_year(year: &str) -> bool {
    year.parse::<i16>()
        .is_ok_and(|year| year <= 1900 || year >= 9000)
}

fn date(year: &str, month: i8, day: &str) -> Result<Date, DayFault> {
    if !(1..=2).contains(&day.len()) {
        return Err(DayFault::NoDay);
    }
    let digits = year.len();
    let year: i16 = year.parse().map_err(|_| DayFault::NoDay)?;
    let year = match digits {
        4 => year,
        2 if year < CENTURY_TURNS => 2000 + year,
        2 => 1900 + year,
        _ => return Err(DayFault::NoDay),
    };
    let day = day.parse().map_err(|_| DayFault::NoDay)?;
    Date::new(year, month, day).map_err(|_| DayFault::NotInCalendar)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed_day(text: &str) -> Option<String> {
        match parse(text).ok()?.day {
            Day::Fixed(date) => Some(date.to_string()),
            other => Some(format!("{other:?}")),
        }
    }

    #[test]
    fn a_day_with_the_year_first_or_a_name_is_the_same_in_every_order() {
        for text in [
            "2026-11-05",
            "2026-11-05T00:00:00Z",
            "2026-11-05T00:00:00.000+01:00",
            "2026-11-05 00:00:00",
            "2026/11/5",
            "20261105",
            "5 Nov 2026",
            "05-Nov-26",
            "Nov 5, 2026",
            "November 5th, 2026 10:30 PM",
            "5. November 2026",
            "Thursday, 5 November 2026",
            "5 novembre 2026",
            "jeudi 5 novembre 2026",
            "5 de novembro de 2026",
            "5th of November 2026",
            "2026. 11. 5.",
            "2026年11月5日",
            "٢٠٢٦-١١-٠٥",
            "2026\u{2011}11\u{2011}05",
            "2026-11-05T23:00:00Z",
            "2026-11-05Z",
            "20261105T000000Z",
            "20261105093000",
            "5 Nov 2026 12.30",
        ] {
            assert_eq!(fixed_day(text).as_deref(), Some("2026-11-05"), "{text}");
        }
    }

    #[test]
    fn days_that_stand_for_no_day_are_none() {
        for text in [
            "0001-01-01T00:00:00",
            "1900-01-01",
            "12/30/1899",
            "9999-12-31",
            "0000-00-00",
            "01/01/0001 12:00:00 AM",
            "0/0/0000",
            "-",
            "—",
        ] {
            assert_eq!(
                parse(text).map(|written| written.day),
                Ok(Day::None),
                "{text}"
            );
        }
    }

    #[test]
    fn a_day_in_two_orders_keeps_both() {
        let Day::Open { days, dots } = parse("03/04/2026 12:00:00 AM").unwrap().day else {
            panic!("not open");
        };
        assert_eq!(days[DateOrder::Dmy.index()], Date::new(2026, 4, 3).ok());
        assert_eq!(days[DateOrder::Mdy.index()], Date::new(2026, 3, 4).ok());
        assert_eq!(days[DateOrder::Ymd.index()], None);
        assert!(!dots);
    }

    #[test]
    fn two_digits_of_a_year_leave_three_orders() {
        let Day::Open { days, .. } = parse("05/11/26").unwrap().day else {
            panic!("not open");
        };
        assert!(days.iter().all(Option::is_some), "{days:?}");
    }

    #[test]
    fn what_is_no_day_is_refused_with_its_cause() {
        for (text, fault) in [
            ("soon", DayFault::NoDay),
            ("", DayFault::NoDay),
            ("12:30", DayFault::NoDay),
            ("1/2/3/4", DayFault::NoDay),
            ("marketing 5 2026", DayFault::NoDay),
            ("2026-13-01", DayFault::NotInCalendar),
            ("31/31/2026", DayFault::NotInCalendar),
            ("2026-02-30", DayFault::NotInCalendar),
            ("31 Feb 2026", DayFault::NotInCalendar),
            ("5/2026", DayFault::NotWhole),
            ("Nov 2026", DayFault::NotWhole),
            ("11-Nov", DayFault::NotWhole),
            ("2026", DayFault::NotWhole),
            ("05112026", DayFault::Digits),
            ("2350-01-01", DayFault::FarYear(2350)),
            ("1/1/1950", DayFault::FarYear(1950)),
            ("05/11/2569", DayFault::FarYear(2569)),
            ("2026-11-05 25:00", DayFault::NoTime),
        ] {
            assert_eq!(parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn what_is_counted_since_a_day_is_named_with_the_day_that_it_would_be() {
        for (text, seconds) in [
            ("46327", 0),
            ("46327.0", 0),
            ("46327.5", 43_200),
            ("46327,25", 21_600),
        ] {
            let day = civil(2026, 11, 1);
            assert_eq!(
                parse(text),
                Err(DayFault::ExcelDay { day, seconds }),
                "{text}"
            );
        }
        for (text, unit) in [("1793491200", "seconds"), ("1793491200000", "milliseconds")] {
            let day = civil(2026, 11, 1);
            assert_eq!(parse(text), Err(DayFault::UnixTime { unit, day }), "{text}");
        }
        let message = parse("46327").unwrap_err().to_string();
        assert!(
            message.starts_with(
                "looks like an Excel date number (2026-11-01); format the column as a date"
            ),
            "{message}"
        );
    }
}
