//! Names that are written alike: the cosine of their three-letter pieces.

use std::collections::HashMap;

use super::top::Sums;
use crate::matching::corpus::{Corpus, Reading};

/// The least cosine of a candidate. 0.35 is a third faster and misses one true pair in a hundred.
const LEAST: f32 = 0.25;
/// A piece in more readings than this finds nothing and costs most.
const MOST_READINGS: usize = 800;

/// An index of three-letter pieces.
pub(super) struct Trigrams<'a> {
    corpus: &'a Corpus,
    /// The record of each reading.
    records: Vec<u32>,
    pieces: HashMap<u64, Piece>,
}

/// The readings that have a piece.
#[derive(Default)]
struct Piece {
    /// How much it tells.
    weight: f32,
    /// The readings, and the piece's share of each.
    readings: Vec<(u32, f32)>,
}

impl<'a> Trigrams<'a> {
    /// Indexes the PSA's customers.
    pub(super) fn of(corpus: &'a Corpus) -> Self {
        let mut trigrams = Self {
            corpus,
            records: Vec::new(),
            pieces: HashMap::new(),
        };
        let mut all = Vec::new();
        for (record, entry) in (0..).zip(&corpus.right) {
            for reading in &entry.readings {
                let counted = counted_pieces(corpus.vocabulary.str(reading.compact));
                for (piece, _) in &counted {
                    trigrams.pieces.entry(*piece).or_default().weight += 1.0;
                }
                trigrams.records.push(record);
                all.push(counted);
            }
        }
        let readings = all.len() as f32;
        for piece in trigrams.pieces.values_mut() {
            piece.weight = weight(readings, piece.weight);
        }
        for (reading, counted) in (0..).zip(all) {
            trigrams.add(reading, &counted);
        }
        trigrams
            .pieces
            .retain(|_, piece| piece.readings.len() <= MOST_READINGS);
        trigrams
    }

    /// Makes sums for [`Trigrams::find`].
    pub(super) fn sums(&self) -> Sums {
        Sums::of(self.records.len())
    }

    /// Adds the records that are written like a reading.
    pub(super) fn find(&self, reading: &Reading, sums: &mut Sums, found: &mut Vec<u32>) {
        let counted = counted_pieces(self.corpus.vocabulary.str(reading.compact));
        let length = self.length(&counted);
        for (piece, count) in counted {
            let Some(piece) = self.pieces.get(&piece) else {
                continue;
            };
            let own = damped(count) * piece.weight / length;
            for (other, share) in &piece.readings {
                sums.add(*other, own * share);
            }
        }
        let readings = sums.take(LEAST).into_iter();
        found.extend(readings.map(|reading| self.records[reading as usize]));
    }

    fn add(&mut self, reading: u32, counted: &[(u64, u32)]) {
        let length = self.length(counted);
        for (piece, count) in counted {
            let piece = self.pieces.entry(*piece).or_default();
            // One more than the bound is enough to tell that a piece is too common.
            if piece.readings.len() <= MOST_READINGS {
                piece
                    .readings
                    .push((reading, damped(*count) * piece.weight / length));
            }
        }
    }

    /// The Euclidean length of a reading; pieces that nobody else has count too.
    fn length(&self, counted: &[(u64, u32)]) -> f32 {
        let unseen = weight(self.records.len() as f32, 1.0);
        let square = |(piece, count): &(u64, u32)| {
            let weight = self.pieces.get(piece).map_or(unseen, |piece| piece.weight);
            (damped(*count) * weight).powi(2)
        };
        counted
            .iter()
            .map(square)
            .sum::<f32>()
            .sqrt()
            .max(f32::MIN_POSITIVE)
    }
}

/// The logarithm of how rare a piece is; never zero, so that a list of one is searched too.
fn weight(readings: f32, holding: f32) -> f32 {
    ((1.0 + readings) / (1.0 + holding)).ln() + 1.0
}

fn damped(count: u32) -> f32 {
    1.0 + (count as f32).ln()
}

/// Returns the pieces of a word, marked where it begins, in order and with their counts.
fn counted_pieces(word: &str) -> Vec<(u64, u32)> {
    let letters: Vec<u64> = std::iter::once(' ')
        .chain(word.chars())
        .map(|letter| u64::from(u32::from(letter)))
        .collect();
    let glue = |letters: &[u64]| letters.iter().fold(0, |piece, letter| piece << 21 | letter);
    let mut pieces: Vec<_> = if letters.len() < 3 {
        vec![glue(&letters)]
    } else {
        letters.windows(3).map(glue).collect()
    };
    pieces.sort_unstable();
    pieces
        .chunk_by(|one, other| one == other)
        .map(|same| (same[0], same.len() as u32))
        .collect()
}
