//! What is in a review, and what is not in the copy for the customer.

use jiff::{Timestamp, civil::date};

use super::*;
use crate::analysis::tests::fixtures::Place;
use crate::report::testing::{Written, figures, golden, plain, table, tables};

pub(super) fn review(written: &Written, name: &str, reader: Reader) -> String {
    let snapshot = written.snapshot();
    let qbr = Qbr {
        customer: Customer::find(&snapshot, name).unwrap(),
        quarter: Quarter::named("2026Q4").unwrap(),
        day: date(2026, 11, 20),
        written_at: "2026-11-20T08:00:00Z".parse::<Timestamp>().unwrap(),
        reader,
        brand: Brand::default(),
    };
    qbr.html(&snapshot).unwrap()
}

/// Every cost in the database becomes another one: those of subscriptions, of bills, of catalogues, and what the
/// PSA has as cost.
const OTHER_COSTS: &str = "
    UPDATE license_subscriptions SET unit_cost = unit_cost * 1.37 + 0.11;
    UPDATE subscription_history SET unit_cost = unit_cost * 1.37 + 0.11;
    UPDATE license_usage SET unit_cost = unit_cost * 1.37 + 0.11;
    UPDATE products SET unit_cost = unit_cost * 1.37 + 0.11;
    UPDATE charges SET unit_price = unit_price * 1.37 + 0.11, amount = amount * 1.37 + 0.11, list_price = list_price + 1;
    UPDATE psa_contract_lines SET unit_cost = unit_cost * 1.37 + 0.11;
    UPDATE psa_contract_line_history SET unit_cost = unit_cost * 1.37 + 0.11;
    UPDATE findings SET amount = amount * 1.37 + 0.11, revenue_gap = revenue_gap + 5, severity = 'low';
    UPDATE finding_events SET amount = amount * 1.37 + 0.11;
    UPDATE margin_rules SET minimum_margin = 0.5;";

/// Customers with all that a review can have: seats that are not billed, two distributors, a change in the quarter, a
/// second currency, usage, a loss, another cost in the quarter.
const CUSTOMERS: [&str; 7] = [
    "Alder Dental",
    "Birch Legal",
    "Cedar Build",
    "Elm Studios",
    "Fir & Söhne",
    "Gum Tree Energy",
    "Nettle Farm",
];

fn key(written: &Written, name: &str) -> String {
    Customer::find(&written.snapshot(), name).unwrap().key
}

#[test]
fn the_copy_for_the_customer_is_the_same_to_the_byte_whatever_anything_costs() {
    let cheap = Written::of(golden());
    let dear = golden();
    dear.run(OTHER_COSTS);
    let dear = Written::of(dear);
    let mut differ_for_the_msp = 0;
    for customer in CUSTOMERS {
        assert!(
            review(&cheap, customer, Reader::Customer) == review(&dear, customer, Reader::Customer),
            "the copy for {customer} tells of a cost"
        );
        if review(&cheap, customer, Reader::Msp) != review(&dear, customer, Reader::Msp) {
            differ_for_the_msp += 1;
        }
    }
    // Else the comparison would prove nothing.
    assert_eq!(differ_for_the_msp, CUSTOMERS.len());
}

#[test]
fn what_was_not_compared_is_said_in_the_copy_for_the_msp_alone() {
    let place = golden();
    place.run("DELETE FROM psa_contract_lines; DELETE FROM psa_contract_line_history");
    let written = Written::of(place);
    let told = |reader| {
        review(&written, "Alder Dental", reader).contains("it is unknown what is billed to them")
    };
    assert!(told(Reader::Msp));
    assert!(!told(Reader::Customer));
}

#[test]
fn no_cost_and_no_margin_is_anywhere_in_the_bytes_of_the_copy_for_the_customer() {
    let place = golden();
    // Costs whose digits are nowhere else.
    place.run(
        "UPDATE subscription_history SET unit_cost = 7.7319 WHERE vendor = 'synnex';
         UPDATE license_subscriptions SET unit_cost = 7.7319 WHERE vendor = 'synnex';
         UPDATE charges SET unit_price = 8.8417, amount = quantity * 8.8417 WHERE direction = 'payable' AND vendor = 'sherweb';",
    );
    let written = Written::of(place);
    let mut in_the_copy_for_the_msp = 0;
    for name in CUSTOMERS {
        let ours = review(&written, name, Reader::Msp);
        let theirs = review(&written, name, Reader::Customer);
        let customer = key(&written, name);
        let told: Vec<String> = written
            .rows(&format!(
                "WITH figures AS (
                     SELECT unnest([
                         cents(monthly_cost), cents(monthly_profit), cents(known_cost), cents(unit_cost),
                         (margin * 100)::DECIMAL(18, 1), (markup * 100)::DECIMAL(18, 1)
                     ]) AS figure
                     FROM margin_as_of(DATE '2026-11-20') WHERE customer_key = '{customer}'
                     UNION ALL
                     SELECT unnest([cents(monthly_cost), cents(monthly_profit), (margin * 100)::DECIMAL(18, 1)])
                     FROM customer_margin_as_of(DATE '2026-11-20') WHERE customer_key = '{customer}'
                     UNION ALL
                     SELECT unnest([amount, revenue_gap]) FROM findings WHERE psa || '/' || psa_customer_id = '{customer}'
                 )
                 -- Short figures are seats and days too.
                 SELECT DISTINCT printf('%.2f', abs(figure)) FROM figures WHERE abs(figure) >= 1 AND figure <> round(figure)"
            ))
            .into_iter()
            .flatten()
            .collect();
        let ours = ours.replace('\u{202f}', "");
        let theirs = theirs.replace('\u{202f}', "");
        for figure in told {
            in_the_copy_for_the_msp += usize::from(ours.contains(&figure));
            assert!(
                !theirs.contains(&figure) || is_billed(&written, &customer, &figure),
                "{customer}: {figure} is in the copy for the customer"
            );
        }
        // The style has margins too.
        let body = theirs.split_once("</style>").unwrap().1;
        for word in [
            "margin", "profit", "cost", "internal", "finding", "leak", "Internal",
        ] {
            assert!(!body.contains(word), "{customer}: the word {word}");
        }
    }
    assert!(
        in_the_copy_for_the_msp > 12,
        "{in_the_copy_for_the_msp} figures"
    );
}

/// Whether a figure is what the customer pays, by its own right.
fn is_billed(written: &Written, customer: &str, figure: &str) -> bool {
    let rows = written.rows(&format!(
        "SELECT 1 FROM (
             SELECT monthly_revenue AS billed FROM license_rollup_as_of(DATE '2026-11-20') WHERE customer_key = '{customer}'
             UNION ALL SELECT sum(monthly_revenue) FROM license_rollup_as_of(DATE '2026-11-20') WHERE customer_key = '{customer}'
             UNION ALL SELECT unit_price FROM psa_contract_line_history WHERE psa || '/' || customer_id = '{customer}'
         ) WHERE printf('%.2f', billed) = '{figure}'"
    ));
    !rows.is_empty()
}

#[test]
fn the_trend_ends_with_the_figures_of_the_views() {
    let written = Written::of(golden());
    let mut compared = 0;
    for name in CUSTOMERS {
        let html = review(&written, name, Reader::Msp);
        let customer = key(&written, name);
        let months: Vec<Vec<String>> = tables(&html, "money").into_iter().flatten().collect();
        let last: Vec<Vec<String>> = figures(months)
            .into_iter()
            .filter(|row| row[1] == "2026-11" && !(row[4].is_empty()))
            .map(|row| vec![row[0].clone(), row[4].clone(), row[5].clone()])
            .collect();
        let expected = written.rows(&format!(
            "SELECT currency, round(monthly_profit, 2), round(margin * 100, 1)
             FROM customer_margin_as_of(DATE '2026-11-20')
             WHERE customer_key = '{customer}' AND monthly_profit IS NOT NULL ORDER BY currency"
        ));
        assert_eq!(last, expected, "{customer}");
        compared += last.len();
    }
    assert!(compared >= CUSTOMERS.len(), "{compared} rows");
}

#[test]
fn what_is_billed_and_bought_at_the_ends_of_months_is_what_the_views_said_then() {
    let written = Written::of(golden());
    let html = review(&written, "Cedar Build", Reader::Msp);
    let months = figures(table(&html, "money"));
    assert_eq!(months.len(), 12);
    for row in &months {
        let day = if row[1] == "2026-11" {
            "2026-11-20".to_owned()
        } else {
            written.rows(&format!("SELECT last_day(DATE '{}-01')", row[1]))[0][0].clone()
        };
        let known = written.rows(&format!(
            "SELECT round(sum(monthly_revenue), 2), round(sum(monthly_cost), 2)
             FROM license_rollup_as_of(DATE '{day}') WHERE customer_key = 'connectwise/W3'"
        ));
        assert_eq!(row[2..4], known[0], "{}", row[1]);
    }
    // Before the first read nothing is known; that is not zero.
    assert_eq!(months[0][2..5], ["", "", ""]);
    assert!(html.contains(">unknown<"));
    let seats: Vec<Vec<String>> = figures(table(&html, "seats"));
    assert_eq!(seats.last().unwrap()[1..], ["2026-11", "12"]);
    assert_eq!(seats[seats.len() - 2][1..], ["2026-10", "10"]);
    assert_eq!(seats[0][2], "");
}

#[test]
fn what_changed_in_the_quarter_has_its_day_and_what_it_was_before() {
    let written = Written::of(golden());
    let changes = table(&review(&written, "Cedar Build", Reader::Msp), "changes");
    assert!(
        changes
            .iter()
            .any(|row| row[0] == "2026-11-17" && row[1] == "seats" && row[3..] == ["10", "12"]),
        "{changes:?}"
    );
    let changes = table(&review(&written, "Nettle Farm", Reader::Msp), "changes");
    assert!(
        changes.iter().any(|row| row[0] == "2026-11-09"
            && row[1] == "cost"
            && row[3..] == ["18.50 USD", "20.00 USD"]),
        "{changes:?}"
    );
    // What the first read of all brought is not a change.
    assert!(
        changes.iter().all(|row| row[1] != "new subscription"),
        "{changes:?}"
    );
}

#[test]
fn seats_without_a_meter_are_of_unknown_use() {
    let written = Written::of(golden());
    let assigned = figures(table(
        &review(&written, "Alder Dental", Reader::Customer),
        "utilisation",
    ));
    assert_eq!(assigned[0][1..], ["25", "19", "6", "76"]);
    let unknown = table(
        &review(&written, "Cedar Build", Reader::Customer),
        "utilisation",
    );
    assert_eq!(unknown[0][2..], ["unknown", "unknown", "unknown"]);
}

#[test]
fn renewals_ahead_say_what_can_be_reduced_and_until_when() {
    let written = Written::of(golden());
    let rows = figures(table(
        &review(&written, "Alder Dental", Reader::Msp),
        "renewals",
    ));
    assert_eq!(rows[0][0], "2027-01-31");
    assert_eq!(rows[0][3], "25");
    assert_eq!(
        (rows[0][5].as_str(), rows[0][7].as_str()),
        ("5", "2027-02-01")
    );
    assert_eq!(rows[0][9], "462.5");
}

#[test]
fn what_was_resolved_in_the_quarter_is_listed_and_is_no_saving_where_no_contract_changed() {
    let place = golden();
    place.run(
        "CREATE TEMP TABLE leak AS SELECT * FROM findings WHERE customer_name = 'Alder Dental' AND condition = 'under_billed';
         INSERT INTO finding_events SELECT finding_id, TIMESTAMP '2026-11-20 07:30', 'resolved', 'resolved', amount, currency, 'analysis', NULL FROM leak;
         UPDATE findings SET state = 'resolved' WHERE finding_id IN (SELECT finding_id FROM leak);",
    );
    let html = review(&Written::of(place), "Alder Dental", Reader::Msp);
    assert_eq!(table(&html, "findings")[0][0], "resolved");
    assert!(
        html.contains(
            "No leakage ended in the quarter because a contract or a subscription changed."
        )
    );
}

#[test]
fn a_suspended_customer_costs_what_the_bill_says_and_is_unknown_without_one() {
    let last = |place: Place| {
        let html = review(&Written::of(place), "Kauri Events", Reader::Msp);
        figures(table(&html, "money")).pop().unwrap()
    };
    // 9 × 24.00 are billed. Nobody knows whether the seats that were suspended on 2026-11-10 are charged.
    assert_eq!(last(golden())[1..4], ["2026-11", "216", ""]);
    let place = golden();
    place.run(
        "INSERT INTO charges BY NAME SELECT * REPLACE ('k-nov' AS id, 'synnex' AS vendor, 'synnex-main' AS connection,
             'Y11' AS customer_id, 'k1' AS subscription_id, 9 AS quantity, 166.50 AS amount) FROM charges WHERE id = 'bill-1'",
    );
    assert_eq!(last(place)[1..4], ["2026-11", "216", "166.5"]);
}

#[test]
fn what_a_bundle_brings_is_unknown_in_both_copies_and_not_nothing() {
    let written = Written::of(golden());
    let html = review(&written, "Holly Retail", Reader::Msp);
    let last = figures(table(&html, "money")).pop().unwrap();
    assert_eq!(last[1..5], ["2026-11", "", "333", ""]);
    let theirs = review(&written, "Holly Retail", Reader::Customer);
    assert_eq!(table(&theirs, "money"), [[""; 0]; 0]);
    assert!(theirs.contains("Nothing is billed, as far as it is known."));
}

#[test]
fn seats_of_two_distributors_are_not_set_against_the_meter_of_one() {
    let place = golden();
    place.run(
        "INSERT INTO license_usage BY NAME
         SELECT * REPLACE ('meter-2' AS id, 'S2' AS customer_id, 6 AS total, 5 AS used) FROM license_usage WHERE id = 'meter-1'",
    );
    let written = Written::of(place);
    let rows = table(
        &review(&written, "Birch Legal", Reader::Customer),
        "utilisation",
    );
    assert_eq!(rows[0][1..], ["16", "unknown", "unknown", "unknown"]);
}

#[test]
fn a_customer_of_nothing_has_a_review_that_says_so() {
    let place = Place::empty();
    place.run("INSERT INTO customers BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, 'c1' AS id, '<i>Quiet & Co' AS name,
        'active' AS status, now()::TIMESTAMP AS first_seen_at, now()::TIMESTAMP AS last_seen_at, 'r' AS run_id");
    let written = Written::of(place);
    for reader in [Reader::Msp, Reader::Customer] {
        let html = review(&written, "c1", reader);
        assert!(html.contains("No seats are bought") && html.contains("&lt;i&gt;Quiet &amp; Co"));
        assert!(!html.contains("<i>"));
    }
}

#[test]
fn every_chart_has_its_figures_behind_it() {
    let written = Written::of(golden());
    let html = review(&written, "Birch Legal", Reader::Msp);
    let charts = html.matches("<svg class=\"chart\"").count();
    assert!(charts >= 2);
    assert_eq!(html.matches("<details><summary>Figures").count(), charts);
    assert_eq!(plain("1\u{202f}000.50"), "1000.5");
}
