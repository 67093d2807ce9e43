//! What counts as a saving of the quarter.

use super::tests::review;
use super::*;
use crate::analysis::tests::fixtures::Place;
use crate::report::testing::{Written, figures, golden, table};

const LATER: &str = "2026-11-20T09:00:00Z";

/// The rows of “Savings found” for Alder, whose contract bills 20 of 25 seats at 18.50, after a change and a comparison.
fn savings(changes: &[&str]) -> Vec<Vec<String>> {
    // By its key: where a match is gone, two customers have the name.
    let mut place = golden();
    for (hour, change) in changes.iter().enumerate() {
        place.run(change);
        place.refresh(&format!("2026-11-20T{:02}:00:00Z", 9 + hour));
    }
    found(place, "halopsa/H1")
}

fn found(place: Place, customer: &str) -> Vec<Vec<String>> {
    let written = Written::of(place);
    figures(table(&review(&written, customer, Reader::Msp), "savings"))
}

/// A further version of Alder's contract line, as an import writes it.
fn line(hour: u32, values: &str) -> String {
    format!(
        "INSERT INTO psa_contract_line_history SELECT * REPLACE (TIMESTAMP '2026-11-20 {hour:02}:30' AS valid_from, {values})
         FROM psa_contract_line_history WHERE line_id = 'L1' AND valid_to IS NULL;
         UPDATE psa_contract_line_history SET valid_to = TIMESTAMP '2026-11-20 {hour:02}:30'
         WHERE line_id = 'L1' AND valid_to IS NULL AND valid_from < TIMESTAMP '2026-11-20 {hour:02}:30';"
    )
}

/// A further version of Alder's subscription, as a sync writes it.
fn subscription(values: &str) -> String {
    format!(
        "INSERT INTO subscription_history SELECT * REPLACE (TIMESTAMP '2026-11-20 08:30' AS valid_from, {values})
         FROM subscription_history WHERE subscription_id = 'a1' AND valid_to IS NULL;
         UPDATE subscription_history SET valid_to = TIMESTAMP '2026-11-20 08:30'
         WHERE subscription_id = 'a1' AND valid_to IS NULL AND valid_from < TIMESTAMP '2026-11-20 08:30';"
    )
}

#[test]
fn a_contract_that_bills_the_seats_and_seats_that_are_given_back_are_savings() {
    let changes = [
        line(8, "25 AS quantity, 25 AS quantity_billed"),
        // Seven are given on purpose now: that was decided in the contract.
        line(8, "27 AS quantity, 7 AS included_quantity"),
        subscription("20 AS seats"),
        // Nothing is billed any more, and nothing bought.
        subscription("'cancelled' AS status"),
    ];
    for change in changes {
        let savings = savings(&[&change]);
        assert_eq!(savings.len(), 1, "{change}");
        assert_eq!(savings[0], ["USD", "1", "92.5", "0", "0", "0"], "{change}");
    }
}

#[test]
fn a_rule_a_match_a_renaming_and_a_read_that_lacks_seats_save_nothing() {
    let changes = [
        "INSERT INTO exclusions BY NAME SELECT 'sherweb-main' AS connection, 'S1' AS customer_id, 'internal' AS reason,
             'ann' AS decided_by, TIMESTAMP '2026-11-20' AS decided_at"
            .to_owned(),
        // A bundle covers them, and did so since August, as an import of the past says.
        "INSERT INTO psa_contract_line_history SELECT * REPLACE ('L1b' AS line_id, 'HP-MW' AS product_code)
         FROM psa_contract_line_history WHERE line_id = 'L1'"
            .to_owned(),
        "UPDATE customer_links SET state = 'rejected', owner = false WHERE customer_id = 'S1'".to_owned(),
        "UPDATE customer_links SET state = 'lapsed' WHERE customer_id = 'S1'".to_owned(),
        "UPDATE product_links SET state = 'rejected' WHERE psa = 'halopsa' AND line_key = 'code:HP-BP'".to_owned(),
        // The file calls customer and product by other names, so the line has another key.
        line(8, "'HP-BP-2' AS product_code, 'Business Premium' AS product_name")
            + "INSERT INTO product_links BY NAME SELECT * REPLACE ('code:HP-BP-2' AS line_key)
               FROM product_links WHERE psa = 'halopsa' AND line_key = 'code:HP-BP'",
        subscription("true AS missing"),
        subscription("'suspended' AS status"),
        // The bill became cheaper.
        "UPDATE charges SET unit_price = 0, amount = 0 WHERE id = 'bill-1'".to_owned(),
    ];
    for change in changes {
        assert_eq!(savings(&[&change]), [[""; 0]; 0], "{change}");
    }
}

#[test]
fn what_a_person_resolved_is_a_saving_only_once_the_contract_has_changed() {
    let resolve = |place: &mut Place| {
        let id = place.value(
            "SELECT finding_id FROM findings WHERE customer_name = 'Alder Dental' AND condition = 'under_billed'",
        );
        let decision = crate::analysis::Decision {
            who: "ann",
            note: None,
            now: "2026-11-20T08:00:00Z".parse().unwrap(),
        };
        crate::analysis::resolve(&mut place.store, &id, decision).unwrap();
    };
    let mut place = golden();
    resolve(&mut place);
    place.refresh(LATER);
    assert_eq!(found(place, "Alder Dental"), [[""; 0]; 0]);
    let mut place = golden();
    resolve(&mut place);
    place.run(&line(8, "25 AS quantity, 25 AS quantity_billed"));
    place.refresh(LATER);
    assert_eq!(
        found(place, "Alder Dental"),
        [["USD", "1", "92.5", "0", "0", "0"]]
    );
}

#[test]
fn what_is_still_not_billed_is_not_saved() {
    let mut place = golden();
    // Dogwood's five seats of Visio at 12.50 have no line; then one bills two of them.
    place.run(
        "INSERT INTO psa_contract_line_history SELECT * REPLACE ('L4' AS line_id, 'W4' AS customer_id, 'CW-VISIO' AS product_code,
             2 AS quantity, 0 AS included_quantity, 2 AS quantity_billed, 15.00 AS unit_price, TIMESTAMP '2026-11-20 08:30' AS valid_from)
         FROM psa_contract_line_history WHERE line_id = 'L3'",
    );
    place.refresh(LATER);
    assert_eq!(
        place.rows("SELECT condition, amount FROM findings WHERE customer_name = 'Dogwood Clinic' AND state = 'open'"),
        ["under_billed | 37.5"]
    );
    assert_eq!(
        found(place, "Dogwood Clinic"),
        [["USD", "1", "25", "0", "0", "0"]]
    );
}
