//! What is charged by use is compared once, by money.

use super::fixtures::Place;

const DAY: &str = "DATE '2026-11-20'";

/// A customer that is linked, with a subscription and a contract line over 450.00 for it.
fn place(subscription: &str, line: &str) -> Place {
    let place = Place::empty();
    place.run(&format!(
        "INSERT INTO customers BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, 'c1' AS id, 'Teasel Farm' AS name,
             'active' AS status, TIMESTAMP '2026-08-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id;
         INSERT INTO subscription_history BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, 's' AS subscription_id,
             TIMESTAMP '2026-08-01' AS valid_from, 'c1' AS customer_id, 'AZURE' AS sku, 'Azure' AS product_name, 'active' AS status,
             false AS missing, 'seats' AS charge_model, false AS trial, 1 AS billing_cycle_months, 1 AS seats, 'USD' AS currency,
             'r1' AS run_id;
         UPDATE subscription_history SET {subscription};
         INSERT INTO license_subscriptions BY NAME SELECT * EXCLUDE (subscription_id, valid_from, valid_to, missing),
             subscription_id AS id, false AS renewal_computed, valid_from AS first_seen_at, valid_from AS last_seen_at FROM subscription_history;
         INSERT INTO sync_checkpoints BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, unnest(['subscriptions', 'payable-charges'])
             AS dataset, 'fresh' AS state, TIMESTAMP '2026-11-20' AS last_complete_at, TIMESTAMP '2026-11-20' AS last_attempt_at,
             'r1' AS last_attempt_run;
         INSERT INTO psa_customers BY NAME SELECT 'psa' AS psa, 'p' AS id, 'Teasel Farm' AS name, true AS active,
             TIMESTAMP '2026-11-10' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'i' AS import_id;
         INSERT INTO customer_links BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, 'c1' AS customer_id, 'psa' AS psa,
             'p' AS psa_customer_id, 'linked' AS state, 'exact' AS basis, true AS owner, 'matcher' AS decided_by,
             TIMESTAMP '2026-11-10' AS decided_at;
         INSERT INTO product_links BY NAME SELECT 'sherweb:AZURE' AS product_key, 'psa' AS psa, 'code:AZ' AS line_key,
             'linked' AS state, 'exact' AS basis, 'matcher' AS decided_by, TIMESTAMP '2026-11-10' AS decided_at;
         INSERT INTO psa_contract_line_history BY NAME SELECT 'psa' AS psa, 'l' AS line_id, TIMESTAMP '2026-11-10' AS valid_from,
             'p' AS customer_id, true AS contract_active, 'AZ' AS product_code, 'Azure' AS product_name, 1 AS quantity,
             0 AS included_quantity, 1 AS quantity_billed, 450.00 AS unit_price, 'USD' AS currency, true AS billable,
             true AS recurring, 1 AS billing_period_months, 'i' AS import_id;
         UPDATE psa_contract_line_history SET {line}"
    ));
    place
}

/// Adds a line of October's bill over 412.37.
fn charge(place: &Place, id: &str, values: &str) {
    place.run(&format!(
        "INSERT INTO charges BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, '{id}' AS id, 'payable' AS direction,
             DATE '2026-10-01' AS billing_period_from, DATE '2026-10-31' AS billing_period_to, 'Teasel Farm' AS customer_name,
             'AZURE' AS sku, 'Azure' AS product_name, 'usage' AS kind, 1 AS billing_cycle_months, DATE '2026-10-01' AS charge_from,
             DATE '2026-10-31' AS charge_to, 900 AS quantity, 412.37 AS amount, 'USD' AS currency,
             TIMESTAMP '2026-11-05' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id;
         UPDATE charges SET {values} WHERE id = '{id}'"
    ));
}

fn compared(place: &Place) -> Vec<String> {
    place.rows(&format!(
        "SELECT charge_model, lines, seats_bought, monthly_cost, monthly_revenue, cost_leak, costs_unknown
         FROM reconciliation_as_of({DAY})"
    ))
}

#[test]
fn what_the_bill_charges_by_use_is_no_seat_though_the_list_says_so() {
    let place = place("sku = 'AZURE'", "timing = 'arrears'");
    charge(&place, "a", "quantity = 900");
    assert_eq!(compared(&place), ["usage | 1 | 0 | 412.37 | 450 | 0 | 0"]);
    // A product whose other customers are charged by use is used here too, and not charged yet.
    place.run(
        "INSERT INTO customers BY NAME SELECT * REPLACE ('c2' AS id, 'Vetch Ltd' AS name) FROM customers;
         UPDATE charges SET customer_name = 'Vetch Ltd'",
    );
    assert_eq!(
        place.rows(&format!(
            "SELECT charge_model, costs_unknown FROM reconciliation_as_of({DAY}) WHERE lines = 1"
        )),
        ["usage | 1"]
    );
}

#[test]
fn seats_that_have_a_price_or_recur_on_the_bill_stay_seats() {
    let place = place("unit_cost = 5", "timing = 'arrears'");
    charge(&place, "a", "quantity = 900");
    assert_eq!(
        place.rows(&format!(
            "SELECT charge_model FROM subscription_money_as_of({DAY})"
        )),
        ["seats"]
    );
    place.run("UPDATE subscription_history SET unit_cost = NULL");
    charge(
        &place,
        "b",
        "kind = 'recurring', quantity = 1, amount = 20.00",
    );
    // The line of the contract may bill the seats, the use, or both: what is used is not said to be unbilled.
    assert_eq!(
        compared(&place),
        [
            "seats | 1 | 1 | 20 | 450 | 0 | 0",
            "usage | 0 | 0 | 412.37 |  |  | 0"
        ]
    );
}

#[test]
fn a_first_import_bills_the_use_of_the_month_before() {
    for (line, billed) in [
        ("timing = NULL", true),
        ("timing = 'advance'", true),
        ("timing = 'arrears'", true),
        // It began later than what was used.
        (
            "timing = 'advance', effective_from = DATE '2026-11-01'",
            false,
        ),
    ] {
        let place = place("charge_model = 'usage'", line);
        charge(&place, "a", "quantity = 900");
        let leak = place.rows(&format!(
            "SELECT class, cost_leak FROM leakage_as_of({DAY})"
        ));
        let expected: &[&str] = if billed { &[] } else { &["unbilled | 412.37"] };
        assert_eq!(leak, expected, "{line}");
    }
}

#[test]
fn a_line_that_was_known_then_is_not_counted_again_under_another_id() {
    let place = place("charge_model = 'usage'", "timing = NULL");
    charge(&place, "a", "amount = 700.00");
    place.run(
        "INSERT INTO psa_contract_line_history BY NAME SELECT * REPLACE ('older' AS line_id, TIMESTAMP '2026-09-01' AS valid_from,
             TIMESTAMP '2026-11-10' AS valid_to) FROM psa_contract_line_history",
    );
    assert_eq!(
        place.rows(&format!(
            "SELECT class, cost_leak FROM leakage_as_of({DAY})"
        )),
        ["under_billed | 250"]
    );
}

#[test]
fn a_credit_lowers_what_was_used_whether_or_not_it_names_a_subscription() {
    let place = place("charge_model = 'usage'", "timing = 'arrears'");
    charge(&place, "a", "quantity = 900");
    charge(&place, "b", "kind = 'credit', amount = -12.37");
    assert_eq!(compared(&place), ["usage | 1 | 0 | 400 | 450 | 0 | 0"]);
    // No subscription is known for it.
    place.run("UPDATE charges SET sku = 'OTHER', product_name = 'Other'");
    assert_eq!(
        place.rows(&format!(
            "SELECT charge_model, monthly_cost FROM reconciliation_as_of({DAY}) WHERE product_key = 'sherweb:OTHER'"
        )),
        ["usage | 400"]
    );
}

#[test]
fn a_period_that_names_the_first_day_of_the_next_month_is_the_month_before() {
    let place = place("charge_model = 'usage'", "timing = 'arrears'");
    charge(&place, "a", "billing_period_to = DATE '2026-11-01'");
    assert_eq!(compared(&place), ["usage | 1 | 0 | 412.37 | 450 | 0 | 0"]);
}

#[test]
fn what_is_used_and_excluded_is_nowhere_else() {
    let place = place("charge_model = 'usage'", "timing = 'arrears'");
    // No subscription is known for it, and the rule names the customer.
    charge(&place, "a", "sku = 'OTHER', product_name = 'Other'");
    let loose = format!("SELECT kind, product_key, monthly_cost FROM unmatched_as_of({DAY})");
    assert_eq!(place.rows(&loose), ["product | sherweb:OTHER | 412.37"]);
    place.run(
        "INSERT INTO exclusions BY NAME SELECT 'main' AS connection, 'c1' AS customer_id, 'internal' AS reason, 'ann' AS decided_by,
             TIMESTAMP '2026-11-01' AS decided_at",
    );
    assert_eq!(place.rows(&loose), [""; 0]);
}
