//! Products of the contracts and distributed products.

use super::fixtures::{Place, at};
use crate::linking::{LinkError, LinkState, ProductLink, ProductVerdict};

fn place() -> Place {
    let place = Place::new();
    place.customer("c1", "Brewton Dental", "", "");
    for (id, sku, product, name) in [
        (
            "s1",
            "SW-1",
            "CFQ7TTC0LH18",
            "Microsoft 365 Business Premium",
        ),
        (
            "s2",
            "SW-2",
            "CFQ7TTC0LDPB",
            "Microsoft 365 Business Standard",
        ),
    ] {
        place.sql(&format!(
            "INSERT INTO license_subscriptions BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection,
                 '{id}' AS id, 'c1' AS customer_id, '{sku}' AS sku, '{product}' AS publisher_product_id,
                 '0001' AS publisher_sku_id, '{name}' AS product_name, 'active' AS status,
                 'seats' AS charge_model, false AS trial, false AS renewal_computed,
                 TIMESTAMP '2026-11-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id"
        ));
    }
    for (id, code, name, sku) in [
        (
            "l1",
            "M365BP",
            "Business Premium seats",
            "CFQ7TTC0LH18:0001",
        ),
        ("l2", "", "Microsoft 365 Business Standard", ""),
        ("l3", "", "Managed workplace", ""),
    ] {
        place.sql(&format!(
            "INSERT INTO psa_contract_lines BY NAME SELECT 'halopsa' AS psa, '{id}' AS id, 'p1' AS customer_id,
                 true AS contract_active, nullif('{code}', '') AS product_code, '{name}' AS product_name,
                 nullif('{sku}', '') AS vendor_sku, 0 AS included_quantity, true AS billable, true AS recurring,
                 TIMESTAMP '2026-11-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'i1' AS import_id"
        ));
    }
    place
}

fn lines(place: &Place) -> Vec<String> {
    let line = |link: &ProductLink| {
        format!(
            "{} = {} {} {}",
            link.line_key, link.product_key, link.state, link.basis
        )
    };
    let links = place.links().product_links(&[]).unwrap();
    links.iter().map(line).collect()
}

#[test]
fn an_equal_sku_is_exact_and_an_equal_name_is_inferred() {
    let place = place();
    let report = place.run();
    assert_eq!(
        lines(&place),
        [
            "code:M365BP = CFQ7TTC0LH18:0001 linked exact",
            "name:microsoft 365 business standard = CFQ7TTC0LDPB:0001 linked inferred",
        ]
    );
    assert_eq!(
        (
            report.products.exact,
            report.products.inferred,
            report.products.none
        ),
        (1, 1, 1)
    );
}

#[test]
fn a_decision_about_products_wins_and_survives() {
    let place = place();
    place.run();
    let decide = |line: &str, key: &str, verdict| {
        place
            .links()
            .decide_product(line, key, None, verdict, "ana", at("2026-11-20T09:00:00Z"))
    };
    decide(
        "Managed workplace",
        "CFQ7TTC0LH18:0001",
        ProductVerdict::Same,
    )
    .unwrap();
    decide(
        "microsoft 365 business standard",
        "CFQ7TTC0LDPB:0001",
        ProductVerdict::Never,
    )
    .unwrap();
    place.run();
    assert_eq!(
        lines(&place),
        [
            "code:M365BP = CFQ7TTC0LH18:0001 linked exact",
            "name:managed workplace = CFQ7TTC0LH18:0001 linked confirmed",
            "name:microsoft 365 business standard = CFQ7TTC0LDPB:0001 rejected confirmed",
        ]
    );
    let rejected = place.links().product_links(&[LinkState::Rejected]).unwrap();
    assert_eq!(rejected.len(), 1);
}

#[test]
fn a_product_that_nobody_has_is_refused() {
    let place = place();
    let decide = |line: &str, key: &str| {
        place
            .links()
            .decide_product(
                line,
                key,
                None,
                ProductVerdict::Same,
                "ana",
                at("2026-11-20T09:00:00Z"),
            )
            .unwrap_err()
    };
    assert!(matches!(
        decide("No such line", "CFQ7TTC0LH18:0001"),
        LinkError::Unknown { .. }
    ));
    assert!(matches!(
        decide("Managed workplace", "nothing"),
        LinkError::Unknown { .. }
    ));
}

#[test]
fn a_line_that_names_its_subscription_is_linked_for_its_customer() {
    let place = place();
    place.sql(
        "UPDATE psa_contract_lines SET publisher_subscription_id = 'SUB-0000-2' WHERE id = 'l3';
         UPDATE license_subscriptions SET publisher_subscription_id = 'sub-0000-2' WHERE id = 's2'",
    );
    place.run();
    let found = place.links().product_links(&[]).unwrap();
    let named = found
        .iter()
        .find(|link| link.customer_id.is_some())
        .unwrap();
    assert_eq!(
        (
            named.line_key.as_str(),
            named.product_key.as_str(),
            named.customer_id.as_deref(),
            named.basis.as_str()
        ),
        (
            "name:managed workplace",
            "CFQ7TTC0LDPB:0001",
            Some("p1"),
            "exact"
        )
    );
    assert_eq!(
        named.explanation.as_deref(),
        Some("The contract names its subscription SUB-0000-2.")
    );
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn what_holds_for_all_is_not_said_again_for_the_customer_whose_line_names_a_subscription() {
    let place = place();
    place.sql(
        "UPDATE psa_contract_lines SET publisher_subscription_id = 'SUB-0000-1' WHERE id = 'l1';
         UPDATE license_subscriptions SET publisher_subscription_id = 'SUB-0000-1' WHERE id = 's1'",
    );
    place.run();
    assert_eq!(lines(&place).len(), 2);
}

#[test]
fn a_person_wins_over_the_subscription_that_a_line_names() {
    let place = place();
    place.sql(
        "UPDATE psa_contract_lines SET publisher_subscription_id = 'SUB-0000-2' WHERE id = 'l3';
         UPDATE license_subscriptions SET publisher_subscription_id = 'SUB-0000-2' WHERE id = 's2'",
    );
    place.run();
    let said = place.links().decide_product(
        "Managed workplace",
        "CFQ7TTC0LDPB:0001",
        Some("p1"),
        ProductVerdict::Never,
        "ana",
        at("2026-11-20T09:00:00Z"),
    );
    said.unwrap();
    place.run();
    assert!(
        lines(&place)
            .contains(&"name:managed workplace = CFQ7TTC0LDPB:0001 rejected confirmed".to_owned()),
        "{:?}",
        lines(&place)
    );
    assert_eq!(lines(&place).len(), 3);
}

#[test]
fn decisions_about_products_come_back_as_they_left() {
    let place = place();
    place.run();
    for (line, key, customer, verdict) in [
        (
            "Managed workplace",
            "CFQ7TTC0LH18:0001",
            None,
            ProductVerdict::Same,
        ),
        (
            "Managed workplace",
            "CFQ7TTC0LDPB:0001",
            Some("p1"),
            ProductVerdict::Same,
        ),
        (
            "microsoft 365 business standard",
            "CFQ7TTC0LDPB:0001",
            None,
            ProductVerdict::Never,
        ),
    ] {
        place
            .links()
            .decide_product(
                line,
                key,
                customer,
                verdict,
                "ana",
                at("2026-11-20T09:00:00Z"),
            )
            .unwrap();
    }
    place.run();
    let before = place.links().product_links(&[]).unwrap();
    let file = place.folder.path().join("products.csv");
    assert_eq!(place.links().export_products(&file).unwrap().decisions, 3);

    place.sql("DELETE FROM product_links");
    let imported = place.links().import_products(&file).unwrap();
    assert_eq!((imported.decisions, imported.new), (3, 3));
    place.run();
    assert_eq!(place.links().product_links(&[]).unwrap(), before);
    assert_eq!(place.links().import_products(&file).unwrap().new, 0);
}

#[test]
fn a_decision_about_products_that_is_not_understood_is_named_and_nothing_is_imported() {
    let place = place();
    let file = place.folder.path().join("products.csv");
    let heading =
        "psa,line_key,psa_customer_id,decision,product_key,product_name,decided_by,decided_at";
    let good = "halopsa,code:M365BP,,linked,CFQ7TTC0LH18:0001,,ana,2026-11-20T09:00:00Z";
    for (from, to, problem) in [
        (
            ",linked,",
            ",maybe,",
            "line 3, column decision: \"maybe\" is not one of linked, rejected",
        ),
        (
            ",CFQ7TTC0LH18:0001,",
            ",,",
            "column product_key: it must not be empty",
        ),
        (",ana,", ",matcher,", "column decided_by"),
    ] {
        let bad = good.replace(from, to);
        std::fs::write(&file, format!("{heading}\n{good}\n{bad}\n")).unwrap();
        let error = place
            .links()
            .import_products(&file)
            .unwrap_err()
            .to_string();
        assert!(error.contains(problem), "{error}");
        assert!(place.links().product_links(&[]).unwrap().is_empty());
    }
}

/// Adds lines of one code: id, customer and name.
fn coded_lines(place: &Place, code: &str, lines: &[(&str, &str)]) {
    for (id, name) in lines {
        place.sql(&format!(
            "INSERT INTO psa_contract_lines BY NAME SELECT 'halopsa' AS psa, '{id}' AS id, 'p1' AS customer_id,
                 true AS contract_active, '{code}' AS product_code, '{name}' AS product_name,
                 0 AS included_quantity, true AS billable, true AS recurring,
                 TIMESTAMP '2026-11-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'i1' AS import_id"
        ));
    }
}

#[test]
fn a_code_on_lines_of_different_products_names_none_of_them() {
    let place = place();
    coded_lines(
        &place,
        "LIC-01",
        &[
            ("x1", "Microsoft 365 Business Premium"),
            ("x2", "Bitdefender GravityZone Business Security"),
        ],
    );
    place.run();
    let found = lines(&place);
    assert!(
        found.contains(
            &"name:microsoft 365 business premium = CFQ7TTC0LH18:0001 linked inferred".to_owned()
        ),
        "{found:?}"
    );
    assert!(
        !found
            .iter()
            .any(|line| line.contains("LIC-01") || line.contains("bitdefender")),
        "{found:?}"
    );
    let error = place
        .links()
        .decide_product(
            "LIC-01",
            "CFQ7TTC0LH18:0001",
            None,
            ProductVerdict::Same,
            "ana",
            at("2026-11-20T09:00:00Z"),
        )
        .unwrap_err()
        .to_string();
    assert!(error.contains("lines of different products"), "{error}");
    assert!(error.contains("Bitdefender"), "{error}");
}

#[test]
fn a_code_that_is_a_sku_proves_nothing_once_it_stands_on_another_product() {
    let place = place();
    coded_lines(
        &place,
        "SW-1",
        &[("x1", "Business Premium seats"), ("x2", "Managed firewall")],
    );
    place.run();
    let firewall = |line: &String| line.starts_with("name:managed firewall");
    assert!(!lines(&place).iter().any(firewall), "{:?}", lines(&place));
}

#[test]
fn a_code_on_spellings_of_one_product_stays_its_name() {
    let place = place();
    coded_lines(
        &place,
        "M365BP",
        &[
            ("x1", "M365 Business Premium (annual)"),
            ("x2", "Business Premium - Harbour Dental"),
        ],
    );
    place.run();
    assert!(lines(&place).contains(&"code:M365BP = CFQ7TTC0LH18:0001 linked exact".to_owned()));
}

#[test]
fn a_code_names_its_product_again_when_the_other_line_has_ended() {
    let place = place();
    coded_lines(
        &place,
        "LIC-01",
        &[
            ("x1", "Microsoft 365 Business Premium"),
            ("x2", "Bitdefender"),
        ],
    );
    place.run();
    place.sql("UPDATE psa_contract_lines SET ended_at = TIMESTAMP '2026-11-21' WHERE id = 'x2'");
    place.run();
    assert!(
        lines(&place)
            .iter()
            .any(|line| line.starts_with("code:LIC-01 = CFQ7TTC0LH18:0001")),
        "{:?}",
        lines(&place)
    );
}

#[test]
fn a_product_that_is_on_a_bill_alone_can_be_matched() {
    let place = place();
    place.sql(
        "INSERT INTO charges BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, 'line' AS id, 'payable' AS direction,
             'c1' AS customer_id, 'AZURE' AS sku, 'Managed workplace' AS product_name, 'usage' AS kind,
             TIMESTAMP '2026-11-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id",
    );
    let say = |key: &str| {
        place.links().decide_product(
            "M365BP",
            key,
            None,
            ProductVerdict::Same,
            "ann",
            at("2026-11-20T10:00:00Z"),
        )
    };
    say("sherweb:AZURE").unwrap();
    assert!(matches!(
        say("sherweb:OTHER"),
        Err(LinkError::Unknown { .. })
    ));
    // What is used is matched by its name too.
    place.run();
    assert_eq!(
        lines(&place),
        [
            "code:M365BP = sherweb:AZURE linked confirmed",
            "name:managed workplace = sherweb:AZURE linked inferred",
            "name:microsoft 365 business standard = CFQ7TTC0LDPB:0001 linked inferred",
        ]
    );
}
