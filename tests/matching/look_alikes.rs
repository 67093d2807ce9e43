//! Different customers whose names are all but the same: by the rest of a word, by a letter, or by a
//! number. None of them may be linked to the other without a person.

use seatwise::matching::{Band, Decision, Outcome, Record, Verdict, match_customers, name_key};

/// Sixty pairs of firms that differ by the rest of a word or by one letter.
const LOOK_ALIKES: &str = include_str!("look_alikes.csv");
/// Pairs of names that differ by a number alone.
const NUMBERED: &str = include_str!("numbered.csv");

/// Returns the last two columns of a table: pairs of names.
fn pairs(table: &str) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| {
        let names = row.len() - 2;
        (row[names].to_owned(), row[names + 1].to_owned())
    })
    .collect()
}

fn record(source: &str, id: usize, name: &str) -> Record {
    Record {
        source: source.to_owned(),
        id: id.to_string(),
        name: name.to_owned(),
        ..Record::default()
    }
}

fn side<'a>(source: &str, names: impl IntoIterator<Item = &'a String>) -> Vec<Record> {
    let names = names.into_iter().enumerate();
    names.map(|(id, name)| record(source, id, name)).collect()
}

/// Returns what is linked to a customer of another name, with the reason.
fn crossed(left: &[Record], right: &[Record]) -> Vec<String> {
    let outcomes = match_customers(left, right, &[]);
    let linked = |(record, outcome): (&Record, Outcome)| {
        let best = outcome.candidates.first()?;
        let other = right.iter().find(|other| other.id == best.id)?;
        let crossed = outcome.band == Band::Auto && other.name != record.name;
        crossed.then(|| format!("{} / {}: {}", record.name, other.name, best.explanation))
    };
    left.iter().zip(outcomes).filter_map(linked).collect()
}

/// Returns which pairs are linked when each stands alone, with something in common that `with` adds.
fn linked_alone(table: &str, with: impl Fn(Record) -> Record) -> Vec<String> {
    let each = |(left, right): &(String, String)| {
        let (left, right) = (record("distributor", 1, left), record("psa", 1, right));
        let there = crossed(&[with(left.clone())], &[with(right.clone())]);
        let back = crossed(&[with(right)], &[with(left)]);
        [there, back].concat()
    };
    pairs(table).iter().flat_map(each).collect()
}

const NOTHING: [String; 0] = [];

#[test]
fn there_are_sixty_look_alikes_of_two_kinds() {
    assert_eq!(pairs(LOOK_ALIKES).len(), 60);
    for kind in ["rest of a word,", "one letter,"] {
        let count = LOOK_ALIKES.lines().filter(|line| line.starts_with(kind));
        assert_eq!(count.count(), 30, "{kind}");
    }
}

#[test]
fn no_look_alike_is_linked_without_a_person() {
    assert_eq!(linked_alone(LOOK_ALIKES, |record| record), NOTHING);
    let pairs = pairs(LOOK_ALIKES);
    let (left, right) = (
        side("distributor", pairs.iter().map(|(left, _)| left)),
        side("psa", pairs.iter().map(|(_, right)| right)),
    );
    assert_eq!(crossed(&left, &right), NOTHING);
    assert_eq!(crossed(&right, &left), NOTHING);
}

#[test]
fn a_city_in_common_does_not_make_two_look_alikes_one() {
    let in_town = |record: Record| Record {
        city: Some("Fargo".to_owned()),
        country: Some("US".to_owned()),
        ..record
    };
    assert_eq!(linked_alone(LOOK_ALIKES, in_town), NOTHING);
}

#[test]
fn a_customer_whose_look_alike_is_there_too_is_linked_to_itself_or_to_nobody() {
    for (one, other) in pairs(LOOK_ALIKES).iter().chain(&pairs(NUMBERED)) {
        let (left, right) = (side("distributor", [one, other]), side("psa", [one, other]));
        assert_eq!(crossed(&left, &right), NOTHING);
        assert_eq!(crossed(&left, &right[..1]), NOTHING);
        assert_eq!(crossed(&left, &right[1..]), NOTHING);
    }
}

#[test]
fn look_alikes_are_still_shown_to_a_person() {
    let shown = |(left, right): &&(String, String)| {
        let (left, right) = (record("distributor", 1, left), record("psa", 1, right));
        match_customers(&[left], &[right], &[])[0].band == Band::Review
    };
    let pairs = pairs(LOOK_ALIKES);
    assert!(pairs.iter().filter(shown).count() >= 50);
}

#[test]
fn names_that_differ_by_a_number_are_never_linked_whatever_else_agrees() {
    assert_eq!(linked_alone(NUMBERED, |record| record), NOTHING);
    let of_one_chain = |record: Record| Record {
        domain: Some("chain.example.com".to_owned()),
        phone: Some("701 555 0170".to_owned()),
        street: Some("12 Elevator Road".to_owned()),
        city: Some("Fargo".to_owned()),
        postal_code: Some("58102".to_owned()),
        ..record
    };
    assert_eq!(linked_alone(NUMBERED, of_one_chain), NOTHING);
}

#[test]
fn a_number_that_is_no_part_of_the_name_still_tells_two_customers_apart() {
    let bare = "Cinder Coffee".to_owned();
    let (one, other) = (
        "Cinder Coffee #1042".to_owned(),
        "Cinder Coffee [1043]".to_owned(),
    );
    let at_distributor = side("distributor", [&one, &other]);
    // The PSA has neither: one of the two may be meant, or both.
    assert_eq!(crossed(&at_distributor, &side("psa", [&bare])), NOTHING);
    // The distributor does not say which.
    let bare_left = side("distributor", [&bare]);
    assert_eq!(crossed(&bare_left, &side("psa", [&one, &other])), NOTHING);
    assert_eq!(
        crossed(&bare_left[..1], &side("psa", [&other, &one])),
        NOTHING
    );
    // The number at the distributor is neither of the PSA's.
    let third = "Cinder Coffee #1044".to_owned();
    let thirds = side("distributor", [&third]);
    assert_eq!(crossed(&thirds, &side("psa", [&bare, &other])), NOTHING);
}

#[test]
fn the_same_number_on_both_sides_finds_its_own() {
    let names: Vec<_> = (1042..1046)
        .map(|store| format!("Cinder Coffee Roasters #{store}"))
        .collect();
    let (left, right) = (side("distributor", &names), side("psa", names.iter().rev()));
    for (record, outcome) in left.iter().zip(match_customers(&left, &right, &[])) {
        let best = &outcome.candidates[0];
        let other = right.iter().find(|other| other.id == best.id).unwrap();
        assert_eq!(
            (outcome.band, &other.name),
            (Band::Auto, &record.name),
            "{}",
            best.explanation
        );
    }
}

#[test]
fn an_account_number_on_one_side_is_a_note_where_nobody_has_another() {
    for name in [
        "Cinder Coffee Roasters #1042",
        "Cinder Coffee Roasters [20417]",
    ] {
        let left = [record("distributor", 1, name)];
        let right = [record("psa", 1, "Cinder Coffee Roasters")];
        let outcome = &match_customers(&left, &right, &[])[0];
        assert_eq!(outcome.band, Band::Auto, "{name}");
    }
}

#[test]
fn a_decision_on_one_store_says_nothing_of_the_next() {
    let store = |number: &str| Record {
        domain: Some("cindercoffee.com".to_owned()),
        ..record("distributor", 1, &format!("Cinder Coffee #{number}"))
    };
    let psa = record("psa", 7, "Ember House");
    let decision = Decision {
        source: "distributor".to_owned(),
        customer_id: "elsewhere".to_owned(),
        customer_name: store("1042").name,
        domain: store("1042").domain,
        postal_code: None,
        verdict: Verdict::Same {
            psa: psa.source.clone(),
            id: psa.id.clone(),
            name: psa.name.clone(),
        },
        decided_by: "ada".to_owned(),
        decided_at: 1,
    };
    let band = |number: &str| {
        let right = std::slice::from_ref(&psa);
        match_customers(&[store(number)], right, std::slice::from_ref(&decision))[0].band
    };
    assert_eq!(band("1042"), Band::Auto);
    assert_ne!(band("1043"), Band::Auto);
    assert_ne!(name_key(&store("1042").name), name_key(&store("1043").name));
}

#[test]
fn words_that_an_and_joins_are_not_one_word() {
    let pairs = "kind,left,right\n\
        and,Rose & Wood Interiors,Rosewood Interiors\n\
        and,Hay and Ward Legal Group,Hayward Legal Group\n\
        and,Stone + Bridge Partners Ltd,Stonebridge Partners Ltd\n";
    assert_eq!(linked_alone(pairs, |record| record), NOTHING);
    // Initials are glued by everybody, and an “and” is forgotten by many.
    for (left, right) in [
        ("B & B Tool Rental", "BB Tool Rental"),
        ("Rose & Wood Interiors", "Rose Wood Interiors"),
    ] {
        let (left, right) = (record("distributor", 1, left), record("psa", 1, right));
        let outcome = match_customers(&[left], &[right], &[]).remove(0);
        assert_eq!(outcome.band, Band::Auto, "{outcome:?}");
    }
}
