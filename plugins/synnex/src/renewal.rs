//! Renewal dates that the vendor left behind.
//!
//! Ion keeps showing the end of the first term for subscriptions that have renewed automatically
//! many times since. Such a date is rolled forward by the commitment term.

use jiff::Span;
use seatwise_plugin::json;
use seatwise_plugin::types::{Date, Term, Timestamp};

use crate::fields::{DAY, day_of};
use crate::terms::{Length, length};

/// The first renewal after `now`, a whole number of terms behind `stale`. None where the term does
/// not recur or the calendar ends.
///
/// Months are counted from the day on which the first term started, so 31 January is followed by
/// 28 February and 31 March; from `stale` itself where it lies no whole number of terms behind the start.
pub(crate) fn roll_forward(
    start: Option<Timestamp>,
    stale: Timestamp,
    term: &Term,
    now: Timestamp,
) -> Option<Date> {
    let length = length(term)?;
    let time = stale.rem_euclid(DAY);
    let stale = day_of(stale)?;
    let start = start.and_then(day_of).filter(|start| {
        let passed = terms_between(*start, stale, length);
        passed.and_then(|count| shift(*start, length, count)) == Some(stale)
    });
    let day = start.unwrap_or(stale);
    // The estimate is at most one short, because of the month's end or the time of day.
    let passed = terms_between(day, day_of(now)?, length)?;
    (passed..=passed.checked_add(2)?)
        .filter_map(|count| shift(day, length, count))
        .find(|shifted| i64::from(*shifted) * DAY + time > now)
}

fn terms_between(from: Date, to: Date, length: Length) -> Option<i32> {
    let passed = match length {
        Length::Days(days) => to.checked_sub(from)? / days,
        Length::Months(months) => {
            let (from, to) = (json::civil_date(from)?, json::civil_date(to)?);
            let years = i32::from(to.year()) - i32::from(from.year());
            (years * 12 + i32::from(to.month()) - i32::from(from.month())) / months
        }
    };
    Some(passed.max(0))
}

fn shift(day: Date, length: Length, count: i32) -> Option<Date> {
    match length {
        Length::Days(days) => day.checked_add(days.checked_mul(count)?),
        Length::Months(months) => {
            let span = Span::new().try_months(months.checked_mul(count)?).ok()?;
            Some(json::days_since_epoch(
                json::civil_date(day)?.checked_add(span).ok()?,
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rolled(stale: &str, term: Term, now: &str) -> Option<String> {
        let moment = |text| json::parse_timestamp(text).unwrap();
        roll_forward(None, moment(stale), &term, moment(now)).map(json::format_date)
    }

    #[test]
    fn a_short_month_does_not_move_the_day_of_a_later_renewal() {
        let moment = |text| Some(json::parse_timestamp(text).unwrap());
        let rolled = |start| {
            let (stale, now) = (moment("2023-02-28").unwrap(), moment("2023-03-05").unwrap());
            roll_forward(start, stale, &Term::Monthly, now)
                .map(json::format_date)
                .unwrap()
        };
        assert_eq!(rolled(moment("2023-01-31")), "2023-03-31");
        assert_eq!(
            rolled(moment("2023-01-15")),
            "2023-03-28",
            "another start says nothing"
        );
        assert_eq!(rolled(None), "2023-03-28");
    }

    #[test]
    fn a_month_end_is_counted_from_the_original_day() {
        let from_january = |now| rolled("2023-01-31", Term::Monthly, now).unwrap();
        assert_eq!(from_january("2023-02-10"), "2023-02-28");
        assert_eq!(from_january("2023-03-05"), "2023-03-31");
        assert_eq!(from_january("2024-02-10"), "2024-02-29");
        assert_eq!(from_january("2023-02-28T00:00:01Z"), "2023-03-31");
    }

    #[test]
    fn a_renewal_later_today_is_still_ahead() {
        let from = "2024-02-03T16:29:10.491Z";
        assert_eq!(
            rolled(from, Term::Monthly, "2024-08-03T10:00:00Z").unwrap(),
            "2024-08-03"
        );
        assert_eq!(
            rolled(from, Term::Monthly, "2024-08-03T17:00:00Z").unwrap(),
            "2024-09-03"
        );
    }

    #[test]
    fn a_date_of_long_ago_takes_no_long_loop() {
        assert_eq!(
            rolled("0002-02-28", Term::Daily, "2024-02-10T12:00:00Z").unwrap(),
            "2024-02-11"
        );
        assert_eq!(
            rolled("1955-11-05", Term::Triennial, "2024-02-10").unwrap(),
            "2024-11-05"
        );
        assert_eq!(
            rolled("2020-02-29", Term::Annual, "2023-01-01").unwrap(),
            "2023-02-28"
        );
    }

    #[test]
    fn a_term_that_does_not_recur_cannot_be_rolled() {
        assert_eq!(rolled("2020-01-01", Term::None, "2023-01-01"), None);
        assert_eq!(
            rolled("2020-01-01", Term::Other("P5Y".to_owned()), "2023-01-01"),
            None
        );
        assert_eq!(rolled("9998-12-31", Term::Triennial, "9999-12-30"), None);
    }
}
