//! One text as a day, in each order in which it can be one.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use super::months::month;

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

/// Reads a text as a day. A time of day after it is left out: the day is the one that is written.
/// None where it is no day, or none in which a contract begins or ends.
pub(in crate::psa) fn parse(text: &str) -> Option<Day> {
    let text = without_time(text.trim());
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return compact(text);
    }
    let parts: Vec<&str> = text
        .split([' ', '-', '/', '.', ',', '\u{a0}'])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts.as_slice() else {
        return with_weekday(&parts);
    };
    if let Some(named) = with_name(first, second, third) {
        return fixed(named);
    }
    numeric(first, second, third, text.contains('.'))
}

/// Cuts `T00:00:00Z`, ` 12:00:00 AM` and the like.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else {
        return text;
    };
    let before = text.get(..colon).unwrap_or(text);
    let day = before.trim_end_matches(|c: char| c.is_ascii_digit());
    day.trim_end_matches(['T', 't', ' ', ',', '\u{a0}'])
}

/// `20261105`
fn compact(text: &str) -> Option<Day> {
    let (year, rest) = text.split_at_checked(4).filter(|_| text.len() == 8)?;
    let (month, day) = rest.split_at_checked(2)?;
    fixed(date(year, month.parse().ok()?, day)?)
}

/// `Thursday, 5 November 2026`
fn with_weekday(parts: &[&str]) -> Option<Day> {
    match parts {
        [weekday, first, second, third] if weekday.chars().all(char::is_alphabetic) => {
            fixed(with_name(first, second, third)?)
        }
        _ => None,
    }
}

/// `5 Nov 2026`, `Nov 5 2026`, `2026 Nov 5`
fn with_name(first: &str, second: &str, third: &str) -> Option<Date> {
    let ordinal = |text: &'_ str| {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        text.get(..end).unwrap_or_default().to_owned()
    };
    if let Some(month) = month(second) {
        return if first.len() == 4 {
            date(first, month, &ordinal(third))
        } else {
            date(third, month, &ordinal(first))
        };
    }
    date(third, month(first)?, &ordinal(second))
}

fn numeric(first: &str, second: &str, third: &str, dots: bool) -> Option<Day> {
    let number = |text: &str| text.parse::<i8>().ok();
    if first.len() == 4 {
        let day = date_or_none(first, number(second)?, third)?;
        return day.map_or(Some(Day::None), fixed);
    }
    if third.len() != 4 && third.len() != 2 {
        return None;
    }
    if third.len() == 4 && is_no_year(third) {
        return Some(Day::None);
    }
    let plausible = |date: Option<Date>| date.filter(|date| PLAUSIBLE.contains(&date.year()));
    let days = [
        plausible(number(second).and_then(|month| date(third, month, first))),
        plausible(number(first).and_then(|month| date(third, month, second))),
        plausible(
            number(second)
                .filter(|_| first.len() == 2 && third.len() == 2)
                .and_then(|month| date(first, month, third)),
        ),
    ];
    days.iter()
        .any(Option::is_some)
        .then_some(Day::Open { days, dots })
}

fn fixed(date: Date) -> Option<Day> {
    if is_no_year(&format!("{:04}", date.year())) {
        return Some(Day::None);
    }
    PLAUSIBLE.contains(&date.year()).then_some(Day::Fixed(date))
}

/// A day with the year first; the inner none is a day that stands for no day.
fn date_or_none(year: &str, month: i8, day: &str) -> Option<Option<Date>> {
    if is_no_year(year) {
        return Some(None);
    }
    date(year, month, day).map(Some)
}

/// Years that programs write where there is no day: the begin of their calendar, or its end.
fn is_no_year(year: &str) -> bool {
    year.parse::<i16>()
        .is_ok_and(|year| year <= 1900 || year >= 9000)
}

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    if !(1..=2).contains(&day.len()) {
        return None;
    }
    let digits = year.len();
    let year: i16 = year.parse().ok()?;
    let year = match digits {
        4 => year,
        2 if year < CENTURY_TURNS => 2000 + year,
        2 => 1900 + year,
        _ => return None,
    };
    Date::new(year, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed_day(text: &str) -> Option<String> {
        match parse(text)? {
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
        ] {
            assert_eq!(parse(text), Some(Day::None), "{text}");
        }
    }

    #[test]
    fn a_day_in_two_orders_keeps_both() {
        let Some(Day::Open { days, dots }) = parse("03/04/2026 12:00:00 AM") else {
            panic!("not open");
        };
        assert_eq!(days[DateOrder::Dmy.index()], Date::new(2026, 4, 3).ok());
        assert_eq!(days[DateOrder::Mdy.index()], Date::new(2026, 3, 4).ok());
        assert_eq!(days[DateOrder::Ymd.index()], None);
        assert!(!dots);
    }

    #[test]
    fn two_digits_of_a_year_leave_three_orders() {
        let Some(Day::Open { days, .. }) = parse("05/11/26") else {
            panic!("not open");
        };
        assert!(days.iter().all(Option::is_some), "{days:?}");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "soon",
            "2026-13-01",
            "31/31/2026",
            "2026-02-30",
            "45962",
            "5/2026",
            "1/2/3/4",
            "2350-01-01",
            "1/1/1950",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
