//! Which names of products are worth comparing with one: of thousands, those that share its words or
//! its meaning.

use std::collections::{BTreeMap, HashMap};

use super::{named::Named, similar::WordWeights};

/// The share of a name's weight that another must have too. Half of what a similarity worth showing
/// needs at least, since misspelled words are not counted here.
const LEAST_SHARE: f64 = 0.25;

/// An index of names by their words and meanings.
pub(super) struct Nearby {
    words: HashMap<String, Vec<usize>>,
    meanings: HashMap<&'static str, Vec<usize>>,
}

impl Nearby {
    /// Indexes names, each with the place of its product.
    pub(super) fn of<'a>(names: impl Iterator<Item = (usize, &'a Named<'a>)>) -> Self {
        let mut nearby = Self {
            words: HashMap::new(),
            meanings: HashMap::new(),
        };
        for (product, named) in names {
            for word in &named.name.words {
                put(nearby.words.entry(word.clone()).or_default(), product);
            }
            if let Some(meaning) = named.meaning {
                put(nearby.meanings.entry(meaning).or_default(), product);
            }
        }
        nearby
    }

    /// Returns the places of the products that a name is worth comparing with, in order.
    pub(super) fn find(&self, named: &Named<'_>, weights: &WordWeights) -> Vec<usize> {
        let mut shared = BTreeMap::<usize, f64>::new();
        for word in &named.name.words {
            for product in self.words.get(word).into_iter().flatten() {
                *shared.entry(*product).or_default() += weights.of_word(word);
            }
        }
        let whole: f64 = named
            .name
            .words
            .iter()
            .map(|word| weights.of_word(word))
            .sum();
        let meanings = named
            .meaning
            .iter()
            .chain(named.meanings.into_iter().flatten());
        let mut found: Vec<_> = meanings
            .filter_map(|meaning| self.meanings.get(meaning))
            .flatten()
            .copied()
            .collect();
        let alike = shared
            .into_iter()
            .filter(|(_, share)| *share >= LEAST_SHARE * whole);
        found.extend(alike.map(|(product, _)| product));
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Adds a product unless it was the last that was added.
fn put(products: &mut Vec<usize>, product: usize) {
    if products.last() != Some(&product) {
        products.push(product);
    }
}
