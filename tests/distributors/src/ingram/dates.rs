//! Days and moments.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::MomentSpelling;

/// Spells a moment to the second; the place decides where spellings are mixed.
pub(super) fn spelled(spelling: MomentSpelling, moment: Timestamp, place: u64) -> String {
    let civil = moment.to_zoned(TimeZone::UTC).datetime();
    match (spelling, place % 3) {
        (MomentSpelling::Bare, _) | (MomentSpelling::Mixed, 0) => {
            civil.strftime("%Y-%m-%d %H:%M:%S").to_string()
        }
        (MomentSpelling::Spaced, _) | (MomentSpelling::Mixed, 1) => {
            civil.strftime("%Y-%m-%d %H:%M:%S+00:00").to_string()
        }
        (MomentSpelling::Rfc3339, _) | (MomentSpelling::Mixed, _) => {
            civil.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
        }
    }
}

/// A moment of a report.
pub(super) fn rfc3339(moment: Timestamp) -> String {
    spelled(MomentSpelling::Rfc3339, moment, 0)
}

/// The first moment of a day.
pub(super) fn midnight(day: Date) -> Timestamp {
    TimeZone::UTC
        .to_timestamp(day.at(0, 0, 0, 0))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The day so many days later, or earlier under 0.
pub(super) fn days_later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// The first day of the month so many months later, or earlier under 0.
pub(super) fn month_later(day: Date, months: i32) -> Date {
    day.first_of_month().saturating_add(months.months())
}

/// How many months lie between the months of two days.
pub(super) fn months_between(earlier: Date, later: Date) -> i32 {
    let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    months(later) - months(earlier)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_come_in_three_spellings() {
        let moment = "2019-03-19T07:22:59.5Z".parse().unwrap();
        let text = |place| spelled(MomentSpelling::Mixed, moment, place);
        assert_eq!(text(0), "2019-03-19 07:22:59");
        assert_eq!(text(1), "2019-03-19 07:22:59+00:00");
        assert_eq!(text(2), "2019-03-19T07:22:59+00:00");
    }
}
