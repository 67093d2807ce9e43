//! What a row must fulfil to be believed. A row that breaks a rule is set apart with its reason; it is
//! neither mended nor dropped.

use super::cells::{fits, whole};
use crate::base::bounds::{MAX_AMOUNT, MAX_LINE_TOTAL, MAX_QUANTITY};
use crate::base::currency::is_currency;
use crate::base::days;
use crate::contract::Decimal;

/// 1990-01-01 in days since 1970: no licence subscription is older.
const FIRST_DAY: i32 = 7_305;
/// 2199-12-31 in days since 1970: dates behind it are markers for “never”.
const LAST_DAY: i32 = 84_005;
const MICROSECONDS_A_DAY: i64 = 86_400_000_000;

/// The reason why a row is not believed, as a fragment.
pub(crate) type Verdict = Result<(), String>;

pub(super) fn seats(name: &str, value: Option<Decimal>) -> Verdict {
    let Some(value) = value else { return Ok(()) };
    match whole(value) {
        None => Err(format!("{name} is a fraction: {}", shown(value))),
        Some(seats) if seats < 0 => Err(format!("{name} is negative: {seats}")),
        Some(seats) if seats > MAX_QUANTITY => Err(format!("{name} is impossibly large: {seats}")),
        Some(_) => Ok(()),
    }
}

pub(super) fn days<const N: usize>(dates: [(&str, Option<i32>); N]) -> Verdict {
    for (name, date) in dates {
        if date.is_some_and(|date| !(FIRST_DAY..=LAST_DAY).contains(&date)) {
            return Err(format!(
                "{name} is an impossible date: {}",
                day(date.unwrap_or_default())
            ));
        }
    }
    Ok(())
}

pub(super) fn moments<const N: usize>(moments: [(&str, Option<i64>); N]) -> Verdict {
    for (name, moment) in moments {
        let date = moment.map(|moment| moment.div_euclid(MICROSECONDS_A_DAY));
        let range = i64::from(FIRST_DAY)..=i64::from(LAST_DAY);
        if let Some(date) = date.filter(|date| !range.contains(date)) {
            let shown = i32::try_from(date).map_or_else(|_| "out of range".to_owned(), day);
            return Err(format!("{name} is an impossible date: {shown}"));
        }
    }
    Ok(())
}

pub(super) fn currency(code: Option<&str>) -> Verdict {
    match code {
        Some(code) if !is_currency(code) => {
            let code: String = code.chars().take(20).collect();
            Err(format!("currency {code:?} is unknown"))
        }
        _ => Ok(()),
    }
}

/// Prices and amounts, none of which may be beyond reason.
pub(super) fn amounts<const N: usize>(amounts: [(&str, Option<Decimal>); N]) -> Verdict {
    for (name, amount) in amounts {
        bounded(name, amount, MAX_AMOUNT)?;
    }
    storable(amounts)
}

/// Prices of what is for sale: only a line of a bill gives money back.
pub(super) fn prices_of_list<const N: usize>(prices: [(&str, Option<Decimal>); N]) -> Verdict {
    for (name, price) in prices {
        if let Some(price) = price.filter(|price| price.units < 0) {
            return Err(format!("{name} is negative: {}", shown(price)));
        }
    }
    Ok(())
}

/// A quantity of a line: it may be a fraction and, for a credit, negative.
pub(super) fn quantity(name: &str, value: Option<Decimal>) -> Verdict {
    bounded(name, value, MAX_QUANTITY)?;
    storable([(name, value)])
}

fn bounded(name: &str, value: Option<Decimal>, most: i64) -> Verdict {
    let Some(value) = value else { return Ok(()) };
    if exceeds(value.units.into(), value.scale.into(), most) {
        return Err(format!("{name} is impossibly large: {}", shown(value)));
    }
    Ok(())
}

/// A quantity times each of the prices that it may be multiplied with.
pub(super) fn products<const N: usize>(
    (counted, quantity): (&str, Option<Decimal>),
    prices: [(&str, Option<Decimal>); N],
) -> Verdict {
    let Some(quantity) = quantity else {
        return Ok(());
    };
    for (name, price) in prices {
        let Some(price) = price else { continue };
        // Both are bounded by now, so the product of their digits fits into 128 bits.
        let units = i128::from(quantity.units) * i128::from(price.units);
        let scale = u32::from(quantity.scale) + u32::from(price.scale);
        if exceeds(units, scale, MAX_LINE_TOTAL) {
            return Err(format!(
                "{counted} times {name} is impossibly large: {} times {}",
                shown(quantity),
                shown(price)
            ));
        }
    }
    Ok(())
}

/// Whether `units` × 10^-`scale` is above `most` or below `-most`.
fn exceeds(units: i128, scale: u32, most: i64) -> bool {
    // A scale whose power does not fit makes the number smaller than any bound.
    10_i128
        .checked_pow(scale)
        .and_then(|factor| factor.checked_mul(most.into()))
        .is_some_and(|most| units.abs() > most)
}

pub(super) fn storable<const N: usize>(numbers: [(&str, Option<Decimal>); N]) -> Verdict {
    for (name, number) in numbers {
        if let Some(number) = number.filter(|number| !fits(*number)) {
            return Err(format!("{name} is too large to store: {}", shown(number)));
        }
    }
    Ok(())
}

pub(super) fn shown(value: Decimal) -> String {
    let digits = value.units.unsigned_abs().to_string();
    let scale = usize::from(value.scale);
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    let sign = if value.units < 0 { "-" } else { "" };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

fn day(date: i32) -> String {
    days::day(date).map_or_else(|| "out of range".to_owned(), |day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_last_believable_days_are_what_the_names_say() {
        assert_eq!(day(FIRST_DAY), "1990-01-01");
        assert_eq!(day(LAST_DAY), "2199-12-31");
    }

    #[test]
    fn fractional_negative_and_huge_seats_are_refused_with_their_value() {
        let verdict = |units, scale| seats("seats", Some(Decimal { units, scale }));
        assert_eq!(verdict(25, 1), Err("seats is a fraction: 2.5".to_owned()));
        assert_eq!(verdict(-3, 0), Err("seats is negative: -3".to_owned()));
        assert!(verdict(5_000_000_000, 0).is_err());
        assert_eq!(verdict(25, 0), Ok(()));
    }

    #[test]
    fn dates_of_1955_and_9999_are_refused() {
        assert_eq!(
            days([("renews-on", Some(-5_479))]),
            Err("renews-on is an impossible date: 1955-01-01".to_owned())
        );
        assert_eq!(
            days([("renews-on", Some(2_932_896))]),
            Err("renews-on is an impossible date: 9999-12-31".to_owned())
        );
    }

    #[test]
    fn a_negative_price_of_what_is_for_sale_is_refused() {
        let verdict = |units| prices_of_list([("unit-cost", Some(decimal(units, 2)))]);
        assert_eq!(
            verdict(-2_500),
            Err("unit-cost is negative: -25.00".to_owned())
        );
        assert_eq!(verdict(0), Ok(()));
    }

    fn decimal(units: i64, scale: u8) -> Decimal {
        Decimal { units, scale }
    }

    #[test]
    fn a_quantity_a_price_and_their_product_have_bounds_on_both_sides() {
        let most = MAX_QUANTITY;
        assert_eq!(quantity("quantity", Some(decimal(-most * 10, 1))), Ok(()));
        assert_eq!(
            quantity("quantity", Some(decimal(-(most * 10 + 1), 1))),
            Err("quantity is impossibly large: -10000000.1".to_owned())
        );
        assert_eq!(amounts([("amount", Some(decimal(MAX_AMOUNT, 0)))]), Ok(()));
        assert_eq!(
            amounts([("amount", Some(decimal(MAX_AMOUNT + 1, 0)))]),
            Err("amount is impossibly large: 1000000001".to_owned())
        );
        let line = |units| products(("seats", Some(decimal(most, 0))), [("unit-cost", units)]);
        assert_eq!(line(Some(decimal(100_000, 0))), Ok(()));
        assert_eq!(
            line(Some(decimal(-10_000_001, 2))),
            Err("seats times unit-cost is impossibly large: 10000000 times -100000.01".to_owned())
        );
        assert_eq!(line(None), Ok(()));
    }

    #[test]
    fn a_number_with_any_scale_is_judged_without_overflow() {
        for scale in [0, 12, 18, 38, 255] {
            let _ = quantity("quantity", Some(decimal(i64::MIN, scale)));
            let _ = exceeds(
                i128::from(i64::MAX) * i128::from(i64::MIN),
                510,
                MAX_LINE_TOTAL,
            );
        }
        assert!(exceeds(602_003_004_005, 0, MAX_QUANTITY));
        assert!(!exceeds(1, 255, MAX_QUANTITY));
    }
}
