//! What is suspended and still on the distributor's bill.

use super::fixtures::{NOW, Place};

const DAY: &str = "DATE '2026-11-20'";

/// Puts Kauri's nine seats, suspended with their customer on 2026-11-10, on a bill.
fn bill(place: &Place, id: &str, from: &str, to: &str, seats: u32, amount: &str) {
    place.run(&format!(
        "INSERT INTO charges BY NAME
         SELECT 'synnex' AS vendor, 'synnex-main' AS connection, '{id}' AS id, 'payable' AS direction, 'Y11' AS customer_id,
             'k1' AS subscription_id, 'SN-BP' AS sku, 'recurring' AS kind, 1 AS billing_cycle_months, DATE '{from}' AS charge_from,
             DATE '{to}' AS charge_to, DATE '{from}' AS billing_period_from, DATE '{to}' AS billing_period_to, {seats} AS quantity,
             18.50 AS unit_price, {amount} AS amount, 'USD' AS currency, TIMESTAMP '2026-11-04 06:00' AS first_seen_at,
             TIMESTAMP '2026-11-20 06:00' AS last_seen_at, 'synnex-run' AS run_id"
    ));
}

fn charged(place: &Place) -> Vec<String> {
    place.rows(&format!(
        "SELECT customer_name, seats, monthly_amount, currency, suspended_on FROM suspended_but_charged_as_of({DAY})
         WHERE customer_name = 'Kauri Events'"
    ))
}

#[test]
fn a_suspended_subscription_that_the_last_bill_charges_is_a_finding_with_what_is_charged() {
    let mut place = Place::golden();
    assert_eq!(charged(&place), [""; 0], "without a bill nobody knows");
    bill(&place, "k-nov", "2026-11-01", "2026-11-30", 9, "166.50");
    assert_eq!(
        charged(&place),
        ["Kauri Events | 9 | 166.5 | USD | 2026-11-10"]
    );
    place.refresh(NOW);
    assert_eq!(
        place.rows(
            "SELECT seats, amount, currency, severity, confidence, estimated FROM findings
             WHERE condition = 'suspended_but_charged' AND customer_name = 'Kauri Events'"
        ),
        ["9 | 166.5 | USD | high | exact | false"]
    );
    // It is neither leakage nor billed too much.
    assert_eq!(
        place.rows(&format!(
            "FROM leakage_as_of({DAY}) WHERE customer_name = 'Kauri Events'"
        )),
        [""; 0]
    );
}

#[test]
fn a_customer_without_a_contract_line_or_a_match_is_charged_too() {
    let mut place = Place::golden();
    bill(&place, "k-nov", "2026-11-01", "2026-11-30", 9, "166.50");
    place.run(
        "DELETE FROM psa_contract_line_history WHERE line_id = 'L11'; DELETE FROM psa_contract_lines WHERE id = 'L11';
         DELETE FROM customer_links WHERE customer_id = 'Y11'",
    );
    place.refresh(NOW);
    assert_eq!(
        place.rows(
            "SELECT amount, psa FROM findings WHERE condition = 'suspended_but_charged' AND customer_name = 'Kauri Events'"
        ),
        ["166.5 | "]
    );
}

#[test]
fn a_bill_of_before_the_suspension_or_of_before_the_last_bill_proves_nothing() {
    let place = Place::golden();
    // October was charged before the suspension of 2026-11-10.
    bill(&place, "k-oct", "2026-10-01", "2026-10-31", 9, "166.50");
    assert_eq!(charged(&place), [""; 0]);
    // Suspended long ago, and no more on the bill of November that others are on.
    place.run("UPDATE customers SET suspended_at = '2026-09-20' WHERE id = 'Y11'");
    assert_eq!(charged(&place), [""; 0]);
    // Where October is the last bill, it charges what was suspended in September.
    place.run(
        "DELETE FROM charges WHERE connection = 'synnex-main' AND charge_from >= DATE '2026-11-01'",
    );
    assert_eq!(
        charged(&place),
        ["Kauri Events | 9 | 166.5 | USD | 2026-09-20"]
    );
}

#[test]
fn what_is_billed_for_a_year_is_charged_until_the_year_is_over() {
    let place = Place::golden();
    bill(&place, "k-year", "2026-03-01", "2027-02-28", 9, "1998.00");
    place.run("UPDATE charges SET billing_cycle_months = 12, unit_price = 222 WHERE id = 'k-year'");
    assert_eq!(
        charged(&place),
        ["Kauri Events | 9 | 166.5 | USD | 2026-11-10"]
    );
}

#[test]
fn seats_that_were_added_within_the_cycle_are_charged_too() {
    let place = Place::golden();
    bill(&place, "k-nov", "2026-11-01", "2026-11-30", 7, "129.50");
    // Two more from the 6th on: 25 of 30 days, but 37.00 in a whole month.
    bill(&place, "k-added", "2026-11-06", "2026-11-30", 2, "30.83");
    assert_eq!(
        charged(&place),
        ["Kauri Events | 9 | 166.5 | USD | 2026-11-10"]
    );
}

#[test]
fn an_amount_that_no_line_states_is_unknown_and_a_bill_of_nothing_is_none() {
    let place = Place::golden();
    bill(&place, "k-nov", "2026-11-01", "2026-11-30", 9, "NULL");
    place.run("UPDATE charges SET unit_price = NULL WHERE id = 'k-nov'");
    assert_eq!(charged(&place), ["Kauri Events | 9 |  | USD | 2026-11-10"]);
    place.run("UPDATE charges SET amount = 0 WHERE id = 'k-nov'");
    assert_eq!(charged(&place), [""; 0]);
}

#[test]
fn what_is_credited_for_the_same_days_is_not_charged() {
    let place = Place::golden();
    bill(&place, "k-nov", "2026-11-01", "2026-11-30", 9, "166.50");
    bill(&place, "k-credit", "2026-11-10", "2026-11-30", 9, "-116.55");
    place.run("UPDATE charges SET kind = 'credit' WHERE id = 'k-credit'");
    assert_eq!(
        charged(&place),
        ["Kauri Events | 9 | 49.95 | USD | 2026-11-10"]
    );
    // A credit for another month changes nothing.
    bill(&place, "k-oct", "2026-10-01", "2026-10-31", 9, "-166.50");
    place.run("UPDATE charges SET kind = 'credit' WHERE id = 'k-oct'");
    assert_eq!(
        charged(&place),
        ["Kauri Events | 9 | 49.95 | USD | 2026-11-10"]
    );
    place.run("UPDATE charges SET amount = -166.50 WHERE id = 'k-credit'");
    assert_eq!(charged(&place), [""; 0], "all of it is given back");
    place.run("UPDATE charges SET amount = NULL WHERE id = 'k-credit'");
    assert_eq!(
        charged(&place),
        ["Kauri Events | 9 |  | USD | 2026-11-10"],
        "nobody knows how much"
    );
}
