//! Days as the contract and Arrow count them: since 1970-01-01.

use jiff::{
    Span,
    civil::{Date, date},
};

const EPOCH: Date = date(1970, 1, 1);

/// The day so many days after 1970-01-01; none where no calendar has it.
pub(crate) fn day(days: i32) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// How many days after 1970-01-01 a day is.
pub(crate) fn days_since_1970(day: Date) -> i32 {
    day.since(EPOCH).map_or(0, |span| span.get_days())
}
