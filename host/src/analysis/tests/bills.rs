//! What a bill tells of a subscription, and by what a line of it is known.

use super::fixtures::Place;

/// A day in November 2026, when the bills of October and November are there.
const DAY: &str = "DATE '2026-11-20'";

/// A customer `c1` of one distributor, called Fennel Works.
fn place() -> Place {
    let place = Place::empty();
    place.run(
        "INSERT INTO customers BY NAME SELECT 'synnex' AS vendor, 'main' AS connection, 'c1' AS id, 'Fennel Works' AS name,
             'active' AS status, TIMESTAMP '2026-08-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id",
    );
    place
}

/// Adds a subscription of 10 seats by the month; `values` are further columns, which replace these.
fn subscription(place: &Place, id: &str, values: &str) {
    place.run(&format!(
        "CREATE OR REPLACE TEMP TABLE one AS SELECT 'synnex' AS vendor, 'main' AS connection, 'c1' AS customer_id, 'active' AS status,
             'seats' AS charge_model, false AS trial, 1 AS billing_cycle_months, 12 AS commitment_term_months, 10 AS seats,
             'USD' AS currency, 'r1' AS run_id;
         INSERT INTO license_subscriptions BY NAME SELECT * EXCLUDE (seats), '{id}' AS id, false AS renewal_computed,
             TIMESTAMP '2026-08-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 10 AS seats FROM one;
         UPDATE license_subscriptions SET {values} WHERE id = '{id}';
         INSERT INTO subscription_history BY NAME SELECT vendor, connection, id AS subscription_id, TIMESTAMP '2026-08-01' AS valid_from,
             customer_id, sku, publisher_product_id, publisher_sku_id, product_name, status, false AS missing, charge_model, trial,
             billing_cycle_months, commitment_term_months, commitment_ends_on, seats, unit_cost, unit_price, currency, run_id
         FROM license_subscriptions WHERE id = '{id}'"
    ));
}

/// Adds a line for 10 seats in the whole of November, 90.00; `values` replace what it says.
fn line(place: &Place, id: &str, values: &str) {
    place.run(&format!(
        "INSERT INTO charges BY NAME SELECT 'synnex' AS vendor, 'main' AS connection, '{id}' AS id, 'payable' AS direction,
             DATE '2026-11-01' AS billing_period_from, DATE '2026-11-30' AS billing_period_to, 'c1' AS customer_id,
             'recurring' AS kind, 1 AS billing_cycle_months, DATE '2026-11-01' AS charge_from, DATE '2026-11-30' AS charge_to,
             10 AS quantity, 90.00 AS amount, 'USD' AS currency, TIMESTAMP '2026-11-05' AS first_seen_at,
             TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id;
         UPDATE charges SET {values} WHERE id = '{id}'"
    ));
}

/// What a subscription costs: on what basis, a seat in a cycle, all seats in a month, in which currency.
fn cost(place: &Place, id: &str) -> String {
    place
        .rows(&format!(
            "SELECT cost_basis, unit_cost, monthly_cost, cost_currency FROM subscription_money_as_of({DAY}) WHERE subscription_id = '{id}'"
        ))
        .concat()
}

/// By what each line is known.
fn joined(place: &Place) -> Vec<String> {
    place.rows(&format!(
        "SELECT id, subscription_id, joined_by FROM bill_lines_as_of({DAY})"
    ))
}

#[test]
fn a_line_is_joined_by_the_distributors_id_then_the_publishers_then_the_product() {
    let place = place();
    subscription(
        &place,
        "own",
        "publisher_subscription_id = 'PUB-1', publisher_product_id = 'CFQ7TTC0AAAA', publisher_sku_id = '0001', sku = 'A:P1Y', unit_cost = 10",
    );
    subscription(
        &place,
        "other",
        "publisher_subscription_id = 'PUB-2', publisher_product_id = 'CFQ7TTC0BBBB', publisher_sku_id = '0002'",
    );
    line(&place, "a", "subscription_id = 'own'");
    line(&place, "b", "subscription_id = ' pub-1'");
    line(&place, "c", "sku = 'a:p1y'");
    // As another distributor's file has it: the publisher's ids, and a name of the customer in place of its id.
    line(
        &place,
        "d",
        "product_id = 'cfq7ttc0bbbb', sku = 'CFQ7TTC0BBBB:0002', customer_id = NULL, customer_name = ' fennel  works'",
    );
    // The publisher's id tells the customer too.
    line(&place, "e", "subscription_id = 'PUB-2', customer_id = NULL");
    line(&place, "f", "subscription_id = 'PUB-9', sku = 'Z'");
    assert_eq!(
        joined(&place),
        [
            "a | own | distributor_id",
            "b | own | publisher_id",
            "c | own | customer_and_product",
            "d | other | customer_and_product",
            "e | other | publisher_id",
            "f |  | "
        ]
    );
    assert_eq!(
        place.rows(&format!(
            "SELECT customer_name, counts_as FROM bill_lines_as_of({DAY}) WHERE id IN ('e', 'f')"
        )),
        ["Fennel Works | subscription", "Fennel Works | unmatched"]
    );
}

#[test]
fn a_publishers_id_that_another_customer_has_joins_nothing() {
    let place = place();
    place.run("INSERT INTO customers BY NAME SELECT * REPLACE ('c2' AS id, 'Sorrel House' AS name) FROM customers");
    subscription(
        &place,
        "s",
        "publisher_subscription_id = '1', customer_id = 'c2'",
    );
    line(&place, "a", "subscription_id = '1'");
    assert_eq!(joined(&place), ["a |  | "]);
}

#[test]
fn an_alias_joins_a_line_to_the_subscription_that_is_listed_under_another_key() {
    let place = place();
    subscription(&place, "s", "sku = 'LISTED'");
    line(&place, "a", "sku = 'BILLED'");
    assert_eq!(joined(&place), ["a |  | "]);
    place.run("INSERT INTO product_aliases VALUES ('synnex:LISTED', 'synnex:BILLED', 'ann')");
    assert_eq!(joined(&place), ["a | s | customer_and_product"]);
    assert_eq!(cost(&place, "s"), "bill | 9 | 90 | USD");
}

#[test]
fn the_subscription_that_goes_on_is_meant_and_not_the_one_that_ended() {
    let place = place();
    subscription(&place, "over", "sku = 'A', status = 'cancelled'");
    subscription(&place, "live", "sku = 'A'");
    line(&place, "a", "sku = 'A'");
    assert_eq!(joined(&place), ["a | live | customer_and_product"]);
    // A bill of before a subscription was bought is about none.
    place.run(
        "UPDATE license_subscriptions SET purchased_at = TIMESTAMP '2026-12-01' WHERE id = 'live'",
    );
    assert_eq!(joined(&place), ["a |  | "]);
}

#[test]
fn two_subscriptions_of_one_sku_get_the_lines_with_their_seats() {
    let place = place();
    subscription(&place, "ten", "sku = 'A'");
    subscription(&place, "five", "sku = 'A', seats = 5");
    line(&place, "a", "sku = 'A'");
    line(&place, "b", "sku = 'A', quantity = 5, amount = 60.00");
    assert_eq!(
        joined(&place),
        [
            "a | ten | customer_product_and_seats",
            "b | five | customer_product_and_seats"
        ]
    );
    assert_eq!(cost(&place, "ten"), "bill | 9 | 90 | USD");
    assert_eq!(cost(&place, "five"), "bill | 12 | 60 | USD");
    // Seats that were added after the bill do not change which line is whose.
    place.run(
        "INSERT INTO subscription_history SELECT * REPLACE (TIMESTAMP '2026-11-15' AS valid_from, 10 AS seats)
         FROM subscription_history WHERE subscription_id = 'five';
         UPDATE subscription_history SET valid_to = TIMESTAMP '2026-11-15' WHERE subscription_id = 'five' AND seats = 5;
         UPDATE license_subscriptions SET seats = 10 WHERE id = 'five'",
    );
    assert_eq!(cost(&place, "five"), "bill | 12 | 120 | USD");
}

#[test]
fn lines_of_several_subscriptions_tell_the_cost_of_each_if_they_cost_the_same() {
    let place = place();
    subscription(&place, "one", "sku = 'A', seats = 4");
    subscription(&place, "two", "sku = 'A', seats = 11");
    // One line for both.
    line(&place, "a", "sku = 'A', quantity = 15, amount = 135.00");
    assert_eq!(joined(&place), ["a |  | one_of_several"]);
    assert_eq!(cost(&place, "one"), "bill | 9 | 36 | USD");
    // Neither a line for each, nor all seats.
    place.run("UPDATE charges SET quantity = 10, amount = 90.00");
    assert_eq!(cost(&place, "one"), "ambiguous |  |  | USD");
    // Two prices, and nobody knows whose.
    line(&place, "b", "sku = 'A', quantity = 5, amount = 60.00");
    assert_eq!(cost(&place, "two"), "ambiguous |  |  | USD");
    assert_eq!(
        place.rows(&format!(
            "SELECT DISTINCT cost_unknown_because FROM subscription_money_as_of({DAY})"
        )),
        [
            "the bill has lines for several subscriptions of this product, with different prices or not one line for each"
        ]
    );
}

#[test]
fn a_price_or_currency_that_changed_after_the_bill_began_counts() {
    for (values, expected) in [
        ("11.50 AS unit_cost", "subscription | 11.5 | 115 | USD"),
        ("'EUR' AS currency", "subscription | 10 | 100 | EUR"),
        // Nothing of the price changed.
        ("12 AS seats", "bill | 9 | 108 | USD"),
    ] {
        let place = place();
        subscription(&place, "s", "unit_cost = 10");
        line(&place, "a", "subscription_id = 's'");
        assert_eq!(cost(&place, "s"), "bill | 9 | 90 | USD");
        place.run(&format!(
            "INSERT INTO subscription_history SELECT * REPLACE (TIMESTAMP '2026-11-10' AS valid_from, {values}) FROM subscription_history;
             UPDATE subscription_history SET valid_to = TIMESTAMP '2026-11-10' WHERE valid_from < TIMESTAMP '2026-11-10'"
        ));
        assert_eq!(cost(&place, "s"), expected, "{values}");
        // A bill that began later is newer again.
        line(
            &place,
            "b",
            "subscription_id = 's', charge_from = DATE '2026-11-12', charge_to = DATE '2026-12-11', amount = 95.00",
        );
        let basis = cost(&place, "s");
        assert!(basis.starts_with("bill | 9.5 | "), "{values}: {basis}");
    }
}

#[test]
fn a_bill_of_before_another_term_is_an_estimate_where_no_price_is_stated() {
    let place = place();
    subscription(&place, "s", "sku = 'A'");
    line(&place, "a", "sku = 'A'");
    place.run(
        "INSERT INTO subscription_history SELECT * REPLACE (TIMESTAMP '2026-11-10' AS valid_from, 1 AS commitment_term_months)
         FROM subscription_history;
         UPDATE subscription_history SET valid_to = TIMESTAMP '2026-11-10' WHERE valid_from < TIMESTAMP '2026-11-10'",
    );
    assert_eq!(cost(&place, "s"), "earlier_bill | 9 | 90 | USD");
    let estimated = format!("SELECT cost_estimated FROM subscription_money_as_of({DAY})");
    assert_eq!(place.value(&estimated), "true");
}

#[test]
fn a_line_without_its_days_counts_less_than_a_price_that_is_stated() {
    let place = place();
    subscription(&place, "stated", "unit_cost = 10");
    subscription(&place, "silent", "sku = 'B'");
    for id in ["stated", "silent"] {
        line(
            &place,
            id,
            &format!("subscription_id = '{id}', charge_from = NULL, charge_to = NULL"),
        );
    }
    assert_eq!(cost(&place, "stated"), "subscription | 10 | 100 | USD");
    assert_eq!(cost(&place, "silent"), "earlier_bill | 9 | 90 | USD");
}

#[test]
fn the_amount_counts_and_not_the_quantity_times_a_price_that_was_cut_off() {
    let place = place();
    subscription(&place, "s", "seats = 3");
    line(
        &place,
        "a",
        "subscription_id = 's', quantity = 3, unit_price = 33.33, amount = 100.00",
    );
    // Seats for some days, and what was given back.
    line(
        &place,
        "b",
        "subscription_id = 's', quantity = 240, charge_to = DATE '2026-11-11', amount = 9100.00",
    );
    line(
        &place,
        "c",
        "subscription_id = 's', quantity = 235, kind = 'credit', amount = -8910.42",
    );
    assert_eq!(cost(&place, "s"), "bill | 33.333333 | 100 | USD");
}

#[test]
fn several_lines_for_all_seats_are_tiers_and_others_are_in_doubt() {
    let place = place();
    subscription(&place, "s", "seats = 15");
    line(&place, "a", "subscription_id = 's'");
    line(
        &place,
        "b",
        "subscription_id = 's', quantity = 5, amount = 40.00",
    );
    assert_eq!(cost(&place, "s"), "bill | 8.666667 | 130 | USD");
    place.run("UPDATE subscription_history SET seats = 10");
    assert_eq!(cost(&place, "s"), "disputed |  |  | USD");
}

#[test]
fn cycles_that_begin_on_the_last_days_of_a_month_are_whole() {
    let place = Place::empty();
    for (from, to, months, whole) in [
        ("2026-08-31", "2026-09-29", 1, true),
        ("2026-09-30", "2026-10-30", 1, true),
        ("2026-09-30", "2026-10-29", 1, true),
        ("2026-10-31", "2026-11-29", 1, true),
        ("2027-01-29", "2027-02-27", 1, true),
        ("2027-01-30", "2027-02-27", 1, true),
        ("2027-01-31", "2027-02-27", 1, true),
        ("2027-02-28", "2027-03-30", 1, true),
        ("2028-02-29", "2028-03-30", 1, true),
        ("2028-02-29", "2029-02-27", 12, true),
        ("2029-02-28", "2030-02-27", 12, true),
        // The first day of the next cycle in place of the last one.
        ("2026-10-01", "2026-11-01", 1, true),
        ("2026-10-16", "2026-11-11", 1, false),
        ("2026-09-30", "2026-10-27", 1, false),
        ("2026-10-05", "2026-11-30", 1, false),
        ("2026-03-01", "2026-03-31", 12, false),
    ] {
        assert_eq!(
            place.value(&format!(
                "SELECT is_whole_cycle(DATE '{from}', DATE '{to}', {months})"
            )),
            whole.to_string(),
            "{from} to {to}"
        );
    }
}

#[test]
fn a_year_that_was_billed_long_ago_says_which_bill_to_read() {
    let mut place = place();
    subscription(
        &place,
        "s",
        "billing_cycle_months = 12, commitment_ends_on = DATE '2027-03-30'",
    );
    let why =
        format!("SELECT cost_unknown_because, bill_to_read FROM subscription_money_as_of({DAY})");
    assert_eq!(
        place.rows(&why),
        ["it is billed every 12 months, and no bill that was read contains it | 2026-03-31"]
    );
    place.run(
        "INSERT INTO sync_checkpoints BY NAME SELECT 'synnex' AS vendor, 'main' AS connection, 'subscriptions' AS dataset,
             'fresh' AS state, TIMESTAMP '2026-11-20' AS last_complete_at, TIMESTAMP '2026-11-20' AS last_attempt_at, 'r1' AS last_attempt_run;
         INSERT INTO psa_customers BY NAME SELECT 'psa' AS psa, 'p' AS id, 'Fennel Works' AS name, true AS active,
             TIMESTAMP '2026-08-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'i' AS import_id;
         INSERT INTO customer_links BY NAME SELECT 'synnex' AS vendor, 'main' AS connection, 'c1' AS customer_id, 'psa' AS psa,
             'p' AS psa_customer_id, 'linked' AS state, 'exact' AS basis, true AS owner, 'matcher' AS decided_by,
             TIMESTAMP '2026-08-01' AS decided_at;
         INSERT INTO product_links BY NAME SELECT 'synnex:unknown' AS product_key, 'psa' AS psa, 'code:X' AS line_key,
             'linked' AS state, 'exact' AS basis, 'matcher' AS decided_by, TIMESTAMP '2026-08-01' AS decided_at;
         INSERT INTO psa_contract_line_history BY NAME SELECT 'psa' AS psa, 'l' AS line_id, TIMESTAMP '2026-08-01' AS valid_from,
             'p' AS customer_id, true AS contract_active, 'X' AS product_code, 'X' AS product_name, 10 AS quantity,
             0 AS included_quantity, 10 AS quantity_billed, 12 AS unit_price, 'USD' AS currency, true AS billable, true AS recurring,
             1 AS billing_period_months, 'i' AS import_id",
    );
    place.refresh("2026-11-20T07:00:00Z");
    assert_eq!(
        place.rows("SELECT action FROM findings WHERE condition = 'unknown_margin'"),
        ["Read the bill that has its cost: seatwise sync main --period 2026-03-31."]
    );
    line(
        &place,
        "a",
        "subscription_id = 's', billing_cycle_months = 12, charge_from = DATE '2026-03-31', charge_to = DATE '2027-03-30', amount = 1080",
    );
    assert_eq!(cost(&place, "s"), "bill | 108 | 90 | USD");
    assert_eq!(place.rows(&why), [" | "]);
}

#[test]
fn lines_that_were_read_under_a_former_name_tell_whose_it_is() {
    let place = place();
    subscription(&place, "s", "sku = 'A'");
    line(&place, "old", "sku = 'A', customer_name = 'Fennel & Sons'");
    line(
        &place,
        "new",
        "sku = 'A', customer_name = 'FENNEL & SONS', customer_id = NULL",
    );
    assert_eq!(
        joined(&place),
        [
            "new | s | customer_and_product",
            "old | s | customer_and_product"
        ]
    );
    // Another customer that is called so now is meant.
    place.run("INSERT INTO customers BY NAME SELECT * REPLACE ('c2' AS id, 'Fennel & Sons' AS name) FROM customers");
    assert_eq!(joined(&place)[0], "new |  | ");
}

#[test]
fn what_is_paid_once_for_its_term_is_bought_until_the_term_ends() {
    let place = place();
    subscription(
        &place,
        "paid",
        "billing_cycle_months = 0, commitment_term_months = 36, unit_cost = 648, sku = 'P'",
    );
    assert_eq!(cost(&place, "paid"), "subscription | 648 | 180 | USD");
    line(
        &place,
        "l1",
        "subscription_id = 'paid', billing_cycle_months = 0, charge_from = DATE '2026-11-01', charge_to = DATE '2029-10-31',
         amount = 6840",
    );
    assert_eq!(cost(&place, "paid"), "bill | 684 | 190 | USD");
    subscription(
        &place,
        "perpetual",
        "billing_cycle_months = 0, commitment_term_months = NULL, unit_cost = 46.50",
    );
    assert_eq!(
        place.rows(&format!(
            "SELECT subscription_id, standing FROM subscription_money_as_of({DAY}) ORDER BY ALL"
        )),
        ["paid | billable", "perpetual | one_time"]
    );
}

#[test]
fn days_that_are_three_years_say_more_than_the_word_for_a_year() {
    let place = place();
    subscription(
        &place,
        "three",
        "billing_cycle_months = 12, commitment_term_months = 36, sku = 'T'",
    );
    line(
        &place,
        "l1",
        "subscription_id = 'three', billing_cycle_months = 12, charge_from = DATE '2026-10-05', charge_to = DATE '2029-10-04',
         unit_price = 540, amount = 5400",
    );
    assert_eq!(cost(&place, "three"), "bill | 540 | 150 | USD");
}

#[test]
fn a_line_that_nothing_explains_costs_in_a_month_what_its_cycle_says() {
    let place = place();
    line(
        &place,
        "yearly",
        "product_name = 'Nobody has it', billing_cycle_months = 12, charge_to = DATE '2027-10-31', amount = 1080,
         billing_period_from = DATE '2026-10-01', billing_period_to = DATE '2026-10-31'",
    );
    line(
        &place,
        "setup",
        "product_name = 'Nobody has it', customer_id = NULL, kind = 'setup', amount = 500,
         billing_period_from = DATE '2026-10-01', billing_period_to = DATE '2026-10-31'",
    );
    assert_eq!(
        place.rows(&format!(
            "SELECT id, monthly_amount FROM bill_lines_as_of({DAY}) ORDER BY id"
        )),
        ["setup | 0", "yearly | 90"]
    );
    assert_eq!(
        place.rows(&format!(
            "SELECT customer_name, monthly_cost FROM unmatched_as_of({DAY}) WHERE kind = 'charge' ORDER BY ALL"
        )),
        ["(no customer named) | 0", "Fennel Works | 90"]
    );
}

#[test]
fn what_the_bill_of_these_days_charges_is_in_force_whatever_it_is_called() {
    for status in ["pending", "on hold"] {
        let place = place();
        subscription(&place, "s", &format!("status = '{status}'"));
        let standing = format!("SELECT standing FROM subscription_money_as_of({DAY})");
        let without = if status == "pending" {
            "pending"
        } else {
            "in_doubt"
        };
        assert_eq!(place.value(&standing), without);
        line(&place, "a", "subscription_id = 's'");
        assert_eq!(place.value(&standing), "billable", "{status}");
        assert_eq!(cost(&place, "s"), "bill | 9 | 90 | USD");
    }
}

#[test]
fn a_trial_that_is_charged_is_none() {
    let place = place();
    subscription(&place, "s", "trial = true");
    line(
        &place,
        "a",
        "subscription_id = 's', amount = 0, unit_price = 0",
    );
    let standing = format!("SELECT standing FROM subscription_money_as_of({DAY})");
    assert_eq!(place.value(&standing), "trial");
    place.run("UPDATE charges SET amount = 90, unit_price = 9");
    assert_eq!(place.value(&standing), "billable");
}

#[test]
fn a_line_that_begins_after_its_subscription_ended_is_unmatched() {
    let place = place();
    subscription(&place, "s", "sku = 'A'");
    line(&place, "a", "subscription_id = 's'");
    place.run(
        "UPDATE subscription_history SET valid_to = TIMESTAMP '2026-10-20';
         INSERT INTO subscription_history BY NAME SELECT * REPLACE (TIMESTAMP '2026-10-20' AS valid_from, NULL AS valid_to,
             'cancelled' AS status) FROM subscription_history;
         UPDATE license_subscriptions SET status = 'cancelled'",
    );
    let counts = format!("SELECT counts_as FROM bill_lines_as_of({DAY})");
    assert_eq!(place.value(&counts), "unmatched");
    // What was charged before it ended is the bill of a subscription.
    place.run("UPDATE charges SET charge_from = DATE '2026-10-01', charge_to = DATE '2026-10-31'");
    assert_eq!(place.value(&counts), "subscription");
}

#[test]
fn a_years_price_for_the_days_of_a_month_says_no_cost() {
    let place = place();
    subscription(&place, "s", "billing_cycle_months = 12");
    // 10 seats at 9.00 a year for November alone: the word or the days are wrong.
    line(
        &place,
        "a",
        "subscription_id = 's', billing_cycle_months = 12, unit_price = 9",
    );
    assert_eq!(cost(&place, "s"), "disputed |  |  | USD");
    // A seat that was added for the last month of the year costs a twelfth.
    place.run("UPDATE charges SET amount = 90, unit_price = 108, prorated_unit_price = 9");
    assert_eq!(cost(&place, "s"), "bill | 108 | 90 | USD");
}

#[test]
fn what_the_bill_says_is_the_cost_where_nobody_states_the_seats() {
    let place = place();
    subscription(&place, "s", "seats = NULL");
    line(&place, "a", "subscription_id = 's'");
    assert_eq!(cost(&place, "s"), "bill | 9 | 90 | USD");
}

#[test]
fn a_subscription_that_was_never_seen_in_force_explains_no_bill() {
    let place = place();
    subscription(&place, "s", "status = 'cancelled'");
    line(&place, "a", "subscription_id = 's'");
    assert_eq!(
        place.value(&format!("SELECT counts_as FROM bill_lines_as_of({DAY})")),
        "unmatched"
    );
}

#[test]
fn the_days_of_a_month_on_a_line_of_a_year_leave_open_what_a_month_costs() {
    let place = place();
    line(
        &place,
        "a",
        "product_name = 'Nobody has it', billing_cycle_months = 12",
    );
    let monthly = format!("SELECT amount, monthly_amount FROM bill_lines_as_of({DAY})");
    assert_eq!(place.rows(&monthly), ["90 | "]);
}

#[test]
fn a_line_that_names_something_else_is_of_no_subscription() {
    let place = place();
    subscription(
        &place,
        "own",
        "sku = 'A', publisher_subscription_id = 'PUB-1', unit_cost = 10",
    );
    // An id that nobody lists is of the only subscription of that product …
    line(
        &place,
        "unknown",
        "subscription_id = 'U-9', sku = 'A', quantity = 4, amount = 28",
    );
    assert_eq!(joined(&place), ["unknown | own | customer_and_product"]);
    // … unless the bill has a line that names this one.
    line(&place, "named", "subscription_id = 'own', sku = 'A'");
    assert_eq!(
        joined(&place),
        ["named | own | distributor_id", "unknown |  | "]
    );
    place.run("UPDATE charges SET subscription_id = 'pub-1' WHERE id = 'named'");
    assert_eq!(
        joined(&place),
        ["named | own | publisher_id", "unknown |  | "]
    );
    // The publisher's id of another customer's subscription is never this customer's.
    place.run("DELETE FROM charges WHERE id <> 'unknown'");
    subscription(
        &place,
        "theirs",
        "sku = 'A', publisher_subscription_id = 'PUB-2', customer_id = 'c2'",
    );
    place.run("UPDATE charges SET subscription_id = 'PUB-2'");
    assert_eq!(joined(&place), ["unknown |  | "]);
}

#[test]
fn a_line_of_one_of_several_at_another_price_makes_their_cost_unknown() {
    let place = place();
    subscription(&place, "ten", "sku = 'A', unit_cost = 10");
    subscription(&place, "five", "sku = 'A', unit_cost = 10, seats = 5");
    place.run("UPDATE subscription_history SET seats = 5 WHERE subscription_id = 'five'");
    line(
        &place,
        "a",
        "sku = 'A', quantity = 10, amount = 100, unit_price = 10",
    );
    assert_eq!(cost(&place, "ten"), "subscription | 10 | 100 | USD");
    place.run("UPDATE charges SET amount = 20, unit_price = 2");
    assert_eq!(cost(&place, "ten"), "ambiguous |  |  | USD");
}

#[test]
fn what_is_given_back_every_month_is_no_cost_in_the_bill_as_in_the_subscription() {
    let place = place();
    subscription(&place, "s", "unit_cost = 9");
    line(&place, "whole", "subscription_id = 's'");
    line(
        &place,
        "discount",
        "subscription_id = 's', charge_name = 'Discount', unit_price = -3, amount = -30",
    );
    assert_eq!(cost(&place, "s"), "bill | 9 | 90 | USD");
    assert_eq!(
        place.rows(&format!(
            "SELECT id, counts_as, monthly_amount FROM bill_lines_as_of({DAY})"
        )),
        ["discount | once | 0", "whole | subscription | 90"]
    );
}
