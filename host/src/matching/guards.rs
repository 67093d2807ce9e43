//! Reasons for which a person must look at a pair, however high its score.

use super::{
    counts::Counts,
    scorecard::Namesakes,
    terms::{FieldTerms, Level, NameTerms, Numbers, Whole},
};

/// A reason for which a person must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guard {
    /// The names have different numbers.
    NumbersDiffer,
    /// One name has a number.
    NumberOnOneSide,
    /// One name has a word that makes a separate entity: Holdings, Properties.
    SeparateEntity,
    /// The countries differ.
    CountriesDiffer,
    /// Each name has a word of its own, and no other field explains that.
    OwnWords,
    /// The name is so short that another is easily like it.
    ShortName,
    /// One name begins with a word more.
    LeadingWord,
    /// One name has the name of a place.
    PlaceWord,
    /// The qualifiers differ.
    QualifiersDiffer,
    /// Only what stands in brackets agrees.
    BracketAlias,
    /// The name is cut off early.
    CutOff,
    /// One name is but the initials of the other.
    Acronym,
    /// Letters are different, or a word may be short for another or no more than begin like it.
    Misspelled,
    /// The words stand in another order.
    Reordered,
    /// One name has a word more.
    ExtraWord,
    /// The place differs, and nothing but the name agrees.
    Elsewhere,
    /// The streets differ, and the name is common.
    StreetsDiffer,
    /// Phone and place differ.
    PhoneAndPlaceDiffer,
    /// One name has a branch, a place or a note, and nothing says that it is the same customer's.
    Branch,
    /// The domain of one has a number, a place or a word such as Holdings that the other name lacks.
    DomainSays,
    /// Each has a second name, and these differ.
    SecondNamesDiffer,
    /// Others have the same name.
    Namesakes,
    /// Others have the same name with another number beside it.
    NumberedNamesakes,
    /// Many customers of the PSA share their names, so no name is sure on its own.
    ManyNamesakes,
    /// The tenant or tax id is the same, but another of them contradicts.
    IdsContradict,
    /// Several customers of the PSA have the same tenant or tax id.
    IdShared,
    /// Another customer of the same distributor, with another name, belongs to it more surely.
    TakenByAnother,
    /// A person said so, but something has changed since.
    DecisionLapsed,
    /// A person said so of a customer of another distributor.
    DecidedElsewhere,
}

/// Cut-off names of fewer letters begin too many others.
const CUT_OFF_LETTERS: u32 = 22;
const SHORT_NAME_LETTERS: u32 = 5;

/// A name of words that tell this much is one of its own, whatever others of the list have in common.
const RARE: f64 = 2.0;

/// Returns the guards that hold a pair back.
pub(super) fn guards(
    names: &NameTerms,
    whole: &Whole,
    fields: &FieldTerms,
    namesakes: Namesakes,
    counts: &Counts,
) -> Vec<Guard> {
    let mut guards = always(names, fields);
    if namesakes.other_numbers {
        guards.push(Guard::NumberedNamesakes);
    }
    if !fields.explain_names() {
        guards.extend(unless_explained(names, whole, fields));
    }
    if !fields.tell_apart() {
        guards.extend(unless_told_apart(names));
    }
    if !fields.any_agrees() {
        guards.extend(unless_supported(names, counts, fields.against()));
    }
    if !fields.known() {
        guards.extend(unless_known(names, namesakes));
    }
    guards
}

fn held(all: impl IntoIterator<Item = (Guard, bool)>) -> Vec<Guard> {
    all.into_iter()
        .filter(|(_, holds)| *holds)
        .map(|(guard, _)| guard)
        .collect()
}

/// Nothing excuses these.
fn always(names: &NameTerms, fields: &FieldTerms) -> Vec<Guard> {
    let (left, right) = (&names.left, &names.right);
    held([
        (Guard::NumbersDiffer, names.numbers == Numbers::Differ),
        (Guard::NumberOnOneSide, names.numbers == Numbers::OneSide),
        (
            Guard::SeparateEntity,
            left.separate_entity != right.separate_entity,
        ),
        (Guard::CountriesDiffer, fields.countries_differ),
        (Guard::PhoneAndPlaceDiffer, fields.phone_and_place_differ()),
    ])
}

/// An equal domain excuses these, or an equal phone with one field more.
fn unless_explained(names: &NameTerms, whole: &Whole, fields: &FieldTerms) -> Vec<Guard> {
    let (left, right) = (&names.left, &names.right);
    let own =
        names.level == Level::OwnWords && (names.unmatched_least() > 0.3 || names.agreement < 0.55);
    let leading = names.level == Level::ExtraWords && (left.leading || right.leading);
    held([
        (Guard::OwnWords, own),
        (
            Guard::ShortName,
            names.letters < SHORT_NAME_LETTERS && !names.equal,
        ),
        (Guard::LeadingWord, leading && names.unmatched_most() > 0.6),
        (Guard::PlaceWord, left.place != right.place),
        (Guard::QualifiersDiffer, left.qualifier && right.qualifier),
        (Guard::DomainSays, whole.domain_says.is_some()),
        (Guard::SecondNamesDiffer, whole.second_names_differ),
        (
            Guard::StreetsDiffer,
            fields.street == Some(false) && names.telling < 1.3,
        ),
    ])
}

/// A field that agrees and that two customers of one town do not share excuses these.
fn unless_told_apart(names: &NameTerms) -> Vec<Guard> {
    let cut_off = names.level == Level::CutOff && names.letters < CUT_OFF_LETTERS;
    let beside = matches!(names.level, Level::ExtraWords | Level::DomainShaped);
    let extra = beside && names.unmatched_most() > 0.35;
    held([
        (Guard::Misspelled, names.doubtful),
        (Guard::Reordered, names.exchanged),
        (Guard::CutOff, cut_off),
        (Guard::ExtraWord, extra),
    ])
}

/// Any other field that agrees excuses these.
fn unless_supported(names: &NameTerms, counts: &Counts, elsewhere: bool) -> Vec<Guard> {
    let misspelled = names.letters_changed > 1 || names.letters_changed > 0 && names.not_latin;
    let rare = names.level.is_clean() && names.telling >= RARE;
    held([
        (Guard::BracketAlias, names.bracket_aliases > 0),
        (Guard::Acronym, names.level == Level::Acronym),
        (Guard::Misspelled, misspelled && !names.doubtful),
        (Guard::ManyNamesakes, counts.many_namesakes && !rare),
        (Guard::Elsewhere, elsewhere),
    ])
}

/// An equal domain, phone or address excuses these; that a domain is the name does not.
fn unless_known(names: &NameTerms, namesakes: Namesakes) -> Vec<Guard> {
    let (left, right) = (&names.left, &names.right);
    let of_one = left.qualifier != right.qualifier && (left.branch || right.branch);
    let branch = of_one || left.own_city || right.own_city;
    held([
        (Guard::Branch, branch),
        (Guard::Namesakes, namesakes.right > 0 || namesakes.left > 2),
    ])
}
