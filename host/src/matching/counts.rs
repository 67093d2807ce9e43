//! How many records share a name or a domain.

use std::collections::HashMap;

use super::{
    corpus::{Corpus, Entry},
    scorecard::Namesakes,
    vocabulary::TextId,
};

/// More of the PSA's customers than this share, and no name of the list is sure on its own: one
/// chain of shops under one name is an accident, several are a habit of the list.
const NAMESAKE_RATE: f64 = 0.05;
/// Fewer names than this that several have are an accident, whatever their share of a short list.
const SHARED_NAMES: usize = 3;

/// A postal code that more of the PSA's customers have, and a larger share of them, is that of a town.
const NEIGHBOURS: u32 = 3;
const TOWN: f64 = 0.01;

/// How many records share a name or a domain. On the left each distributor counts on its own: that
/// two of them have the same customer is not rivalry.
#[derive(Debug)]
pub(super) struct Counts {
    left_cores: HashMap<(TextId, TextId), u32>,
    right_cores: HashMap<TextId, u32>,
    left_numbered: HashMap<(TextId, TextId), u32>,
    right_numbered: HashMap<TextId, u32>,
    /// How many numbers stand beside each name.
    left_numbers: HashMap<(TextId, TextId), u32>,
    right_numbers: HashMap<TextId, u32>,
    left_domains: HashMap<(TextId, TextId), u32>,
    right_domains: HashMap<TextId, u32>,
    right_postals: HashMap<TextId, u32>,
    /// How many customers the PSA has.
    rights: usize,
    /// Whether many of the PSA's customers have namesakes there.
    pub(super) many_namesakes: bool,
}

impl Counts {
    /// Counts.
    pub(super) fn of(corpus: &Corpus) -> Self {
        let right_cores = count(corpus.right.iter().map(Entry::core));
        let shared: Vec<u32> = right_cores
            .values()
            .copied()
            .filter(|count| *count > 1)
            .collect();
        let with_namesake = shared.iter().sum::<u32>();
        let with_number = |entries: &'_ [Entry]| -> Vec<_> {
            let entries = entries.iter().filter(|entry| entry.has_number_beside());
            entries
                .map(|entry| (entry.source, entry.core(), entry.numbered()))
                .collect()
        };
        let (lefts, rights) = (with_number(&corpus.left), with_number(&corpus.right));
        Self {
            left_numbered: count(
                lefts
                    .iter()
                    .map(|(source, _, numbered)| (*source, *numbered)),
            ),
            right_numbered: count(rights.iter().map(|(.., numbered)| *numbered)),
            left_numbers: count(unique(lefts).map(|(source, core, _)| (source, core))),
            right_numbers: count(unique(rights).map(|(_, core, _)| core)),
            left_cores: count(corpus.left.iter().map(|entry| (entry.source, entry.core()))),
            left_domains: count(
                corpus
                    .left
                    .iter()
                    .filter_map(|entry| Some((entry.source, entry.domain?.0))),
            ),
            right_domains: count(
                corpus
                    .right
                    .iter()
                    .filter_map(|entry| Some(entry.domain?.0)),
            ),
            rights: corpus.right.len(),
            right_postals: count(corpus.right.iter().filter_map(|entry| entry.postal)),
            many_namesakes: shared.len() >= SHARED_NAMES
                && f64::from(with_namesake) > NAMESAKE_RATE * corpus.right.len() as f64,
            right_cores,
        }
    }

    /// Returns how many other customers of the same distributor have the same name.
    pub(super) fn left_namesakes(&self, entry: &Entry) -> u32 {
        let all = self.left_cores.get(&(entry.source, entry.core()));
        all.copied().unwrap_or_default().saturating_sub(1)
    }

    /// Returns how many other customers of the PSA have the same name.
    pub(super) fn right_namesakes(&self, entry: &Entry) -> u32 {
        let all = self.right_cores.get(&entry.core());
        all.copied().unwrap_or_default().saturating_sub(1)
    }

    /// Returns how many others have the name of either record, each in its own list. Where both have
    /// the same number beside it, only those with that number are namesakes.
    pub(super) fn namesakes(&self, left: &Entry, right: &Entry) -> Namesakes {
        let others = |count: Option<&u32>| count.copied().unwrap_or_default().saturating_sub(1);
        if left.has_number_beside() && left.numbered() == right.numbered() {
            return Namesakes {
                left: others(self.left_numbered.get(&(left.source, left.numbered()))),
                right: others(self.right_numbered.get(&right.numbered())),
                other_numbers: false,
            };
        }
        let right_others = self.right_namesakes(right);
        let numbers = |count: Option<&u32>| count.copied().unwrap_or_default();
        let other_numbers = || {
            let at_left = self.left_numbers.get(&(left.source, left.core()));
            let at_right = self.right_numbers.get(&right.core());
            numbers(at_left) > 1 || right_others > 0 && numbers(at_right) > 0
        };
        let any = left.has_number_beside() || right.has_number_beside();
        Namesakes {
            left: self.left_namesakes(left),
            right: right_others,
            other_numbers: any && other_numbers(),
        }
    }

    /// Returns how many records of a distributor and of the PSA share a domain.
    pub(super) fn sharing_domain(&self, source: TextId, domain: TextId) -> f64 {
        let left = self
            .left_domains
            .get(&(source, domain))
            .copied()
            .unwrap_or_default();
        let right = self.right_domains.get(&domain).copied().unwrap_or_default();
        f64::from(left + right)
    }

    /// Returns whether so many of the PSA's customers have a postal code that it is that of a town.
    pub(super) fn is_of_town(&self, postal: TextId) -> bool {
        let sharing = self.right_postals.get(&postal).copied().unwrap_or_default();
        sharing > NEIGHBOURS && f64::from(sharing) > TOWN * self.rights as f64
    }
}

/// Returns each once.
fn unique<T: Ord>(mut all: Vec<T>) -> impl Iterator<Item = T> {
    all.sort_unstable();
    all.dedup();
    all.into_iter()
}

fn count<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> HashMap<K, u32> {
    let mut counts = HashMap::new();
    for key in keys {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}
