//! One absurd row must not stop the comparison for everybody.

use super::fixtures::{NOW, Place, TODAY};

/// The tables that a sync, an import or a person fills.
const TABLES: [&str; 10] = [
    "subscription_history",
    "license_subscriptions",
    "license_usage",
    "charges",
    "products",
    "psa_contract_lines",
    "psa_contract_line_history",
    "cover_rules",
    "margin_rules",
    "fx_rates",
];

/// Views that no finding is made from.
const OTHER_VIEWS: [&str; 6] = [
    "contract_drift",
    "seat_drift",
    "customer_margin",
    "license_money",
    "renewals",
    "unmatched",
];

/// The numeric columns of a table, with their types.
fn numbers(place: &Place, table: &str) -> Vec<(String, String)> {
    let rows = place.rows(&format!(
        "SELECT column_name, data_type FROM duckdb_columns()
         WHERE table_name = '{table}' AND NOT internal
             AND (data_type IN ('BIGINT', 'INTEGER', 'DOUBLE') OR data_type LIKE 'DECIMAL%')"
    ));
    let column = |row: String| {
        let (name, kind) = row.split_once(" | ").unwrap();
        (name.to_owned(), kind.to_owned())
    };
    rows.into_iter().map(column).collect()
}

/// The largest value of a type.
fn largest(kind: &str) -> String {
    match kind {
        "BIGINT" => i64::MAX.to_string(),
        "INTEGER" => i32::MAX.to_string(),
        "DOUBLE" => "1e308".to_owned(),
        decimal => {
            let inside = decimal.trim_start_matches("DECIMAL(").trim_end_matches(')');
            let (width, scale) = inside.split_once(',').unwrap();
            let (width, scale): (usize, usize) =
                (width.trim().parse().unwrap(), scale.trim().parse().unwrap());
            format!("{}.{}", "9".repeat(width - scale), "9".repeat(scale))
        }
    }
}

/// The golden scenario, with catalogue prices.
fn filled() -> Place {
    let place = Place::golden();
    place.run(
        "INSERT INTO products BY NAME SELECT vendor, connection, 'p-' || id AS id, customer_id, sku, product_name AS name,
             1 AS billing_cycle_months, 12 AS commitment_term_months, 5.00 AS unit_cost, currency,
             first_seen_at, last_seen_at, run_id
         FROM license_subscriptions WHERE sku IS NOT NULL",
    );
    place
}

/// Asks everything that the analysis answers.
fn ask(place: &mut Place, what: &str) {
    let refreshed = crate::analysis::refresh(&mut place.store, NOW.parse().unwrap());
    assert!(refreshed.is_ok(), "{what}: {}", refreshed.unwrap_err());
    for view in OTHER_VIEWS {
        let sql = format!("SELECT count(*) FROM (FROM {view}_as_of(DATE '{TODAY}'))");
        let asked = place
            .connection()
            .query_row(&sql, [], |row| row.get::<_, i64>(0));
        assert!(asked.is_ok(), "{what}: {view}: {}", asked.unwrap_err());
    }
}

#[test]
fn the_largest_number_in_any_column_is_unknown_and_never_an_error() {
    let mut place = filled();
    for table in TABLES {
        place.run(&format!("CREATE TEMP TABLE kept AS FROM {table}"));
        for (column, kind) in numbers(&place, table) {
            place.run(&format!("UPDATE {table} SET {column} = {}", largest(&kind)));
            ask(&mut place, &format!("{table}.{column}"));
            place.run(&format!(
                "DELETE FROM {table}; INSERT INTO {table} FROM kept"
            ));
        }
        place.run("DROP TABLE kept");
    }
}

#[test]
fn absurd_numbers_in_all_columns_at_once_stop_nothing() {
    for sign in ["", "-"] {
        let mut place = filled();
        for table in TABLES {
            let values: Vec<String> = numbers(&place, table)
                .into_iter()
                .map(|(column, kind)| format!("{column} = {sign}{}", largest(&kind)))
                .collect();
            place.run(&format!("UPDATE {table} SET {}", values.join(", ")));
        }
        ask(&mut place, &format!("all columns, sign {sign:?}"));
    }
}

#[test]
fn article_numbers_in_the_place_of_quantities_leave_all_others_compared() {
    let place = Place::golden();
    let others = "SELECT customer_name, product_key, class, seats, cost_leak FROM leakage_as_of(DATE '2026-11-20') WHERE customer_name <> 'Larch Media'";
    let before = place.rows(others);
    place.run(
        "INSERT INTO psa_contract_line_history BY NAME
         SELECT lines.* REPLACE ('L12-' || n AS line_id, 602003004005 + n AS quantity, 602003004005 + n AS quantity_billed)
         FROM psa_contract_line_history AS lines, range(2) AS numbers(n) WHERE line_id = 'L12'",
    );
    assert_eq!(place.rows(others), before);
    let larch = "SELECT seats_uncontracted, seats_over_billed, quantities_unknown FROM license_rollup_as_of(DATE '2026-11-20')
         WHERE customer_name = 'Larch Media' AND charge_model = 'seats' AND lines > 0";
    assert_eq!(place.rows(larch), [" |  | 2"]);
}

#[test]
fn a_gap_of_thousands_of_seats_in_two_weeks_drifts() {
    let place = Place::golden();
    place.run("UPDATE subscription_history SET seats = 5000 WHERE subscription_id = 'a1'");
    let drift = "SELECT gap_before, gap_now, drifting FROM contract_drift_as_of(DATE '2026-11-20') WHERE customer_name = 'Alder Dental'";
    assert_eq!(place.rows(drift), ["4980 | 4980 | true"]);
}

#[test]
fn seats_that_are_unknown_in_a_week_are_no_change_of_seats() {
    let place = Place::golden();
    let drift = "SELECT seats_before, seats_now FROM seat_drift_as_of(DATE '2026-11-20') WHERE customer_name = 'Cedar Build'";
    assert_eq!(place.rows(drift), ["10 | 12"]);
    place.run(
        "UPDATE license_usage SET seats = 9000000000 WHERE id = 'c1' AND iso_week = '2026-W47'",
    );
    assert_eq!(place.rows(drift), [""; 0]);
}

#[test]
fn a_lock_that_cannot_be_read_is_neither_all_of_the_seats_nor_none() {
    let place = Place::golden();
    let reducible = "SELECT reducible_now FROM renewals_as_of(DATE '2026-11-20') WHERE customer_name = 'Alder Dental'";
    assert_eq!(place.rows(reducible), ["5"]);
    for lock in [
        r#"{"until": "2027-01-31", "quantity": 99999999999999999999}"#,
        r#"{"until": "someday", "quantity": 20}"#,
    ] {
        place.run(&format!(
            "UPDATE license_subscriptions SET committed = '[{lock}]' WHERE id = 'a1'"
        ));
        assert_eq!(place.rows(reducible), [""], "{lock}");
    }
}
