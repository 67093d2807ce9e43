//! What was not read, not stated or not understood is never told as nothing.

use super::fixtures::{NOW, Place, TODAY};
use crate::analysis::cautions;

/// A figure of the only row of a customer and product.
fn figure(place: &Place, column: &str, customer: &str, product: &str) -> String {
    place.value(&format!(
        "SELECT {column} FROM license_rollup_as_of(DATE '{TODAY}') WHERE customer_name = '{customer}' AND product_key = '{product}'"
    ))
}

/// Maple Homes has 10 seats of Acronis, and 12 are billed.
fn maple(place: &Place, column: &str) -> String {
    figure(place, column, "Maple Homes", "sherweb:ACR-BKP")
}

/// The text of the only caution of a kind, and whether it blocks.
fn caution(place: &Place, kind: &str) -> Option<(String, bool)> {
    let mut told = cautions(place.connection())
        .unwrap()
        .into_iter()
        .filter(|caution| caution.kind == kind)
        .map(|caution| (caution.text, caution.blocks));
    let first = told.next();
    assert_eq!(told.next(), None);
    first
}

fn states(place: &Place, customer: &str) -> Vec<String> {
    place.rows(&format!(
        "SELECT condition, state, stale FROM findings WHERE customer_name = '{customer}'"
    ))
}

/// A second account is configured, and nothing of it was ever read.
fn configure(place: &Place) {
    place
        .store
        .note_connections([
            ("sherweb-main".to_owned(), "sherweb".to_owned()),
            ("sherweb-new".to_owned(), "sherweb".to_owned()),
            ("synnex-main".to_owned(), "synnex".to_owned()),
        ])
        .unwrap();
}

#[test]
fn while_a_distributor_was_never_read_nothing_is_over_billed_or_cancelled() {
    let mut place = Place::golden();
    place.refresh(NOW);
    assert_eq!(maple(&place, "seats_over_billed"), "2");
    assert_eq!(
        states(&place, "Maple Homes"),
        ["over_billed | open | false"]
    );
    let leak =
        "SELECT sum(cost_leak) FROM leakage_as_of(DATE '2026-11-20') WHERE cost_currency = 'USD'";
    let before = place.value(leak);

    configure(&place);
    assert_eq!(maple(&place, "seats_over_billed"), "");
    assert_eq!(
        place.rows("FROM cancelled_but_billed_as_of(DATE '2026-11-20')"),
        [""; 0]
    );
    // What is bought for certain leaks all the same.
    assert_eq!(place.value(leak), before);
    place.refresh("2026-11-20T08:00:00Z");
    assert_eq!(states(&place, "Maple Homes"), ["over_billed | open | true"]);
    let (text, blocks) = caution(&place, "unread").unwrap();
    assert!(blocks);
    assert!(
        text.starts_with("Sherweb (sherweb-new) was never read completely"),
        "{text}"
    );
    assert!(text.contains("seatwise sync sherweb-new"), "{text}");
}

#[test]
fn what_is_billed_and_not_bought_costs_nothing_only_where_all_was_read() {
    let place = Place::golden();
    let free = "SELECT count(*) FROM license_rollup_as_of(DATE '2026-11-20')
        WHERE subscriptions = 0 AND seats_in_doubt = 0 AND seats_absent = 0 AND charge_model = 'seats' AND monthly_cost = 0 AND psa IS NOT NULL";
    assert_ne!(place.value(free), "0");
    configure(&place);
    assert_eq!(place.value(free), "0");
}

#[test]
fn a_customer_that_was_not_read_is_not_over_billed_and_is_named() {
    let place = Place::golden();
    place.run(
        "UPDATE sync_checkpoints SET state = 'failed', last_complete_at = TIMESTAMP '2026-11-10 06:00'
         WHERE customer_id = 'S13'",
    );
    assert_eq!(maple(&place, "seats_over_billed"), "");
    assert_eq!(maple(&place, "fresh"), "false");
    let (text, blocks) = caution(&place, "incomplete").unwrap();
    assert!(!blocks);
    for part in ["Maple Homes", "Sherweb (sherweb-main)", "since 2026-11-10"] {
        assert!(text.contains(part), "{part:?} is missing in {text}");
    }
}

#[test]
fn a_read_that_fails_after_a_complete_one_of_the_same_day_finds_nothing_new() {
    let mut place = Place::golden();
    place.run(
        "UPDATE sync_checkpoints SET state = 'incomplete', last_complete_at = TIMESTAMP '2026-11-20 06:00',
             stale_since = TIMESTAMP '2026-11-20 06:30'
         WHERE customer_id = 'S13'",
    );
    place.refresh(NOW);
    assert_eq!(states(&place, "Maple Homes"), [""; 0]);
    assert_eq!(maple(&place, "fresh"), "false");
    // As of the day before its failure it was fresh.
    place.run("UPDATE sync_checkpoints SET stale_since = TIMESTAMP '2026-11-21 06:00' WHERE customer_id = 'S13'");
    assert_eq!(maple(&place, "fresh"), "true");
}

#[test]
fn what_is_billed_beyond_what_was_read_says_no_margin() {
    let place = Place::golden();
    let why = "SELECT unknown_because FROM margin_as_of(DATE '2026-11-20')
        WHERE customer_name = 'Maple Homes' AND product_key = 'sherweb:ACR-BKP'";
    assert_eq!(place.value(why), "");
    configure(&place);
    assert_eq!(place.value(why), "it is unknown how much is bought");
}

#[test]
fn a_bill_that_charges_what_is_listed_no_more_explains_what_is_billed() {
    let place = Place::golden();
    place.run(
        "DELETE FROM license_subscriptions WHERE id = 'm1'; DELETE FROM subscription_history WHERE subscription_id = 'm1'",
    );
    assert_eq!(maple(&place, "seats_over_billed"), "12");
    place.run(
        "INSERT INTO charges BY NAME SELECT 'sherweb' AS vendor, 'sherweb-main' AS connection, 'maple-gone' AS id,
             'payable' AS direction, 'S13' AS customer_id, 'unlisted' AS subscription_id, 'ACR-BKP' AS sku, 'recurring' AS kind,
             1 AS billing_cycle_months, DATE '2026-10-01' AS billing_period_from, DATE '2026-10-31' AS billing_period_to,
             DATE '2026-10-01' AS charge_from, DATE '2026-10-31' AS charge_to, 2 AS quantity, 18.00 AS amount, 'USD' AS currency,
             TIMESTAMP '2026-11-02' AS first_seen_at, TIMESTAMP '2026-11-02' AS last_seen_at, 'r' AS run_id",
    );
    assert_eq!(
        place.rows(
            "SELECT counts_as FROM bill_lines_as_of(DATE '2026-11-20') WHERE id = 'maple-gone'"
        ),
        ["unmatched"]
    );
    assert_eq!(maple(&place, "seats_over_billed"), "");
}

#[test]
fn without_any_complete_read_it_is_unknown_what_is_bought() {
    let place = Place::golden();
    place.run(
        "UPDATE sync_checkpoints SET state = 'failed', last_complete_at = NULL WHERE dataset = 'subscriptions'",
    );
    let (text, blocks) = caution(&place, "no_distributor").unwrap();
    assert!(blocks);
    assert!(text.contains("seatwise sync"), "{text}");
}

#[test]
fn seats_that_nobody_states_are_unknown_and_not_none() {
    let mut place = Place::golden();
    place.run(
        "UPDATE subscription_history SET seats = NULL WHERE subscription_id IN (
             SELECT subscription_id FROM subscription_money_as_of(DATE '2026-11-20')
             WHERE customer_name = 'Maple Homes' AND product_key = 'sherweb:ACR-BKP'
         )",
    );
    assert_eq!(
        maple(
            &place,
            "(seats_unknown, seats_uncontracted, seats_over_billed)"
        ),
        "(1, NULL, NULL)"
    );
    place.refresh(NOW);
    assert_eq!(
        place.rows("SELECT condition, action FROM findings WHERE customer_name = 'Maple Homes'"),
        [
            "unknown_margin | Check in the distributor's portal how many seats it has: its answers do not say."
        ]
    );
}

#[test]
fn a_status_that_is_not_known_is_told_and_is_no_suspension() {
    let mut place = Place::golden();
    let alder = "SELECT subscription_id FROM subscription_money_as_of(DATE '2026-11-20')
        WHERE customer_name = 'Alder Dental' AND product_key = 'CFQ7TTC0LCHC:0002'";
    place.run(&format!(
        "UPDATE license_subscriptions SET status = 'on hold' WHERE id IN ({alder});
         UPDATE subscription_history SET status = 'on hold' WHERE subscription_id IN ({alder});
         DELETE FROM charges"
    ));
    assert_eq!(
        place.rows(
            "SELECT standing, standing_reason FROM subscription_money_as_of(DATE '2026-11-20')
             WHERE customer_name = 'Alder Dental' AND status = 'on hold'"
        ),
        ["in_doubt | unknown_status"]
    );
    let (text, blocks) = caution(&place, "unknown_status").unwrap();
    assert!(!blocks);
    assert!(text.contains("“on hold”"), "{text}");
    place.refresh(NOW);
    assert!(
        !states(&place, "Alder Dental")
            .iter()
            .any(|state| state.contains("suspended"))
    );
}

#[test]
fn a_line_that_takes_back_more_than_there_is_leaves_unknown_what_is_billed() {
    let place = Place::golden();
    assert_eq!(maple(&place, "seats_uncontracted"), "0");
    place.run(
        "UPDATE psa_contract_line_history SET quantity = -5, quantity_billed = -5 WHERE line_id IN (
             SELECT line_id FROM contract_line_money_as_of(DATE '2026-11-20')
             WHERE customer_name = 'Maple Homes' AND product_key = 'sherweb:ACR-BKP'
         )",
    );
    assert_eq!(
        maple(
            &place,
            "(seats_contracted, seats_uncontracted, quantities_unknown)"
        ),
        "(0.000000, NULL, 1)"
    );
}

/// The subscriptions of Alder's product come back under other ids; a sync no longer has those of before.
fn renew(place: &Place) {
    place.run(
        "CREATE TEMP TABLE renewed AS SELECT DISTINCT connection, subscription_id FROM subscription_money_as_of(DATE '2026-11-20')
             WHERE customer_name = 'Alder Dental' AND product_key = 'CFQ7TTC0LCHC:0002';
         INSERT INTO license_subscriptions BY NAME SELECT stored.* REPLACE ('new ' || id AS id, NULL AS publisher_subscription_id)
             FROM license_subscriptions AS stored SEMI JOIN renewed ON renewed.subscription_id = stored.id;
         INSERT INTO subscription_history BY NAME
             SELECT stored.* REPLACE ('new ' || subscription_id AS subscription_id, TIMESTAMP '2026-11-20 09:00' AS valid_from)
             FROM subscription_history AS stored SEMI JOIN renewed USING (connection, subscription_id) WHERE valid_to IS NULL;
         INSERT INTO subscription_history BY NAME
             SELECT stored.* REPLACE (true AS missing, TIMESTAMP '2026-11-20 09:00' AS valid_from)
             FROM subscription_history AS stored SEMI JOIN renewed USING (connection, subscription_id) WHERE valid_to IS NULL;
         UPDATE subscription_history SET valid_to = TIMESTAMP '2026-11-20 09:00' FROM renewed
             WHERE renewed.subscription_id = subscription_history.subscription_id AND NOT missing AND valid_to IS NULL;
         UPDATE license_subscriptions SET missing_since = TIMESTAMP '2026-11-20 09:00' FROM renewed WHERE renewed.subscription_id = id;
         UPDATE charges SET subscription_id = 'new ' || charges.subscription_id FROM renewed
             WHERE charges.subscription_id = renewed.subscription_id",
    );
}

#[test]
fn what_is_renewed_under_another_id_leaks_once_and_is_not_saved() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let leaks = "SELECT finding_id, condition, state, stale, seats FROM findings
        WHERE customer_name = 'Alder Dental' AND condition IN ('unbilled', 'under_billed')";
    let before = place.rows(leaks);
    assert_eq!(before.len(), 1);
    renew(&place);
    place.refresh("2026-11-20T10:00:00Z");
    assert_eq!(place.rows(leaks), before);
}

#[test]
fn a_list_of_customers_that_was_not_read_is_told() {
    let place = Place::golden();
    let told = "SELECT text FROM cautions WHERE text LIKE 'The list of customers%'";
    assert_eq!(place.rows(told), [""; 0]);
    place.run("UPDATE sync_checkpoints SET state = 'failed' WHERE dataset = 'customers' AND connection = 'synnex-main'");
    let text = place.rows(told).concat();
    assert!(
        text.contains("TD SYNNEX (synnex-main) was not read completely since 2026-11-20"),
        "{text}"
    );
}
