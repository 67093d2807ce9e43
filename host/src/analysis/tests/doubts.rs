//! What a refused row puts in doubt, and what it leaves alone.

use jiff::civil::date;

use super::fixtures::{NOW, Place, TODAY};
use crate::export::{LineProfile, invoice_lines};

/// The next run after that of the scenario refused a row. `about` has the JSON of what it names.
fn refuse(place: &Place, vendor: &str, dataset: &str, key: Option<&str>, about: &str) {
    let key = key.map_or_else(|| "NULL".to_owned(), |key| format!("'{key}'"));
    place.run(&format!(
        "INSERT INTO rejected_rows BY NAME SELECT '{vendor}' AS vendor, '{vendor}-main' AS connection, '{dataset}' AS dataset,
         {key} AS key, 'seats is a fraction: 12.5' AS reason, '{{}}' AS source, TIMESTAMP '2026-11-20 06:30' AS rejected_at,
         'later-run' AS run_id, '{about}' AS about"
    ));
}

fn accept_all(place: &Place) {
    place.run("DELETE FROM rejected_rows");
}

/// A figure of the only row of a customer and product.
fn figure(place: &Place, view: &str, column: &str, customer: &str, product: &str) -> String {
    place.value(&format!(
        "SELECT {column} FROM {view}_as_of(DATE '{TODAY}') WHERE customer_name = '{customer}' AND product_key = '{product}'"
    ))
}

/// Maple Homes has 10 seats of Acronis, and 12 are billed.
const ACRONIS: &str = r#"{"customer_id": "S13", "sku": "ACR-BKP"}"#;

fn over_billed(place: &Place) -> String {
    figure(
        place,
        "license_rollup",
        "seats_over_billed",
        "Maple Homes",
        "sherweb:ACR-BKP",
    )
}

/// Alder Dental has 25 seats of Business Premium, and 20 are billed.
fn not_billed(place: &Place) -> String {
    figure(
        place,
        "license_rollup",
        "seats_uncontracted",
        "Alder Dental",
        "CFQ7TTC0LCHC:0002",
    )
}

#[test]
fn a_refused_subscription_is_not_nothing_bought() {
    let mut place = Place::golden();
    assert_eq!(over_billed(&place), "2");
    refuse(&place, "sherweb", "subscriptions", Some("m9"), ACRONIS);
    assert_eq!(over_billed(&place), "");
    let leaks = format!(
        "SELECT class FROM leakage_as_of(DATE '{TODAY}') WHERE customer_name = 'Maple Homes'"
    );
    assert_eq!(place.rows(&leaks), [""; 0]);
    assert_eq!(
        figure(
            &place,
            "margin",
            "unknown_because",
            "Maple Homes",
            "sherweb:ACR-BKP"
        ),
        "a row of the distributor was rejected"
    );
    place.refresh(NOW);
    let found = "SELECT condition FROM findings WHERE customer_name = 'Maple Homes'";
    assert_eq!(place.rows(found), [""; 0]);
}

#[test]
fn a_finding_that_a_refused_row_may_explain_is_stale_until_the_row_is_read() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let states = "SELECT condition, state, stale FROM findings WHERE customer_name IN ('Maple Homes', 'Ivy Law')";
    let fresh = [
        "cancelled_but_billed | open | false",
        "over_billed | open | false",
    ];
    assert_eq!(place.rows(states), fresh);
    refuse(&place, "sherweb", "subscriptions", Some("m9"), ACRONIS);
    let ivy = r#"{"customer_id": "Y9", "publisher_product_id": "CFQ7TTC0LH16", "publisher_sku_id": "0001"}"#;
    refuse(&place, "synnex", "subscriptions", Some("i9"), ivy);
    let report = place.refresh("2026-11-20T08:00:00Z");
    assert_eq!((report.went_stale, report.resolved), (2, 0));
    assert_eq!(
        place.rows(states),
        [
            "cancelled_but_billed | open | true",
            "over_billed | open | true"
        ]
    );
    accept_all(&place);
    place.refresh("2026-11-20T09:00:00Z");
    assert_eq!(place.rows(states), fresh);
}

#[test]
fn what_is_stored_of_a_refused_row_is_in_doubt_and_neither_leaks_nor_covers() {
    let mut place = Place::golden();
    place.refresh(NOW);
    refuse(&place, "sherweb", "subscriptions", Some("a1"), "{}");
    let columns = "(seats_bought, seats_in_doubt, seats_uncontracted, fresh)";
    assert_eq!(
        figure(
            &place,
            "license_rollup",
            columns,
            "Alder Dental",
            "CFQ7TTC0LCHC:0002"
        ),
        "(0.000000, 25.000000, NULL, false)"
    );
    let leaks = format!(
        "SELECT class FROM leakage_as_of(DATE '{TODAY}') WHERE customer_name = 'Alder Dental'"
    );
    assert_eq!(place.rows(&leaks), [""; 0]);
    // It ends on its day all the same, as far as is known.
    assert_eq!(
        figure(
            &place,
            "renewals",
            "(seats, fresh)",
            "Alder Dental",
            "CFQ7TTC0LCHC:0002"
        ),
        "(25, false)"
    );
    place.refresh("2026-11-20T08:00:00Z");
    let stale = "SELECT condition FROM findings WHERE customer_name = 'Alder Dental' AND stale AND state = 'open'";
    assert_eq!(place.rows(stale), ["renewal", "under_billed"]);
}

#[test]
fn a_row_of_an_unknown_product_reaches_all_products_of_its_customer_and_no_other_customer() {
    let place = Place::golden();
    refuse(
        &place,
        "sherweb",
        "subscriptions",
        Some("m9"),
        r#"{"customer_id": "S13"}"#,
    );
    assert_eq!(over_billed(&place), "");
    let reach = "SELECT reach, customer_name, product_key FROM doubts_as_of(DATE '2026-11-20')";
    assert_eq!(place.rows(reach), ["customer | Maple Homes | "]);
    assert_eq!(not_billed(&place), "5");
    assert_eq!(
        figure(
            &place,
            "margin",
            "unknown_because",
            "Alder Dental",
            "CFQ7TTC0LCHC:0002"
        ),
        ""
    );
}

#[test]
fn a_row_that_names_nobody_reaches_everybody_of_its_distributor_alone() {
    let place = Place::golden();
    refuse(&place, "synnex", "subscriptions", None, "{}");
    assert_eq!(over_billed(&place), "2");
    refuse(
        &place,
        "sherweb",
        "subscriptions",
        None,
        r#"{"customer_id": "nobody"}"#,
    );
    assert_eq!(over_billed(&place), "");
    // It may be more of what is bought, and never less: what is not billed is that at least.
    assert_eq!(not_billed(&place), "5");
}

#[test]
fn a_refused_customer_may_be_anybody() {
    let place = Place::golden();
    let cancelled = format!("SELECT customer_name FROM cancelled_but_billed_as_of(DATE '{TODAY}')");
    assert_eq!(place.rows(&cancelled), ["Ivy Law"]);
    refuse(
        &place,
        "sherweb",
        "customers",
        Some("S99"),
        r#"{"customer_id": "S99"}"#,
    );
    assert_eq!(over_billed(&place), "");
    assert_eq!(place.rows(&cancelled), [""; 0]);
    // Where its subscriptions were read, it can be no more than these.
    place.run(
        "INSERT INTO subscription_history BY NAME SELECT * REPLACE ('s99' AS subscription_id, 'S99' AS customer_id)
         FROM subscription_history WHERE subscription_id = 'b1'",
    );
    assert_eq!(over_billed(&place), "2");
    assert_eq!(place.rows(&cancelled), ["Ivy Law"]);
}

#[test]
fn a_refused_line_of_a_bill_makes_the_cost_unknown_of_what_it_names() {
    let place = Place::golden();
    let unknown = |place: &Place, customer: &str| {
        figure(
            place,
            "margin",
            "unknown_because",
            customer,
            "CFQ7TTC0LCHC:0002",
        )
    };
    refuse(&place, "sherweb", "payable-charges", None, "{}");
    assert_eq!(unknown(&place, "Alder Dental"), "");
    refuse(
        &place,
        "sherweb",
        "payable-charges",
        None,
        r#"{"customer_name": "Alder Dental", "sku": "MS-365-BP"}"#,
    );
    assert_eq!(
        unknown(&place, "Alder Dental"),
        "a row of the distributor was rejected"
    );
    assert_eq!(unknown(&place, "Nettle Farm"), "");
    // A bill of long ago tells no present cost.
    place.run("UPDATE rejected_rows SET period_day = DATE '2026-06-30'");
    assert_eq!(unknown(&place, "Alder Dental"), "");
}

#[test]
fn a_refused_meter_makes_the_assigned_seats_unknown() {
    let place = Place::golden();
    let assigned = |place: &Place| {
        figure(
            place,
            "license_rollup",
            "seats_assigned",
            "Alder Dental",
            "CFQ7TTC0LCHC:0002",
        )
    };
    assert_eq!(assigned(&place), "19");
    refuse(
        &place,
        "sherweb",
        "usage",
        Some("meter-2"),
        r#"{"customer_id": "S1"}"#,
    );
    assert_eq!(assigned(&place), "");
    assert_eq!(not_billed(&place), "5");
}

#[test]
fn no_invoice_line_is_changed_for_a_doubt() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let lines = |place: &Place| {
        let day = date(2026, 11, 20);
        let lines = invoice_lines(&place.store, LineProfile::Halopsa, None, day).unwrap();
        let rows = lines.sheet.rows.into_iter().flatten().flatten();
        rows.filter(|cell| cell == "Maple Homes" || cell == "Alder Dental")
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&place), ["Alder Dental", "Maple Homes"]);
    // Refused since the findings were brought up to date.
    refuse(&place, "sherweb", "subscriptions", Some("m9"), ACRONIS);
    assert_eq!(lines(&place), ["Alder Dental"]);
    refuse(&place, "sherweb", "subscriptions", Some("a1"), "{}");
    assert_eq!(lines(&place), [""; 0]);
}

#[test]
fn the_days_before_a_row_was_refused_stay_as_they_were() {
    let place = Place::golden();
    refuse(&place, "sherweb", "subscriptions", Some("m9"), ACRONIS);
    let before = place.value(
        "SELECT seats_over_billed FROM license_rollup_as_of(DATE '2026-11-19')
         WHERE customer_name = 'Maple Homes' AND product_key = 'sherweb:ACR-BKP'",
    );
    assert_eq!(before, "2");
}

#[test]
fn a_refused_row_is_told_with_its_reason_and_whom_it_reaches() {
    let place = Place::golden();
    let told = "SELECT text FROM cautions WHERE kind = 'refused'";
    assert_eq!(place.rows(told), [""; 0]);
    refuse(&place, "sherweb", "subscriptions", Some("m9"), ACRONIS);
    let text = place.value(told);
    for part in [
        "A row of Sherweb was rejected",
        "seats is a fraction: 12.5",
        "Maple Homes",
        "FROM doubts",
    ] {
        assert!(text.contains(part), "{part:?} is missing in {text}");
    }
    refuse(&place, "sherweb", "subscriptions", None, "{}");
    let text = place.value(told);
    assert!(text.contains("2 rows of Sherweb were rejected"), "{text}");
    assert!(text.contains("any customer of Sherweb"), "{text}");
}
