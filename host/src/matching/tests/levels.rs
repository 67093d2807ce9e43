//! How two names relate, and what a person must look at.

use super::{Band, Guard, Level, at, left, one, right};

fn level(a: &str, b: &str) -> Level {
    one(at("20707", left("1", a)), &[at("20707", right("1", b))]).candidates[0].level
}

#[test]
fn names_relate_as_a_person_would_say() {
    for (a, b, expected) in [
        ("Tall Pines LLC", "TALL PINES", Level::Same),
        ("Tall Pines Svcs", "Tall Pines Services", Level::Same),
        ("TallPines Kiln", "Tall Pines Kiln", Level::Same),
        ("Tall Pines (Ohio)", "Tall Pines", Level::Qualifier),
        ("Tall Piens Kiln", "Tall Pines Kiln", Level::Misspelled),
        ("Tall Pines Kiln", "Tall Pines", Level::ExtraWords),
        ("Tall Pines Kiln", "Tall Pines Forge", Level::OwnWords),
        ("tallpines.com", "Tall Pines Kiln", Level::DomainShaped),
        (
            "Cumberland Plateau Heating and",
            "Cumberland Plateau Heating and Air",
            Level::CutOff,
        ),
    ] {
        assert_eq!(level(a, b), expected, "{a} / {b}");
    }
}

#[test]
fn initials_stand_for_a_name_that_something_else_leads_to() {
    let phone = |record: super::Record| super::Record {
        phone: Some("202 555 0143".to_owned()),
        ..record
    };
    let outcome = one(
        phone(left("1", "GHT Inc")),
        &[phone(right("1", "Grey Heron Timber"))],
    );
    assert_eq!(outcome.candidates[0].level, Level::Acronym);
    assert_eq!(outcome.band, Band::Review);
}

#[test]
fn each_guard_holds_a_pair_back() {
    for (a, b, guard) in [
        ("Otter Lodge 571", "Otter Lodge 572", Guard::NumbersDiffer),
        ("Otter Lodge 571", "Otter Lodge", Guard::NumberOnOneSide),
        ("Tall Pines Holdings", "Tall Pines", Guard::SeparateEntity),
        (
            "Tall Pines Kiln Norway",
            "Tall Pines Kiln",
            Guard::PlaceWord,
        ),
        ("Tall Pines Kiln", "Tall Pines Forge", Guard::OwnWords),
        (
            "Tall Pines - Derby",
            "Tall Pines - Truro",
            Guard::QualifiersDiffer,
        ),
        ("Bracken Tall Pines", "Tall Pines", Guard::LeadingWord),
        ("Tall Pines Kiln", "Tall Pines", Guard::ExtraWord),
        (
            "Harrowgait Upholstrey",
            "Harrowgate Upholstery",
            Guard::Misspelled,
        ),
        ("Hill Farm Eggs", "Mill Farm Eggs", Guard::Misspelled),
        (
            "Quarry (Copper Kettles)",
            "Copper Kettles",
            Guard::BracketAlias,
        ),
        ("GLM", "GLMX", Guard::ShortName),
        (
            "International Buttons",
            "International Buttons Exports",
            Guard::ExtraWord,
        ),
    ] {
        let outcome = one(left("1", a), &[right("1", b)]);
        let guards = &outcome.candidates[0].guards;
        assert!(guards.contains(&guard), "{a} / {b}: {guards:?}");
        assert_ne!(outcome.band, Band::Auto, "{a} / {b}");
    }
}

#[test]
fn a_name_elsewhere_is_for_a_person_and_a_field_that_agrees_excuses_it() {
    let outcome = one(
        at("43004", left("1", "Main Street Dental")),
        &[at("97005", right("1", "Main Street Dental"))],
    );
    assert_eq!(outcome.band, Band::Review);
    assert!(outcome.candidates[0].guards.contains(&Guard::Elsewhere));
    let outcome = one(
        at("43004", left("1", "Main Street Dental")),
        &[at("43004", right("1", "Main Street Dental"))],
    );
    assert_eq!(outcome.band, Band::Auto);
}

#[test]
fn other_countries_are_for_a_person() {
    let country = |name: &str, record: super::Record| super::Record {
        country: Some(name.to_owned()),
        ..record
    };
    let outcome = one(
        country("US", left("1", "Quillon Steel")),
        &[country("Germany", right("1", "Quillon Steel"))],
    );
    assert!(
        outcome.candidates[0]
            .guards
            .contains(&Guard::CountriesDiffer)
    );
    let outcome = one(
        country("USA", left("1", "Quillon Steel")),
        &[country("United States", right("1", "Quillon Steel"))],
    );
    assert_eq!(outcome.band, Band::Auto);
}

#[test]
fn namesakes_in_the_psa_are_rivals_until_a_field_tells_them_apart() {
    let rights = [
        at("LS1 1AA", right("1", "Bridge Garage")),
        at("HU1 2BB", right("2", "Bridge Garage")),
    ];
    assert_eq!(one(left("1", "Bridge Garage"), &rights).band, Band::Review);
    let outcome = one(at("HU1 2BB", left("1", "Bridge Garage")), &rights);
    assert_eq!(super::ids(&outcome)[0], "2");
}

#[test]
fn where_many_share_their_names_no_name_is_sure_by_itself() {
    let chains = |names: &[&str]| -> Vec<_> {
        let shops = names
            .iter()
            .flat_map(|name| (0..2).map(move |each| (each, *name)));
        shops
            .map(|(each, name)| right(&format!("{name} {each}"), name))
            .collect()
    };
    let strangers = (0..40).map(|each| right(&format!("s{each}"), &format!("Tall Pines {each}")));
    let lonely = right("9", "Gweek Bakery");
    let few: Vec<_> = strangers.chain([lonely]).collect();
    let with = |names: &[&str]| [few.clone(), chains(names)].concat();
    let customer = left("1", "Gweek Bakery");
    assert_eq!(one(customer.clone(), &few).band, Band::Auto);
    // Two chains are more than a twentieth of so short a list, and still an accident.
    let two = with(&["Corner Pantry", "Harbor Deli"]);
    assert_eq!(one(customer.clone(), &two).band, Band::Auto);
    let many = with(&["Corner Pantry", "Harbor Deli", "Union Cafe"]);
    let outcome = one(customer, &many);
    assert_eq!(outcome.candidates[0].guards, [Guard::ManyNamesakes]);
    assert_eq!(outcome.band, Band::Review);
}

#[test]
fn a_word_that_tells_finds_a_name_that_is_written_quite_unlike() {
    let long = right(
        "9",
        "Extraordinarily Longwinded Consultancy Partnership Workshops Zennor Communications",
    );
    let outcome = one(left("1", "Zennor"), &[long]);
    assert_eq!(super::ids(&outcome), ["9"]);
}

#[test]
fn a_word_that_many_names_have_tells_little_even_in_a_short_list() {
    let telling = |name: &str| {
        one(left("1", name), &[right("9", name)])
            .candidates
            .remove(0)
            .score
    };
    assert!(telling("Zennor Gweek") > telling("Dental Group") + 1.0);
}
