//! What two records say as a whole, beside the readings of their names that fit best: a domain that
//! says more than the name, and second names.

use super::best::Compared;
use crate::matching::{
    corpus::{Corpus, Entry, Reading},
    parse::{Role, canonical},
    tables::{PLACE, SEPARATE_ENTITY},
};

/// A domain must repeat so many letters of a name for what follows to say something of it.
const REPEATED_LETTERS: u32 = 4;
/// Second names that are this much alike (Jaro-Winkler of the glued words) are one.
const ALIKE: f64 = 0.9;

/// What two records say as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::matching) struct Whole {
    /// What the domain of one says behind the name, and the other has not: “holdings”.
    pub(in crate::matching) domain_says: Option<String>,
    /// Whether each has a second name, and these are not the same.
    pub(in crate::matching) second_names_differ: bool,
}

impl Whole {
    /// Looks at two records whose names were compared.
    pub(in crate::matching) fn of(
        left: &Entry,
        right: &Entry,
        compared: &Compared,
        corpus: &Corpus,
    ) -> Self {
        let domain = |entry: &Entry| entry.domain.map(|(domain, _)| domain);
        let same = domain(left).is_some() && domain(left) == domain(right);
        let says = || says(left, right, corpus).or_else(|| says(right, left, corpus));
        let roles = (
            left.readings[compared.left].role,
            right.readings[compared.right].role,
        );
        Self {
            domain_says: if same { None } else { says() },
            second_names_differ: second_names_differ(left, right, roles, corpus),
        }
    }
}

/// Returns what the domain of one record says behind the name of the other: a number, a place, or a word
/// that makes a separate entity. A name that a system cut off has lost just that.
fn says(domain: &Entry, name: &Entry, corpus: &Corpus) -> Option<String> {
    let label = corpus.vocabulary.str(domain.domain?.1);
    let behind = |reading: &Reading| {
        let compact = corpus.vocabulary.str(reading.compact);
        let ends = reading.ends.iter().filter(|end| **end >= REPEATED_LETTERS);
        let mut rests = ends.filter_map(|end| label.strip_prefix(compact.get(..*end as usize)?));
        rests.find(|rest| tells(rest) && !has(name, rest, corpus))
    };
    name.readings.iter().find_map(behind).map(str::to_owned)
}

fn tells(rest: &str) -> bool {
    let word = canonical(rest);
    let number = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    number || SEPARATE_ENTITY.contains(word.as_str()) || PLACE.contains(word.as_str())
}

fn has(name: &Entry, rest: &str, corpus: &Corpus) -> bool {
    let word = corpus.vocabulary.find(&canonical(rest));
    let words = name.readings.iter().flat_map(|reading| &reading.words);
    word.is_some_and(|word| words.into_iter().any(|own| own.canonical == word))
}

/// Returns whether both records have names behind a dba or a slash, and of the names that were not
/// compared none is like another.
fn second_names_differ(left: &Entry, right: &Entry, roles: (Role, Role), corpus: &Corpus) -> bool {
    let others = |entry: &Entry, role: Role| {
        let is_alias = |reading: &&Reading| reading.role == Role::Alias;
        if !entry.readings.iter().any(|reading| is_alias(&reading)) {
            return Vec::new();
        }
        let others = entry.readings.iter().filter(|reading| match role {
            Role::Main => reading.role == Role::Alias,
            _ => reading.role == Role::Main,
        });
        others
            .map(|reading| corpus.vocabulary.str(reading.compact))
            .collect()
    };
    let (left, right) = (others(left, roles.0), others(right, roles.1));
    let alike = |one: &&str| right.iter().any(|other| are_alike(one, other));
    !left.is_empty() && !right.is_empty() && !left.iter().any(alike)
}

fn are_alike(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one) || strsim::jaro_winkler(one, other) >= ALIKE
}
