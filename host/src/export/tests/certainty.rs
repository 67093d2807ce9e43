//! What the list of invoice lines does not propose.

use super::invoice_lines::{golden, lines};
use super::rows;
use crate::analysis::tests::fixtures::{NOW, Place};
use crate::export::LineProfile;

/// How many rows are about a customer, and whether one of its findings was left out.
fn proposed(place: &Place, profile: LineProfile, customer: &str) -> (usize, bool) {
    let list = lines(place, profile);
    let mut about = rows(&list.sheet);
    about.retain(|row| row[profile.columns()[2].1] == customer);
    let findings = place.rows(&format!(
        "SELECT finding_id FROM findings WHERE customer_name = '{customer}' AND state = 'open'"
    ));
    let left_out = findings.iter().any(|id| list.left_out.contains(id));
    (about.len(), left_out)
}

/// Adds a line to both tables of contract lines, made of another one.
fn add_line(place: &Place, from: &str, id: &str, values: &str) {
    for (table, name) in [
        ("psa_contract_line_history", "line_id"),
        ("psa_contract_lines", "id"),
    ] {
        place.run(&format!(
            "INSERT INTO {table} SELECT * REPLACE ('{id}' AS {name}, {values}) FROM {table} WHERE {name} = '{from}'"
        ));
    }
}

#[test]
fn no_line_is_proposed_that_is_there_from_next_month() {
    // Dogwood: nothing bills the five seats of Visio before December.
    let mut place = Place::golden();
    add_line(
        &place,
        "L3",
        "L4",
        "'W4' AS customer_id, 'CW-VISIO' AS product_code, 5 AS quantity, 5 AS quantity_billed, DATE '2026-12-01' AS effective_from",
    );
    place.refresh(NOW);
    assert_eq!(
        place.rows("SELECT seats, amount FROM findings WHERE customer_name = 'Dogwood Clinic' AND condition = 'unbilled'"),
        ["5 | 62.5"],
        "this month nobody bills them"
    );
    assert_eq!(
        proposed(&place, LineProfile::Connectwise, "Dogwood Clinic"),
        (0, true)
    );
    assert_eq!(
        proposed(&golden(), LineProfile::Connectwise, "Dogwood Clinic"),
        (1, false)
    );
}

#[test]
fn a_line_is_not_raised_where_another_begins_next_month() {
    // Alder: five more from December on, in a contract that is not active before.
    let mut place = Place::golden();
    add_line(
        &place,
        "L1",
        "L1b",
        "5 AS quantity, 5 AS quantity_billed, DATE '2026-12-01' AS effective_from, false AS contract_active",
    );
    place.refresh(NOW);
    assert_eq!(
        proposed(&place, LineProfile::Halopsa, "Alder Dental"),
        (0, true)
    );
}

#[test]
fn a_bundle_that_begins_next_month_holds_back_what_it_will_cover() {
    let mut place = Place::golden();
    add_line(
        &place,
        "L8",
        "L8b",
        "'H1' AS customer_id, 25 AS quantity, 25 AS quantity_billed, DATE '2026-12-01' AS effective_from",
    );
    place.refresh(NOW);
    assert_eq!(
        proposed(&place, LineProfile::Halopsa, "Alder Dental"),
        (0, true)
    );
}

#[test]
fn nothing_is_lowered_while_seats_are_in_doubt() {
    // Maple: 12 billed, 10 bought, and one more that is suspended. It is billed too much by one at least.
    let mut place = Place::golden();
    place.run(
        "INSERT INTO subscription_history SELECT * REPLACE ('m3' AS subscription_id, 'suspended' AS status, 1 AS seats)
         FROM subscription_history WHERE subscription_id = 'm1'",
    );
    place.refresh(NOW);
    assert_eq!(
        place.rows("SELECT seats FROM findings WHERE customer_name = 'Maple Homes' AND condition = 'over_billed'"),
        ["1"]
    );
    assert_eq!(
        proposed(&place, LineProfile::Halopsa, "Maple Homes"),
        (0, true)
    );
    assert_eq!(
        proposed(&golden(), LineProfile::Halopsa, "Maple Homes"),
        (1, false)
    );
}

#[test]
fn what_is_suspended_and_still_charged_changes_no_line() {
    let mut place = Place::golden();
    place.run(
        "INSERT INTO charges BY NAME SELECT * REPLACE ('k-nov' AS id, 'synnex' AS vendor, 'synnex-main' AS connection,
             'Y11' AS customer_id, 'k1' AS subscription_id, 9 AS quantity, 166.50 AS amount) FROM charges WHERE id = 'bill-1'",
    );
    place.refresh(NOW);
    assert_eq!(
        place.rows("SELECT condition FROM findings WHERE customer_name = 'Kauri Events'"),
        ["suspended_but_charged"]
    );
    assert_eq!(
        proposed(&place, LineProfile::Halopsa, "Kauri Events"),
        (0, false)
    );
}
