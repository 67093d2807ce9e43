//! Who is meant, and what is licensed to them.

use jiff::civil::date;

use super::*;
use crate::report::testing::{Written, golden};

#[test]
fn a_customer_is_found_by_key_by_id_by_name_and_by_a_part_of_it() {
    let place = golden();
    // Another one has the whole name in its own.
    place.run("UPDATE psa_customers SET name = 'The Cedar Build Company' WHERE id = 'H1'");
    let written = Written::of(place);
    let snapshot = written.snapshot();
    for wanted in ["connectwise/W3", "W3", "Cedar Build", "cedar build"] {
        let found = Customer::find(&snapshot, wanted).unwrap();
        assert_eq!(found.key, "connectwise/W3", "{wanted}");
        assert_eq!(found.name, "Cedar Build");
    }
    let part = Customer::find(&snapshot, " BUILD comp ").unwrap();
    assert_eq!(part.key, "halopsa/H1");
}

#[test]
fn who_is_meant_is_asked_where_it_may_be_several_and_nobody_is_guessed() {
    let written = Written::of(golden());
    let snapshot = written.snapshot();
    let error = Customer::find(&snapshot, "e").unwrap_err().to_string();
    assert!(
        error.contains("Cedar Build (connectwise/W3)") && error.contains("Elm Studios"),
        "{error}"
    );
    for wanted in ["no such customer", "'; DROP TABLE findings; --"] {
        let error = Customer::find(&snapshot, wanted).unwrap_err();
        assert!(matches!(error, ReportError::NoCustomer(_)), "{error}");
    }
}

#[test]
fn the_licences_of_a_customer_are_those_of_the_views() {
    let written = Written::of(golden());
    let keys: Vec<String> = written
        .rows("SELECT DISTINCT customer_key FROM license_rollup_as_of(DATE '2026-11-20') ORDER BY customer_key")
        .into_iter()
        .flatten()
        .collect();
    let mut compared = 0;
    // Every second one is enough of them.
    for key in keys.into_iter().step_by(2) {
        let snapshot = written.snapshot();
        let licences = Licences {
            customer: Customer::find(&snapshot, &key)
                .unwrap_or_else(|error| panic!("{key:?}: {error}")),
            day: date(2026, 11, 20),
        };
        snapshot.prepare(&licences.kept()).unwrap();
        let shown: Vec<_> = rows(&snapshot, &licences.sections()[0].sql)
            .unwrap()
            .into_iter()
            .map(|row| {
                let cells = row[..13]
                    .iter()
                    .map(|value| value.as_deref().unwrap_or_default());
                cells.map(crate::report::testing::plain).collect::<Vec<_>>()
            })
            .collect();
        let expected = written.rows(&format!(
            "SELECT r.product_name, r.product_key, r.vendor, r.seats_bought, r.seats_contracted, r.seats_assigned,
                 r.seats_uncontracted, round(r.monthly_cost, 2), r.cost_currency, round(r.monthly_revenue, 2),
                 r.revenue_currency, round(m.monthly_margin * 100, 1), round(m.margin * 100, 1)
             FROM license_rollup_as_of(DATE '2026-11-20') AS r
             LEFT JOIN margin_as_of(DATE '2026-11-20') AS m USING (customer_key, product_key, charge_model)
             WHERE r.customer_key = '{key}' ORDER BY r.product_name, r.product_key, r.charge_model"
        ));
        assert_eq!(shown, expected, "{key}");
        compared += shown.len();
    }
    assert!(compared >= 10, "{compared} rows");
}

#[test]
fn an_id_that_looks_like_a_part_of_a_statement_is_an_id() {
    let place = golden();
    place.run("UPDATE psa_customers SET id = '{customer} OR ''{day}'' = 1 --' WHERE id = 'W3'");
    let written = Written::of(place);
    let snapshot = written.snapshot();
    let licences = Licences {
        customer: Customer::find(&snapshot, "Cedar Build").unwrap(),
        day: date(2026, 11, 20),
    };
    assert!(licences.customer.key.contains("{customer} OR '{day}'"));
    snapshot.prepare(&licences.kept()).unwrap();
    for section in licences.sections() {
        assert_eq!(
            rows(&snapshot, &section.sql).unwrap().len(),
            0,
            "{}",
            section.key
        );
    }
}

#[test]
fn notes_say_what_the_figures_do_not() {
    let written = Written::of(golden());
    let notes = |wanted: &str| {
        let snapshot = written.snapshot();
        let licences = Licences {
            customer: Customer::find(&snapshot, wanted).unwrap(),
            day: date(2026, 11, 20),
        };
        snapshot.prepare(&licences.kept()).unwrap();
        let rows = rows(&snapshot, &licences.sections()[0].sql).unwrap();
        let notes: Vec<String> = rows.into_iter().filter_map(|row| row[13].clone()).collect();
        notes.join("\n")
    };
    assert!(notes("Cedar Build").contains("2 given on purpose"));
    assert!(notes("Holly Retail").contains("covered by bundles"));
    assert!(notes("Gum Tree Energy").contains("by use, of the last whole month"));
    assert!(notes("Pine Freight").contains("not fully read recently"));
    assert!(notes("Alder Dental").contains("ends on 2027-01-31"));
    assert!(!notes("Kauri Events").contains("still charges"));
}

#[test]
fn a_note_says_what_is_still_charged_for_suspended_seats() {
    let place = golden();
    place.run(
        "INSERT INTO charges BY NAME SELECT * REPLACE ('k-nov' AS id, 'synnex' AS vendor, 'synnex-main' AS connection,
             'Y11' AS customer_id, 'k1' AS subscription_id, 9 AS quantity, 166.50 AS amount) FROM charges WHERE id = 'bill-1'",
    );
    let snapshot = Written::of(place);
    let snapshot = snapshot.snapshot();
    let licences = Licences {
        customer: Customer::find(&snapshot, "Kauri Events").unwrap(),
        day: date(2026, 11, 20),
    };
    snapshot.prepare(&licences.kept()).unwrap();
    let rows = rows(&snapshot, &licences.sections()[0].sql).unwrap();
    let notes = rows[0][13].as_deref().unwrap_or_default();
    assert!(
        notes.contains("the distributor still charges 166.50 USD a month for what is suspended"),
        "{notes}"
    );
}

#[test]
fn the_findings_of_a_customer_are_found_also_where_the_psa_has_none() {
    let written = Written::of(golden());
    let unmatched = written.rows(
        "SELECT sources -> 0 -> 'key' ->> 'connection', sources -> 0 -> 'key' ->> 'id' FROM findings
         WHERE condition = 'unmatched_customer' LIMIT 1",
    );
    let key = unmatched[0].join("/");
    let customer = Customer {
        key,
        name: String::new(),
    };
    let found = written.rows(&format!(
        "SELECT condition FROM findings WHERE {} AND state = 'open'",
        customer.findings()
    ));
    assert!(
        found.contains(&vec!["unmatched_customer".to_owned()]),
        "{found:?}"
    );
}
