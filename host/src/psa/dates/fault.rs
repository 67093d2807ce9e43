//! Why a text is not a day.

use jiff::civil::Date;

/// Why a text is not a day. The messages are rules that follow the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::psa) enum DayFault {
    /// It is something else.
    #[error("is not a date; write it as 2026-11-05, or leave the cell empty if there is none")]
    NoDay,
    /// A count of days, as a spreadsheet keeps them.
    #[error(
        "looks like an Excel date number ({day}); format the column as a date and export the file again, or set excel_days = \"1900\" (\"1904\" for a file from an old Mac) in a mapping file"
    )]
    ExcelDay {
        /// The day that it is since 1899-12-30, and how far it has gone, in seconds.
        day: Date,
        /// Seconds since midnight.
        seconds: u32,
    },
    /// A count of seconds, as programs keep moments.
    #[error(
        "looks like a timestamp in {unit} since 1970 ({day}); export it as a date, such as {day}"
    )]
    UnixTime {
        /// Seconds or milliseconds.
        unit: &'static str,
        /// The day that it is.
        day: Date,
    },
    /// Digits in which day, month and year cannot be distinguished.
    #[error(
        "is not a date: digits without separators must begin with the year; write it as 2026-11-05"
    )]
    Digits,
    /// A year, or a month of a year.
    #[error("has no day of the month; write day, month and year")]
    NotWhole,
    /// An invalid time of day.
    #[error("has an invalid time of day; write only the date, such as 2026-11-05")]
    NoTime,
    /// No month has that day, or no year that month.
    #[error(
        "is not in the calendar; correct it, or use --date-order if its parts are in another order"
    )]
    NotInCalendar,
    /// Nobody has a contract in that year.
    #[error("is in the year {0}, but contracts must be between 1980 and 2200; correct it")]
    FarYear(i16),
}
