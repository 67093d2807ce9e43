//! An id that only one customer has decides on its own.

use super::{
    Band, Basis, Decision, Guard, Record, Verdict, ids, left, match_customers, one, right,
};

const TENANT: &str = "6f1c2d3e-0001-4000-8000-0123456789ab";

fn tenant(record: Record) -> Record {
    Record {
        tenant_id: Some(TENANT.to_owned()),
        ..record
    }
}

#[test]
fn the_same_tenant_is_the_same_customer_whatever_the_names_say() {
    let outcome = one(
        tenant(left("1", "Aldine Freightways")),
        &[
            right("8", "Aldine Freightways"),
            tenant(right("9", "Meridian Cargo")),
        ],
    );
    assert_eq!(
        (outcome.band, outcome.basis),
        (Band::Auto, Some(Basis::Exact))
    );
    assert_eq!(ids(&outcome)[0], "9");
    assert!(
        outcome.candidates[0]
            .explanation
            .starts_with("The Microsoft tenant id agrees")
    );
}

#[test]
fn the_same_tax_id_is_the_same_customer() {
    let tax = |record: Record| Record {
        tax_id: Some("DE 123 456 789".to_owned()),
        ..record
    };
    let outcome = one(tax(left("1", "Aldine")), &[tax(right("9", "Meridian"))]);
    assert_eq!(outcome.basis, Some(Basis::Exact));
    assert!(
        outcome.candidates[0]
            .explanation
            .starts_with("The tax id agrees")
    );
}

#[test]
fn a_tenant_that_two_customers_have_is_for_a_person() {
    let outcome = one(
        tenant(left("1", "Aldine")),
        &[tenant(right("8", "Aldine")), tenant(right("9", "Meridian"))],
    );
    assert_eq!((outcome.band, outcome.basis), (Band::Review, None));
    assert_eq!(outcome.candidates.len(), 2);
    assert!(
        outcome
            .candidates
            .iter()
            .all(|candidate| candidate.guards.contains(&Guard::IdShared))
    );
}

#[test]
fn a_person_counts_more_than_an_id() {
    let (customer, psa) = (tenant(left("1", "Aldine")), tenant(right("9", "Aldine")));
    let decision = Decision {
        source: customer.source.clone(),
        customer_id: customer.id.clone(),
        customer_name: customer.name.clone(),
        domain: None,
        postal_code: None,
        verdict: Verdict::Never {
            psa: psa.source.clone(),
            id: psa.id.clone(),
        },
        decided_by: "ada".to_owned(),
        decided_at: 1,
    };
    let outcome = match_customers(&[customer], &[psa], &[decision]).remove(0);
    assert_eq!((outcome.band, outcome.candidates.len()), (Band::None, 0));
}
