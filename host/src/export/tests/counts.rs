//! Counts.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{TODAY, cells, rows};
use crate::analysis::tests::fixtures::{Place, plain};
use crate::export::{Sheet, counts, counts_wide};

#[test]
fn seats_and_billed_units_add_up_to_those_of_the_rollup() {
    let place = Place::golden();
    // A name that a spreadsheet would run changes no figure.
    place.run("UPDATE psa_customers SET name = '=HYPERLINK(1)' WHERE id = 'H1'");
    let sheet = counts(&place.store, TODAY).unwrap();
    let sum = |column: &str| {
        let mut sums = BTreeMap::<String, Decimal>::new();
        for row in rows(&sheet) {
            let known = row[column].parse::<Decimal>();
            let key = cells(&row, &["customer_key", "product_key"]);
            *sums.entry(key).or_default() += known.unwrap_or_default();
        }
        let sums = sums
            .iter()
            .map(|(key, sum)| format!("{key} | {}", plain(&sum.to_string())));
        sums.collect::<Vec<_>>()
    };
    let rollup = |column: &str| {
        place.rows(&format!(
            "SELECT customer_key, product_key, {column} FROM license_rollup_as_of(DATE '2026-11-20') WHERE charge_model = 'seats'"
        ))
    };
    assert!(rollup("seats_bought").len() > 15);
    assert_eq!(sum("seats_bought"), rollup("seats_bought"));
    assert_eq!(sum("seats_in_doubt"), rollup("seats_in_doubt"));
    assert_eq!(sum("seats_billed"), rollup("seats_contracted"));
    assert_eq!(sum("seats_covered"), rollup("seats_covered"));
}

#[test]
fn seats_that_a_bundle_covers_are_told_beside_those_that_are_billed() {
    let place = Place::golden();
    let holly = |place: &Place| {
        let rows = rows(&counts(&place.store, TODAY).unwrap());
        let found = rows
            .iter()
            .find(|row| row["customer_name"] == "Holly Retail");
        cells(
            found.unwrap(),
            &["seats_bought", "seats_billed", "seats_covered"],
        )
    };
    assert_eq!(holly(&place), "18 | 0 | 15");
    place.run("UPDATE psa_contract_line_history SET quantity = NULL, quantity_billed = NULL WHERE line_id = 'L8'");
    assert_eq!(holly(&place), "18 |  | ");
}

#[test]
fn what_is_billed_for_two_distributors_stands_in_a_row_of_its_own() {
    let place = Place::golden();
    let rows = rows(&counts(&place.store, TODAY).unwrap());
    let birch: Vec<_> = rows
        .iter()
        .filter(|row| row["customer_name"] == "Birch Legal")
        .map(|row| {
            cells(
                row,
                &[
                    "vendor_customers",
                    "vendor_name",
                    "seats_bought",
                    "seats_billed",
                ],
            )
        })
        .collect();
    assert_eq!(
        birch,
        [
            "sherweb-main/S2 | Sherweb | 6 | ",
            "synnex-main/Y2 | TD SYNNEX | 10 | ",
            " |  |  | 16"
        ]
    );
}

#[test]
fn an_unknown_number_of_seats_is_empty_and_never_zero() {
    let place = Place::golden();
    place.run(
        "UPDATE subscription_history SET seats = NULL WHERE subscription_id = 'a1';
         UPDATE license_subscriptions SET seats = NULL WHERE id = 'a1';
         UPDATE psa_contract_line_history SET quantity_billed = NULL WHERE line_id = 'L13';",
    );
    let long = rows(&counts(&place.store, TODAY).unwrap());
    let of = |customer: &str, column: &str| {
        let found = long
            .iter()
            .find(|row| row["customer_name"] == customer && row["vendor"] == "sherweb");
        found.unwrap()[column].clone()
    };
    assert_eq!(of("Alder Dental", "seats_bought"), "");
    assert_eq!(of("Alder Dental", "seats_billed"), "20");
    assert_eq!(of("Maple Homes", "seats_billed"), "");
    // Nobody knows yet who Juniper is in the PSA, so nobody knows what is billed.
    assert_eq!(of("Juniper Cafe", "seats_bought"), "4");
    assert_eq!(of("Juniper Cafe", "seats_billed"), "");
    let wide = rows(&counts_wide(&place.store, TODAY).unwrap());
    let alder = wide
        .iter()
        .find(|row| row["customer_name"] == "Alder Dental")
        .unwrap();
    assert!(
        alder.values().all(|cell| cell != "0" && cell != "25"),
        "{alder:?}"
    );
}

#[test]
fn the_wide_form_has_the_counts_of_the_rollup_by_customer_and_product() {
    let place = Place::golden();
    let sheet = counts_wide(&place.store, TODAY).unwrap();
    assert_eq!(
        sheet.columns[..4],
        ["customer_key", "psa", "psa_customer_id", "customer_name"]
    );
    let wide = rows(&sheet);
    let mut found = Vec::new();
    for row in &wide {
        for product in &sheet.columns[4..] {
            if !row[product].is_empty() {
                found.push(format!(
                    "{} | {product} | {}",
                    row["customer_key"], row[product]
                ));
            }
        }
    }
    found.sort();
    let expected = place.rows(
        "SELECT customer_key, product_name, seats_bought FROM license_rollup_as_of(DATE '2026-11-20')
         WHERE charge_model = 'seats' AND len(vendors) > 0",
    );
    assert_eq!(found, expected);
    let keys: BTreeSet<_> = wide.iter().map(|row| &row["customer_key"]).collect();
    assert_eq!(keys.len(), wide.len(), "a customer has one row");
}

#[test]
fn two_products_of_one_name_are_two_columns() {
    let place = Place::golden();
    place.run(
        "UPDATE subscription_history SET product_name = 'Acronis Backup' WHERE product_name = 'Contoso Signage';
         UPDATE license_subscriptions SET product_name = 'Acronis Backup' WHERE product_name = 'Contoso Signage';",
    );
    let sheet = counts_wide(&place.store, TODAY).unwrap();
    for column in [
        "Acronis Backup (sherweb:ACR-BKP)",
        "Acronis Backup (synnex:CTS-SIGN)",
    ] {
        assert!(
            sheet.columns.iter().any(|name| name == column),
            "{:?}",
            sheet.columns
        );
    }
}

#[test]
fn a_name_that_is_a_formula_is_harmless_in_the_file() {
    let place = Place::golden();
    place.run("UPDATE psa_customers SET name = '=cmd|'' /C calc''!A0' WHERE id = 'H1'");
    let mut file = Vec::new();
    counts(&place.store, TODAY)
        .unwrap()
        .write_csv(&mut file)
        .unwrap();
    let text = String::from_utf8(file).unwrap();
    // In quotes, since some readers split at the bar.
    assert!(text.contains(",\"'=cmd|' /C calc'!A0\","), "{text}");
}

#[test]
fn a_product_that_is_a_formula_is_harmless_as_a_column() {
    let sheet = Sheet {
        columns: vec!["customer".to_owned(), "＝HYPERLINK(1)".to_owned()],
        rows: vec![vec![Some("-2+3".to_owned()), Some("-2".to_owned())]],
    };
    let mut file = Vec::new();
    sheet.write_csv(&mut file).unwrap();
    assert_eq!(
        String::from_utf8(file).unwrap(),
        "customer,'＝HYPERLINK(1)\n'-2+3,-2\n"
    );
}
