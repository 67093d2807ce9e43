//! Scores every pair that is worth comparing.

use super::{
    bands::{self, Band},
    candidates::Index,
    corpus::{Corpus, Entry},
    counts::Counts,
    guards::{Guard, guards},
    parallel,
    parse::Role,
    rivals::{self, Scored},
    scorecard::Points,
    terms::{Compared, FieldTerms, Whole, compare},
};

/// Two lists and all that their pairs are scored by.
pub(super) struct Scorer<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) counts: Counts,
}

/// A pair in full.
#[derive(Debug, Clone)]
pub(super) struct Examined {
    pub(super) right: u32,
    pub(super) score: f64,
    pub(super) compared: Compared,
    pub(super) fields: FieldTerms,
    pub(super) whole: Whole,
    pub(super) points: Points,
    pub(super) guards: Vec<Guard>,
}

impl<'a> Scorer<'a> {
    pub(super) fn of(corpus: &'a Corpus) -> Self {
        Self {
            corpus,
            counts: Counts::of(corpus),
        }
    }

    /// Scores the candidates of each left record, the best first. A pair that `excluded` names is
    /// neither a candidate nor a rival.
    pub(super) fn score(&self, excluded: impl Fn(usize, u32) -> bool + Sync) -> Vec<Vec<Scored>> {
        let index = Index::of(self.corpus);
        let mut pairs = parallel::map(
            self.corpus.left.len(),
            || index.buffers(),
            |buffers, left| {
                let entry = &self.corpus.left[left];
                let candidates = index.candidates(entry, buffers).into_iter();
                let candidates = candidates.filter(|right| !excluded(left, *right));
                candidates
                    .map(|right| {
                        let (compared, points, _) = self.pair(entry, right);
                        Scored {
                            right,
                            points: points.sum(),
                            score: 0.0,
                            numbers: compared.terms.numbers,
                        }
                    })
                    .collect()
            },
        );
        drop(index);
        rivals::score(&mut pairs, self.corpus, &self.counts);
        for own in &mut pairs {
            own.sort_by(|one, other| {
                other
                    .score
                    .total_cmp(&one.score)
                    .then(one.right.cmp(&other.right))
            });
        }
        pairs
    }

    fn pair(&self, left: &Entry, right: u32) -> (Compared, Points, FieldTerms) {
        let other = &self.corpus.right[right as usize];
        let compared = compare(left, other, self.corpus);
        let fields = FieldTerms::of(left, other, &self.counts, self.corpus);
        let namesakes = self.counts.namesakes(left, other);
        let points = Points::of(&compared.terms, &fields, namesakes);
        (compared, points, fields)
    }

    /// Scores a pair that is not a candidate of its own, without rivals.
    pub(super) fn alone(&self, left: usize, right: u32) -> Scored {
        let (compared, points, _) = self.pair(&self.corpus.left[left], right);
        let points = points.sum();
        Scored {
            right,
            points,
            score: rivals::without_rivals(points),
            numbers: compared.terms.numbers,
        }
    }

    /// Looks at a scored pair again, with all its evidence.
    pub(super) fn examine(&self, left: usize, scored: Scored) -> Examined {
        let entry = &self.corpus.left[left];
        let (compared, points, fields) = self.pair(entry, scored.right);
        let other = &self.corpus.right[scored.right as usize];
        let namesakes = self.counts.namesakes(entry, other);
        let whole = Whole::of(entry, other, &compared, self.corpus);
        let guards = guards(&compared.terms, &whole, &fields, namesakes, &self.counts);
        Examined {
            right: scored.right,
            score: if guards.is_empty() {
                scored.score
            } else {
                bands::held(scored.score)
            },
            compared,
            fields,
            whole,
            points,
            guards,
        }
    }

    /// Returns where the reading of the PSA's customer comes from that fits best.
    pub(super) fn right_role(&self, pair: &Examined) -> Role {
        self.corpus.right[pair.right as usize].readings[pair.compared.right].role
    }

    /// Returns the band of a left record and the candidates to show.
    pub(super) fn judge(&self, left: usize, scored: &[Scored]) -> (Band, Vec<Examined>) {
        let shown = bands::shown(scored);
        let examined: Vec<_> = shown.iter().map(|pair| self.examine(left, *pair)).collect();
        (bands::band(&examined), examined)
    }
}
