//! The week that a digest is about.

use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::filter::WeekError;

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
        let fault = || WeekError(text.to_owned());
        let (year, number) = text.split_once("-W").ok_or_else(fault)?;
        let year = year.parse().map_err(|_| fault())?;
        let number = number.parse().map_err(|_| fault())?;
        let monday = ISOWeekDate::new(year, number, Weekday::Monday).map_err(|_| fault())?;
        Self::of(monday.date()).ok_or_else(fault)
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
