//! Calendar months, in which Pax8 bills.

use seatwise_plugin::json::{civil_date, days_since_epoch, format_date};
use seatwise_plugin::types::{Date, Timestamp};
use seatwise_plugin::{Failure, FailureKind};

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Month {
    /// Its first day.
    pub(crate) first: Date,
    /// Its last day.
    pub(crate) last: Date,
}

impl Month {
    /// The month of a day.
    ///
    /// # Errors
    /// Fails where the day is beyond the calendar.
    pub(crate) fn of(date: Date) -> Result<Self, Failure> {
        let day = civil_date(date).ok_or_else(|| {
            Failure::new(
                FailureKind::Other,
                format!("day {date} of the billing period is not in the calendar"),
            )
        })?;
        Ok(Self {
            first: days_since_epoch(day.first_of_month()),
            last: days_since_epoch(day.last_of_month()),
        })
    }

    /// Whether a day is in the month.
    pub(crate) fn contains(self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// `2026-11`.
    pub(crate) fn name(self) -> String {
        let day = format_date(self.first);
        day.rsplit_once('-')
            .map_or_else(|| day.clone(), |(month, _)| month.to_owned())
    }
}

/// The day of a moment, UTC.
pub(crate) fn day_of(moment: Timestamp) -> Date {
    Date::try_from(moment.div_euclid(DAY)).unwrap_or_default()
}

/// The last day of a period that the vendor ends with `end`.
///
/// Published lines end on the last day in one place and on the first day of the next period in another. The same day
/// of a later month is the next period: no month is billed from the 1st to the 1st.
pub(crate) fn last_day(start: Option<Date>, end: Option<Date>) -> Option<Date> {
    let end = end?;
    let is_next = start
        .and_then(civil_date)
        .zip(civil_date(end))
        .is_some_and(|(start, end)| start < end && start.day() == end.day());
    Some(if is_next { end - 1 } else { end })
}

#[cfg(test)]
mod tests {
    use super::*;
    use seatwise_plugin::json::parse_date;

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    #[test]
    fn a_month_has_its_own_length() {
        let month = Month::of(day("2028-02-10")).unwrap();
        assert_eq!(
            (month.first, month.last),
            (day("2028-02-01"), day("2028-02-29"))
        );
        assert_eq!(month.name(), "2028-02");
        assert!(!month.contains(day("2028-03-01")));
    }

    #[test]
    fn a_period_ends_on_its_last_day_however_the_vendor_writes_it() {
        for (start, end, expected) in [
            ("2026-11-01", "2026-11-30", "2026-11-30"),
            ("2019-04-01", "2019-05-01", "2019-04-30"),
            ("2026-11-14", "2027-11-14", "2027-11-13"),
            ("2026-11-14", "2026-11-14", "2026-11-14"),
            ("2026-01-31", "2026-02-28", "2026-02-28"),
        ] {
            let got = last_day(Some(day(start)), Some(day(end)));
            assert_eq!(got, Some(day(expected)), "{start} to {end}");
        }
    }
}
