//! Whether a bill is one of a billing period that still runs.
//!
//! The last closed period is asked for by a day a month ago. Months are of different lengths, so where periods begin on
//! the 29th to the 31st that day may lie in the period that still runs: on 30 March in the one from 28 February. What
//! it has so far is not what it will cost.

use jiff::ToSpan as _;

use crate::base::days::day;
use crate::contract::Rows;

/// No monthly period has more days.
const LONGEST: i32 = 31;

/// Returns the day before the period of these rows, where it is the one that was asked for and still runs. All days are
/// in days since 1970-01-01.
pub(super) fn day_before_open_period(rows: &Rows, asked: i32, today: i32) -> Option<i32> {
    let Rows::Charges(charges) = rows else {
        return None;
    };
    let first = charges.first()?;
    let (from, to) = (first.billing_period_from?, first.billing_period_to?);
    let is_one_period = charges.iter().all(|charge| {
        (charge.billing_period_from, charge.billing_period_to) == (Some(from), Some(to))
    });
    let unbilled = charges.iter().any(|charge| charge.billed == Some(false));
    let last = last_day(from, to, unbilled)?;
    let runs = (from..=last).contains(&asked) && last >= today && last - from < LONGEST;
    (is_one_period && runs).then_some(from - 1)
}

/// The last day of a period. Some bills name the first day of the next period instead. From the last day of a month on
/// that cannot be told by the days: a period that begins on the 31st is that of 30 November to 30 December. There it
/// counts whether the vendor has billed it.
fn last_day(from: i32, to: i32, unbilled: bool) -> Option<i32> {
    let first = day(from)?;
    let names_the_next = day(to)? == first.checked_add(1.month()).ok()?;
    let is_clear = first != first.last_of_month();
    Some(if names_the_next && (is_clear || !unbilled) {
        to - 1
    } else {
        to
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::days::days_since_1970;
    use crate::contract::{Charge, ChargeDirection, ChargeKind};

    fn days(text: &str) -> i32 {
        days_since_1970(text.parse().unwrap())
    }

    fn charge(from: &str, to: &str) -> Charge {
        Charge {
            direction: ChargeDirection::Payable,
            customer_id: None,
            customer_name: None,
            subscription_id: None,
            charge_id: None,
            product_id: None,
            sku: None,
            product_name: None,
            charge_name: None,
            kind: ChargeKind::Recurring,
            billing_cycle: None,
            billing_period_from: Some(days(from)),
            billing_period_to: Some(days(to)),
            charge_from: None,
            charge_to: None,
            quantity: None,
            list_price: None,
            unit_price: None,
            prorated_unit_price: None,
            amount: None,
            currency: None,
            billed: None,
            invoice_number: None,
            invoice_date: None,
            extra: None,
        }
    }

    fn before(from: &str, to: &str, asked: &str, today: &str) -> Option<i32> {
        let unbilled = Charge {
            billed: Some(false),
            ..charge(from, to)
        };
        let rows = Rows::Charges(vec![unbilled.clone(), unbilled]);
        day_before_open_period(&rows, days(asked), days(today))
    }

    #[test]
    fn a_period_that_still_runs_is_left_for_the_one_before_it() {
        for (from, to, asked, today, wanted) in [
            (
                "2026-11-30",
                "2026-12-30",
                "2026-11-30",
                "2026-12-30",
                "2026-11-29",
            ),
            (
                "2027-02-28",
                "2027-03-30",
                "2027-02-28",
                "2027-03-30",
                "2027-02-27",
            ),
            (
                "2027-02-28",
                "2027-03-28",
                "2027-02-28",
                "2027-03-28",
                "2027-02-27",
            ),
            (
                "2027-02-28",
                "2027-03-27",
                "2027-02-28",
                "2027-03-27",
                "2027-02-27",
            ),
        ] {
            assert_eq!(
                before(from, to, asked, today),
                Some(days(wanted)),
                "{from} {today}"
            );
        }
    }

    #[test]
    fn a_period_that_is_over_is_the_one_that_is_wanted() {
        for (from, to, asked, today) in [
            ("2026-11-01", "2026-11-30", "2026-11-01", "2026-12-01"),
            // The last day is named as the first of the next.
            ("2026-11-01", "2026-12-01", "2026-11-01", "2026-12-01"),
            ("2026-10-31", "2026-11-29", "2026-11-20", "2026-12-20"),
            // Of a year, or of another period than was asked for: that is the vendor's way.
            ("2026-06-01", "2027-05-31", "2026-11-01", "2026-12-01"),
            ("2026-12-01", "2026-12-31", "2026-11-01", "2026-12-01"),
        ] {
            assert_eq!(before(from, to, asked, today), None, "{from} {today}");
        }
        let billed = Rows::Charges(vec![charge("2026-11-30", "2026-12-30")]);
        assert_eq!(
            day_before_open_period(&billed, days("2026-11-30"), days("2026-12-30")),
            None
        );
        let two = Rows::Charges(vec![
            charge("2026-11-30", "2026-12-30"),
            charge("2026-10-31", "2026-11-29"),
        ]);
        assert_eq!(
            day_before_open_period(&two, days("2026-11-30"), days("2026-12-30")),
            None
        );
        let none = Rows::Charges(Vec::new());
        assert_eq!(day_before_open_period(&none, 0, 0), None);
    }
}
