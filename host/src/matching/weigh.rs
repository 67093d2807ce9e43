//! How much a word tells of a name.

use super::{
    corpus::{Entry, WordId},
    tables::BACKGROUND,
    vocabulary::{TextId, Vocabulary},
};

/// What a word that nearly every name has still tells.
const LEAST: f64 = 0.12;

/// A word in so many names of the background is an everyday word rather than somebody's name.
const EVERYDAY: f64 = 20.0;

/// A qualifier tells less than a word of the name itself.
const OPTIONAL: f64 = 0.35;

/// How much each word tells: 1 for a word that nobody else has.
#[derive(Debug)]
pub(super) struct Weights {
    /// By the text of the canonical word.
    weights: Vec<f64>,
    /// How many names of the background hold the word.
    background: Vec<f64>,
    /// The logarithm of the number of all records: what a weight of 1 is worth in nats.
    nats: f64,
}

impl Weights {
    /// Counts the records that hold each word, in both lists and in the background.
    pub(super) fn of(left: &[Entry], right: &[Entry], vocabulary: &Vocabulary) -> Self {
        let mut counts = vec![0.0; vocabulary.len()];
        for (word, count) in &BACKGROUND.counts {
            if let Some(id) = vocabulary.find(word) {
                counts[id.index()] = *count;
            }
        }
        let background = counts.clone();
        let mut words = Vec::new();
        for entry in left.iter().chain(right) {
            words.clear();
            words.extend(
                entry
                    .readings
                    .iter()
                    .flat_map(|reading| &reading.words)
                    .map(|word| word.canonical),
            );
            words.sort_unstable();
            words.dedup();
            for word in &words {
                counts[word.index()] += 1.0;
            }
        }
        let records = BACKGROUND.records + (left.len() + right.len()) as f64;
        let nats = (records + 1.0).ln();
        let weight = |count: f64| (((records + 1.0) / (count + 0.5)).ln() / nats).max(LEAST);
        Self {
            weights: counts.into_iter().map(weight).collect(),
            background,
            nats,
        }
    }

    /// Returns whether a canonical word is one of those that everybody knows, such as “insurance”.
    pub(super) fn is_everyday(&self, canonical: TextId) -> bool {
        self.background[canonical.index()] >= EVERYDAY
    }

    /// Returns whether a canonical word is a word or a name that others have too, but no everyday one.
    pub(super) fn is_name(&self, canonical: TextId) -> bool {
        let count = self.background[canonical.index()];
        count > 0.0 && count < EVERYDAY
    }

    /// Returns the weight of a canonical word, between 0.12 and 1.
    pub(super) fn of_text(&self, canonical: TextId) -> f64 {
        self.weights[canonical.index()]
    }

    /// Returns the weight of a word where it stands: a qualifier counts for less.
    pub(super) fn of_word(&self, word: WordId) -> f64 {
        let weight = self.of_text(word.canonical);
        if word.optional {
            OPTIONAL * weight
        } else {
            weight
        }
    }

    /// Returns what a word tells, in nats.
    pub(super) fn nats(&self, word: WordId) -> f64 {
        self.nats * self.of_text(word.canonical)
    }
}
