//! Billing periods of the account.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A billing period, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Date,
    pub(super) to: Date,
}

/// The period that a day lies in; periods begin on a day of the month between 1 and 28.
pub(super) fn period(day: Date, billing_day: i8) -> Period {
    let this_month = date(day.year(), day.month(), billing_day);
    let from = if day < this_month {
        this_month.saturating_sub(1.month())
    } else {
        this_month
    };
    let to = from
        .saturating_add(1.month())
        .yesterday()
        .unwrap_or(Date::MAX);
    Period { from, to }
}

/// The period of receivable charges: the one asked for where it is invoiced, else the last one that is.
pub(super) fn receivable_period(asked: Option<Date>, today: Date, billing_day: i8) -> Period {
    let current = period(today, billing_day);
    let last_invoiced = period(current.from.yesterday().unwrap_or(Date::MIN), billing_day);
    match asked.map(|day| period(day, billing_day)) {
        Some(asked) if asked.to < current.from => asked,
        _ => last_invoiced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_need_not_be_a_calendar_month() {
        let expected = Period {
            from: date(2026, 2, 15),
            to: date(2026, 3, 14),
        };
        assert_eq!(period(date(2026, 3, 14), 15), expected);
        let calendar = Period {
            from: date(2026, 2, 1),
            to: date(2026, 2, 28),
        };
        assert_eq!(period(date(2026, 2, 28), 1), calendar);
    }

    #[test]
    fn receivables_of_a_period_that_is_not_invoiced_are_those_of_the_last_one() {
        let today = date(2026, 3, 17);
        let february = period(date(2026, 2, 3), 1);
        assert_eq!(receivable_period(None, today, 1), february);
        assert_eq!(receivable_period(Some(today), today, 1), february);
        let january = period(date(2026, 1, 3), 1);
        assert_eq!(
            receivable_period(Some(date(2026, 1, 31)), today, 1),
            january
        );
    }
}
