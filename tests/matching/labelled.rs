//! A list of invented customers of every kind that makes matching hard, with the truth beside it.
//!
//! All rows are matched as one list, so each customer has the others as rivals.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use seatwise::matching::{Band, Outcome, Record, match_customers};

const LABELLED: &str = include_str!("labelled.csv");

/// What is written of a pair.
pub(super) struct Pair {
    case: String,
    same: bool,
    left: Record,
    right: Record,
}

/// Returns the list.
pub(super) fn pairs() -> Vec<Pair> {
    let mut reader = csv::Reader::from_reader(LABELLED.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| Pair {
        case: row[0].to_owned(),
        same: match &row[1] {
            "same" => true,
            "different" => false,
            other => panic!("{other} is no relation"),
        },
        left: record("distributor", &row, 2),
        right: record("psa", &row, 10),
    })
    .collect()
}

fn record(source: &str, row: &csv::StringRecord, first: usize) -> Record {
    let field = |place: usize| Some(row[first + place].to_owned()).filter(|text| !text.is_empty());
    Record {
        source: source.to_owned(),
        id: row[first].to_owned(),
        name: row[first + 1].to_owned(),
        domain: field(2),
        phone: field(3),
        street: field(4),
        city: field(5),
        postal_code: field(6),
        country: field(7),
        ..Record::default()
    }
}

/// Returns the records of either side, each once.
pub(super) fn sides(pairs: &[Pair]) -> (Vec<Record>, Vec<Record>) {
    let mut seen = HashSet::new();
    let mut rights: Vec<_> = pairs.iter().map(|pair| pair.right.clone()).collect();
    rights.retain(|right| seen.insert(right.id.clone()));
    (pairs.iter().map(|pair| pair.left.clone()).collect(), rights)
}

fn matched() -> Vec<(Pair, Outcome)> {
    let pairs = pairs();
    let (left, right) = sides(&pairs);
    let outcomes = match_customers(&left, &right, &[]);
    pairs.into_iter().zip(outcomes).collect()
}

fn is_right(pair: &Pair, outcome: &Outcome) -> bool {
    outcome.candidates[0].id == pair.right.id && pair.same
}

#[test]
fn the_list_is_long_and_of_many_kinds() {
    let pairs = pairs();
    assert!(pairs.len() >= 300, "{}", pairs.len());
    assert!(pairs.iter().filter(|pair| !pair.same).count() >= 100);
    assert!(
        pairs
            .iter()
            .map(|pair| &pair.case)
            .collect::<BTreeSet<_>>()
            .len()
            >= 30
    );
}

#[test]
fn no_customer_is_linked_to_another() {
    let wrong: Vec<_> = matched()
        .into_iter()
        .filter(|(pair, outcome)| outcome.band == Band::Auto && !is_right(pair, outcome))
        .map(|(pair, outcome)| {
            (
                pair.case,
                pair.left.name,
                outcome.candidates[0].explanation.clone(),
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn most_customers_are_linked_without_a_person() {
    let matched = matched();
    let same: Vec<_> = matched.iter().filter(|(pair, _)| pair.same).collect();
    let auto = same
        .iter()
        .filter(|(_, outcome)| outcome.band == Band::Auto)
        .count();
    let share = 100 * auto / same.len();
    assert!(
        share >= LINKED_PERCENT,
        "{share} % of {}: {:#?}",
        same.len(),
        missed(&same, Band::Auto)
    );
}

#[test]
fn nearly_every_other_is_shown_to_a_person() {
    let matched = matched();
    let same: Vec<_> = matched.iter().filter(|(pair, _)| pair.same).collect();
    let shown = |outcome: &Outcome, pair: &Pair| {
        outcome.band != Band::None
            && outcome
                .candidates
                .iter()
                .any(|candidate| candidate.id == pair.right.id)
    };
    let reached = same
        .iter()
        .filter(|(pair, outcome)| shown(outcome, pair))
        .count();
    let share = 100 * reached / same.len();
    assert!(
        share >= REACHED_PERCENT,
        "{share} % of {}: {:#?}",
        same.len(),
        missed(&same, Band::Review)
    );
}

#[test]
fn every_candidate_is_explained() {
    for (pair, outcome) in matched() {
        for candidate in &outcome.candidates {
            let text = &candidate.explanation;
            assert!(
                text.ends_with('.') && text.len() > 20,
                "{}: {text}",
                pair.left.name
            );
            let held = text.starts_with("Held for review");
            assert_eq!(
                held,
                outcome.band == Band::Review,
                "{}: {text}",
                pair.left.name
            );
            assert!((0.0..=1.0).contains(&candidate.confidence));
            let sum: f64 = candidate.points.iter().map(|point| point.points).sum();
            assert!(
                candidate.score <= sum.max(0.995 * sum) + 1.07,
                "{}: {text}",
                pair.left.name
            );
        }
    }
}

/// The least share of the true pairs that is linked without a person, in percent.
const LINKED_PERCENT: usize = 90;
/// The least share that is linked or shown to a person.
const REACHED_PERCENT: usize = 97;

/// Returns what was not so well, by case.
fn missed<'a>(same: &'a [&(Pair, Outcome)], band: Band) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut missed = BTreeMap::<_, Vec<_>>::new();
    let worse = same.iter().filter(|(_, outcome)| match band {
        Band::Auto => outcome.band != Band::Auto,
        _ => outcome.band == Band::None,
    });
    for (pair, outcome) in worse {
        let why = outcome
            .candidates
            .first()
            .map_or("no candidate", |best| best.explanation.as_str());
        missed.entry(pair.left.name.as_str()).or_default().push(why);
    }
    missed
}
