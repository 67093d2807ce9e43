//! What comes out depends on what goes in, and on nothing else.

use seatwise::matching::{Decision, Outcome, Record, Verdict, match_customers};

use super::labelled::{pairs, sides};

/// A random order, the same in every run (SplitMix64).
struct Shuffle(u64);

impl Shuffle {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            let other = usize::try_from(self.next() % (place as u64 + 1)).unwrap();
            items.swap(place, other);
        }
    }
}

fn sorted(mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
    outcomes.sort_by(|one, other| one.id.cmp(&other.id));
    outcomes
}

fn decisions(left: &[Record], right: &[Record]) -> Vec<Decision> {
    let each = left.iter().step_by(7).zip(right.iter().step_by(5));
    each.enumerate()
        .map(|(place, (left, right))| Decision {
            source: left.source.clone(),
            customer_id: left.id.clone(),
            customer_name: left.name.clone(),
            domain: left.domain.clone(),
            postal_code: left.postal_code.clone(),
            verdict: match place % 3 {
                0 => Verdict::NotACustomer,
                1 => Verdict::Never {
                    psa: right.source.clone(),
                    id: right.id.clone(),
                },
                _ => Verdict::Same {
                    psa: right.source.clone(),
                    id: right.id.clone(),
                    name: right.name.clone(),
                },
            },
            decided_by: "ada".to_owned(),
            decided_at: 1_700_000_000_000_000,
        })
        .collect()
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let (mut left, mut right) = sides(&pairs());
    let mut decisions = decisions(&left, &right);
    let expected = sorted(match_customers(&left, &right, &decisions));
    for seed in 0..8 {
        let mut order = Shuffle(seed);
        order.shuffle(&mut left);
        order.shuffle(&mut right);
        order.shuffle(&mut decisions);
        assert_eq!(
            sorted(match_customers(&left, &right, &decisions)),
            expected,
            "seed {seed}"
        );
    }
}

#[test]
fn outcomes_come_in_the_order_of_the_rows() {
    let (left, right) = sides(&pairs());
    let outcomes = match_customers(&left, &right, &[]);
    assert!(
        left.iter()
            .zip(&outcomes)
            .all(|(record, outcome)| record.id == outcome.id)
    );
}

#[test]
fn what_two_distributors_have_is_matched_as_if_each_were_alone() {
    let (left, right) = sides(&pairs());
    let other: Vec<_> = left
        .iter()
        .map(|record| Record {
            source: "other".to_owned(),
            ..record.clone()
        })
        .collect();
    let bands = |outcomes: &[Outcome]| {
        outcomes
            .iter()
            .map(|outcome| outcome.band)
            .collect::<Vec<_>>()
    };
    let both = match_customers(&[left.clone(), other].concat(), &right, &[]);
    let (first, second) = both.split_at(left.len());
    assert_eq!(bands(first), bands(second));
    assert!(second.iter().all(|outcome| outcome.source == "other"));
}

#[test]
fn empty_lists_and_empty_names_are_no_trouble() {
    assert_eq!(match_customers(&[], &[], &[]), []);
    let nameless = |source: &str| Record {
        source: source.to_owned(),
        id: "1".to_owned(),
        name: " - ".to_owned(),
        ..Record::default()
    };
    assert!(
        match_customers(&[nameless("a")], &[], &[])[0]
            .candidates
            .is_empty()
    );
    let outcomes = match_customers(&[nameless("a")], &[nameless("b")], &[]);
    assert_eq!(outcomes.len(), 1);
    let long = Record {
        name: "Very ".repeat(5_000),
        ..nameless("a")
    };
    assert_eq!(
        match_customers(
            std::slice::from_ref(&long),
            std::slice::from_ref(&long),
            &[]
        )
        .len(),
        1
    );
}
