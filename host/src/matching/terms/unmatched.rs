//! The words that only one of two names has.

use super::align::{Link, Name};
use crate::matching::{
    corpus::{Corpus, WordId},
    tables::{PLACE, SEPARATE_ENTITY},
};

/// A word of its own city counts for this little where the other's city is not known.
const OWN_CITY: f64 = 0.35;
/// A word of the other's city counts for nothing.
const OTHERS_CITY: f64 = 0.0;

/// The places of the words that belong to none on the other side.
#[derive(Debug)]
pub(super) struct Unmatched {
    pub(super) left: Vec<usize>,
    pub(super) right: Vec<usize>,
}

/// What one side has alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::matching) struct Leftovers {
    /// The places of the words.
    pub(in crate::matching) words: Vec<usize>,
    /// Their weight, without qualifiers and with little for words of the city.
    pub(in crate::matching) weight: f64,
    /// Whether there are any, be they qualifiers.
    pub(in crate::matching) any: bool,
    /// Whether there are qualifiers.
    pub(in crate::matching) qualifier: bool,
    /// Whether there are qualifiers that are not the city of the other's address.
    pub(in crate::matching) branch: bool,
    /// Whether there is a number.
    pub(in crate::matching) number: bool,
    /// Whether there is a digit, be it in a word.
    pub(in crate::matching) digits: bool,
    /// Whether there is a word of its own city, where the other's is not known.
    pub(in crate::matching) own_city: bool,
    /// Whether there is a word that makes a separate entity.
    pub(in crate::matching) separate_entity: bool,
    /// Whether there is the name of a place.
    pub(in crate::matching) place: bool,
    /// Whether the name begins with one.
    pub(in crate::matching) leading: bool,
}

impl Unmatched {
    /// Finds the words that no link holds.
    pub(super) fn of(left: Name<'_>, right: Name<'_>, links: &[Link]) -> Self {
        let free = |count: usize, held: &dyn Fn(&Link, usize) -> bool| {
            (0..count)
                .filter(|place| !links.iter().any(|link| held(link, *place)))
                .collect()
        };
        Self {
            left: free(left.reading.words.len(), &|link, place| {
                link.left.contains(&place)
            }),
            right: free(right.reading.words.len(), &|link, place| {
                link.right.contains(&place)
            }),
        }
    }

    /// Forgets all but qualifiers: the glued names are equal.
    pub(super) fn keep_qualifiers(&mut self, left: Name<'_>, right: Name<'_>) {
        self.left
            .retain(|place| left.reading.words[*place].optional);
        self.right
            .retain(|place| right.reading.words[*place].optional);
    }

    /// Returns the weight on each side, qualifiers included.
    pub(super) fn weights(&self, left: Name<'_>, right: Name<'_>, corpus: &Corpus) -> (f64, f64) {
        let weight = |places: &[usize], own: Name<'_>, other: Name<'_>| {
            let words = places.iter().map(|place| own.reading.words[*place]);
            words
                .map(|word| discount(word, own, other) * corpus.weights.of_word(word))
                .sum()
        };
        (
            weight(&self.left, left, right),
            weight(&self.right, right, left),
        )
    }

    /// Returns what each side has alone.
    pub(super) fn sides(
        self,
        left: Name<'_>,
        right: Name<'_>,
        corpus: &Corpus,
    ) -> (Leftovers, Leftovers) {
        (
            leftovers(self.left, left, right, corpus),
            leftovers(self.right, right, left, corpus),
        )
    }
}

fn leftovers(places: Vec<usize>, own: Name<'_>, other: Name<'_>, corpus: &Corpus) -> Leftovers {
    let mut leftovers = Leftovers {
        any: !places.is_empty(),
        leading: places.first() == Some(&0),
        ..Leftovers::default()
    };
    for place in &places {
        let word = own.reading.words[*place];
        let discount = discount(word, own, other);
        if word.optional {
            leftovers.qualifier = true;
            leftovers.branch |= discount != OTHERS_CITY;
        } else {
            leftovers.weight += discount * corpus.weights.of_text(word.canonical);
        }
        leftovers.number |= word.number;
        leftovers.digits |= corpus.vocabulary.text(word.surface).digits;
        leftovers.own_city |= discount == OWN_CITY;
        let text = corpus.vocabulary.str(word.canonical);
        if discount == 1.0 {
            leftovers.separate_entity |= SEPARATE_ENTITY.contains(text);
            leftovers.place |= PLACE.contains(text);
        }
    }
    leftovers.words = places;
    leftovers
}

/// A city in the name says what the address says: nothing new, if it is the other's.
fn discount(word: WordId, own: Name<'_>, other: Name<'_>) -> f64 {
    if other.entry.city.contains(&word.canonical) {
        OTHERS_CITY
    } else if other.entry.city.is_empty() && own.entry.city.contains(&word.canonical) {
        OWN_CITY
    } else {
        1.0
    }
}
