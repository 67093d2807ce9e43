//! Each profile reads what its program exports.

use super::fixtures::{Place, at, fixture, options};
use crate::psa::{Content, ImportOptions, Profile, import};

const LINES: &str = "SELECT id, customer_id, product_code, quantity, included_quantity, quantity_billed, unit_price, \
    currency, billing_period_months, billable, not_billed_reason, recurring FROM psa_contract_lines ORDER BY id";

#[test]
fn connectwise_agreements_are_read_with_their_additions() {
    let place = Place::new();
    let report = place
        .fixture(
            "connectwise-agreements.json",
            "connectwise",
            &ImportOptions::new(options().now),
        )
        .unwrap();
    assert_eq!(
        (report.rows, report.skipped, report.psa.as_str()),
        (3, 1, "connectwise")
    );
    assert_eq!(report.skipped_rows[0].reason, "no lines");
    assert_eq!(
        place.rows(LINES),
        [
            "9001 | 301 | M365-BP | 25.000000 | 5.000000 | 20.000000 | 31.500000 | USD | 1 | true |  | true",
            "9002 | 301 | EXO-P1 | 1234567.123456 | 0.000000 | 1234567.123456 | 5.250000 | USD | 1 | false | do_not_bill | true",
            "9003 | 302 | M365-BS | 14.000000 | 0.000000 | 14.000000 | 189.000000 | CAD | 12 | true |  | true",
        ]
    );
    assert_eq!(
        place.rows("SELECT id, product_name, vendor_sku, contract_id, contract_active, unit_cost, timing, effective_from, effective_to FROM psa_contract_lines ORDER BY id"),
        [
            "9001 | Microsoft 365 Business Premium (per user) | CFQ7TTC0LCHC:0002 | 811 | true | 23.500000 | advance | 2025-11-01 | ",
            "9002 | Exchange Online (Plan 1) |  | 811 | true |  | advance | 2025-11-01 | 2026-06-30",
            // The agreement was cancelled; its last day ends the line.
            "9003 | Microsoft 365 Business Standard |  | 812 | false | 150.000000 |  | 2025-01-01 | 2026-01-01",
        ]
    );
    assert_eq!(
        place.rows("SELECT id, name FROM psa_customers ORDER BY id"),
        ["301 | Harbour Lane Dental", "302 | Kestrel & Sons, LLC"]
    );
}

#[test]
fn connectwise_additions_are_read_from_the_screens_csv() {
    let place = Place::new();
    let report = place
        .fixture("connectwise-additions.csv", "connectwise", &options())
        .unwrap();
    assert_eq!((report.rows, report.skipped), (7, 1));
    assert_eq!(report.skipped_rows[0].reason, "total");
    assert_eq!(report.skipped_rows[0].line, 10);
    assert_eq!(
        place.rows(
            "SELECT customer_id, product_code, quantity::DOUBLE, quantity_billed::DOUBLE, unit_price::DOUBLE, billable,
                 not_billed_reason, recurring, contract_active, billing_period_months, effective_to
             FROM psa_contract_lines ORDER BY customer_id, product_code"
        ),
        [
            "Harbour Lane Dental | EXO-P1 | 1200.0 | 1000.0 | 5.25 | true |  | true | true | 1 | ",
            "Harbour Lane Dental | M365-BP | 25.0 | 25.0 | 31.5 | true |  | true | true | 1 | ",
            // Begun and cancelled inside one month: a fee that comes once.
            "Harbour Lane Dental | ONBOARD | 1.0 | 1.0 | 450.0 | true |  | false | true | 1 | 2025-11-20",
            "Kestrel & Sons, LLC | M365-BS | 14.0 | 14.0 | 15.75 | true |  | true | true | 1 | ",
            "Kestrel & Sons, LLC | M365-F3 | 3.0 | 3.0 | 9.0 | false | no_charge | true | true | 1 | ",
            "Kestrel & Sons, LLC | VISIO-P2 | 2.0 | 2.0 | 18.9 | false | do_not_bill | true | true | 1 | 2026-06-30",
            "Old Mill Bakery | O365-E1 | 4.0 | 4.0 | 11.0 | true |  | true | false | 3 | ",
        ]
    );
    assert_eq!(
        place.rows("SELECT product_name, extra->>'Level' FROM psa_contract_lines WHERE product_code = 'M365-BS'"),
        ["Microsoft 365 Business Standard\n(NCE, annual term) | Parent"]
    );
}

#[test]
fn connectwise_companies_are_read() {
    let place = Place::new();
    let report = place
        .fixture("connectwise-companies.json", "connectwise", &options())
        .unwrap();
    assert_eq!(report.content, Content::Customers.name());
    assert_eq!(
        place.rows("SELECT id, name, active, kind, tax_id, domain, phone, address_postal_code, address_country FROM psa_customers ORDER BY id"),
        [
            "301 | Harbour Lane Dental | true | Client | 98-7654321 | harbourlanedental.example | (555) 010-0199 | 04101 | United States",
            "302 | Kestrel & Sons, LLC | true | Prospect |  | kestrelsons.example |  |  | ",
            // It lies in the recycle bin.
            "303 | Old Mill Bakery | false |  |  |  |  |  | ",
        ]
    );
}

#[test]
fn halopsa_invoices_are_read_with_their_lines() {
    let place = Place::new();
    let report = place
        .fixture(
            "halopsa-recurring-invoices.json",
            "halopsa",
            &ImportOptions::new(options().now),
        )
        .unwrap();
    assert_eq!(report.rows, 4);
    assert_eq!(
        place.rows(LINES),
        [
            "70011 | 17 | MS-BP | 18.000000 | 0.000000 | 18.000000 | 22.100000 | GBP | 1 | true |  | true",
            "70012 | 17 | MS-BS | 6.000000 | 0.000000 | 6.000000 | 10.800000 | GBP | 1 | false | inactive | true",
            "70013 | 17 | SETUP | 1.000000 | 0.000000 | 1.000000 | 350.000000 | GBP | 1 | true |  | false",
            // Raised to the minimum; what period 5 means is not known.
            "70020 | 23 | VISIO2 | 3.000000 | 0.000000 | 5.000000 | 162.000000 | EUR |  | true |  | true",
        ]
    );
    assert_eq!(
        place.rows("SELECT id, minimum_quantity::DOUBLE, contract_active, effective_from, effective_to, vendor_sku, tax_rate FROM psa_contract_lines WHERE id IN ('70011', '70020') ORDER BY id"),
        [
            "70011 | 10.0 | true | 2025-04-01 |  | CFQ7TTC0LCHC:0002 | ",
            "70020 | 5.0 | false |  | 2026-12-01 |  | ",
        ]
    );
    let unknown = report
        .notes
        .iter()
        .find(|note| note.contains("billing period that the profile does not know"));
    assert!(
        unknown.is_some_and(|note| note.contains("(“5”)")),
        "{:?}",
        report.notes
    );
}

#[test]
fn halopsa_lines_are_read_from_a_flat_csv_with_a_title() {
    let place = Place::new();
    let report = place
        .fixture(
            "halopsa-lines.csv",
            "halopsa",
            &ImportOptions::new(options().now),
        )
        .unwrap();
    assert_eq!((report.rows, report.skipped), (3, 3));
    let reasons: Vec<&str> = report
        .skipped_rows
        .iter()
        .map(|row| row.reason.as_str())
        .collect();
    assert_eq!(reasons, ["above the header", "above the header", "total"]);
    assert_eq!(
        place.rows("SELECT id, unit_price::DOUBLE, currency, billing_period_months, effective_from, effective_to, billable FROM psa_contract_lines ORDER BY id"),
        [
            "70011 | 22.1 | GBP | 1 | 2025-04-01 |  | true",
            // The net amount says that the discount is not in the price yet.
            "70014 | 27.0 | GBP | 1 | 2025-04-01 | 2027-04-01 | true",
            "70020 | 162.0 | EUR | 12 | 2025-12-01 |  | false",
        ]
    );
}

#[test]
fn halopsa_clients_are_read_with_their_tenants() {
    let place = Place::new();
    place
        .fixture("halopsa-clients.json", "halopsa", &options())
        .unwrap();
    assert_eq!(
        place.rows("SELECT id, active, kind, tenant_id, tax_id, domain, phone FROM psa_customers ORDER BY id"),
        [
            "17 | true | Customer | 3f2a9c10-77aa-4c11-9b0e-0d7c5a1e8f42 | GB123456789 | brackenfell.example | +44 1632 960123",
            "23 | false |  |  |  | tarnfell.example | ",
        ]
    );
}

#[test]
fn autotask_units_are_those_of_the_period_that_has_the_day() {
    let place = Place::new();
    let report = place
        .fixture(
            "autotask-service-units.json",
            "autotask",
            &ImportOptions::new(options().now),
        )
        .unwrap();
    assert_eq!((report.rows, report.skipped), (3, 2));
    assert_eq!(report.skipped_rows[0].reason, "another period");
    assert_eq!(
        place.rows("SELECT id, customer_id, product_name, quantity_billed::DOUBLE, unit_price::DOUBLE, unit_cost::DOUBLE, currency, billing_period_months, recurring, contract_active, effective_from, effective_to FROM psa_contract_lines ORDER BY id"),
        [
            "6601 | 9201 | Microsoft 365 Business Premium | 12.0 | 249.5 | 205.5 | SEK | 1 | true | true | 2025-01-01 | 2027-01-01",
            // Its cost is in another currency than its price.
            "6602 | 9202 | Exchange Online Plan 1 | 30.0 | 11.4 |  | EUR | 3 | true | false |  | ",
            // Block hours are not a recurring service, and period 2 is a number of the tenant's own.
            "6603 | 9202 | Support hours | 10.0 | 95.0 |  | EUR |  | false | true |  | ",
        ]
    );
}

#[test]
fn autotask_units_of_an_earlier_day_are_those_of_its_period() {
    let place = Place::new();
    let october = ImportOptions {
        as_of: Some(at("2026-10-10T00:00:00Z")),
        ..options()
    };
    place
        .fixture("autotask-service-units.json", "autotask", &october)
        .unwrap();
    assert_eq!(
        place.rows(
            "SELECT quantity::DOUBLE, unit_price::DOUBLE FROM psa_contract_lines WHERE id = '6601'"
        ),
        ["9.0 | 260.0"]
    );
}

#[test]
fn autotask_companies_are_read() {
    let place = Place::new();
    place
        .fixture("autotask-companies.json", "autotask", &options())
        .unwrap();
    assert_eq!(
        place.rows("SELECT id, name, active, kind, tax_id, domain, address_city FROM psa_customers ORDER BY id"),
        [
            "9201 | Lindqvist Möbler AB | true | 1 | SE556677889901 | lindqvist.example | Växjö",
            "9202 | Aldine Press | false | 1 |  |  | ",
        ]
    );
}

#[test]
fn a_mapping_file_reads_anything_else() {
    let place = Place::new();
    let profile = Profile::load(&fixture("generic-german.toml").to_string_lossy()).unwrap();
    let report = import(
        &fixture("generic-german.csv"),
        &profile,
        &place.database(),
        &ImportOptions::new(options().now),
    )
    .unwrap();
    assert_eq!(
        (report.psa.as_str(), report.rows, report.skipped),
        ("buchhaltung", 3, 1)
    );
    assert_eq!(
        place.rows("SELECT customer_id, quantity::DOUBLE, unit_price::DOUBLE, currency, effective_from FROM psa_contract_lines ORDER BY unit_price"),
        [
            "Möbel Grünwald KG | 40.0 | -2.5 | EUR | 2025-11-15",
            "Bäckerei Sonnenfeld GmbH | 1200.0 | 3.8 | EUR | 2025-11-01",
            "Bäckerei Sonnenfeld GmbH | 12.0 | 1011.7 | EUR | 2025-11-01",
        ]
    );
}

#[test]
fn parquet_is_read_like_the_rest() {
    let place = Place::new();
    let file = place.folder.path().join("lines.parquet");
    duckdb::Connection::open_in_memory()
        .unwrap()
        .execute_batch(&format!(
            "COPY (
                 SELECT 'Contoso' AS \"Customer\", 'E3' AS product, 1.234::DECIMAL(9, 3) AS quantity,
                     12.5::DOUBLE AS unit_price, DATE '2026-01-31' AS start_date, 'North' AS region
                 UNION ALL BY NAME SELECT NULL AS \"Customer\"
             ) TO '{}' (FORMAT parquet)",
            file.display()
        ))
        .unwrap();
    let report = import(
        &file,
        &Profile::load("generic").unwrap(),
        &place.database(),
        &options(),
    )
    .unwrap();
    assert_eq!((report.rows, report.skipped), (1, 1));
    assert_eq!(
        place.rows("SELECT customer_id, quantity, unit_price, effective_from, extra::VARCHAR FROM psa_contract_lines"),
        ["Contoso | 1.234000 | 12.500000 | 2026-01-31 | {\"region\":\"North\"}"]
    );
}

#[test]
fn one_object_a_line_is_json_too() {
    let place = Place::new();
    let text = "{\"customer\":\"Contoso\",\"product\":\"E3\",\"quantity\":5,\"unit_price\":20.10}\n\
                {\"customer\":\"Contoso\",\"product\":\"E5\",\"quantity\":6,\"unit_price\":\"30.50\",\"note\":{\"by\":1.10}}\n";
    place.csv(text).unwrap();
    assert_eq!(
        place.rows("SELECT product_name, unit_price, extra::VARCHAR FROM psa_contract_lines ORDER BY product_name"),
        ["E3 | 20.100000 | ", "E5 | 30.500000 | {\"note.by\":1.10}"]
    );
}
