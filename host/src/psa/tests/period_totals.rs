//! Which quantity a price belongs to: one unit, the quantity, the billed quantity, or a whole period.

use super::fixtures::{Place, at, options};
use crate::psa::ImportOptions;

const AUTOTASK: &str = "extends = \"autotask\"\n";

fn units(rows: &[&str]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "{{\"companyID\": 71, \"companyName\": \"Birch Dental\", \"contractID\": 5, \"contractName\": \"Cloud\", \
                 \"contractType\": 7, \"contractStatus\": 1, \"periodType\": \"m\", \"currency\": \"USD\", {row}}}"
            )
        })
        .collect();
    format!("{{\"items\": [{}]}}", rows.join(",\n"))
}

#[test]
fn the_price_of_an_autotask_unit_row_is_that_of_all_units_of_its_period() {
    let place = Place::new();
    let text = units(&[
        r#""contractServiceID": 1, "serviceName": "E3", "units": 20, "price": 640.00, "cost": 500.00,
           "internalCurrencyPrice": 640.00, "startDate": "2026-11-01", "endDate": "2026-11-30""#,
        // Its own price of a unit counts, whatever the total says.
        r#""contractServiceID": 2, "serviceName": "E5", "units": 20, "unitPrice": 50.00, "unitCost": 41.00,
           "price": 900.00, "internalCurrencyPrice": 900.00, "startDate": "2026-11-01", "endDate": "2026-11-30""#,
        // An adjustment cut the period short.
        r#""contractServiceID": 3, "serviceName": "F3", "units": 20, "price": 80.00, "cost": 60.00,
           "startDate": "2026-11-16", "endDate": "2026-11-30""#,
        // Its cost is in another currency.
        r#""contractServiceID": 4, "serviceName": "P1", "units": 4, "price": 20.00, "cost": 12.00,
           "internalCurrencyPrice": 22.00, "startDate": "2026-11-01", "endDate": "2026-11-30""#,
    ]);
    let report = place.mapped(&text, AUTOTASK, &options()).unwrap();
    assert_eq!(
        place.rows("SELECT product_name, quantity::DOUBLE, unit_price::DOUBLE, unit_cost::DOUBLE FROM psa_contract_lines ORDER BY id"),
        [
            "E3 | 20.0 | 32.0 | 25.0",
            "E5 | 20.0 | 50.0 | 41.0",
            "F3 | 20.0 |  | ",
            "P1 | 4.0 | 5.0 | ",
        ]
    );
    let note = "rows with the total of part of a billing period and no unit price: 1; the price is \
        unknown, not zero; export the unit prices too";
    assert!(
        report.notes.contains(&note.to_owned()),
        "{:?}",
        report.notes
    );
}

#[test]
fn a_total_of_a_quarter_is_the_price_of_a_quarter() {
    let place = Place::new();
    let row = r#""contractServiceID": 1, "serviceName": "E3", "units": 5, "price": 450.00,
        "startDate": "2026-10-01", "endDate": "2026-12-31""#;
    let text = units(&[row]).replace("\"periodType\": \"m\"", "\"periodType\": \"q\"");
    place.mapped(&text, AUTOTASK, &options()).unwrap();
    assert_eq!(
        place.rows("SELECT unit_price::DOUBLE, billing_period_months FROM psa_contract_lines"),
        ["90.0 | 3"]
    );
}

#[test]
fn the_extended_price_of_an_addition_is_that_of_the_whole_quantity() {
    let place = Place::new();
    let text = "Company,Agreement,Product ID,Description,Quantity,Less Included,Billed Quantity,Ext Price,Billing Cycle\n\
        Birch Dental,Cloud,M365,Business Premium,25,5,20,500.00,Monthly\n";
    place
        .mapped(text, "extends = \"connectwise\"\n", &options())
        .unwrap();
    assert_eq!(
        place.rows("SELECT quantity_billed::DOUBLE, unit_price::DOUBLE FROM psa_contract_lines"),
        ["20.0 | 20.0"]
    );
}

#[test]
fn an_extended_price_that_can_be_that_of_two_quantities_tells_no_price() {
    let text = "Customer,Product,Quantity,Billed Quantity,Extended Price\nBirch,E3,25,20,500.00\n";
    let place = Place::new();
    let report = place.csv(text).unwrap();
    assert_eq!(
        place.rows("SELECT quantity_billed::DOUBLE, unit_price FROM psa_contract_lines"),
        ["20.0 | "]
    );
    assert!(
        report.notes.iter().any(|note| note
            .contains("may be that of the quantity or of the billed quantity")
            && note.contains("set extended_price_of = ")),
        "{:?}",
        report.notes
    );
    for (of, price) in [("quantity", "20.0"), ("billed", "25.0")] {
        let place = Place::new();
        let mapping =
            format!("extends = \"generic\"\n[contract-lines]\nextended_price_of = \"{of}\"\n");
        place.mapped(text, &mapping, &options()).unwrap();
        assert_eq!(
            place.rows("SELECT unit_price::DOUBLE FROM psa_contract_lines"),
            [price]
        );
    }
}

#[test]
fn autotask_periods_that_are_midnight_of_another_zone_have_the_right_units() {
    let rows = units(&[
        r#""contractServiceID": 1, "serviceName": "E3", "units": 7, "unitPrice": 9.00,
           "startDate": "2026-09-30T22:00:00Z", "endDate": "2026-10-30T23:00:00Z""#,
        r#""contractServiceID": 1, "serviceName": "E3", "units": 11, "unitPrice": 9.00,
           "startDate": "2026-10-31T23:00:00Z", "endDate": "2026-11-29T23:00:00Z""#,
    ]);
    for (day, expected) in [
        ("2026-10-31", "7.0"),
        ("2026-11-01", "11.0"),
        ("2026-11-30", "11.0"),
    ] {
        let place = Place::new();
        let moment = at(&format!("{day}T00:00:00Z"));
        let options = ImportOptions {
            as_of: Some(moment),
            now: at("2026-12-05T00:00:00Z"),
            ..options()
        };
        let report = place.mapped(&rows, AUTOTASK, &options).unwrap();
        assert_eq!(
            place.rows("SELECT quantity::DOUBLE FROM psa_contract_lines"),
            [expected],
            "{day}"
        );
        assert!(
            report.notes.contains(
                &"column “startDate”: times are read as midnight in another time zone, so “2026-09-30T22:00:00Z” is 2026-10-01"
                    .to_owned()
            ),
            "{:?}",
            report.notes
        );
    }
}
