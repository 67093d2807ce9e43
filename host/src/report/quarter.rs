//! The quarter that a review is about.

use jiff::{ToSpan as _, civil::Date};

/// A quarter of a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
}

/// Why a text names no quarter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the quarter \"{0}\": write it as 2026Q3")]
pub struct QuarterError(String);

impl Quarter {
    /// Returns the quarter of a text such as `2026Q3` or `2026-Q3`.
    ///
    /// # Errors
    ///
    /// If the text names no quarter.
    pub fn named(text: &str) -> Result<Self, QuarterError> {
        let fault = || QuarterError(text.to_owned());
        let (year, number) = text.split_once(['Q', 'q']).ok_or_else(fault)?;
        let year: i16 = year
            .strip_suffix('-')
            .unwrap_or(year)
            .parse()
            .map_err(|_| fault())?;
        let number: i8 = number.parse().map_err(|_| fault())?;
        if !(1..=4).contains(&number) || !(1900..=9000).contains(&year) {
            return Err(fault());
        }
        let first = Date::new(year, number * 3 - 2, 1).map_err(|_| fault())?;
        Ok(Self::beginning(first))
    }

    /// Returns the quarter of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let back = (day.month() - 1) % 3;
        Self::beginning(
            day.first_of_month()
                .saturating_sub(i32::from(back).months()),
        )
    }

    /// Returns the quarter before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.first.saturating_sub(1.day()))
    }

    fn beginning(first: Date) -> Self {
        Self {
            first,
            last: first.saturating_add(2.months()).last_of_month(),
        }
    }

    /// Returns the name of the quarter: `2026Q3`.
    #[must_use]
    pub fn name(self) -> String {
        format!("{}Q{}", self.first.year(), (self.first.month() + 2) / 3)
    }

    /// Returns the last days of twelve months, the last of them the one of a day, which stands for its month.
    pub(super) fn year_to(day: Date) -> Vec<Date> {
        (0..12)
            .rev()
            .map(|back: i32| {
                let month = day.first_of_month().saturating_sub(back.months());
                month.last_of_month().min(day)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_quarter_has_three_months() {
        let quarter = Quarter::named("2026Q3").unwrap();
        assert_eq!(
            (quarter.first, quarter.last),
            (date(2026, 7, 1), date(2026, 9, 30))
        );
        assert_eq!(Quarter::named("2026-q1").unwrap().last, date(2026, 3, 31));
        for day in [date(2026, 10, 1), date(2026, 11, 21), date(2026, 12, 31)] {
            assert_eq!(Quarter::of(day).name(), "2026Q4");
            assert_eq!(Quarter::of(day).previous().name(), "2026Q3");
        }
        assert_eq!(Quarter::of(date(2026, 1, 5)).previous().name(), "2025Q4");
    }

    #[test]
    fn what_is_no_quarter_is_refused() {
        for text in [
            "2026", "Q3", "2026Q5", "2026Q0", "2026W3", "", "26Q1", "2026Q",
        ] {
            let error = Quarter::named(text).unwrap_err().to_string();
            assert!(error.contains("2026Q3"), "{text}: {error}");
        }
    }

    #[test]
    fn a_year_ends_with_the_day_itself_and_else_with_the_ends_of_months() {
        let days = Quarter::year_to(date(2026, 3, 15));
        assert_eq!(days.len(), 12);
        assert_eq!(days[0], date(2025, 4, 30));
        assert_eq!(days[10], date(2026, 2, 28));
        assert_eq!(days[11], date(2026, 3, 15));
    }
}
