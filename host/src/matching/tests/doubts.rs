//! What looks sure by the name and is not: each doubt, and what takes it away.

use super::{Band, Guard, Outcome, Record, at, left, match_customers, one, right};

fn domain(domain: &str, record: Record) -> Record {
    Record {
        domain: Some(domain.to_owned()),
        ..record
    }
}

fn phone(phone: &str, record: Record) -> Record {
    Record {
        phone: Some(phone.to_owned()),
        ..record
    }
}

fn city(city: &str, record: Record) -> Record {
    Record {
        city: Some(city.to_owned()),
        ..record
    }
}

fn guards(outcome: &Outcome) -> &[Guard] {
    &outcome.candidates[0].guards
}

#[test]
fn words_that_only_begin_alike_or_differ_by_a_letter_are_for_a_person() {
    for (a, b) in [
        ("Elm Gasket Works", "Elmhurst Gasket Works"),
        ("Gasket Works of Elm", "Gasket Works of Elmhurst"),
        ("Tarlow Gasket Works", "Tarlew Gasket Works"),
        ("Gasket Works Tarlow", "Gasket Works Tarlew"),
        ("Wilders Gasket Works", "Wilder Gasket Works"),
    ] {
        let outcome = one(left("1", a), &[right("9", b)]);
        assert_eq!(outcome.band, Band::Review, "{a} / {b}");
        assert_eq!(guards(&outcome), [Guard::Misspelled], "{a} / {b}");
        let town = one(city("Fargo", left("1", a)), &[city("Fargo", right("9", b))]);
        assert_eq!(town.band, Band::Review, "{a} / {b}");
        let known = one(
            domain("gasketworks.com", left("1", a)),
            &[domain("gasketworks.com", right("9", b))],
        );
        assert_eq!(known.band, Band::Auto, "{a} / {b}");
    }
}

#[test]
fn a_slip_in_a_word_that_everybody_knows_is_no_doubt() {
    for (a, b) in [
        ("Tarlow Gasket Insuracne", "Tarlow Gasket Insurance"),
        ("Tarlow Gasket Insurnce", "Tarlow Gasket Insurance"),
        ("Tarlow Gasket Mfg", "Tarlow Gasket Manufacturing"),
    ] {
        let outcome = one(left("1", a), &[right("9", b)]);
        assert_eq!(outcome.band, Band::Auto, "{a}: {:?}", guards(&outcome));
    }
}

#[test]
fn the_start_of_a_word_is_not_its_domain() {
    let outcome = one(
        domain("elmh.com", left("1", "Elmh Gasket Works")),
        &[right("9", "Elmhurst Gasket Works")],
    );
    assert_eq!(outcome.band, Band::Review);
    let written = one(left("1", "elmhur.com"), &[right("9", "Elmhurst Works")]);
    assert_ne!(written.band, Band::Auto);
}

#[test]
fn a_branch_is_for_a_person_until_a_field_says_whose_it_is() {
    let head = right("9", "Tall Pines Kiln");
    let branch = left("1", "Tall Pines Kiln (Truro)");
    let outcome = one(branch.clone(), std::slice::from_ref(&head));
    assert_eq!(guards(&outcome), [Guard::Branch]);
    assert_eq!(outcome.band, Band::Review);
    let own_city = one(
        city("Truro", left("1", "Tall Pines Kiln Truro")),
        std::slice::from_ref(&head),
    );
    assert_eq!(own_city.band, Band::Review);
    let known = one(at("20707", branch), &[at("20707", head)]);
    assert_eq!(known.band, Band::Auto);
}

#[test]
fn a_branch_that_is_named_after_the_others_city_is_that_customer() {
    for name in [
        "Tall Pines Kiln (Truro)",
        "Tall Pines Kiln - Truro",
        "Tall Pines Kiln, Truro",
    ] {
        let there = one(
            left("1", name),
            &[city("Truro", right("9", "Tall Pines Kiln"))],
        );
        assert_eq!(there.band, Band::Auto, "{name}: {:?}", guards(&there));
        let elsewhere = one(
            left("1", name),
            &[city("Falmouth", right("9", "Tall Pines Kiln"))],
        );
        assert_eq!(elsewhere.band, Band::Review, "{name}");
        assert_eq!(guards(&elsewhere), [Guard::Branch], "{name}");
    }
    let more = one(
        left("1", "Tall Pines Kiln (Truro Harbour)"),
        &[city("Truro", right("9", "Tall Pines Kiln"))],
    );
    assert_eq!(more.band, Band::Review);
}

#[test]
fn a_domain_that_says_more_than_the_name_is_for_a_person() {
    for says in ["holdings", "texas", "2"] {
        let outcome = one(
            domain(
                &format!("tallpineskiln{says}.com"),
                left("1", "Tall Pines Kiln"),
            ),
            &[right("9", "Tall Pines Kiln")],
        );
        assert_eq!(guards(&outcome), [Guard::DomainSays], "{says}");
        let text = &outcome.candidates[0].explanation;
        assert!(text.contains(&format!("a domain says “{says}”")), "{text}");
    }
    let outcome = one(
        domain("tallpineskilnshop.com", left("1", "Tall Pines Kiln")),
        &[right("9", "Tall Pines Kiln")],
    );
    assert_eq!(outcome.band, Band::Auto);
}

#[test]
fn second_names_that_differ_are_for_a_person() {
    let outcome = one(
        left("1", "Tall Pines Kiln dba Copper Kettles"),
        &[right("9", "Tall Pines Kiln dba Rolling Pin")],
    );
    assert!(guards(&outcome).contains(&Guard::SecondNamesDiffer));
    assert_eq!(outcome.band, Band::Review);
    let outcome = one(
        left("1", "Tall Pines Kiln dba Copper Kettles"),
        &[right("9", "Copper Kettles t/a Tall Pines Kiln")],
    );
    assert!(!guards(&outcome).contains(&Guard::SecondNamesDiffer));
}

#[test]
fn the_same_label_under_another_ending_is_no_agreement() {
    let outcome = one(
        domain("tarlow.com", left("1", "Tarlow Gasket Works")),
        &[domain("tarlow.de", right("9", "Tarlew Gasket Works"))],
    );
    assert_eq!(outcome.band, Band::Review);
}

#[test]
fn a_phone_and_a_place_that_differ_are_for_a_person_though_the_city_agrees() {
    let there = |record: Record| city("Fargo", record);
    let outcome = one(
        at(
            "58102",
            there(phone("701 555 0170", left("1", "Tall Pines Kiln"))),
        ),
        &[at(
            "10001",
            there(phone("701 555 0199", right("9", "Tall Pines Kiln"))),
        )],
    );
    assert!(guards(&outcome).contains(&Guard::PhoneAndPlaceDiffer));
    assert_ne!(outcome.band, Band::Auto);
}

#[test]
fn a_rare_name_is_sure_even_where_many_share_their_names() {
    let chains = [
        "Corner Pantry",
        "Harbor Deli",
        "Union Cafe",
        "Gweek Sealskin Tannery",
    ];
    let shops = chains.iter().enumerate().flat_map(|(chain, name)| {
        let copies = if chain < 3 { 0..2 } else { 0..1 };
        copies.map(move |each| right(&format!("{chain}-{each}"), name))
    });
    let rights: Vec<_> = shops.collect();
    let rare = one(left("1", "Gweek Sealskin Tannery LLC"), &rights);
    assert_eq!(rare.band, Band::Auto, "{rare:#?}");
}

#[test]
fn and_is_the_same_with_and_without() {
    for (a, b) in [
        ("hartwellandsons.com", "Hartwell & Sons"),
        ("hartwellsons.com", "Hartwell & Sons"),
        ("HartwellSons", "Hartwell & Sons"),
    ] {
        let outcome = one(left("1", a), &[right("9", b)]);
        assert_eq!(outcome.band, Band::Auto, "{a}: {:?}", guards(&outcome));
    }
}

#[test]
fn initials_and_streets_lead_to_a_customer() {
    let there = at("20707", right("9", "Grey Heron Timber"));
    let outcome = one(at("20707", left("1", "GHT")), &[there]);
    assert_eq!(super::ids(&outcome), ["9"]);
    let street = |street: &str, record: Record| Record {
        street: Some(street.to_owned()),
        ..record
    };
    let outcome = one(
        street("12 Zennor Road", left("1", "Meridian Cargo")),
        &[street("12 Zennor Rd", right("9", "Aldine Freightways"))],
    );
    assert_eq!(super::ids(&outcome), ["9"]);
}

#[test]
fn other_alphabets_meet_in_latin_letters() {
    for (a, b) in [
        ("Ромашка Сервис", "Romashka Servis"),
        ("ООО Ромашка Сервис", "Romashka Servis OOO"),
        ("\u{410}ldine Freightways", "Aldine Freightways"),
    ] {
        let outcome = one(left("1", a), &[right("9", b)]);
        assert_eq!(outcome.band, Band::Auto, "{a}: {outcome:#?}");
    }
    // Three letters are not an abbreviation of six.
    let outcome = one(left("1", "Ром Сервис"), &[right("9", "Ромашка Сервис")]);
    assert_ne!(outcome.band, Band::Auto);
}

#[test]
fn two_accounts_with_other_numbers_are_no_accounts_of_one_customer() {
    let lefts = [
        left("1", "Tall Pines Kiln #1042"),
        left("2", "Tall Pines Kiln #1043"),
    ];
    let shared = |record: Record| domain("tallpines.com", record);
    for with in [true, false] {
        let add = |record: Record| if with { shared(record) } else { record };
        let outcomes = match_customers(
            &lefts.clone().map(add),
            &[add(right("9", "Tall Pines Kiln"))],
            &[],
        );
        for outcome in &outcomes {
            assert_eq!(outcome.band, Band::Review);
            assert!(guards(outcome).contains(&Guard::NumberedNamesakes));
        }
    }
}
