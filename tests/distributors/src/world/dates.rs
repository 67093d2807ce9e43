//! Days and moments in the spellings of the vendors.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The UTC day of a moment.
pub(crate) fn date_at(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

/// How many days a range has, both ends included; 0 where it ends before it starts.
pub(crate) fn days_in(from: Date, to: Date) -> i64 {
    let days = from
        .until(to)
        .map_or(0, |span| i64::from(span.get_days()) + 1);
    days.max(0)
}

/// How many days lie between an earlier day and a later one; less than 0 where it is the other way round.
pub(crate) fn days_between(earlier: Date, later: Date) -> i32 {
    earlier.until(later).map_or(0, |span| span.get_days())
}

/// Sherweb's spelling: seven fractional digits and no offset.
pub(crate) fn tick_text(moment: Timestamp) -> String {
    let civil = moment.to_zoned(TimeZone::UTC).datetime();
    let (date, time) = (civil.date(), civil.time());
    format!(
        "{date}T{:02}:{:02}:{:02}.{:07}",
        time.hour(),
        time.minute(),
        time.second(),
        time.subsec_nanosecond() / 100
    )
}

/// StreamOne's spelling: RFC 3339 with three fractional digits, or none where they are zero.
pub(crate) fn millisecond_text(moment: Timestamp) -> String {
    let civil = moment.to_zoned(TimeZone::UTC).datetime();
    let (date, time) = (civil.date(), civil.time());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    match time.subsec_nanosecond() / 1_000_000 {
        0 => format!("{date}T{hour:02}:{minute:02}:{second:02}Z"),
        millisecond => format!("{date}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_spelled_as_each_vendor_spells_them() {
        let moment: Timestamp = "2021-01-13T20:30:05.7613888Z".parse().unwrap();
        assert_eq!(tick_text(moment), "2021-01-13T20:30:05.7613888");
        assert_eq!(millisecond_text(moment), "2021-01-13T20:30:05.761Z");
        assert_eq!(
            millisecond_text("2024-01-08T08:50:50Z".parse().unwrap()),
            "2024-01-08T08:50:50Z"
        );
    }
}
