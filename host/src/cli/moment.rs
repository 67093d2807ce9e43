//! Moments as a person types them.

use jiff::{Timestamp, civil::DateTime};

use super::exit::CommandError;
use crate::base::zone::Zone;

/// A moment as a person types it: with an offset from UTC, or by the operator's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedMoment {
    /// One with an offset.
    Moment(Timestamp),
    /// A day, which is its begin, or a time of the operator's clock.
    Local(DateTime),
}

impl TypedMoment {
    /// Returns the moment that is meant in a time zone.
    ///
    /// # Errors
    ///
    /// Where it is outside the calendar.
    pub(super) fn in_zone(self, zone: &Zone) -> Result<Timestamp, CommandError> {
        match self {
            Self::Moment(moment) => Ok(moment),
            Self::Local(local) => zone
                .moment(local)
                .map_err(|error| CommandError::usage(format!("read the moment {local}: {error}"))),
        }
    }
}

/// Reads a day, which is its begin, or a moment; one without an offset is by the operator's clock.
pub(super) fn typed_moment(text: &str) -> Result<TypedMoment, String> {
    if let Ok(moment) = text.parse() {
        return Ok(TypedMoment::Moment(moment));
    }
    text.parse().map(TypedMoment::Local).map_err(|_| {
        "expected a day such as 2026-11-20, or a time such as 2026-11-20T09:00:00Z".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_by_the_operators_clock_and_a_time_with_an_offset_is_what_it_says() {
        let auckland = Zone::of_rules("NZST-12NZDT,M9.5.0,M4.1.0/3");
        let read = |text: &str, zone: &Zone| {
            let moment = typed_moment(text).unwrap().in_zone(zone).unwrap();
            moment.to_string()
        };
        assert_eq!(read("2026-11-20", &auckland), "2026-11-19T11:00:00Z");
        assert_eq!(read("2026-11-20", &Zone::utc()), "2026-11-20T00:00:00Z");
        assert_eq!(
            read("2026-11-20T09:00:00Z", &auckland),
            "2026-11-20T09:00:00Z"
        );
        let error = typed_moment("20.11.2026").unwrap_err();
        assert!(error.contains("expected a day such as"), "{error}");
    }
}
