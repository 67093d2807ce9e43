//! The readings of two names that fit best.

use super::{align::Name, level::Level, name::NameTerms};
use crate::matching::corpus::{Corpus, Entry};

/// Readings of one name that are tried at most; a name with more of them is a list.
const MOST_READINGS: usize = 6;

/// The readings of two records that fit best.
#[derive(Debug, Clone)]
pub(in crate::matching) struct Compared {
    /// Which reading of the left name.
    pub(in crate::matching) left: usize,
    /// Which reading of the right name.
    pub(in crate::matching) right: usize,
    /// What they say.
    pub(in crate::matching) terms: NameTerms,
}

/// Compares the names of two records in the readings that fit best; of equals, the first.
pub(in crate::matching) fn compare(left: &Entry, right: &Entry, corpus: &Corpus) -> Compared {
    let of = |a: usize, b: usize| {
        NameTerms::of(
            Name {
                entry: left,
                reading: &left.readings[a],
            },
            Name {
                entry: right,
                reading: &right.readings[b],
            },
            corpus,
        )
    };
    let mut best = Compared {
        left: 0,
        right: 0,
        terms: of(0, 0),
    };
    if left.readings.len() == 1 && right.readings.len() == 1 {
        return best;
    }
    let mut best_fit = fit(&best, left, right, corpus);
    for a in 0..left.readings.len().min(MOST_READINGS) {
        for b in 0..right.readings.len().min(MOST_READINGS) {
            if (a, b) == (0, 0) {
                continue;
            }
            let other = Compared {
                left: a,
                right: b,
                terms: of(a, b),
            };
            let other_fit = fit(&other, left, right, corpus);
            if other_fit > best_fit {
                (best, best_fit) = (other, other_fit);
            }
        }
    }
    best
}

/// Returns how well two readings fit.
fn fit(compared: &Compared, left: &Entry, right: &Entry, corpus: &Corpus) -> f64 {
    let terms = &compared.terms;
    let text =
        |entry: &Entry, reading: usize| corpus.vocabulary.text(entry.readings[reading].compact);
    let (a, b) = (text(left, compared.left), text(right, compared.right));
    let letters = f64::from(a.length.max(b.length).max(1));
    let distance = if terms.equal {
        0.0
    } else {
        strsim::osa_distance(&a.text, &b.text) as f64
    };
    let shape = match terms.level {
        Level::DomainShaped | Level::CutOff => 0.4,
        Level::Acronym => 0.3,
        _ => 0.0,
    };
    let equal = if terms.equal { 0.5 } else { 0.0 };
    2.0 * terms.agreement + (1.0 - distance / letters) + equal + shape
        - 0.6 * terms.unmatched_least()
        - 0.05 * f64::from(terms.aliases)
}
