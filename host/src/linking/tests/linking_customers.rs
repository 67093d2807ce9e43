//! Customers: the matcher proposes, people decide.

use super::fixtures::Place;
use crate::linking::{Choice, LinkError};

/// One that is surely the same, one that may be, and one that nobody knows.
fn place() -> Place {
    let place = Place::new();
    place.customer("c1", "Brewton Dental Svcs LLC", "20707", "brewton.example");
    place.customer("c2", "Northwind Holdings", "", "");
    place.customer("c3", "Quillfeather Ateliers", "", "");
    place.psa_customer("p1", "Brewton Dental Services", "20707", "brewton.example");
    place.psa_customer("p2", "Northwind", "", "");
    place.psa_customer("p4", "Umbrella Logistics", "", "");
    place
}

#[test]
fn what_is_sure_is_linked_and_what_may_be_is_put_before_a_person() {
    let place = place();
    let report = place.run();
    assert_eq!(
        (
            report.customers.inferred,
            report.customers.review,
            report.customers.none
        ),
        (1, 1, 1)
    );
    assert_eq!(
        place.lines(),
        ["c1 p1 linked inferred owner", "c2 p2 review proposed"]
    );
    let link = &place.all()[0];
    assert!(
        link.explanation
            .as_deref()
            .unwrap()
            .contains("postal code 20707 agrees"),
        "{link:?}"
    );
    assert!(link.confidence.unwrap() > 0.9);
}

#[test]
fn running_again_changes_nothing() {
    let place = place();
    place.run();
    let before = place.all();
    place.run();
    assert_eq!(place.all(), before);
}

#[test]
fn an_equal_tenant_id_is_exact() {
    let place = place();
    place.sql(
        "UPDATE customers SET tenant_id = '0F8FAD5B-D9CB-469F-A165-70867728950E' WHERE id = 'c3'",
    );
    place.sql("UPDATE psa_customers SET tenant_id = '0f8fad5b-d9cb-469f-a165-70867728950e' WHERE id = 'p4'");
    place.run();
    assert!(
        place
            .lines()
            .contains(&"c3 p4 linked exact owner".to_owned()),
        "{:?}",
        place.lines()
    );
}

#[test]
fn a_decision_wins_over_the_matcher_and_survives_another_run() {
    let place = place();
    place.run();
    place.same("c1", "p4", false);
    place.run();
    place.run();
    assert_eq!(
        place.lines(),
        ["c1 p4 linked confirmed owner", "c2 p2 review proposed"]
    );
}

#[test]
fn a_decision_survives_that_the_psa_is_imported_anew() {
    let place = place();
    place.run();
    place.same("c2", "p2", false);
    place.sql("DELETE FROM psa_customers");
    place.psa_customer("p1", "Brewton Dental Services", "20707", "brewton.example");
    place.psa_customer("p2", "Northwind", "", "");
    place.run();
    assert!(
        place
            .lines()
            .contains(&"c2 p2 linked confirmed owner".to_owned())
    );
}

#[test]
fn a_rejected_pair_is_not_proposed_again() {
    let place = place();
    place.run();
    place.never("c2", "p2");
    place.run();
    assert!(
        place
            .lines()
            .contains(&"c2 p2 rejected confirmed".to_owned())
    );
    assert!(!place.lines().iter().any(|line| line.contains("review")));
}

#[test]
fn a_customer_that_the_psa_does_not_have_is_asked_about_no_more() {
    let place = place();
    place.run();
    place.decide("c2", &Choice::NotACustomer);
    let report = place.run();
    assert_eq!(
        (report.customers.not_a_customer, report.customers.review),
        (1, 0)
    );
    assert!(
        place
            .lines()
            .contains(&"c2  not_a_customer confirmed".to_owned())
    );
}

#[test]
fn what_was_forgotten_is_judged_by_the_matcher_again() {
    let place = place();
    place.same("c1", "p4", false);
    place.decide("c1", &Choice::Open);
    place.run();
    assert!(
        place
            .lines()
            .contains(&"c1 p1 linked inferred owner".to_owned())
    );
}

#[test]
fn a_decision_lapses_when_the_psa_customer_is_renamed_or_archived() {
    for change in [
        "UPDATE psa_customers SET name = 'Fabrikam Tooling' WHERE id = 'p2'",
        "UPDATE psa_customers SET active = false WHERE id = 'p2'",
    ] {
        let place = place();
        place.same("c2", "p2", false);
        place.sql(change);
        place.run();
        assert!(
            place.lines().contains(&"c2 p2 lapsed confirmed".to_owned()),
            "{change}: {:?}",
            place.lines()
        );
    }
}

#[test]
fn a_customer_can_belong_to_two_and_the_money_follows_the_last_one() {
    let place = place();
    place.same("c2", "p2", false);
    place.same("c2", "p4", true);
    place.run();
    let mut lines = place.lines();
    lines.retain(|line| line.starts_with("c2"));
    lines.sort();
    assert_eq!(
        lines,
        ["c2 p2 linked confirmed", "c2 p4 linked confirmed owner"]
    );
}

#[test]
fn a_customer_that_is_not_listed_at_present_keeps_what_was_decided() {
    let place = place();
    place.same("c2", "p2", false);
    place.sql("UPDATE customers SET missing_since = TIMESTAMP '2026-11-19' WHERE id = 'c2'");
    place.run();
    assert!(
        place
            .lines()
            .contains(&"c2 p2 linked confirmed owner".to_owned())
    );
}

#[test]
fn a_name_that_fits_several_is_refused_with_their_ids() {
    let place = place();
    place.customer("c9", "Brewton Dental Supplies", "", "");
    let error = place.links().customer("brewton", None).unwrap_err();
    assert!(
        matches!(error, LinkError::Ambiguous { count: 2, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("c9 of main"), "{error}");
    let error = place.links().psa_customer("nobody", None).unwrap_err();
    assert!(error.to_string().contains("nothing matches"), "{error}");
}

#[test]
fn a_contract_that_names_a_subscription_of_the_customer_is_exact() {
    let place = place();
    place.sql(
        "INSERT INTO license_subscriptions BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection,
             's1' AS id, 'c3' AS customer_id, '6f1c2d3e-0001-4000-8000-0123456789ab' AS publisher_subscription_id,
             'Exchange Online' AS product_name, 'active' AS status, 'seats' AS charge_model, false AS trial,
             false AS renewal_computed, TIMESTAMP '2026-11-01' AS first_seen_at,
             TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id;
         INSERT INTO psa_contract_lines BY NAME SELECT 'halopsa' AS psa, 'l1' AS id, 'p4' AS customer_id,
             true AS contract_active, 'Mail' AS product_name,
             '6F1C2D3E-0001-4000-8000-0123456789AB' AS publisher_subscription_id, 0 AS included_quantity,
             true AS billable, true AS recurring, TIMESTAMP '2026-11-01' AS first_seen_at,
             TIMESTAMP '2026-11-20' AS last_seen_at, 'i1' AS import_id",
    );
    place.run();
    assert!(
        place
            .lines()
            .contains(&"c3 p4 linked exact owner".to_owned()),
        "{:?}",
        place.lines()
    );
}

#[test]
fn a_decision_that_no_comparison_followed_is_known() {
    let place = Place::new();
    place.customer("c1", "Maple Dental", "", "");
    assert_eq!(place.store.uncompared_since().unwrap(), None);
    place.decide("c1", &Choice::NotACustomer);
    assert!(place.store.uncompared_since().unwrap().is_some());
}
