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
