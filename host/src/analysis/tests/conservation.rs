//! Every line of a bill counts exactly once, whatever it names and whatever is known of it.

use super::fixtures::{Place, Random};

const DAY: &str = "DATE '2026-11-20'";

/// Fills a database with random subscriptions and a random bill of October in one currency: ids of both kinds and of none,
/// customers by id, by name and not at all, SKUs that are there once, twice and never.
fn fill(place: &Place, seed: u64) {
    let mut random = Random::new(seed);
    let mut pick = |words: &[&'static str]| words[random.below(words.len() as u64) as usize];
    for customer in 0..5 {
        // Two customers have one name.
        let name = customer.min(3);
        place.run(&format!(
            "INSERT INTO customers BY NAME SELECT 'v' AS vendor, 'main' AS connection, 'c{customer}' AS id, 'Name {name}' AS name,
                 'active' AS status, TIMESTAMP '2026-08-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r' AS run_id"
        ));
        if pick(&["linked", "linked", "alone"]) == "linked" {
            place.run(&format!(
                "INSERT INTO psa_customers BY NAME SELECT 'psa' AS psa, 'p{customer}' AS id, 'Name' AS name, true AS active,
                     TIMESTAMP '2026-08-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'i' AS import_id;
                 INSERT INTO customer_links BY NAME SELECT 'v' AS vendor, 'main' AS connection, 'c{customer}' AS customer_id,
                     'psa' AS psa, 'p{customer}' AS psa_customer_id, 'linked' AS state, 'exact' AS basis, true AS owner,
                     'matcher' AS decided_by, TIMESTAMP '2026-08-01' AS decided_at"
            ));
        }
    }
    for subscription in 0..25 {
        let values = values(&[
            (
                "customer_id",
                pick(&["'c0'", "'c1'", "'c2'", "'c3'", "'c4'"]),
            ),
            ("sku", pick(&["'A'", "'B'", "'C'", "'D'", "NULL"])),
            ("publisher_product_id", pick(&["'P1'", "'P2'", "NULL"])),
            ("publisher_sku_id", pick(&["'0001'", "'0002'"])),
            ("status", pick(&["'active'", "'active'", "'cancelled'"])),
            ("charge_model", pick(&["'seats'", "'seats'", "'usage'"])),
            ("billing_cycle_months", pick(&["1", "1", "12", "NULL"])),
            ("seats", pick(&["5", "10", "NULL"])),
            ("unit_cost", pick(&["9.99", "0", "NULL"])),
        ]);
        let publisher = pick(&["p1", "p2", "p3", "p4", "own"]);
        let publisher = if publisher == "own" {
            format!("'p-{subscription}'")
        } else {
            format!("'{publisher}'")
        };
        place.run(&format!(
            "INSERT INTO subscription_history BY NAME SELECT 'v' AS vendor, 'main' AS connection, 's{subscription}' AS subscription_id,
                 TIMESTAMP '2026-08-01' AS valid_from, false AS missing, false AS trial, 'USD' AS currency, 'r' AS run_id, {values};
             INSERT INTO license_subscriptions BY NAME SELECT * EXCLUDE (subscription_id, valid_from, valid_to, missing),
                 subscription_id AS id, {publisher} AS publisher_subscription_id, false AS renewal_computed,
                 valid_from AS first_seen_at, valid_from AS last_seen_at
             FROM subscription_history WHERE subscription_id = 's{subscription}'"
        ));
    }
    for line in 0..60 {
        let values = values(&[
            (
                "customer_id",
                pick(&["'c0'", "'c1'", "'c2'", "'c3'", "'gone'", "NULL", "NULL"]),
            ),
            (
                "customer_name",
                pick(&["'Name 0'", "'name  1'", "'Name 3'", "'Nobody'", "NULL"]),
            ),
            (
                "subscription_id",
                pick(&[
                    "'s1'", "'s2'", "'s3'", "'p1'", "'P2'", "'p-4'", "'x'", "NULL", "NULL",
                ]),
            ),
            ("product_id", pick(&["'P1'", "'P2'", "NULL"])),
            (
                "sku",
                pick(&["'A'", "'B'", "'E'", "'P1:0001'", "'P2:0009'", "NULL"]),
            ),
            (
                "kind",
                pick(&[
                    "'recurring'",
                    "'recurring'",
                    "'usage'",
                    "'usage'",
                    "'credit'",
                    "'setup'",
                    "'Tariff 7'",
                ]),
            ),
            (
                "direction",
                pick(&["'payable'", "'payable'", "'payable'", "'receivable'"]),
            ),
            ("billing_cycle_months", pick(&["1", "1", "12", "NULL"])),
            ("quantity", pick(&["5", "10", "7.5"])),
            ("amount", pick(&["90.00", "61.25", "0.01", "-12.50"])),
            (
                "charge_from",
                pick(&["DATE '2026-10-01'", "DATE '2026-10-01'", "NULL"]),
            ),
            (
                "charge_to",
                pick(&["DATE '2026-10-31'", "DATE '2026-10-15'", "NULL"]),
            ),
        ]);
        place.run(&format!(
            "INSERT INTO charges BY NAME SELECT 'v' AS vendor, 'main' AS connection, 'line-{line}' AS id,
                 DATE '2026-10-01' AS billing_period_from, DATE '2026-10-31' AS billing_period_to, 'USD' AS currency,
                 TIMESTAMP '2026-11-05' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r' AS run_id, {values}"
        ));
    }
    place.run(
        "INSERT INTO product_aliases VALUES ('v:A', 'v:E', 'ann'), ('P1:0001', 'v:B', 'ann');
         INSERT INTO product_links BY NAME SELECT 'v:C' AS product_key, 'psa' AS psa, 'code:C' AS line_key, 'linked' AS state,
             'exact' AS basis, 'matcher' AS decided_by, TIMESTAMP '2026-08-01' AS decided_at;
         INSERT INTO exclusions BY NAME SELECT 'main' AS connection, 'c1' AS customer_id, 'v:D' AS product_key, 'internal' AS reason,
             'ann' AS decided_by, TIMESTAMP '2026-08-01' AS decided_at;
         INSERT INTO exclusions BY NAME SELECT 'main' AS connection, 'c2' AS customer_id, 'internal' AS reason, 'ann' AS decided_by,
             TIMESTAMP '2026-08-01' AS decided_at",
    );
}

fn values(columns: &[(&str, &str)]) -> String {
    columns
        .iter()
        .map(|(column, value)| format!("{value} AS {column}"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn every_line_is_there_once_joined_or_not() {
    for seed in 0..12 {
        let place = Place::empty();
        fill(&place, seed);
        let sums = "SELECT direction, count(*), count(DISTINCT id), sum(amount)";
        assert_eq!(
            place.rows(&format!("{sums} FROM assigned_charges() GROUP BY ALL")),
            place.rows(&format!("{sums} FROM charges GROUP BY ALL")),
            "seed {seed}"
        );
        // Nothing is joined to a subscription that is not there.
        let strange = place.value(
            "SELECT count(*) FROM assigned_charges() AS lines
             LEFT JOIN license_subscriptions AS listed ON listed.connection = lines.connection AND listed.id = lines.subscription_id
             WHERE (joined_by IS NOT NULL AND joined_by <> 'one_of_several') <> (listed.id IS NOT NULL)",
        );
        assert_eq!(strange, "0", "seed {seed}");
    }
}

#[test]
fn what_the_bill_comes_to_is_what_the_views_count() {
    let mut seen = Vec::new();
    for seed in 0..12 {
        let place = Place::empty();
        fill(&place, seed);
        let lines = format!("bill_lines_as_of({DAY}) WHERE direction = 'payable'");
        let sum = |of: &str| {
            place.value(&format!(
                "SELECT coalesce(sum(amount), 0)::DECIMAL(18, 6) FROM {of}"
            ))
        };
        assert_eq!(
            sum(&lines),
            sum("charges WHERE direction = 'payable'"),
            "seed {seed}: all lines"
        );
        let counted = |word: &str| sum(&format!("{lines} AND counts_as = '{word}'"));
        // By use: in the comparison.
        assert_eq!(
            place.value(&format!(
                "SELECT coalesce(sum(monthly_cost), 0)::DECIMAL(18, 6) FROM reconciliation_as_of({DAY}) WHERE charge_model = 'usage'"
            )),
            counted("usage"),
            "seed {seed}: usage"
        );
        // Without a counterpart: in the view of those.
        assert_eq!(
            place.value(&format!(
                "SELECT coalesce(sum(monthly_cost), 0)::DECIMAL(18, 6) FROM unmatched_as_of({DAY}) WHERE kind = 'charge'"
            )),
            place.value(&format!(
                "SELECT coalesce(sum(monthly_amount), 0)::DECIMAL(18, 6) FROM {lines} AND counts_as = 'unmatched'"
            )),
            "seed {seed}: unmatched"
        );
        // By seats: lines of a subscription, or of one of several; once and excluded are not a monthly
        // cost.
        let others = place.rows(&format!(
            "SELECT DISTINCT counts_as FROM {lines} AND counts_as NOT IN ('usage', 'unmatched', 'once', 'excluded')
                 AND joined_by IS NULL"
        ));
        assert_eq!(others, [""; 0], "seed {seed}");
        seen.extend(place.rows(&format!("SELECT DISTINCT counts_as FROM {lines}")));
        seen.extend(place.rows(&format!(
            "SELECT DISTINCT joined_by FROM {lines} AND joined_by IS NOT NULL"
        )));
    }
    seen.sort();
    seen.dedup();
    // The worlds have every case.
    for word in [
        "customer_and_product",
        "distributor_id",
        "excluded",
        "once",
        "one_of_several",
        "publisher_id",
        "subscription",
        "unmatched",
        "usage",
    ] {
        assert!(seen.iter().any(|seen| seen == word), "{word}: {seen:?}");
    }
}
