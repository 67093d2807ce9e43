//! What holds for any rows.

use super::fixtures::{Place, Random};

/// Fills a database with random customers, subscriptions and contract lines at two distributors, in three
/// currencies and with every kind of gap.
fn fill(place: &Place, seed: u64) {
    let mut random = Random::new(seed);
    let mut pick = |words: &[&'static str]| words[random.below(words.len() as u64) as usize];
    for vendor in ["sherweb", "synnex"] {
        let state = pick(&["fresh", "fresh", "failed"]);
        place.run(&format!(
            "INSERT INTO sync_checkpoints BY NAME SELECT '{vendor}' AS vendor, '{vendor}' AS connection, 'subscriptions' AS dataset,
             '{state}' AS state, TIMESTAMP '2026-11-01' AS last_attempt_at, 'r' AS last_attempt_run"
        ));
        for customer in 0..6 {
            let state = pick(&["linked", "linked", "linked", "review"]);
            let status = pick(&["active", "active", "active", "suspended"]);
            let psa = pick(&["1", "2", "3", "4"]);
            place.run(&format!(
                "INSERT INTO customers BY NAME SELECT '{vendor}' AS vendor, '{vendor}' AS connection, 'c{customer}' AS id,
                 'Name {customer}' AS name, '{status}' AS status, TIMESTAMP '2026-01-01' AS first_seen_at,
                 TIMESTAMP '2026-11-20' AS last_seen_at, 'r' AS run_id;
                 INSERT INTO customer_links BY NAME SELECT '{vendor}' AS vendor, '{vendor}' AS connection, 'c{customer}' AS customer_id,
                 'psa' AS psa, 'p{psa}' AS psa_customer_id, '{state}' AS state, 'exact' AS basis, true AS owner, 'matcher' AS decided_by,
                 TIMESTAMP '2026-01-01' AS decided_at"
            ));
        }
        for subscription in 0..40 {
            let values = [
                ("seats", pick(&["1", "7", "20", "NULL"])),
                ("unit_cost", pick(&["9.99", "100", "0", "3.333333", "NULL"])),
                (
                    "billing_cycle_months",
                    pick(&["1", "12", "36", "0", "NULL"]),
                ),
                ("currency", pick(&["'USD'", "'EUR'", "'CAD'"])),
                (
                    "status",
                    pick(&[
                        "'active'",
                        "'active'",
                        "'active'",
                        "'cancelled'",
                        "'suspended'",
                        "'odd'",
                    ]),
                ),
                (
                    "charge_model",
                    pick(&["'seats'", "'seats'", "'seats'", "'usage'", "'one-time'"]),
                ),
                ("trial", pick(&["false", "false", "false", "true"])),
                ("missing", pick(&["false", "false", "false", "true"])),
                ("sku", pick(&["'A'", "'B'", "'C'", "'D'"])),
                (
                    "customer_id",
                    pick(&["'c0'", "'c1'", "'c2'", "'c3'", "'c4'", "'c5'"]),
                ),
            ]
            .map(|(column, value)| format!("{value} AS {column}"))
            .join(", ");
            place.run(&format!(
                "INSERT INTO subscription_history BY NAME SELECT '{vendor}' AS vendor, '{vendor}' AS connection,
                 's{subscription}' AS subscription_id, TIMESTAMP '2026-11-01' AS valid_from, 12 AS commitment_term_months,
                 'r' AS run_id, {values}"
            ));
        }
    }
    for line in 0..25 {
        let values = [
            ("customer_id", pick(&["'p1'", "'p2'", "'p3'", "'p4'"])),
            ("product_code", pick(&["'A'", "'B'", "'C'", "'X'"])),
            ("quantity", pick(&["5", "10.5", "0", "NULL"])),
            ("included_quantity", pick(&["0", "2"])),
            ("unit_price", pick(&["12", "150", "0", "NULL"])),
            ("currency", pick(&["'USD'", "'EUR'"])),
            ("billable", pick(&["true", "true", "false"])),
            ("not_billed_reason", pick(&["'no_charge'", "'inactive'"])),
            ("recurring", pick(&["true", "true", "false"])),
            ("billing_period_months", pick(&["1", "3", "NULL"])),
            ("timing", pick(&["'advance'", "'arrears'"])),
        ]
        .map(|(column, value)| format!("{value} AS {column}"))
        .join(", ");
        place.run(&format!(
            "INSERT INTO psa_contract_line_history BY NAME SELECT *, greatest(quantity - included_quantity, 0) AS quantity_billed FROM
             (SELECT 'psa' AS psa, 'l{line}' AS line_id, TIMESTAMP '2026-11-01' AS valid_from, true AS contract_active,
             'Product' AS product_name, 'i' AS import_id, {values})"
        ));
    }
    place.run(
        "INSERT INTO psa_customers BY NAME SELECT 'psa' AS psa, 'p' || i AS id, 'Customer ' || i AS name, true AS active,
         TIMESTAMP '2026-01-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'i' AS import_id FROM range(1, 5) AS t(i);
         INSERT INTO product_links BY NAME SELECT vendor || ':' || sku AS product_key, 'psa' AS psa, 'code:' || sku AS line_key,
         'linked' AS state, 'exact' AS basis, 'matcher' AS decided_by, TIMESTAMP '2026-01-01' AS decided_at
         FROM (VALUES ('sherweb'), ('synnex')) AS v(vendor), (VALUES ('A'), ('B'), ('C')) AS s(sku);
         INSERT INTO cover_rules VALUES ('psa', 'code:X', NULL, 'sherweb:C', 0.5, NULL, 'ann', TIMESTAMP '2026-01-01');
         INSERT INTO license_subscriptions BY NAME SELECT * EXCLUDE (subscription_id, valid_from, valid_to, missing),
         subscription_id AS id, false AS renewal_computed, valid_from AS first_seen_at, valid_from AS last_seen_at FROM subscription_history",
    );
}

const VIEWS: [&str; 12] = [
    "license_rollup",
    "license_money",
    "leakage",
    "margin",
    "customer_margin",
    "below_margin",
    "cancelled_but_billed",
    "contract_drift",
    "renewals",
    "unmatched",
    "subscription_money",
    "contract_line_money",
];

#[test]
fn money_is_conserved_per_currency() {
    for seed in 0..8 {
        let place = Place::empty();
        fill(&place, seed);
        let parts = place.rows(
            "SELECT currency, sum(monthly_cost) FROM (
                 SELECT cost_currency AS currency, monthly_cost FROM subscription_money_as_of(DATE '2026-11-20')
                 WHERE standing = 'billable' AND monthly_cost IS NOT NULL
             ) GROUP BY currency",
        );
        let sums = place.rows(
            "SELECT currency, sum(monthly_cost) FROM license_money_as_of(DATE '2026-11-20')
             GROUP BY currency HAVING bool_or(monthly_cost <> 0) OR currency IN (
                 SELECT cost_currency FROM subscription_money_as_of(DATE '2026-11-20') WHERE standing = 'billable' AND monthly_cost IS NOT NULL
             )",
        );
        assert_eq!(sums, parts, "seed {seed}");
        // Where no currency has to be converted, the rollup has the same sums.
        let rolled = place.value(
            "SELECT count(*) FROM license_rollup_as_of(DATE '2026-11-20') AS rollup
             JOIN (
                 SELECT customer_key, product_key, min(currency) AS currency, sum(monthly_cost) AS monthly_cost
                 FROM license_money_as_of(DATE '2026-11-20') WHERE monthly_cost <> 0
                 GROUP BY ALL HAVING count(*) = 1
             ) AS money USING (customer_key, product_key)
             WHERE rollup.charge_model = 'seats' AND rollup.cost_currency = money.currency AND rollup.monthly_cost <> money.monthly_cost",
        );
        assert_eq!(rolled, "0", "seed {seed}");
        let seats = place.value(
            "SELECT (SELECT sum(seats_bought) FROM license_rollup_as_of(DATE '2026-11-20'))
                 - (SELECT sum(seats) FROM subscription_money_as_of(DATE '2026-11-20') WHERE standing = 'billable')",
        );
        assert_eq!(seats, "0", "seed {seed}");
    }
}

#[test]
fn a_product_has_one_row_for_each_customer() {
    for seed in 0..6 {
        let place = Place::empty();
        fill(&place, seed);
        let twice = place.rows(
            "SELECT customer_key, product_key, charge_model FROM license_rollup_as_of(DATE '2026-11-20') GROUP BY ALL HAVING count(*) > 1",
        );
        assert_eq!(twice, [""; 0], "seed {seed}");
    }
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    for seed in 0..3 {
        let one = Place::empty();
        fill(&one, seed);
        let other = Place::empty();
        fill(&other, seed);
        for table in [
            "subscription_history",
            "psa_contract_line_history",
            "customer_links",
            "product_links",
            "customers",
            "sync_checkpoints",
        ] {
            other.run(&format!(
                "CREATE TEMP TABLE shuffled AS FROM {table} ORDER BY hash({table}::VARCHAR || '{seed}');
                 DELETE FROM {table}; INSERT INTO {table} FROM shuffled; DROP TABLE shuffled;"
            ));
        }
        for view in VIEWS {
            let sql = format!("FROM {view}_as_of(DATE '2026-11-20')");
            assert_eq!(one.rows(&sql), other.rows(&sql), "{view}, seed {seed}");
        }
    }
}

#[test]
fn findings_are_the_same_whatever_the_order_and_however_often_they_are_refreshed() {
    for seed in 0..3 {
        let mut place = Place::empty();
        fill(&place, seed);
        place.refresh("2026-11-20T07:00:00Z");
        let before = place.rows("SELECT finding_id, condition, amount, state FROM findings");
        let events = place.value("SELECT count(*) FROM finding_events");
        place.run(
            "CREATE TEMP TABLE shuffled AS FROM subscription_history ORDER BY hash(subscription_id);
             DELETE FROM subscription_history; INSERT INTO subscription_history FROM shuffled; DROP TABLE shuffled;",
        );
        place.refresh("2026-11-20T08:00:00Z");
        assert_eq!(
            place.rows("SELECT finding_id, condition, amount, state FROM findings"),
            before
        );
        assert_eq!(place.value("SELECT count(*) FROM finding_events"), events);
        assert_eq!(
            place.value("SELECT count(*) - count(DISTINCT finding_id) FROM findings"),
            "0"
        );
    }
}

#[test]
fn the_view_is_the_macro_on_today() {
    let place = Place::empty();
    fill(&place, 3);
    for view in VIEWS {
        assert_eq!(
            place.rows(&format!("FROM {view}")),
            place.rows(&format!("FROM {view}_as_of(analysis_day())")),
            "{view}"
        );
    }
}

#[test]
fn today_in_the_history_is_what_the_current_rows_say() {
    let place = Place::golden();
    let present = place.rows(
        "SELECT id, seats, monthly(unit_cost, billing_cycle_months) FROM license_subscriptions
         WHERE missing_since IS NULL AND status = 'active' AND unit_cost IS NOT NULL AND charge_model = 'seats' AND id NOT IN ('su1', 'zi1')",
    );
    let history = place.rows(
        "SELECT subscription_id, seats, monthly_unit_cost FROM subscription_money_as_of(DATE '2026-11-20')
         WHERE status = 'active' AND cost_basis = 'subscription' AND standing_reason IS DISTINCT FROM 'missing'",
    );
    assert_eq!(history, present);
}
