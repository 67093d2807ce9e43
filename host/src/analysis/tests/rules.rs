//! Rules that the golden scenario does not meet.

use super::fixtures::Place;

const DAY: &str = "DATE '2026-11-20'";

fn rollup(place: &Place, columns: &str, customer: &str) -> Vec<String> {
    place.rows(&format!(
        "SELECT {columns} FROM license_rollup_as_of({DAY}) WHERE customer_name = '{customer}'"
    ))
}

#[test]
fn an_absent_subscription_is_not_cancelled_but_after_the_grace_it_explains_no_bill() {
    let place = Place::golden();
    let columns = "product_key, seats_in_doubt, seats_absent, seats_over_billed";
    place.run("UPDATE subscription_history SET missing = true WHERE subscription_id = 'm1'");
    assert_eq!(
        rollup(&place, columns, "Maple Homes")[1],
        "sherweb:ACR-BKP | 0 | 10 | 12"
    );
    let cancelled = format!("SELECT customer_name FROM cancelled_but_billed_as_of({DAY})");
    assert_eq!(place.rows(&cancelled), ["Ivy Law"]);
    let estimated = format!(
        "SELECT over_billed_estimated FROM leakage_as_of({DAY}) WHERE customer_name = 'Maple Homes' AND class = 'over_billed'"
    );
    assert_eq!(place.rows(&estimated), ["true"]);
}

#[test]
fn nothing_is_cancelled_but_billed_while_the_last_read_is_incomplete() {
    let place = Place::golden();
    place.run(
        "UPDATE sync_checkpoints SET state = 'failed', last_complete_at = TIMESTAMP '2026-11-13'
         WHERE connection = 'synnex-main' AND dataset = 'subscriptions'",
    );
    assert_eq!(
        place.rows(&format!("FROM cancelled_but_billed_as_of({DAY})")),
        [""; 0]
    );
}

#[test]
fn what_is_billed_in_arrears_is_right_one_period_longer() {
    let place = Place::golden();
    let names = |day: &str| {
        place.rows(&format!(
            "SELECT product_name FROM cancelled_but_billed_as_of(DATE '{day}')"
        ))
    };
    // Teams Phone ended on 2026-10-01: 35 days of grace and a month of arrears end on 2026-12-06.
    assert_eq!(names("2026-12-06"), ["Exchange Online Plan 1"]);
    assert_eq!(
        names("2026-12-07"),
        ["Exchange Online Plan 1", "Teams Phone Standard"]
    );
    // Exchange Online ended on 2026-09-14 and is billed in advance: 35 days end on 2026-10-19.
    assert_eq!(names("2026-10-19"), [""; 0]);
    assert_eq!(names("2026-10-20"), ["Exchange Online Plan 1"]);
}

#[test]
fn a_minimum_above_the_count_is_nothing_that_is_billed_too_much() {
    let place = Place::golden();
    place.run("UPDATE psa_contract_line_history SET quantity = 8, quantity_billed = 12 WHERE line_id = 'L13'");
    assert_eq!(
        rollup(&place, "seats_contracted, seats_over_billed", "Maple Homes")[0],
        "12 | 0"
    );
}

#[test]
fn units_that_are_not_charged_on_purpose_are_no_leakage() {
    let place = Place::golden();
    place.run(
        "UPDATE psa_contract_line_history SET billable = false, not_billed_reason = 'no_charge', quantity_billed = 0 WHERE line_id = 'L17'",
    );
    let columns = "seats_contracted, seats_included, seats_uncontracted, monthly_revenue";
    assert_eq!(rollup(&place, columns, "Quince Optics")[1], "0 | 6 | 2 | 0");
    place.run(
        "UPDATE psa_contract_line_history SET not_billed_reason = 'inactive' WHERE line_id = 'L17'",
    );
    assert_eq!(rollup(&place, columns, "Quince Optics")[1], "0 | 0 | 8 | 0");
}

#[test]
fn an_unknown_quantity_makes_the_comparison_unknown() {
    let place = Place::golden();
    place.run("UPDATE psa_contract_line_history SET quantity = NULL, quantity_billed = NULL WHERE line_id = 'L1'");
    assert_eq!(
        rollup(
            &place,
            "seats_uncontracted, seats_over_billed, quantities_unknown",
            "Alder Dental"
        ),
        [" |  | 1"]
    );
}

#[test]
fn currencies_without_a_rate_stay_apart() {
    let place = Place::golden();
    place.run("DELETE FROM fx_rates");
    let fir = place.rows(&format!(
        "SELECT unit_cost, margin, unknown_because, known_cost, known_cost_currency FROM margin_as_of({DAY}) WHERE customer_key = 'autotask/A6'"
    ));
    assert_eq!(
        fir,
        [" |  | there is no rate between the currencies | 185 | USD"]
    );
    place.run("UPDATE subscription_history SET currency = 'CAD' WHERE subscription_id = 'q2'");
    let quince = rollup(
        &place,
        "cost_currency, monthly_cost, rates_unknown",
        "Quince Optics",
    );
    assert_eq!(quince[1], "USD | 28 | 0");
    assert_eq!(quince[0], " |  | 1");
}

#[test]
fn mixed_currencies_are_converted_by_the_rate_of_the_day_and_say_so() {
    let place = Place::golden();
    place.run("UPDATE subscription_history SET currency = 'EUR' WHERE subscription_id = 'q2'");
    // 5 × 18.50 USD and 3 × 22.20 EUR at 1.10, the last rate before the day.
    let quince = place.rows(&format!(
        "SELECT cost_currency, monthly_cost, fx[1].rate, fx[1].valid_on, cost_estimated FROM license_rollup_as_of({DAY})
         WHERE customer_name = 'Quince Optics' AND product_key LIKE 'CFQ7%'"
    ));
    assert_eq!(quince, ["USD | 165.76 | 1.1 | 2026-11-02 | true"]);
}

#[test]
fn a_large_pool_of_free_seats_is_left_out() {
    let place = Place::golden();
    place.run(
        "UPDATE subscription_history SET seats = 10000, unit_cost = 0 WHERE subscription_id = 'q3'",
    );
    let quince = rollup(&place, "seats_bought, seats_excluded", "Quince Optics");
    assert_eq!(quince[0], "0 | 10000");
}

#[test]
fn the_same_subscription_at_two_distributors_counts_once() {
    let place = Place::golden();
    place.run(
        "UPDATE license_subscriptions SET publisher_subscription_id = 'commerce-1',
             first_seen_at = CASE id WHEN 'b2' THEN TIMESTAMP '2026-11-01' ELSE first_seen_at END
         WHERE id IN ('b1', 'b2')",
    );
    assert_eq!(
        rollup(
            &place,
            "vendor, seats_bought, seats_in_doubt, seats_over_billed",
            "Birch Legal"
        ),
        ["Mixed | 10 | 6 | 0"]
    );
    let duplicates = place.rows(&format!(
        "SELECT customer_name, subscriptions, monthly_cost, currency FROM duplicate_subscriptions_as_of({DAY})"
    ));
    assert_eq!(
        duplicates,
        ["Birch Legal | [sherweb-main/b1, synnex-main/b2] | 133.2 | USD"]
    );
}

#[test]
fn a_link_for_one_customer_replaces_the_link_for_all() {
    let place = Place::golden();
    place.run(
        "INSERT INTO product_links VALUES
             ('synnex:CTS-SIGN', 'halopsa', 'code:HP-BP', 'H17', 'linked', 'confirmed', NULL, NULL, 'ann', '2026-11-20')",
    );
    let quince = rollup(
        &place,
        "product_key, seats_contracted, seats_uncontracted, confidence",
        "Quince Optics",
    );
    assert_eq!(
        quince,
        [
            "CFQ7TTC0LCHC:0002 | 0 | 8 | exact",
            "synnex:CTS-SIGN | 6 | 0 | confirmed"
        ]
    );
    assert_eq!(rollup(&place, "seats_contracted", "Alder Dental"), ["20"]);
}

#[test]
fn a_line_that_waits_for_a_decision_makes_the_product_unmatched_and_no_leakage() {
    let place = Place::golden();
    place.run("UPDATE product_links SET state = 'review' WHERE line_key = 'code:AT-BS'");
    assert_eq!(
        rollup(&place, "mapping, seats_uncontracted", "Rowan School"),
        ["in_review | "]
    );
}

#[test]
fn usage_without_a_bill_is_unknown_and_not_free() {
    let place = Place::golden();
    place.run("DELETE FROM charges WHERE subscription_id = 'g1'");
    assert_eq!(
        rollup(
            &place,
            "monthly_cost, costs_unknown, monthly_revenue",
            "Gum Tree Energy"
        ),
        [" | 1 | 350"]
    );
}

#[test]
fn usage_that_is_priced_when_it_is_invoiced_has_no_known_revenue() {
    let place = Place::golden();
    place.run("UPDATE psa_contract_line_history SET unit_price = 0 WHERE line_id = 'L7'");
    assert_eq!(
        rollup(
            &place,
            "monthly_cost, monthly_revenue, prices_unknown",
            "Gum Tree Energy"
        ),
        ["385.75 |  | 1"]
    );
}

#[test]
fn a_bill_that_came_later_does_not_change_the_past() {
    let place = Place::golden();
    let cost = "SELECT monthly_cost FROM license_rollup_as_of(DATE '2026-11-08') WHERE customer_name = 'Alder Dental'";
    assert_eq!(place.rows(cost), ["462.5"]);
    place.run(
        "INSERT INTO charges BY NAME SELECT * REPLACE ('later' AS id, 99 AS unit_price, 26 AS quantity, TIMESTAMP '2026-11-15' AS first_seen_at)
         FROM charges WHERE id = 'bill-1'",
    );
    assert_eq!(place.rows(cost), ["462.5"]);
}

#[test]
fn a_bill_that_does_not_add_up_tells_no_cost() {
    let place = Place::golden();
    let alder = |place: &Place| rollup(place, "monthly_cost, costs_unknown", "Alder Dental");
    assert_eq!(alder(&place), ["462.5 | 0"]);
    // A flat rate: one price for all seats.
    place.run("UPDATE charges SET amount = 18.50 WHERE id = 'bill-1'");
    assert_eq!(
        place.rows("SELECT cost_basis, monthly_cost FROM subscription_money_as_of(DATE '2026-11-20') WHERE subscription_id = 'a1'"),
        ["disputed | "]
    );
    assert_eq!(alder(&place), [" | 1"]);
    // Rounding of a unit price is not a dispute, and the amount is what is paid; nor is a price for part of a
    // cycle.
    place.run("UPDATE charges SET amount = 462.30 WHERE id = 'bill-1'");
    assert_eq!(alder(&place), ["462.3 | 0"]);
    place.run("UPDATE charges SET amount = 250, prorated_unit_price = 10 WHERE id = 'bill-1'");
    assert_eq!(alder(&place), ["462.5 | 0"]);
}

#[test]
fn a_bill_that_does_not_add_up_is_settled_by_the_price_of_the_subscription() {
    let place = Place::golden();
    place.run(
        "UPDATE charges SET amount = 500 WHERE id = 'bill-1';
         UPDATE subscription_history SET unit_cost = 20 WHERE subscription_id = 'a1'",
    );
    assert_eq!(
        place.rows("SELECT cost_basis, unit_cost FROM subscription_money_as_of(DATE '2026-11-20') WHERE subscription_id = 'a1'"),
        ["subscription | 20"]
    );
}

#[test]
fn a_bill_that_names_customer_and_sku_alone_still_tells_the_cost() {
    let place = Place::empty();
    place.run(
        "INSERT INTO customers BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, unnest(['c1', 'c2', 'c3']) AS id,
             unnest(['Acorn', 'Beech', 'Beech']) AS name, 'active' AS status, TIMESTAMP '2026-11-01' AS first_seen_at,
             TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id;
         INSERT INTO license_subscriptions BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection,
             unnest(['s1', 's2', 's3', 's4']) AS id, unnest(['c1', 'c1', 'c1', 'c2']) AS customer_id,
             unnest(['A', 'B', 'B', 'A']) AS sku, 'active' AS status, 'seats' AS charge_model, false AS trial,
             false AS renewal_computed, TIMESTAMP '2026-11-01' AS first_seen_at,
             TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id;
         INSERT INTO charges BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, unnest(['x', 'y', 'z']) AS id,
             'payable' AS direction, unnest(['Acorn', 'Acorn', 'Beech']) AS customer_name,
             unnest(['A', 'B', 'A']) AS sku, 'recurring' AS kind, TIMESTAMP '2026-11-01' AS first_seen_at,
             TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id;",
    );
    // Two subscriptions have the SKU of y, and two customers the name of z.
    assert_eq!(
        place.rows("SELECT id, customer_id, subscription_id FROM assigned_charges()"),
        ["x | c1 | s1", "y | c1 | ", "z |  | "]
    );
}

#[test]
fn nobody_is_said_to_pay_too_much_while_a_link_of_the_customer_is_open() {
    let mut place = Place::golden();
    place.refresh(super::fixtures::NOW);
    let over = "SELECT psa, psa_customer_id FROM findings WHERE condition = 'over_billed' AND state = 'open'";
    let before = place.rows(over);
    assert!(!before.is_empty());
    place.run(&format!(
        "INSERT INTO customer_links BY NAME SELECT 'sherweb' AS vendor, 'other' AS connection, 'x' AS customer_id, psa,
             psa_customer_id, 'review' AS state, 'proposed' AS basis, false AS owner, 'matcher' AS decided_by,
             TIMESTAMP '2026-11-20' AS decided_at FROM ({over})"
    ));
    place.refresh("2026-11-20T08:00:00Z");
    assert_eq!(place.rows(over), [""; 0]);
}

/// Has the line of a customer's contract a second time, in a currency without a rate.
fn bill_in_crowns_too(place: &Place, line: &str) {
    for table in ["psa_contract_line_history", "psa_contract_lines"] {
        let id = if table == "psa_contract_lines" {
            "id"
        } else {
            "line_id"
        };
        place.run(&format!(
            "INSERT INTO {table} BY NAME
             SELECT * REPLACE ('{line}-sek' AS {id}, 'SEK' AS currency, 1 AS unit_price) FROM {table} WHERE {id} = '{line}'"
        ));
    }
}

#[test]
fn of_prices_in_two_currencies_none_is_the_lowest() {
    let place = Place::golden();
    bill_in_crowns_too(&place, "L13");
    assert_eq!(
        place.rows(&format!(
            "SELECT seats, over_billed, over_billed_currency FROM leakage_as_of({DAY})
             WHERE customer_name = 'Maple Homes' AND class = 'over_billed' AND product_name LIKE 'Acronis%'"
        )),
        ["14 |  | "]
    );
}

#[test]
fn a_price_book_in_two_currencies_tells_no_gap() {
    let place = Place::golden();
    let gap = format!(
        "SELECT cost_leak IS NOT NULL, revenue_gap, gap_currency, gap_basis FROM leakage_as_of({DAY})
         WHERE customer_name = 'Holly Retail'"
    );
    assert_eq!(place.rows(&gap), ["true | 66 | USD | price_book"]);
    for table in ["subscription_history", "license_subscriptions"] {
        let id = if table == "license_subscriptions" {
            "id"
        } else {
            "subscription_id"
        };
        place.run(&format!(
            "INSERT INTO {table} BY NAME
             SELECT * REPLACE ('h1-sek' AS {id}, 'SEK' AS currency, 1 AS unit_price, NULL AS unit_cost)
             FROM {table} WHERE {id} = 'h1'"
        ));
    }
    assert_eq!(place.rows(&gap), ["false |  |  | "]);
}

#[test]
fn a_margin_rule_that_names_another_key_of_the_family_counts() {
    let place = Place::golden();
    let minimum = |place: &Place| {
        place.rows(&format!(
            "SELECT minimum_margin FROM below_margin_as_of({DAY}) WHERE customer_name = 'Birch Legal'"
        ))
    };
    let by_family = minimum(&place);
    place.run("UPDATE margin_rules SET product_key = 'sherweb:MS-365-BP'");
    assert_eq!(minimum(&place), by_family);
    place.run("UPDATE margin_rules SET product_key = 'sherweb:MS-365-BP-typo'");
    assert!(minimum(&place).is_empty());
}

#[test]
fn an_exclusion_that_names_another_key_of_the_family_counts() {
    let place = Place::golden();
    place.run(
        "INSERT INTO exclusions BY NAME SELECT 'synnex' AS vendor, 'sherweb:MS-365-BP' AS product_key,
             'internal' AS reason, 'ann' AS decided_by, TIMESTAMP '2026-08-04' AS decided_at",
    );
    let standing = place.rows(&format!(
        "SELECT DISTINCT standing FROM subscription_money_as_of({DAY})
         WHERE vendor = 'synnex' AND product_key = 'CFQ7TTC0LCHC:0002' AND standing NOT IN ('trial', 'ended')"
    ));
    assert_eq!(standing, ["excluded"]);
}
