//! Several customers of one distributor that are linked to one customer of the PSA.

use std::collections::BTreeMap;

use super::{
    bands::{self, Band},
    corpus::{Corpus, Entry},
    counts::Counts,
    engine::Judged,
    guards::Guard,
    outcome::Basis,
    rivals::{are_twins, fields_conflict},
    terms::{Level, Numbers, compare},
    vocabulary::TextId,
};

/// Lets those share that may be accounts of one customer, that a person or an id linked, or that a
/// field beside the name supports, and puts the others to review: of two names that both nearly fit,
/// and nothing else, one is likely somebody else's. Returns, for each record, those that share with it.
pub(super) fn settle(judged: &mut [Judged], corpus: &Corpus, counts: &Counts) -> Vec<Vec<u32>> {
    let mut shared = vec![Vec::new(); judged.len()];
    for mut lefts in linked(judged, corpus)
        .into_values()
        .filter(|lefts| lefts.len() > 1)
    {
        // The surest keeps it.
        lefts.sort_by(|one, other| {
            let (a, b) = (&judged[*one as usize], &judged[*other as usize]);
            let score = |judged: &Judged| judged.candidates.first().map_or(0.0, |best| best.score);
            (a.basis.cmp(&b.basis))
                .then(score(b).total_cmp(&score(a)))
                .then(one.cmp(other))
        });
        let mut kept: Vec<u32> = Vec::new();
        for left in lefts {
            let entry = &corpus.left[left as usize];
            let twin =
                |other: &u32| may_share(entry, &corpus.left[*other as usize], corpus, counts);
            let own = &judged[left as usize];
            let supported = own
                .candidates
                .first()
                .is_some_and(|best| best.fields.of_few());
            let sure = own.basis != Some(Basis::Inferred) || supported;
            if sure || kept.is_empty() || kept.iter().any(twin) {
                kept.push(left);
            } else {
                hold(&mut judged[left as usize]);
            }
        }
        for left in &kept {
            let others = kept.iter().copied().filter(|other| other != left);
            shared[*left as usize].extend(others);
        }
    }
    for others in &mut shared {
        others.sort_unstable();
        others.dedup();
    }
    shared
}

/// Returns the left records that are linked, by distributor and customer of the PSA.
fn linked(judged: &[Judged], corpus: &Corpus) -> BTreeMap<(TextId, u32), Vec<u32>> {
    let mut linked = BTreeMap::<_, Vec<u32>>::new();
    for (left, (judged, entry)) in (0..).zip(judged.iter().zip(&corpus.left)) {
        for candidate in &judged.candidates[..judged.linked] {
            linked
                .entry((entry.source, candidate.right))
                .or_default()
                .push(left);
        }
    }
    linked
}

/// Returns whether two records may be accounts of one customer: twins, or all but the same by name.
fn may_share(one: &Entry, other: &Entry, corpus: &Corpus, counts: &Counts) -> bool {
    if are_twins(one, other, counts) {
        return true;
    }
    let terms = compare(one, other, corpus).terms;
    let close = matches!(
        terms.level,
        Level::Same | Level::Joined | Level::Misspelled | Level::DomainShaped
    );
    let sure = terms.letters_changed <= 1 && !terms.doubtful && terms.numbers != Numbers::Differ;
    let alike = close && sure && !terms.left.any && !terms.right.any;
    alike && one.core() != other.core() && !fields_conflict(one, other)
}

fn hold(judged: &mut Judged) {
    judged.band = Band::Review;
    judged.basis = None;
    judged.linked = 0;
    if let Some(best) = judged.candidates.first_mut() {
        best.guards.push(Guard::TakenByAnother);
        best.score = bands::held(best.score);
    }
}
