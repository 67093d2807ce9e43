//! Small helpers for SQL that has to be put together.

use jiff::Timestamp;

/// Returns the text as an SQL literal.
pub(crate) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Returns the text as an SQL literal, or NULL.
pub(super) fn optional_text(value: Option<&str>) -> String {
    value.map_or_else(|| "NULL".to_owned(), text)
}

/// Returns the name as a quoted SQL identifier.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns the moment as an SQL expression.
pub(crate) fn timestamp(value: Timestamp) -> String {
    format!("make_timestamp({})", value.as_microsecond())
}

/// Returns the moment that a column of type TIMESTAMP has, read through `epoch_us`.
///
/// Moments outside the range of [`Timestamp`] (years beyond 9999) become its ends.
pub(crate) fn to_timestamp(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap_or(if microseconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// Returns the conditions by which what a person typed finds a row with an id and a name, from the surest
/// to the loosest: the id, the whole name in any case, a part of the name.
pub(crate) fn readings(parameter: &str) -> [String; 3] {
    [
        format!("id = {parameter}"),
        format!("lower(name) = lower({parameter})"),
        format!("contains(lower(name), lower({parameter}))"),
    ]
}
