//! Changes of recurring invoice lines.

use super::{Row, TODAY, cells, rows};
use crate::analysis::tests::fixtures::{NOW, Place};
use crate::export::{InvoiceLines, LineProfile, invoice_lines};

pub(super) fn golden() -> Place {
    let mut place = Place::golden();
    place.refresh(NOW);
    place
}

pub(super) fn lines(place: &Place, profile: LineProfile) -> InvoiceLines {
    invoice_lines(&place.store, profile, None, TODAY).unwrap()
}

/// What the list of the customer's PSA says about it.
fn about(place: &Place, customer: &str) -> Vec<Row> {
    let psa = place.value(&format!(
        "SELECT psa FROM psa_customers WHERE name = '{customer}'"
    ));
    let mut profiles = LineProfile::ALL.into_iter();
    let profile = profiles.find(|profile| profile.name() == psa).unwrap();
    let mut rows = rows(&lines(place, profile).sheet);
    rows.retain(|row| row[profile.columns()[2].1] == customer);
    rows
}

const FIGURES: [&str; 8] = [
    "Change",
    "Quantity Before",
    "Quantity",
    "Unit Price Before",
    "Unit Price",
    "Unit Cost",
    "Reason",
    "Confidence",
];

/// The changes of a customer, without ids.
fn changes(place: &Place, customer: &str) -> Vec<String> {
    about(place, customer)
        .iter()
        .map(|row| cells(row, &FIGURES))
        .collect()
}

fn finding(place: &Place, condition: &str, customer: &str) -> String {
    place.value(&format!(
        "SELECT finding_id FROM findings WHERE condition = '{condition}' AND customer_name = '{customer}'"
    ))
}

#[test]
fn a_line_that_bills_too_few_seats_is_raised_by_those_of_the_finding() {
    let place = golden();
    assert_eq!(
        changes(&place, "Alder Dental"),
        ["change | 20 | 25 | 24.00 |  | 18.50 | 5 seats bought and not billed | exact"]
    );
    let row = &about(&place, "Alder Dental")[0];
    assert_eq!(
        cells(
            row,
            &[
                "Line ID",
                "Client ID",
                "Item Code",
                "Item Name",
                "Recurring Invoice ID",
                "Currency Code"
            ]
        ),
        "L1 | H1 | HP-BP | M365 Business Premium | K-H1 | USD"
    );
    assert_eq!(
        row["Finding ID"],
        finding(&place, "under_billed", "Alder Dental")
    );
}

#[test]
fn a_cost_is_that_of_the_billing_period_of_the_line() {
    let place = golden();
    // 11.00 a month, billed for three.
    assert_eq!(
        changes(&place, "Larch Media"),
        ["change | 18 | 20 | 45.00 |  | 33.00 | 2 seats bought and not billed | exact"]
    );
    assert_eq!(
        about(&place, "Larch Media")[0]["Months Billed At Once"],
        "3"
    );
}

#[test]
fn what_is_unknown_is_empty_and_never_zero() {
    let place = golden();
    // Nobody knows what a seat of Rowan costs; those of Quince cost two different amounts.
    assert_eq!(
        changes(&place, "Rowan School"),
        ["change | 8 | 10 | 15.00 |  |  | 2 seats bought and not billed | exact"]
    );
    assert_eq!(
        changes(&place, "Quince Optics"),
        ["change | 6 | 8 | 24.00 |  |  | 2 seats bought and not billed | exact"]
    );
}

#[test]
fn what_nobody_bills_becomes_a_new_line_without_a_price() {
    let place = golden();
    // No line of ConnectWise has the code, so the distributor's name stands there.
    assert_eq!(
        changes(&place, "Dogwood Clinic"),
        ["add |  | 5 |  |  | 12.50 | 5 seats bought and nothing billed | confirmed"]
    );
    let row = &about(&place, "Dogwood Clinic")[0];
    assert_eq!(
        cells(row, &["Addition ID", "Company RecID", "Product ID"]),
        " | W4 | "
    );
    // As soon as one has it, so has the new line.
    place.run(
        "INSERT INTO psa_contract_lines BY NAME
         SELECT * REPLACE ('L99' AS id, 'CW-VISIO' AS product_code, 'Visio' AS product_name, 'W3' AS customer_id)
         FROM psa_contract_lines WHERE id = 'L3'",
    );
    let row = &about(&place, "Dogwood Clinic")[0];
    assert_eq!(
        cells(row, &["Product ID", "Product Description"]),
        "CW-VISIO | Visio"
    );
}

#[test]
fn units_that_nobody_bought_are_taken_off_and_cancelled_ones_all() {
    let place = golden();
    assert_eq!(
        changes(&place, "Maple Homes"),
        ["change | 12 | 10 | 13.00 |  | 9.00 | 2 units billed and not bought | inferred"]
    );
    let ended = place.value(
        "SELECT ended_on FROM cancelled_but_billed_as_of(DATE '2026-11-20') WHERE customer_name = 'Ivy Law'",
    );
    assert_eq!(
        changes(&place, "Ivy Law"),
        [format!(
            "change | 7 | 0 | 6.00 |  |  | every subscription had ended by {ended} | exact"
        )]
    );
}

#[test]
fn prices_reach_the_margin_that_is_asked_for() {
    let place = golden();
    // 24.859375 is needed, and 10.00.
    assert_eq!(
        changes(&place, "Birch Legal"),
        [
            "change | 16 |  | 24.00 | 24.86 |  | the margin is 17.1 % and should be 20.0 % | inferred"
        ]
    );
    assert_eq!(
        changes(&place, "Elm Studios"),
        [
            "change | 8 |  | 8.50 | 10.00 | 9.00 | the margin is -5.9 % and should be 10.0 % | inferred"
        ]
    );
}

#[test]
fn a_price_of_nothing_is_raised_to_the_one_that_is_needed() {
    let mut place = Place::golden();
    for (table, id) in [
        ("psa_contract_line_history", "line_id"),
        ("psa_contract_lines", "id"),
    ] {
        place.run(&format!(
            "UPDATE {table} SET unit_price = 0 WHERE {id} = 'L5'"
        ));
    }
    place.refresh(NOW);
    assert_eq!(
        changes(&place, "Elm Studios"),
        [
            "change | 8 |  | 0.00 | 10.00 | 9.00 | a unit is billed at 0.00 and costs 9.00 USD in a month, and the margin should be 10.0 % | inferred"
        ]
    );
}

#[test]
fn a_price_is_proposed_as_the_psa_writes_it_with_its_tax_or_before_its_discount() {
    let mut place = Place::golden();
    let states = |price: &str, customer: &str| {
        format!(
            "UPDATE psa_contract_lines SET stated_price = {price}
             WHERE customer_id = (SELECT id FROM psa_customers WHERE name = '{customer}');"
        )
    };
    // 24.00 and 20 % tax; 10.00 less 15 %.
    place.run(&states("28.80", "Birch Legal"));
    place.run(&states("10.00", "Elm Studios"));
    place.refresh(NOW);
    // 24.859375 with the tax is 29.83125; 10.00 before the discount is 11.7647.
    for (customer, prices) in [
        ("Birch Legal", "28.80 | 29.84"),
        ("Elm Studios", "10.00 | 11.77"),
    ] {
        let row = &about(&place, customer)[0];
        assert_eq!(
            cells(row, &["Unit Price Before", "Unit Price"]),
            prices,
            "{customer}"
        );
    }
}

#[test]
fn two_findings_about_one_line_are_one_row_with_the_higher_price() {
    let place = golden();
    let rows = about(&place, "Nettle Farm");
    assert_eq!(rows.len(), 1, "{rows:#?}");
    // The margin asks for 22.222222; the rise of 1.50 for 22.50.
    assert_eq!(
        cells(&rows[0], &["Unit Price Before", "Unit Price", "Unit Cost"]),
        "21.00 | 22.50 | 20.00"
    );
    for part in [
        "the margin is 4.8 % and should be 10.0 %",
        "a seat costs 1.50 USD more in a month since 2026-11-09",
    ] {
        assert!(rows[0]["Reason"].contains(part), "{}", rows[0]["Reason"]);
    }
    let mut ids = [
        finding(&place, "below_margin", "Nettle Farm"),
        finding(&place, "price_rise", "Nettle Farm"),
    ];
    ids.sort();
    assert_eq!(rows[0]["Finding ID"], ids.join(" "));
}

#[test]
fn what_is_not_certain_is_left_out_and_told() {
    let place = golden();
    // The bundle may be what is short; usage is another amount each month.
    for customer in ["Holly Retail", "Gum Tree Energy"] {
        assert_eq!(about(&place, customer), Vec::<Row>::new(), "{customer}");
    }
    let left_out = |profile| lines(&place, profile).left_out;
    assert_eq!(
        left_out(LineProfile::Halopsa),
        [finding(&place, "under_billed", "Holly Retail")]
    );
    assert_eq!(
        left_out(LineProfile::Autotask),
        [finding(&place, "under_billed", "Gum Tree Energy")]
    );
    assert_eq!(left_out(LineProfile::Connectwise), Vec::<String>::new());
}

#[test]
fn of_several_lines_none_is_chosen() {
    let mut place = Place::golden();
    place.run(
        "INSERT INTO psa_contract_line_history SELECT * REPLACE ('L1b' AS line_id, 1 AS quantity, 1 AS quantity_billed)
         FROM psa_contract_line_history WHERE line_id = 'L1';
         INSERT INTO psa_contract_lines SELECT * REPLACE ('L1b' AS id, 1 AS quantity, 1 AS quantity_billed)
         FROM psa_contract_lines WHERE id = 'L1';",
    );
    place.refresh(NOW);
    assert_eq!(changes(&place, "Alder Dental"), Vec::<String>::new());
    let left_out = lines(&place, LineProfile::Halopsa).left_out;
    assert!(
        left_out.contains(&finding(&place, "under_billed", "Alder Dental")),
        "{left_out:?}"
    );
}

#[test]
fn only_findings_that_are_open_and_fresh_are_proposed() {
    for sql in [
        "state = 'muted', muted_until = DATE '2999-01-01'",
        "state = 'resolved'",
        "stale = true",
        "confidence = 'estimated'",
    ] {
        let place = golden();
        place.run(&format!(
            "UPDATE findings SET {sql} WHERE customer_name = 'Alder Dental'"
        ));
        assert_eq!(
            changes(&place, "Alder Dental"),
            Vec::<String>::new(),
            "{sql}"
        );
    }
    let place = golden();
    place.run("UPDATE findings SET state = 'reopened' WHERE customer_name = 'Alder Dental'");
    assert_eq!(changes(&place, "Alder Dental").len(), 1);
    // What is estimated may be another number, or price.
    place.run("UPDATE findings SET estimated = true");
    for customer in ["Maple Homes", "Elm Studios", "Nettle Farm"] {
        assert_eq!(
            changes(&place, customer),
            Vec::<String>::new(),
            "{customer}"
        );
    }
}

#[test]
fn included_and_least_quantities_stay_what_they_are() {
    let mut place = Place::golden();
    // Cedar: 12 with 2 of them included; 15 bought. Alder: at least 22 are billed, of 25.
    for (table, id) in [
        ("psa_contract_line_history", "line_id"),
        ("psa_contract_lines", "id"),
    ] {
        place.run(&format!(
            "UPDATE {table} SET quantity_billed = 22 WHERE {id} = 'L1'"
        ));
    }
    place.run(
        "UPDATE subscription_history SET seats = 15 WHERE customer_id = 'Y3' AND valid_to IS NULL",
    );
    place.refresh(NOW);
    let quantity = |customer: &str| {
        about(&place, customer)
            .iter()
            .map(|row| cells(row, &["Quantity Before", "Quantity"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(quantity("Cedar Build"), ["12 | 15"]);
    assert_eq!(quantity("Alder Dental"), ["20 | 25"]);
}

#[test]
fn another_instance_of_a_psa_is_named_or_known_by_its_import() {
    let place = golden();
    for table in [
        "findings",
        "psa_customers",
        "psa_contract_lines",
        "psa_contract_line_history",
        "customer_links",
        "product_links",
    ] {
        place.run(&format!(
            "UPDATE {table} SET psa = 'halo-uk' WHERE psa = 'halopsa'"
        ));
    }
    let listed = |psa| {
        let lines = invoice_lines(&place.store, LineProfile::Halopsa, psa, TODAY).unwrap();
        lines.sheet.rows.len()
    };
    assert_eq!(listed(None), 0);
    let named = listed(Some("halo-uk"));
    assert!(named > 2, "{named}");
    place.run(
        "INSERT INTO psa_imports VALUES ('i', 'halo-uk', 'halopsa', 'contract-lines', 'f.csv', 'x', '2026-11-20', '2026-11-20', 0, 0, 0, 0, 0, 0)",
    );
    assert_eq!(listed(None), named);
    assert_eq!(listed(Some("halopsa")), 0);
}

#[test]
fn a_price_is_rounded_up_so_that_the_margin_is_reached() {
    let place = golden();
    place.run("UPDATE findings SET state = 'resolved' WHERE condition = 'price_rise'");
    // 22.222222 is needed.
    let row = &about(&place, "Nettle Farm")[0];
    assert_eq!(row["Unit Price"], "22.23");
}

#[test]
fn what_a_bundle_covers_in_part_is_left_out() {
    let mut place = Place::golden();
    for (table, id) in [
        ("psa_contract_line_history", "line_id"),
        ("psa_contract_lines", "id"),
    ] {
        place.run(&format!(
            "INSERT INTO {table} SELECT * REPLACE ('L8b' AS {id}, 'H8' AS customer_id, 1 AS quantity, 1 AS quantity_billed)
             FROM {table} WHERE {id} = 'L1'"
        ));
    }
    place.refresh(NOW);
    let finding = finding(&place, "under_billed", "Holly Retail");
    assert_ne!(finding, "");
    assert_eq!(about(&place, "Holly Retail"), Vec::<Row>::new());
    assert!(
        lines(&place, LineProfile::Halopsa)
            .left_out
            .contains(&finding)
    );
}

#[test]
fn no_line_is_lowered_while_something_that_is_bought_has_no_line() {
    let mut place = Place::golden();
    let lowered = |place: &Place| {
        let changes = changes(place, "Maple Homes");
        changes
            .iter()
            .any(|change| change.contains("billed and not bought"))
    };
    place.refresh(NOW);
    assert!(lowered(&place));
    place.run(
        "CREATE TEMP TABLE maple AS SELECT connection, subscription_id FROM subscription_money_as_of(DATE '2026-11-20')
            WHERE customer_name = 'Maple Homes' AND standing = 'billable' LIMIT 1;
         INSERT INTO license_subscriptions SELECT * REPLACE ('like it' AS id, 'LIKE-IT' AS sku, 'Something like it' AS product_name,
            NULL AS publisher_product_id, NULL AS publisher_sku_id) FROM license_subscriptions WHERE id IN (SELECT subscription_id FROM maple);
         INSERT INTO subscription_history SELECT * REPLACE ('like it' AS subscription_id, 'LIKE-IT' AS sku, 'Something like it' AS product_name,
            NULL AS publisher_product_id, NULL AS publisher_sku_id) FROM subscription_history
            WHERE subscription_id IN (SELECT subscription_id FROM maple);",
    );
    place.refresh(NOW);
    assert!(!lowered(&place));
}
