//! Names that share words that tell something.

use super::top::Sums;
use crate::matching::corpus::{Corpus, Reading};

/// The share of a name's weight that a candidate must have too.
const LEAST_SHARE: f64 = 0.3;
/// A word in more records than this finds nothing.
const MOST_RECORDS: usize = 300;

/// An index of canonical words.
pub(super) struct WordIndex<'a> {
    corpus: &'a Corpus,
    /// The records that hold each word, by the text of the word.
    records: Vec<Vec<u32>>,
}

impl<'a> WordIndex<'a> {
    /// Indexes the PSA's customers.
    pub(super) fn of(corpus: &'a Corpus) -> Self {
        let mut records = vec![Vec::new(); corpus.vocabulary.len()];
        for (record, entry) in (0..).zip(&corpus.right) {
            for word in entry.readings.iter().flat_map(|reading| &reading.words) {
                let holding: &mut Vec<u32> = &mut records[word.canonical.index()];
                // One more than the bound is enough to tell that a word is too common.
                if holding.last() != Some(&record) && holding.len() <= MOST_RECORDS {
                    holding.push(record);
                }
            }
        }
        Self { corpus, records }
    }

    /// Makes sums for [`WordIndex::find`].
    pub(super) fn sums(&self) -> Sums {
        Sums::of(self.corpus.right.len())
    }

    /// Adds the records that share words with a reading.
    pub(super) fn find(&self, reading: &Reading, sums: &mut Sums, found: &mut Vec<u32>) {
        let weight = |word| self.corpus.weights.of_text(word);
        let mut words: Vec<_> = reading.words.iter().map(|word| word.canonical).collect();
        words.sort_unstable();
        words.dedup();
        let whole: f64 = words.iter().map(|word| weight(*word)).sum();
        for word in words {
            let holding = &self.records[word.index()];
            if holding.len() <= MOST_RECORDS {
                holding
                    .iter()
                    .for_each(|record| sums.add(*record, weight(word) as f32));
            }
        }
        found.extend(sums.take((LEAST_SHARE * whole) as f32));
    }
}
