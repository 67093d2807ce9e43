//! Which pairs are worth comparing: of a hundred thousand customers, some ten for each.

mod keys;
mod top;
mod trigrams;
mod words;

use keys::Keys;
use trigrams::Trigrams;
use words::WordIndex;

use super::corpus::{Corpus, Entry};

/// Ways to find the PSA's customers that may be a distributor's one.
pub(super) struct Index<'a> {
    trigrams: Trigrams<'a>,
    words: WordIndex<'a>,
    keys: Keys,
}

/// Buffers of one thread.
pub(super) struct Buffers {
    trigrams: top::Sums,
    words: top::Sums,
}

impl<'a> Index<'a> {
    /// Indexes the PSA's customers.
    pub(super) fn of(corpus: &'a Corpus) -> Self {
        Self {
            trigrams: Trigrams::of(corpus),
            words: WordIndex::of(corpus),
            keys: Keys::of(corpus),
        }
    }

    /// Makes the buffers that [`Index::candidates`] needs.
    pub(super) fn buffers(&self) -> Buffers {
        Buffers {
            trigrams: self.trigrams.sums(),
            words: self.words.sums(),
        }
    }

    /// Returns the places of the PSA's customers that an entry may be, in order.
    pub(super) fn candidates(&self, entry: &Entry, buffers: &mut Buffers) -> Vec<u32> {
        let mut found = Vec::new();
        for reading in &entry.readings {
            self.trigrams
                .find(reading, &mut buffers.trigrams, &mut found);
            self.words.find(reading, &mut buffers.words, &mut found);
        }
        self.keys.find(entry, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }
}
