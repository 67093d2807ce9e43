//! Money is exact, and rounded once.

use super::fixtures::{Place, Random, plain};

/// Writes millionths as a decimal.
fn decimal(millionths: i128) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let digits = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", digits / 1_000_000, digits % 1_000_000)
}

/// Divides and rounds half away from zero.
fn rounded(dividend: i128, divisor: i128) -> i128 {
    let whole = (2 * dividend.abs() + divisor) / (2 * divisor);
    if dividend < 0 { -whole } else { whole }
}

#[test]
fn products_quotients_and_months_agree_with_whole_numbers() {
    let place = Place::empty();
    let mut random = Random::new(7);
    for _ in 0..400 {
        let digits = 1 + random.below(17);
        let amount = i128::from(random.below(10_u64.pow(digits as u32)))
            * if random.below(4) == 0 { -1 } else { 1 };
        let fraction = if random.below(3) == 0 { 1 } else { 1_000_000 };
        let quantity = i128::from(1 + random.below(99_999)) * fraction;
        let months = i128::from([1, 2, 3, 6, 12, 24, 36][random.below(7) as usize]);
        let found = place.value(&format!(
            "SELECT concat_ws(' ', times(q, a), divided(a, q), monthly(a, {months}))
             FROM (SELECT '{}'::DECIMAL(18, 6) AS q, '{}'::DECIMAL(18, 6) AS a)",
            decimal(quantity),
            decimal(amount)
        ));
        let expected = [
            rounded(quantity * amount, 1_000_000),
            rounded(amount * 1_000_000, quantity),
            rounded(amount, months),
        ]
        .map(decimal);
        assert_eq!(found, expected.join(" "), "{amount} {quantity} {months}");
    }
}

#[test]
fn the_price_is_divided_by_the_billing_cycle_and_what_does_not_recur_is_nothing() {
    let place = Place::empty();
    for (amount, months, expected) in [
        ("100", "12", "8.333333"),
        ("-100", "12", "-8.333333"),
        ("0.000006", "12", "0.000001"),
        ("5", "1", "5"),
        ("5", "0", "0"),
        ("5", "NULL", ""),
        ("NULL", "12", ""),
    ] {
        let found = place.value(&format!(
            "SELECT monthly({amount}::DECIMAL(18, 6), {months}::INTEGER)"
        ));
        assert_eq!(plain(&found), expected, "{amount} every {months} months");
    }
}

#[test]
fn the_largest_amounts_of_a_row_are_exact_and_what_is_beyond_all_reason_is_unknown() {
    let place = Place::empty();
    for (quantity, amount, expected) in [
        ("10000000", "100000", "83333333333.333333"),
        ("-10000000", "100000", "-83333333333.333333"),
        ("100000000", "999999999999.999999", ""),
    ] {
        let found = place.value(&format!(
            "SELECT monthly(times({quantity}, {amount}::DECIMAL(18, 6)), 12)"
        ));
        assert_eq!(plain(&found), expected, "{quantity} times {amount}");
    }
}

#[test]
fn a_rate_is_used_in_both_directions() {
    let place = Place::empty();
    place.run("INSERT INTO fx_rates VALUES ('EUR', 'USD', 1.1, '2026-11-02', 'ECB')");
    let found = place.rows(
        "SELECT source, target, converted(110, multiplier, divisor) FROM rates_as_of(DATE '2026-11-20')",
    );
    assert_eq!(found, ["EUR | USD | 121", "USD | EUR | 100"]);
    assert_eq!(place.rows("FROM rates_as_of(DATE '2026-11-01')"), [""; 0]);
}
