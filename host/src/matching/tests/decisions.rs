//! What people said counts more than any score, until it no longer fits.

use super::{
    Band, Basis, Decision, Guard, Outcome, Record, Verdict, at, ids, left, match_customers, right,
};

const WHEN: i64 = 1_700_000_000_000_000;

fn decision(of: &Record, verdict: Verdict) -> Decision {
    Decision {
        source: of.source.clone(),
        customer_id: of.id.clone(),
        customer_name: of.name.clone(),
        domain: of.domain.clone(),
        postal_code: of.postal_code.clone(),
        verdict,
        decided_by: "ada".to_owned(),
        decided_at: WHEN,
    }
}

fn same(of: &Record) -> Verdict {
    Verdict::Same {
        psa: of.source.clone(),
        id: of.id.clone(),
        name: of.name.clone(),
    }
}

fn never(of: &Record) -> Verdict {
    Verdict::Never {
        psa: of.source.clone(),
        id: of.id.clone(),
    }
}

fn decided(left: &Record, rights: &[Record], decisions: &[Decision]) -> Outcome {
    match_customers(std::slice::from_ref(left), rights, decisions).remove(0)
}

#[test]
fn an_accepted_pair_is_linked_whatever_the_names_say() {
    let (customer, psa) = (
        left("1", "Aldine Freightways"),
        right("9", "Meridian Cargo"),
    );
    let outcome = decided(
        &customer,
        &[psa.clone(), right("8", "Aldine Freightways")],
        &[decision(&customer, same(&psa))],
    );
    assert_eq!(
        (outcome.band, outcome.basis),
        (Band::Auto, Some(Basis::Confirmed))
    );
    assert_eq!(ids(&outcome)[0], "9");
    assert!(outcome.candidates[0].linked && !outcome.candidates[1].linked);
    assert!(
        outcome.candidates[0]
            .explanation
            .starts_with("Confirmed by ada")
    );
}

#[test]
fn a_customer_may_be_linked_to_several() {
    let (customer, psa) = (
        left("1", "Tall Pines"),
        [
            right("8", "Tall Pines North"),
            right("9", "Tall Pines South"),
        ],
    );
    let decisions: Vec<_> = psa
        .iter()
        .map(|psa| decision(&customer, same(psa)))
        .collect();
    let outcome = decided(&customer, &psa, &decisions);
    assert_eq!(
        outcome
            .candidates
            .iter()
            .filter(|candidate| candidate.linked)
            .count(),
        2
    );
}

#[test]
fn a_rejected_pair_is_never_shown_again_and_is_no_rival() {
    let customer = left("1", "Tall Pines Kiln");
    let rights = [
        right("8", "Tall Pines Kiln"),
        right("9", "Tall Pines Kilns"),
    ];
    let outcome = decided(
        &customer,
        &rights,
        &[decision(&customer, never(&rights[0]))],
    );
    assert_eq!(ids(&outcome), ["9"]);
    let alone = decided(&customer, &rights[1..], &[]);
    let score = |outcome: &Outcome| outcome.candidates[0].score;
    // The rejected one is a namesake still, so the score is near, not equal.
    assert!(
        (score(&outcome) - score(&alone)).abs() < 1.0,
        "{} {}",
        score(&outcome),
        score(&alone)
    );
}

#[test]
fn no_customer_of_the_psa_stays_so_until_a_new_one_is_like_it() {
    let customer = left("1", "Tall Pines Kiln");
    let known = Record {
        first_seen_at: Some(WHEN - 1),
        ..right("8", "Tall Pines Kiln")
    };
    let decisions = [decision(&customer, Verdict::NotACustomer)];
    let outcome = decided(&customer, std::slice::from_ref(&known), &decisions);
    assert_eq!((outcome.band, outcome.not_a_customer), (Band::None, true));
    let new = Record {
        first_seen_at: Some(WHEN + 1),
        ..right("9", "Tall Pines Kiln Ltd")
    };
    let outcome = decided(&customer, &[known, new], &decisions);
    assert_eq!(
        (outcome.band, outcome.not_a_customer),
        (Band::Review, false)
    );
    assert_eq!(ids(&outcome)[0], "9");
    assert!(
        outcome.candidates[0]
            .guards
            .contains(&Guard::DecisionLapsed)
    );
}

#[test]
fn a_decision_lapses_when_either_name_becomes_another() {
    let (customer, psa) = (left("1", "Tall Pines Kiln"), right("9", "Tall Pines Kiln"));
    let decisions = [decision(&customer, same(&psa))];
    let respelled = right("9", "TALL PINES KILN, LLC");
    assert_eq!(
        decided(&customer, &[respelled], &decisions).basis,
        Some(Basis::Confirmed)
    );
    for (customer, rights) in [
        (customer.clone(), vec![right("9", "Harbour Smiles")]),
        (left("1", "Harbour Smiles"), vec![psa]),
        (customer, vec![right("7", "Tall Pines Kiln")]),
    ] {
        let outcome = decided(&customer, &rights, &decisions);
        assert_eq!(
            outcome.band,
            Band::Review,
            "{} {}",
            customer.name,
            rights[0].name
        );
        assert!(
            outcome.candidates[0]
                .guards
                .contains(&Guard::DecisionLapsed)
        );
    }
}

#[test]
fn a_decision_lapses_when_a_new_customer_fits_much_better() {
    let customer = at("20707", left("1", "Tall Pines Kiln"));
    let chosen = Record {
        first_seen_at: Some(WHEN - 1),
        ..right("8", "Meridian Cargo")
    };
    let better = |seen| Record {
        first_seen_at: Some(seen),
        ..at("20707", right("9", "Tall Pines Kiln"))
    };
    let decisions = [decision(&customer, same(&chosen))];
    let outcome = decided(&customer, &[chosen.clone(), better(WHEN - 1)], &decisions);
    assert_eq!(outcome.basis, Some(Basis::Confirmed));
    let outcome = decided(&customer, &[chosen, better(WHEN + 1)], &decisions);
    assert_eq!(outcome.band, Band::Review);
    assert_eq!(ids(&outcome), ["8", "9"]);
}

#[test]
fn the_same_name_and_place_at_the_same_distributor_is_decided_too() {
    let customer = at("20707", left("1", "Aldine Freightways"));
    let psa = right("9", "Meridian Cargo");
    let decisions = [decision(&customer, same(&psa))];
    let again = at("20707", left("2", "ALDINE FREIGHTWAYS"));
    assert_eq!(
        decided(&again, std::slice::from_ref(&psa), &decisions).basis,
        Some(Basis::Confirmed)
    );
    // A name alone is not enough: another customer may have it.
    let nowhere = left("3", "Aldine Freightways");
    assert_ne!(
        decided(&nowhere, std::slice::from_ref(&psa), &decisions).basis,
        Some(Basis::Confirmed)
    );
    let elsewhere = at("90001", left("4", "Aldine Freightways"));
    assert_ne!(
        decided(&elsewhere, &[psa], &decisions).basis,
        Some(Basis::Confirmed)
    );
}

#[test]
fn a_decision_at_another_distributor_is_a_suggestion() {
    let customer = at("20707", left("1", "Aldine Freightways"));
    let psa = right("9", "Meridian Cargo");
    let decisions = [decision(&customer, same(&psa))];
    let elsewhere = Record {
        source: "synnex".to_owned(),
        ..left("77", "Aldine Freightways")
    };
    let outcome = decided(&elsewhere, std::slice::from_ref(&psa), &decisions);
    assert_eq!(ids(&outcome), ["9"]);
    assert_eq!(outcome.band, Band::Review);
    assert!(
        outcome.candidates[0]
            .guards
            .contains(&Guard::DecidedElsewhere)
    );
}

#[test]
fn the_last_decision_counts() {
    let (customer, psa) = (left("1", "Tall Pines"), right("9", "Tall Pines"));
    let first = decision(&customer, same(&psa));
    let last = Decision {
        decided_at: WHEN + 5,
        ..decision(&customer, Verdict::NotACustomer)
    };
    assert!(decided(&customer, &[psa], &[first, last]).not_a_customer);
}
