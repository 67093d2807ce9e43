//! Why a person must look.

use super::because::{Shown, names};
use crate::matching::{
    guards::Guard,
    tables::{PLACE, SEPARATE_ENTITY},
};

/// Puts a guard into words.
pub(super) fn reason(guard: Guard, shown: &Shown<'_>) -> String {
    match guard {
        Guard::NumbersDiffer => "the names have different numbers".to_owned(),
        Guard::NumberOnOneSide => "one name has a number that the other does not have".to_owned(),
        Guard::SeparateEntity => one_side(shown, |word| SEPARATE_ENTITY.contains(word)),
        Guard::PlaceWord => one_side(shown, |word| PLACE.contains(word)),
        Guard::CountriesDiffer => "the countries differ".to_owned(),
        Guard::ShortName => "the name is too short to be sure".to_owned(),
        Guard::OwnWords
        | Guard::LeadingWord
        | Guard::ExtraWord
        | Guard::QualifiersDiffer
        | Guard::Branch => only(shown),
        Guard::BracketAlias => "only the words in brackets agree".to_owned(),
        Guard::Reordered => "the words are in another order".to_owned(),
        Guard::CutOff => "the name is cut off early".to_owned(),
        Guard::Acronym => "one name is only the initials of the other".to_owned(),
        Guard::Misspelled => {
            let text = names(shown);
            text.split_once(": ")
                .map_or("words are not quite the same".to_owned(), |(_, words)| {
                    format!("words are not quite the same: {words}")
                })
        }
        Guard::PhoneAndPlaceDiffer => "the phone numbers and the places differ".to_owned(),
        Guard::DomainSays => {
            let says = shown.examined.whole.domain_says.as_deref();
            format!(
                "a domain says “{}”, which the other name does not contain",
                says.unwrap_or_default()
            )
        }
        Guard::SecondNamesDiffer => "each has a second name, and these differ".to_owned(),
        Guard::NumberedNamesakes => {
            "others have the same name with another number beside it".to_owned()
        }
        Guard::Elsewhere => "the place differs and nothing but the name agrees".to_owned(),
        Guard::StreetsDiffer => "the streets differ and the name is common".to_owned(),
        Guard::Namesakes => {
            "others have the same name and no address, phone or domain tells them apart".to_owned()
        }
        Guard::ManyNamesakes => {
            "many customers of the PSA share their names and no other field agrees".to_owned()
        }
        Guard::IdsContradict => "the tenant id and the tax id contradict each other".to_owned(),
        Guard::IdShared => "several customers of the PSA have the same tenant or tax id".to_owned(),
        Guard::TakenByAnother => {
            "another customer of the same distributor fits it better".to_owned()
        }
        Guard::DecisionLapsed => {
            "a person decided on this customer, and something has changed since".to_owned()
        }
        Guard::DecidedElsewhere => {
            "a person linked a customer of another distributor like it".to_owned()
        }
    }
}

/// Names the word that stands on one side only.
fn one_side(shown: &Shown<'_>, telling: impl Fn(&str) -> bool) -> String {
    let canonical = |word: &String| telling(&crate::matching::parse::canonical(word));
    let words = [shown.left_only(), shown.right_only()].concat();
    let word = words.iter().find(|word| canonical(word)).or(words.first());
    format!("“{}” is on one side only", word.map_or("", String::as_str))
}

/// Names the words that only one side has.
fn only(shown: &Shown<'_>) -> String {
    let (left, right) = (shown.left_only().join(" "), shown.right_only().join(" "));
    match (left.is_empty(), right.is_empty()) {
        (false, false) => {
            format!("“{left}” is only at the distributor and “{right}” in the PSA only")
        }
        (false, true) => format!("“{left}” is only at the distributor"),
        (true, false) => format!("“{right}” is only in the PSA"),
        (true, true) => "the words are too unlike".to_owned(),
    }
}
