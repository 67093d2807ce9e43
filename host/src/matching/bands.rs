//! Which pairs are sure, which a person must look at, and which are nothing.

use super::{rivals::Scored, scorer::Examined};

/// From here on a pair is sure: of labelled pairs without a guard that score so, fewer than one in a hundred is wrong.
const AUTO: f64 = 2.6;
/// The most that a pair scores that a guard holds back, just below [`AUTO`].
const HELD: f64 = 2.59;
/// Below this a pair is not worth a person's time.
pub(super) const REVIEW: f64 = -3.0;
/// A candidate this much worse than the best is not shown beside it.
const WITHIN: f64 = 5.0;
/// Candidates that a person is shown at most.
pub(super) const MOST_SHOWN: usize = 3;

/// What becomes of a distributor's customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// Linked.
    Auto,
    /// A person decides.
    Review,
    /// No customer of the PSA is like it.
    None,
}

/// Returns the score of a pair that a guard holds back: below [`AUTO`], in the order of the scores, and
/// all but the same where it is low anyway.
pub(super) fn held(score: f64) -> f64 {
    HELD - (HELD - score).exp().ln_1p()
}

/// Returns the candidates to show of those that are given, the best first; the best alone if none
/// is worth it.
pub(super) fn shown(scored: &[Scored]) -> &[Scored] {
    let Some(best) = scored.first() else {
        return &[];
    };
    let worth = |pair: &&Scored| pair.score >= REVIEW.max(best.score - WITHIN);
    let count = scored.iter().take(MOST_SHOWN).take_while(worth).count();
    &scored[..count.max(1)]
}

/// Returns the band of a record by the candidates that are shown.
pub(super) fn band(shown: &[Examined]) -> Band {
    match shown.first() {
        Some(best) if best.score >= AUTO => Band::Auto,
        Some(best) if best.score >= REVIEW => Band::Review,
        _ => Band::None,
    }
}

#[cfg(test)]
mod tests {
    use super::{AUTO, held};

    #[test]
    fn held_pairs_keep_their_order_below_the_sure_ones() {
        let scores = [-12.0, -3.0, 0.0, 2.0, 3.0, 5.0, 9.0];
        let held: Vec<_> = scores.into_iter().map(held).collect();
        assert!(held.is_sorted_by(|one, next| one < next), "{held:?}");
        assert!(held.iter().zip(scores).all(|(held, score)| *held < score));
        assert!(held.iter().all(|held| *held < AUTO), "{held:?}");
        assert!(held[1] > -3.01, "{held:?}");
    }
}
