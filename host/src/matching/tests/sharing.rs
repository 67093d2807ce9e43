//! Several customers of one distributor that fit one customer of the PSA.

use super::{Band, Guard, Record, at, left, match_customers, right};

#[test]
fn two_accounts_of_one_customer_are_both_linked_and_named() {
    let lefts = [
        left("1", "Tall Pines Kiln LLC"),
        left("2", "TALL PINES KILN (NFR)"),
    ];
    let outcomes = match_customers(&lefts, &[right("9", "Tall Pines Kiln")], &[]);
    assert!(
        outcomes.iter().all(|outcome| outcome.band == Band::Auto),
        "{outcomes:#?}"
    );
    assert_eq!(outcomes[0].shared_with, ["2"]);
    assert_eq!(outcomes[1].shared_with, ["1"]);
}

#[test]
fn of_two_names_that_nearly_fit_the_surer_is_linked() {
    let lefts = [
        at("20707", left("1", "Tall Pines Kiln Norfolk")),
        left("2", "Tall Pines Kiln Foods"),
    ];
    let rights = [Record {
        city: Some("Norfolk".to_owned()),
        ..at("20707", right("9", "Tall Pines Kiln"))
    }];
    let outcomes = match_customers(&lefts, &rights, &[]);
    assert_eq!(
        (outcomes[0].band, outcomes[1].band),
        (Band::Auto, Band::Review),
        "{outcomes:#?}"
    );
    assert_eq!(outcomes[0].shared_with, Vec::<String>::new());
    let alone = match_customers(&lefts[1..], &rights, &[]);
    assert_eq!(alone[0].band, Band::Auto);
    assert!(
        outcomes[1].candidates[0]
            .guards
            .contains(&Guard::TakenByAnother)
    );
}

#[test]
fn customers_of_two_distributors_never_compete() {
    let lefts = [
        left("1", "Tall Pines Kiln"),
        Record {
            source: "synnex".to_owned(),
            ..left("1", "Tall Pines Kiln Inc")
        },
    ];
    let outcomes = match_customers(&lefts, &[right("9", "Tall Pines Kiln")], &[]);
    assert!(
        outcomes
            .iter()
            .all(|outcome| outcome.band == Band::Auto && outcome.shared_with.is_empty())
    );
}

#[test]
fn only_customers_of_the_same_distributor_are_rivals() {
    let rival = left("2", "Tall Pines Kiln Supplies");
    let elsewhere = Record {
        source: "synnex".to_owned(),
        ..rival.clone()
    };
    let rights = [right("9", "Tall Pines Kiln")];
    let score = |rival: Record| {
        match_customers(&[left("1", "Tall Pines Kiln"), rival], &rights, &[])[0].candidates[0].score
    };
    assert!(score(elsewhere) > score(rival) + 0.1);
}
