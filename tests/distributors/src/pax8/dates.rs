//! Moments in the spellings that occur.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::DateSpelling;
use crate::world::{date_at, millisecond_text};

/// Spells a moment; the place decides which spelling where they are mixed.
pub(super) fn spelled(spelling: DateSpelling, moment: Timestamp, place: u64) -> String {
    match spelling {
        DateSpelling::Mixed => {
            const ALL: [DateSpelling; 4] = [
                DateSpelling::Day,
                DateSpelling::Seconds,
                DateSpelling::Milliseconds,
                DateSpelling::BareOffset,
            ];
            let place = usize::try_from(place % 4).unwrap_or(0);
            spelled(ALL[place], moment, 0)
        }
        DateSpelling::Day => date_at(moment).to_string(),
        DateSpelling::Seconds => {
            let whole = Timestamp::from_second(moment.as_second()).unwrap_or(moment);
            millisecond_text(whole)
        }
        DateSpelling::Milliseconds => {
            format!("{}Z", civil_text(moment, Offset::UTC))
        }
        DateSpelling::BareOffset => {
            format!("{}-0700", civil_text(moment, Offset::constant(-7)))
        }
    }
}

fn civil_text(moment: Timestamp, offset: Offset) -> String {
    let civil = offset.to_datetime(moment);
    let (date, time) = (civil.date(), civil.time());
    format!(
        "{date}T{:02}:{:02}:{:02}.{:03}",
        time.hour(),
        time.minute(),
        time.second(),
        time.subsec_nanosecond() / 1_000_000
    )
}

/// The moment that any of the spellings means; a day is its first moment.
pub(super) fn moment_of(text: &str) -> Option<Timestamp> {
    if text.len() == 10 {
        return Some(midnight(text.parse().ok()?));
    }
    text.parse().ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_names_the_same_moment_as_far_as_it_goes() {
        let moment: Timestamp = "2020-12-01T20:20:13.153Z".parse().unwrap();
        let text = |spelling| spelled(spelling, moment, 0);
        assert_eq!(text(DateSpelling::Day), "2020-12-01");
        assert_eq!(text(DateSpelling::Seconds), "2020-12-01T20:20:13Z");
        assert_eq!(text(DateSpelling::Milliseconds), "2020-12-01T20:20:13.153Z");
        let bare = text(DateSpelling::BareOffset);
        assert_eq!(bare, "2020-12-01T13:20:13.153-0700");
        assert_eq!(moment_of(&bare), Some(moment));
    }
}
