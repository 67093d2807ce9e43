//! How alike two names of products are.

use std::collections::HashMap;

use super::name::ProductName;

/// Words this alike (Jaro-Winkler) are one word misspelled.
const ALIKE: f64 = 0.93;

/// How much each word tells: little if many products have it.
#[derive(Debug)]
pub(super) struct WordWeights {
    names: f64,
    counts: HashMap<String, f64>,
}

impl WordWeights {
    /// Counts the names that hold each word.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a ProductName>) -> Self {
        let mut weights = Self {
            names: 0.0,
            counts: HashMap::new(),
        };
        for name in names {
            weights.names += 1.0;
            for word in &name.words {
                *weights.counts.entry(word.clone()).or_insert(0.0) += 1.0;
            }
        }
        weights
    }

    /// Returns the weight of a word.
    pub(super) fn of_word(&self, word: &str) -> f64 {
        let count = self.counts.get(word).copied().unwrap_or_default();
        ((2.0 + self.names) / (1.0 + count)).ln()
    }
}

/// Returns the share of the words' weight that two names have in common, 0 to 1; 0 where a word that
/// tells grades apart is on either side alone against another.
pub(super) fn similarity(one: &ProductName, other: &ProductName, weights: &WordWeights) -> f64 {
    if one.words.is_disjoint(&other.words) && one.words.len() > 1 || one.grades_differ(other) {
        return 0.0;
    }
    let found = |word: &String, name: &ProductName| {
        let alike = |other: &String| {
            let digits = word.contains(|letter: char| letter.is_ascii_digit());
            word == other || !digits && strsim::jaro_winkler(word, other) >= ALIKE
        };
        name.words.iter().any(alike)
    };
    let sum = |name: &ProductName, against: Option<&ProductName>| {
        let words = name
            .words
            .iter()
            .filter(|word| against.is_none_or(|other| found(word, other)));
        words.map(|word| weights.of_word(word)).sum::<f64>()
    };
    let all = sum(one, None) + sum(other, None);
    if all == 0.0 {
        return 0.0;
    }
    (sum(one, Some(other)) + sum(other, Some(one))) / all
}
