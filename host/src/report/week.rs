//! The week that a report is about.

use jiff::civil::{Date, ISOWeekDate, Weekday};

/// Why there is no report of a week; the text follows “failed to …”.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeekError {
    /// The text names no week.
    #[error("read the week \"{0}\": write it as 2026-W47")]
    NoWeek(String),
    /// It has not begun.
    #[error("report on {week}: it begins on {first}, which has not come yet")]
    NotBegun {
        /// Its name.
        week: String,
        /// Its Monday.
        first: Date,
    },
    /// Today is at the end of the calendar.
    #[error("read today's week: the clock is set wrong")]
    NoCalendar,
}

/// An ISO week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub first: Date,
    /// Its Sunday.
    pub last: Date,
}

impl Week {
    /// Returns the week of a text such as `2026-W47`.
    ///
    /// # Errors
    ///
    /// If the text names no week.
    pub fn named(text: &str) -> Result<Self, WeekError> {
        let fault = || WeekError::NoWeek(text.to_owned());
        let (year, number) = text.split_once("-W").ok_or_else(fault)?;
        let year = year.parse().map_err(|_| fault())?;
        let number = number.parse().map_err(|_| fault())?;
        let monday = ISOWeekDate::new(year, number, Weekday::Monday).map_err(|_| fault())?;
        Self::of(monday.date()).ok_or_else(fault)
    }

    /// Returns the week that is named, or else that of a day.
    ///
    /// # Errors
    ///
    /// If the text names no week, or one that has not begun today.
    pub fn asked(named: Option<&str>, otherwise: Date, today: Date) -> Result<Self, WeekError> {
        let week = match named {
            Some(name) => Self::named(name)?,
            None => Self::of(otherwise).ok_or(WeekError::NoCalendar)?,
        };
        if week.first > today {
            return Err(WeekError::NotBegun {
                week: week.name(),
                first: week.first,
            });
        }
        Ok(week)
    }

    /// Returns the last day of it that has come: a report of a week tells how it ended.
    #[must_use]
    pub fn day(self, today: Date) -> Date {
        self.last.min(today)
    }

    /// Returns the week of a day; none at the end of the calendar.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        let week = day.iso_week_date();
        let sunday = ISOWeekDate::new(week.year(), week.week(), Weekday::Sunday).ok()?;
        let first = ISOWeekDate::new(week.year(), week.week(), Weekday::Monday).ok()?;
        Some(Self {
            first: first.date(),
            last: sunday.date(),
        })
    }

    /// Returns the name of the week: `2026-W47`.
    #[must_use]
    pub fn name(self) -> String {
        let week = self.first.iso_week_date();
        format!("{}-W{:02}", week.year(), week.week())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn day(name: &str, today: Date) -> Date {
        Week::asked(Some(name), today, today).unwrap().day(today)
    }

    #[test]
    fn a_week_is_told_by_its_last_day() {
        let today = date(2026, 11, 20);
        assert_eq!(day("2026-W46", today), date(2026, 11, 15));
        assert_eq!(day("2026-W47", today), today);
        assert_eq!(day("2020-W53", today), date(2021, 1, 3));
    }

    #[test]
    fn what_is_no_week_is_refused() {
        let today = date(2026, 11, 20);
        for text in ["2026-47", "W47", "2026-W54", "2026-W0", "", "2026-W"] {
            let error = Week::asked(Some(text), today, today).unwrap_err();
            assert!(error.to_string().contains("2026-W47"), "{text}");
        }
    }

    #[test]
    fn a_week_that_has_not_come_is_refused() {
        let today = date(2026, 11, 22);
        assert!(Week::asked(Some("2026-W47"), today, today).is_ok());
        let error = Week::asked(Some("2026-W48"), today, today).unwrap_err();
        assert!(error.to_string().contains("2026-11-23"), "{error}");
    }
}
