//! The points that each term is worth.
//!
//! The table is the outcome of a logistic regression on labelled pairs of names from public
//! registers, with the sign of each weight fixed beforehand; so the points are log-odds and add up.
//! That phones or domains differ was capped by hand: real customers have several.

use std::sync::LazyLock;

use super::{
    tables::rows,
    terms::{FieldTerms, Level, NameTerms, Postal},
};

/// The version of the table. A score is comparable with another of the same version alone.
pub const SCORECARD: &str = "2";

macro_rules! terms {
    ($($term:ident = $name:literal,)*) => {
        /// Something that speaks for or against a pair.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(usize)]
        pub(super) enum Term { $($term),* }

        /// The name of each term, as the table has it.
        const NAMES: [&str; [$($name),*].len()] = [$($name),*];
    };
}

terms! {
    Base = "base",
    SameName = "same name",
    Misspelled = "misspelled name",
    ExtraWords = "extra words on one side",
    OwnWords = "own words on each side",
    CutOff = "cut-off name",
    DomainShaped = "name written as a domain",
    Acronym = "acronym",
    Agreement60 = "words agree above 0.6",
    Agreement94 = "words agree above 0.94",
    Cover = "nine words in ten are found",
    Spelling85 = "spelling agrees above 0.85",
    Spelling93 = "spelling agrees above 0.93",
    SpellingDiffers = "spelling differs",
    Telling60 = "telling words above 0.6",
    Telling90 = "telling words above 0.9",
    Telling130 = "telling words above 1.3",
    Telling180 = "telling words above 1.8",
    UnmatchedMost = "unmatched words on one side",
    UnmatchedLeast = "unmatched words on each side",
    Qualifier = "unmatched qualifier",
    FirstDiffers = "first words differ",
    NumbersDiffer = "numbers differ",
    NumberOneSide = "number on one side",
    SeparateEntity = "separate-entity word",
    Place = "place word",
    Alias = "other name",
    BracketAlias = "other name in brackets",
    LegalDiffers = "legal forms differ",
    LegalSame = "same legal form",
    QualifiersDiffer = "qualifiers differ",
    Domain = "same domain",
    Label = "domain is the name",
    DomainsDiffer = "domains differ",
    Phone = "same phone",
    PhonesDiffer = "phones differ",
    Postal = "same postal code",
    PostalBegins = "postal codes begin alike",
    PostalDiffers = "postal codes differ",
    City = "same city",
    CitiesDiffer = "cities differ",
    CountriesDiffer = "countries differ",
    Street = "same street",
    StreetsDiffer = "streets differ",
    LeftNamesake = "namesake at the distributor",
    RightNamesake = "namesake in the PSA",
    ManyRightNamesakes = "three namesakes in the PSA",
    CleanStrong = "same name and strong field",
    CleanAgainst = "same name and field against",
    NearStrong = "near name and strong field",
    NearPlace = "near name and same place",
    NearAgainst = "near name and field against",
    ExtraStrong = "extra words and strong field",
    ExtraAgainst = "extra words and field against",
    ExtraTelling = "extra words that tell",
    OwnStrong = "own words and strong field",
    OwnPlace = "own words and same place",
    OwnAgainst = "own words and field against",
    MisspelledShort = "misspelled short name",
    CleanCommon = "same name of common words",
}

/// The points of each term.
static POINTS: LazyLock<[f64; NAMES.len()]> = LazyLock::new(|| {
    let mut points = [0.0; NAMES.len()];
    for (name, value) in rows(include_str!("tables/scorecard.csv")) {
        if let (Some(place), Ok(value)) =
            (NAMES.iter().position(|term| *term == name), value.parse())
        {
            points[place] = value;
        }
    }
    points
});

/// The points of a pair, by term.
#[derive(Debug, Clone)]
pub(super) struct Points([f64; NAMES.len()]);

impl Points {
    /// Gives the points of a pair.
    pub(super) fn of(names: &NameTerms, fields: &FieldTerms, namesakes: Namesakes) -> Self {
        let mut points = Self([0.0; NAMES.len()]);
        points.add(Term::Base, 1.0);
        points.add_names(names);
        points.add_fields(fields);
        points.add_if(Term::LeftNamesake, namesakes.left > 0);
        points.add_if(Term::RightNamesake, namesakes.right > 0);
        points.add_if(Term::ManyRightNamesakes, namesakes.right > 2);
        points.add_both(names, fields);
        points
    }

    /// Returns the sum: the log-odds of the pair on its own.
    pub(super) fn sum(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Returns the terms that count, with their points.
    pub(super) fn non_zero(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let all = NAMES.into_iter().zip(self.0);
        all.filter(|(_, points)| *points != 0.0)
    }

    fn add(&mut self, term: Term, share: f64) {
        self.0[term as usize] += share * POINTS[term as usize];
    }

    fn add_if(&mut self, term: Term, holds: bool) {
        if holds {
            self.add(term, 1.0);
        }
    }

    fn add_names(&mut self, names: &NameTerms) {
        self.add_if(Term::SameName, names.level == Level::Same);
        self.add_if(Term::Misspelled, names.level == Level::Misspelled);
        self.add_if(Term::ExtraWords, names.level == Level::ExtraWords);
        self.add_if(Term::OwnWords, names.level == Level::OwnWords);
        self.add_if(Term::CutOff, names.level == Level::CutOff);
        self.add_if(Term::DomainShaped, names.level == Level::DomainShaped);
        self.add_if(Term::Acronym, names.level == Level::Acronym);
        self.add_if(Term::Agreement60, names.agreement > 0.6);
        self.add_if(Term::Agreement94, names.agreement > 0.94);
        self.add_if(Term::Cover, names.cover > 0.85);
        self.add_if(Term::Spelling85, names.spelling > 0.85);
        self.add_if(Term::Spelling93, names.spelling > 0.93);
        self.add_if(Term::SpellingDiffers, !names.equal);
        self.add_if(Term::Telling60, names.telling > 0.6);
        self.add_if(Term::Telling90, names.telling > 0.9);
        self.add_if(Term::Telling130, names.telling > 1.3);
        self.add_if(Term::Telling180, names.telling > 1.8);
        self.add_if(Term::FirstDiffers, names.first_differs);
        self.add_if(Term::LegalDiffers, names.same_legal == Some(false));
        self.add_if(Term::LegalSame, names.same_legal == Some(true));
        self.add(Term::Alias, f64::from(names.aliases));
        self.add(Term::BracketAlias, f64::from(names.bracket_aliases));
        self.add_leftovers(names);
    }

    fn add_leftovers(&mut self, names: &NameTerms) {
        let (left, right) = (&names.left, &names.right);
        self.add_if(Term::UnmatchedMost, names.unmatched_most() > 0.5);
        self.add_if(Term::UnmatchedLeast, names.unmatched_least() > 0.5);
        self.add_if(Term::Qualifier, left.qualifier || right.qualifier);
        self.add_if(Term::QualifiersDiffer, left.qualifier && right.qualifier);
        self.add_if(Term::NumbersDiffer, left.number && right.number);
        self.add_if(Term::NumberOneSide, left.number != right.number);
        self.add_if(
            Term::SeparateEntity,
            left.separate_entity != right.separate_entity,
        );
        self.add_if(Term::Place, left.place != right.place);
    }

    fn add_fields(&mut self, fields: &FieldTerms) {
        self.add(Term::Domain, fields.domain);
        self.add(Term::Label, fields.label);
        self.add_if(Term::DomainsDiffer, fields.domains_differ);
        self.add_if(Term::Phone, fields.phone == Some(true));
        self.add_if(Term::PhonesDiffer, fields.phone == Some(false));
        self.add_if(Term::Postal, fields.postal == Some(Postal::Equal));
        self.add_if(
            Term::PostalBegins,
            fields.postal == Some(Postal::BeginAlike),
        );
        self.add_if(Term::PostalDiffers, fields.postal == Some(Postal::Differ));
        self.add_if(Term::City, fields.city == Some(true));
        self.add_if(Term::CitiesDiffer, fields.city == Some(false));
        self.add_if(Term::CountriesDiffer, fields.countries_differ);
        self.add_if(Term::Street, fields.street == Some(true));
        self.add_if(Term::StreetsDiffer, fields.street == Some(false));
    }

    /// Adds what a field is worth beside a name of this kind.
    fn add_both(&mut self, names: &NameTerms, fields: &FieldTerms) {
        let (strong, place, against) = (fields.strong(), fields.place(), fields.against());
        let level = names.level;
        if level.is_clean() {
            self.add(Term::CleanStrong, strong);
            self.add_if(Term::CleanAgainst, against);
            self.add_if(Term::CleanCommon, names.telling < 1.3);
        } else if level.is_near() {
            self.add(Term::NearStrong, strong);
            self.add(Term::NearPlace, place);
            self.add_if(Term::NearAgainst, against);
            let short = level == Level::Misspelled && names.letters < 7;
            self.add_if(Term::MisspelledShort, short);
        } else if level == Level::ExtraWords {
            self.add(Term::ExtraStrong, strong);
            self.add_if(Term::ExtraAgainst, against);
            self.add_if(Term::ExtraTelling, names.unmatched_most() > 0.5);
        } else if level == Level::OwnWords {
            self.add(Term::OwnStrong, strong);
            self.add(Term::OwnPlace, place);
            self.add_if(Term::OwnAgainst, against);
        }
    }
}

/// How many others share the name of either record, each in its own list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Namesakes {
    /// Others of the same distributor.
    pub(super) left: u32,
    /// Others in the PSA.
    pub(super) right: u32,
    /// Whether a number beside a name tells them apart, and not both records have it.
    pub(super) other_numbers: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_terms_are_the_same_list() {
        let table: Vec<_> = rows(include_str!("tables/scorecard.csv"))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(table, NAMES);
        assert!(POINTS.iter().all(|points| *points != 0.0));
    }
}
