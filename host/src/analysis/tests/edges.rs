//! Money at the edges: a price of nothing, a bundle, seats against other seats.

use super::fixtures::{NOW, Place};

const DAY: &str = "DATE '2026-11-20'";

fn finding(place: &Place, condition: &str, customer: &str) -> Vec<String> {
    place.rows(&format!(
        "SELECT seats, amount, currency, severity FROM findings WHERE condition = '{condition}' AND customer_name = '{customer}'"
    ))
}

fn line(place: &Place, id: &str, values: &str) {
    place.run(&format!(
        "UPDATE psa_contract_line_history SET {values} WHERE line_id = '{id}'"
    ));
}

#[test]
fn a_price_of_nothing_for_what_costs_something_is_a_loss() {
    let mut place = Place::golden();
    line(&place, "L14", "unit_price = 0");
    // Nettle's ten seats cost 20.00 each.
    assert_eq!(
        place.rows(&format!(
            "SELECT class, seats, unit_price, margin, monthly_loss, monthly_shortfall, monthly_amount
             FROM below_margin_as_of({DAY}) WHERE customer_name = 'Nettle Farm'"
        )),
        ["negative_margin | 10 | 0 |  | 200 | 222.22222 | 200"]
    );
    place.refresh(NOW);
    assert_eq!(
        finding(&place, "negative_margin", "Nettle Farm"),
        ["10 | 200 | USD | high"]
    );
    // What costs nothing may be given away.
    place.run("UPDATE subscription_history SET unit_cost = 0 WHERE subscription_id = 'n1'");
    assert_eq!(
        place.rows(&format!(
            "FROM below_margin_as_of({DAY}) WHERE customer_name = 'Nettle Farm'"
        )),
        [""; 0]
    );
}

#[test]
fn a_price_of_nothing_beside_a_bundle_that_covers_the_product_is_no_loss() {
    let place = Place::golden();
    for (table, id) in [
        ("psa_contract_line_history", "line_id"),
        ("psa_contract_lines", "id"),
    ] {
        place.run(&format!(
            "INSERT INTO {table} SELECT * REPLACE ('L8b' AS {id}, 'H8' AS customer_id, 0 AS unit_price) FROM {table} WHERE {id} = 'L1'"
        ));
    }
    assert_eq!(
        place.rows(&format!(
            "FROM below_margin_as_of({DAY}) WHERE customer_name = 'Holly Retail'"
        )),
        [""; 0]
    );
}

#[test]
fn the_amount_of_a_loss_is_what_is_lost_and_the_rest_is_named_as_short_of_the_goal() {
    let mut place = Place::golden();
    place.refresh(NOW);
    // Elm: 8 seats at 9.00 are sold for 8.50; 10.00 would be the least margin.
    assert_eq!(
        finding(&place, "negative_margin", "Elm Studios"),
        ["8 | 4 | USD | high"]
    );
    let steps = place.value(
        "SELECT arithmetic::VARCHAR FROM findings WHERE customer_name = 'Elm Studios' AND condition = 'negative_margin'",
    );
    for step in [
        r#"{"label":"lost in a month","value":"8 × 0.50 = 4.00 USD"}"#,
        r#"{"label":"short of the least margin in a month","value":"8 × 1.50 = 12.00 USD"}"#,
    ] {
        assert!(steps.contains(step), "{step} is missing in {steps}");
    }
    let steps = place.value(
        "SELECT arithmetic::VARCHAR FROM findings WHERE customer_name = 'Nettle Farm' AND condition = 'below_margin'",
    );
    assert!(!steps.contains("lost in a month"), "{steps}");
}

#[test]
fn a_loss_is_of_the_seats_that_are_bought_and_never_of_more_units() {
    let place = Place::golden();
    // Elm's 8 seats cost 72.00; a line of 90 units cannot lose more than that.
    line(
        &place,
        "L5",
        "quantity = 90, quantity_billed = 90, unit_price = 0.50",
    );
    assert_eq!(
        place.rows(&format!(
            "SELECT seats, monthly_loss, monthly_amount FROM below_margin_as_of({DAY}) WHERE customer_name = 'Elm Studios'"
        )),
        ["8 | 68 | 68"]
    );
}

#[test]
fn a_quantity_that_may_count_months_or_years_is_neither_a_loss_nor_billed_too_much() {
    for (quantity, months) in [(96, 12), (24, 3), (24, 36)] {
        let mut place = Place::golden();
        line(
            &place,
            "L5",
            &format!(
                "quantity = {quantity}, quantity_billed = {quantity}, billing_period_months = {months}"
            ),
        );
        place.refresh(NOW);
        for condition in ["negative_margin", "below_margin", "over_billed"] {
            assert_eq!(
                finding(&place, condition, "Elm Studios"),
                [""; 0],
                "{quantity} in {months} months: {condition}"
            );
        }
        let why = place.value(&format!(
            "SELECT unknown_because FROM margin_as_of({DAY}) WHERE customer_name = 'Elm Studios'"
        ));
        assert_eq!(why, "the quantity may count months or years");
        assert_eq!(finding(&place, "unknown_margin", "Elm Studios").len(), 1);
        assert_eq!(
            place.rows(&format!(
                "FROM contract_gap_as_of({DAY}) WHERE customer_name = 'Elm Studios'"
            )),
            [""; 0]
        );
    }
    // Other quantities are units: 8 bought and 20 billed for a year.
    let mut place = Place::golden();
    line(
        &place,
        "L5",
        "quantity = 20, quantity_billed = 20, billing_period_months = 12, unit_price = 240",
    );
    place.refresh(NOW);
    assert_eq!(
        finding(&place, "over_billed", "Elm Studios"),
        ["12 | 240 | USD | high"]
    );
}

#[test]
fn what_a_bundle_brings_for_a_product_is_unknown_and_not_nothing() {
    let place = Place::golden();
    let holly = |place: &Place| {
        place.rows(&format!(
            "SELECT r.monthly_revenue, m.known_revenue, m.unknown_because FROM license_rollup_as_of({DAY}) AS r
             JOIN margin_as_of({DAY}) AS m USING (customer_key, product_key) WHERE r.customer_name = 'Holly Retail'"
        ))
    };
    assert_eq!(holly(&place), [" |  | the revenue is inside a bundle"]);
    // A bundle that nobody has covers nothing: then nothing is billed.
    line(&place, "L8", "quantity = 0, quantity_billed = 0");
    assert_eq!(holly(&place), ["0 | 0 | "]);
}

#[test]
fn usage_that_a_bundle_covers_is_compared_with_nothing() {
    let place = Place::golden();
    place.run(
        "UPDATE psa_contract_line_history SET product_code = 'AT-ALL', product_name = 'Everything' WHERE line_id = 'L7';
         INSERT INTO cover_rules VALUES ('autotask', 'code:AT-ALL', NULL, 'DZH318Z0BPS6:0001', 1, NULL, 'ann', '2026-08-04')",
    );
    assert_eq!(
        place.rows(&format!(
            "FROM leakage_as_of({DAY}) WHERE customer_name = 'Gum Tree Energy'"
        )),
        [""; 0]
    );
}

#[test]
fn the_meter_of_one_distributor_says_nothing_of_the_seats_of_two() {
    let place = Place::golden();
    place.run(
        "INSERT INTO license_usage BY NAME
         SELECT * REPLACE ('meter-2' AS id, 'S2' AS customer_id, 6 AS total, 5 AS used) FROM license_usage WHERE id = 'meter-1'",
    );
    let assigned = |place: &Place| {
        place.rows(&format!(
            "SELECT customer_name, seats_bought, seats_assigned FROM license_rollup_as_of({DAY})
             WHERE customer_name IN ('Alder Dental', 'Birch Legal')"
        ))
    };
    // 5 of 6 at Sherweb, and nobody knows how many of 10 at TD SYNNEX.
    assert_eq!(
        assigned(&place),
        ["Alder Dental | 25 | 19", "Birch Legal | 16 | "]
    );
    place.run(
        "INSERT INTO license_usage BY NAME
         SELECT * REPLACE ('synnex' AS vendor, 'synnex-main' AS connection, 'meter-3' AS id, 'Y2' AS customer_id, 10 AS total, 8 AS used)
         FROM license_usage WHERE id = 'meter-1'",
    );
    assert_eq!(assigned(&place)[1], "Birch Legal | 16 | 13");
    // A meter without a number says nothing either.
    place.run("UPDATE license_usage SET used = NULL WHERE id = 'meter-3'");
    assert_eq!(assigned(&place)[1], "Birch Legal | 16 | ");
}

#[test]
fn the_meter_of_one_subscription_says_nothing_of_another() {
    let place = Place::golden();
    place.run(
        "INSERT INTO license_usage BY NAME
         SELECT * REPLACE ('synnex' AS vendor, 'synnex-main' AS connection, 'meter-4' AS id, 'Y17' AS customer_id, 5 AS total, 4 AS used),
             'q1' AS subscription_id
         FROM (SELECT * EXCLUDE (subscription_id) FROM license_usage WHERE id = 'meter-1')",
    );
    assert_eq!(
        place.rows(&format!(
            "SELECT seats_bought, seats_assigned FROM license_rollup_as_of({DAY})
             WHERE customer_name = 'Quince Optics' AND product_key LIKE 'CFQ7%'"
        )),
        ["8 | "]
    );
}

#[test]
fn a_row_says_of_what_its_margin_is() {
    let place = Place::golden();
    // Quince: 6 of 8 seats are billed. A unit earns 17.1 %, the row loses 15.10 of 144.00.
    assert_eq!(
        place.rows(&format!(
            "SELECT monthly_profit, monthly_margin, margin FROM margin_as_of({DAY})
             WHERE customer_name = 'Quince Optics' AND product_key LIKE 'CFQ7%'"
        )),
        ["-15.1 | -0.104861 | 0.171354"]
    );
    let contradicting = place.value(&format!(
        "SELECT count(*) FROM margin_as_of({DAY}) WHERE sign(monthly_profit) <> sign(monthly_margin)"
    ));
    assert_eq!(contradicting, "0");
}

#[test]
fn nothing_is_cancelled_but_billed_while_a_proposed_match_may_explain_the_line() {
    let cancelled = |place: &Place| {
        place.rows(&format!(
            "SELECT product_name FROM cancelled_but_billed_as_of({DAY})"
        ))
    };
    let place = Place::golden();
    assert_eq!(cancelled(&place), ["Exchange Online Plan 1"]);
    // The same customer at the other distributor waits for a person.
    place.run("UPDATE customer_links SET psa = 'autotask', psa_customer_id = 'A9' WHERE customer_id = 'S10'");
    assert_eq!(cancelled(&place), [""; 0]);
    let place = Place::golden();
    // So does another product for the same line.
    place.run(
        "INSERT INTO product_links BY NAME SELECT * REPLACE ('sherweb:EXO-1' AS product_key, 'review' AS state)
         FROM product_links WHERE line_key = 'code:AT-EXO'",
    );
    assert_eq!(cancelled(&place), [""; 0]);
}

#[test]
fn a_line_that_takes_units_back_gives_none() {
    let place = Place::golden();
    for (table, id) in [
        ("psa_contract_line_history", "line_id"),
        ("psa_contract_lines", "id"),
    ] {
        place.run(&format!(
            "INSERT INTO {table} SELECT * REPLACE ('L14b' AS {id}, -2 AS quantity, -2 AS quantity_billed) FROM {table} WHERE {id} = 'L14'"
        ));
    }
    let seats = || {
        place.rows(&format!(
            "SELECT seats_bought, seats_contracted, seats_included, seats_uncontracted, seats_over_billed
             FROM license_rollup_as_of({DAY}) WHERE customer_name = 'Nettle Farm'"
        ))
    };
    assert_eq!(seats(), ["10 | 8 | 0 | 2 | 0"]);
    line(&place, "L14", "quantity = 12, quantity_billed = 12");
    assert_eq!(seats(), ["10 | 10 | 0 | 0 | 0"]);
}

#[test]
fn a_publishers_subscription_under_two_ids_of_one_account_counts_once() {
    let mut place = Place::golden();
    // Nettle's ten seats, renewed under another id while the old one is still listed.
    place.run(
        "UPDATE license_subscriptions SET publisher_subscription_id = 'p-nettle' WHERE id = 'n1';
         INSERT INTO license_subscriptions
            SELECT * REPLACE ('n2' AS id, DATE '2026-11-01' AS starts_on) FROM license_subscriptions WHERE id = 'n1';
         INSERT INTO subscription_history
            SELECT * REPLACE ('n2' AS subscription_id) FROM subscription_history WHERE subscription_id = 'n1';",
    );
    let standing = format!(
        "SELECT subscription_id, standing, standing_reason FROM subscription_money_as_of({DAY})
         WHERE subscription_id IN ('n1', 'n2') ORDER BY ALL"
    );
    assert_eq!(
        place.rows(&standing),
        ["n1 | in_doubt | transferred", "n2 | billable | "]
    );
    place.refresh(NOW);
    for condition in ["unbilled", "under_billed", "over_billed"] {
        assert_eq!(
            finding(&place, condition, "Nettle Farm"),
            [""; 0],
            "{condition}"
        );
    }
    // What is in doubt lets nobody call a line too much.
    line(&place, "L14", "quantity = 20, quantity_billed = 20");
    place.refresh(NOW);
    assert_eq!(finding(&place, "over_billed", "Nettle Farm"), [""; 0]);
    // Two products may well be parts of one subscription.
    place.run("UPDATE subscription_history SET sku = 'other', publisher_product_id = NULL, publisher_sku_id = NULL WHERE subscription_id = 'n2'");
    assert_eq!(
        place.rows(&standing),
        ["n1 | billable | ", "n2 | billable | "]
    );
}

#[test]
fn a_line_of_a_negative_price_beside_others_bills_no_units() {
    let place = Place::golden();
    let billed = format!(
        "SELECT seats_contracted, seats_uncontracted, seats_over_billed FROM reconciliation_as_of({DAY}) WHERE customer_name = 'Nettle Farm'"
    );
    assert_eq!(place.rows(&billed), ["10 | 0 | 0"]);
    for (table, id) in [
        ("psa_contract_line_history", "line_id"),
        ("psa_contract_lines", "id"),
    ] {
        place.run(&format!(
            "INSERT INTO {table} SELECT * REPLACE ('L14b' AS {id}, 2 AS quantity, 2 AS quantity_billed, -8 AS unit_price) FROM {table} WHERE {id} = 'L14'"
        ));
    }
    assert_eq!(place.rows(&billed), ["10 | 0 | 0"]);
    // Ten at 21.00, less two at 8.00.
    assert_eq!(
        place.rows(&format!(
            "SELECT monthly_revenue FROM margin_as_of({DAY}) WHERE customer_name = 'Nettle Farm'"
        )),
        ["194"]
    );
}

#[test]
fn a_quantity_of_months_may_lag_behind_the_seats() {
    let place = Place::golden();
    let told = format!(
        "SELECT may_count_periods, seats_uncontracted, seats_over_billed FROM reconciliation_as_of({DAY}) WHERE customer_name = 'Nettle Farm'"
    );
    // Nettle buys ten. Nine or eleven seats of a year are 108 or 132 months; 120 are exact.
    for (quantity, expected) in [
        (120, "true | 0 | "),
        (108, "true |  | "),
        (132, "true | 0 | "),
        (110, "false | 0 | 100"),
        (240, "false | 0 | 230"),
    ] {
        line(
            &place,
            "L14",
            &format!(
                "billing_period_months = 12, quantity = {quantity}, quantity_billed = {quantity}"
            ),
        );
        assert_eq!(place.rows(&told), [expected], "{quantity}");
    }
}

#[test]
fn what_is_over_or_belongs_to_nobody_who_is_listed_is_in_doubt() {
    let place = Place::golden();
    let standing = format!(
        "SELECT standing, standing_reason FROM subscription_money_as_of({DAY}) WHERE subscription_id = 'n1'"
    );
    assert_eq!(place.rows(&standing), ["billable | "]);
    place.run("UPDATE subscription_history SET commitment_ends_on = '2026-10-31', auto_renew = true WHERE subscription_id = 'n1'");
    assert_eq!(place.rows(&standing), ["billable | "]);
    place.run("UPDATE subscription_history SET auto_renew = false WHERE subscription_id = 'n1'");
    assert_eq!(place.rows(&standing), ["in_doubt | term_over"]);
    place.run(
        "UPDATE subscription_history SET auto_renew = true WHERE subscription_id = 'n1';
         UPDATE customers SET missing_since = '2026-11-20 05:00'
         WHERE id = (SELECT customer_id FROM license_subscriptions WHERE id = 'n1')",
    );
    assert_eq!(place.rows(&standing), ["in_doubt | missing"]);
    place.run("UPDATE customers SET missing_since = '2026-09-01' WHERE missing_since IS NOT NULL");
    assert_eq!(place.rows(&standing), ["absent | missing"]);
}

#[test]
fn whom_the_list_of_customers_may_have_is_not_called_unmatched_yet() {
    let mut place = Place::golden();
    place.run(
        "INSERT INTO license_subscriptions
            SELECT * REPLACE ('n9' AS id, 'Y99' AS customer_id) FROM license_subscriptions WHERE id = 'n1';
         INSERT INTO subscription_history
            SELECT * REPLACE ('n9' AS subscription_id, 'Y99' AS customer_id) FROM subscription_history WHERE subscription_id = 'n1';
         UPDATE sync_checkpoints SET state = 'failed', stale_since = '2026-11-20 06:00' WHERE dataset = 'customers';",
    );
    place.refresh(NOW);
    let found = "SELECT seats FROM findings WHERE condition = 'unmatched_customer' AND customer_name LIKE '%Y99'";
    assert_eq!(place.rows(found), [""; 0]);
    place.run("UPDATE sync_checkpoints SET state = 'fresh', stale_since = NULL WHERE dataset = 'customers'");
    place.refresh("2026-11-20T08:00:00Z");
    assert_eq!(place.rows(found).len(), 1);
}

#[test]
fn seats_that_cost_nothing_this_month_are_found_where_they_could_be_billed() {
    let mut place = Place::golden();
    place.run("UPDATE subscription_history SET unit_cost = 0 WHERE subscription_id = 'n1'");
    line(&place, "L14", "quantity = 8, quantity_billed = 8");
    place.refresh(NOW);
    assert_eq!(
        place.rows("SELECT seats, amount, revenue_gap FROM findings WHERE condition = 'under_billed' AND customer_name = 'Nettle Farm'"),
        ["2 | 0 | 42"]
    );
}

#[test]
fn what_the_distributor_goes_on_charging_is_not_called_cancelled() {
    let place = Place::golden();
    let cancelled = format!(
        "SELECT seats FROM cancelled_but_billed_as_of({DAY}) WHERE customer_name = 'Ivy Law'"
    );
    assert_eq!(place.rows(&cancelled), ["7"]);
    place.run(
        "INSERT INTO charges BY NAME
         SELECT vendor, connection, 'after the end' AS id, 'payable' AS direction, DATE '2026-10-01' AS billing_period_from,
             DATE '2026-10-31' AS billing_period_to, customer_id, id AS subscription_id, sku, product_name, 'recurring' AS kind,
             1 AS billing_cycle_months, DATE '2026-10-01' AS charge_from, DATE '2026-10-31' AS charge_to, 7 AS quantity,
             35.00 AS amount, 'USD' AS currency, TIMESTAMP '2026-11-05' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, run_id
         FROM license_subscriptions
         WHERE id IN (SELECT subscription_id FROM subscription_money_as_of(DATE '2026-11-20') WHERE customer_name = 'Ivy Law' AND standing = 'ended')",
    );
    assert_eq!(place.rows(&cancelled), [""; 0]);
}
