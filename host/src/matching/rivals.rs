//! What the other candidates of both records take from a pair's score.

use super::{
    corpus::{Corpus, Entry},
    counts::Counts,
    terms::Numbers,
};

const OWN: f64 = 0.995;
const LEFT_RIVALS: f64 = -1.40;
const RIGHT_RIVALS: f64 = -0.22;
const BASE: f64 = 1.06;

/// Records of one name at one distributor that may be accounts of one customer.
const MOST_TWINS: u32 = 3;

/// A pair and its points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scored {
    /// The place of the PSA's customer.
    pub(super) right: u32,
    /// The sum of the points.
    pub(super) points: f64,
    /// The score, in log-odds, once rivals are counted.
    pub(super) score: f64,
    /// How the numbers of the names relate.
    pub(super) numbers: Numbers,
}

/// Scores each pair against its rivals: the other candidates of the left record, and the other
/// candidates of the right one at the same distributor.
pub(super) fn score(pairs: &mut [Vec<Scored>], corpus: &Corpus, counts: &Counts) {
    let by_right = by_right(pairs, corpus.right.len());
    for (left, own) in pairs.iter_mut().enumerate() {
        let odds: Vec<_> = own.iter().map(|pair| pair.points.exp()).collect();
        let numbers: Vec<_> = own.iter().map(|pair| pair.numbers).collect();
        for (place, pair) in own.iter_mut().enumerate() {
            let others = numbers.iter().zip(&odds).enumerate();
            let others = others.filter(|(other, (numbers, _))| {
                // Store 1043 of a chain is not a rival for store 1042.
                let told_apart = pair.numbers == Numbers::Same && **numbers == Numbers::Differ;
                *other != place && !told_apart
            });
            let left_rivals: f64 = others.map(|(_, (_, odds))| odds).sum();
            let entry = &corpus.left[left];
            let rivals = by_right[pair.right as usize].iter().filter(|(other, _)| {
                let other_entry = &corpus.left[*other as usize];
                *other as usize != left
                    && other_entry.source == entry.source
                    && !are_twins(entry, other_entry, counts)
            });
            let right_rivals: f64 = rivals.map(|(_, odds)| odds).sum();
            pair.score = OWN * pair.points
                + LEFT_RIVALS * left_rivals.ln_1p()
                + RIGHT_RIVALS * right_rivals.ln_1p()
                + BASE;
        }
    }
}

/// Returns the score of a pair that has no rivals.
pub(super) fn without_rivals(points: f64) -> f64 {
    OWN * points + BASE
}

/// Returns the odds of each left candidate, by right record.
fn by_right(pairs: &[Vec<Scored>], rights: usize) -> Vec<Vec<(u32, f64)>> {
    let mut by_right = vec![Vec::new(); rights];
    for (left, own) in (0..).zip(pairs) {
        for pair in own {
            by_right[pair.right as usize].push((left, pair.points.exp()));
        }
    }
    by_right
}

/// Returns whether two records of one distributor may be two accounts of one customer.
pub(super) fn are_twins(one: &Entry, other: &Entry, counts: &Counts) -> bool {
    let numbered = one.has_number_beside() && other.has_number_beside();
    one.core() == other.core()
        && (!numbered || one.numbered() == other.numbered())
        && counts.left_namesakes(one) < MOST_TWINS
        && !fields_conflict(one, other)
}

/// Returns whether a field of two records is known and differs.
pub(super) fn fields_conflict(one: &Entry, other: &Entry) -> bool {
    fn conflict<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
        one.zip(other).is_some_and(|(one, other)| one != other)
    }
    let house = |entry: &Entry| entry.street.as_ref().map(|(number, _)| *number);
    conflict(one.postal, other.postal)
        || conflict(one.domain, other.domain)
        || conflict(one.phone, other.phone)
        || conflict(house(one), house(other))
}
