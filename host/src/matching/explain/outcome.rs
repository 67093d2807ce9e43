//! The outcome of a record, with a sentence for each candidate.

use super::{
    because::{Shown, fields_that_agree, fields_that_differ, names},
    despite::reason,
};
use crate::matching::{
    bands::Band,
    corpus::Corpus,
    engine::Judged,
    exact::Id,
    outcome::{Basis, Candidate, Outcome, Point},
    record::Record,
    scorer::Examined,
};

/// Nothing is shown as surer than this.
const SUREST: f64 = 0.999;

/// Knows the records that outcomes speak of.
pub(in crate::matching) struct Explainer<'a> {
    pub(in crate::matching) corpus: &'a Corpus,
    pub(in crate::matching) left: &'a [&'a Record],
    pub(in crate::matching) right: &'a [&'a Record],
}

impl Explainer<'_> {
    /// Puts what became of a record into words.
    pub(in crate::matching) fn outcome(
        &self,
        left: usize,
        judged: &Judged,
        shared_with: Vec<String>,
    ) -> Outcome {
        let record = self.left[left];
        let candidates = judged.candidates.iter().enumerate();
        Outcome {
            source: record.source.clone(),
            id: record.id.clone(),
            band: judged.band,
            basis: judged.basis,
            not_a_customer: judged.not_a_customer,
            candidates: candidates
                .map(|(place, examined)| self.candidate(left, judged, place, examined))
                .collect(),
            shared_with,
        }
    }

    fn candidate(
        &self,
        left: usize,
        judged: &Judged,
        place: usize,
        examined: &Examined,
    ) -> Candidate {
        let shown = Shown {
            corpus: self.corpus,
            left: (self.left[left], &self.corpus.left[left]),
            right: (
                self.right[examined.right as usize],
                &self.corpus.right[examined.right as usize],
            ),
            examined,
        };
        let terms = &examined.compared.terms;
        Candidate {
            source: shown.right.0.source.clone(),
            id: shown.right.0.id.clone(),
            linked: place < judged.linked,
            score: examined.score,
            confidence: confidence(examined.score),
            level: terms.level,
            points: examined
                .points
                .non_zero()
                .map(|(name, points)| Point { name, points })
                .collect(),
            guards: examined.guards.clone(),
            matched: shown.matched(),
            left_only: shown.left_only(),
            right_only: shown.right_only(),
            explanation: sentence(&shown, judged, place),
        }
    }
}

/// The score as a probability.
fn confidence(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

fn sentence(shown: &Shown<'_>, judged: &Judged, place: usize) -> String {
    let agreeing = fields_that_agree(shown);
    let linked = place < judged.linked;
    match (linked, judged.basis) {
        (true, Some(Basis::Confirmed)) => {
            let by = judged.decided_by.as_deref().unwrap_or("a person");
            finish([format!("Confirmed by {by}"), names(shown)], None)
        }
        (true, Some(Basis::Exact)) => {
            let id = match judged.by_id {
                Some(Id::Tax) => "The tax id agrees",
                Some(Id::Subscription) => "A contract names a subscription that it has",
                Some(Id::Tenant) | None => "The Microsoft tenant id agrees",
            };
            finish([id.to_owned(), names(shown)], None)
        }
        (true, _) => {
            let parts = [names(shown)]
                .into_iter()
                .chain(agreeing)
                .chain(fields_that_differ(shown))
                .chain([lead(judged)]);
            finish(parts, Some(shown.examined.score))
        }
        _ if judged.band == Band::Review => held(shown, judged, agreeing),
        _ if judged.band == Band::Auto => finish(
            [format!(
                "Less likely than the first: {}",
                lower(&names(shown))
            )]
            .into_iter()
            .chain(fields_that_differ(shown)),
            Some(shown.examined.score),
        ),
        _ => finish(
            [format!("Too little agrees: {}", lower(&names(shown)))]
                .into_iter()
                .chain(agreeing)
                .chain(fields_that_differ(shown)),
            Some(shown.examined.score),
        ),
    }
}

fn held(shown: &Shown<'_>, judged: &Judged, agreeing: Vec<String>) -> String {
    let against = fields_that_differ(shown);
    let Some(guard) = shown.examined.guards.first() else {
        let close = judged
            .lead
            .filter(|lead| *lead < CLOSE)
            .map(|_| "another candidate is nearly as good".to_owned());
        let first = format!("Held for review: {}", lower(&names(shown)));
        return finish(
            [first]
                .into_iter()
                .chain(agreeing)
                .chain(against)
                .chain(close),
            Some(shown.examined.score),
        );
    };
    let mut reasons = vec![reason(*guard, shown)];
    reasons.extend(
        shown
            .examined
            .guards
            .iter()
            .skip(1)
            .map(|guard| reason(*guard, shown)),
    );
    reasons.dedup();
    reasons.truncate(MOST_REASONS);
    let although = match agreeing.is_empty() {
        true => String::new(),
        false => format!(", although {}", list(&agreeing)),
    };
    format!("Held for review: {}{although}.", list(&reasons))
}

/// A person reads no more reasons than this.
const MOST_REASONS: usize = 2;

/// Candidates this close, in points, are rivals.
const CLOSE: f64 = 3.0;

fn lead(judged: &Judged) -> String {
    match judged.lead {
        Some(lead) if lead >= 1.0 => format!("no rival within {lead:.0} points"),
        Some(_) => "with a rival".to_owned(),
        None => "no rival at all".to_owned(),
    }
}

fn finish(parts: impl IntoIterator<Item = String>, score: Option<f64>) -> String {
    let parts: Vec<_> = parts.into_iter().collect();
    let text = parts.join("; ");
    match score {
        Some(score) => format!("{text}: {:.1} %.", 100.0 * confidence(score).min(SUREST)),
        None => format!("{text}."),
    }
}

/// Returns “a, b and c”.
fn list(parts: &[String]) -> String {
    match parts {
        [first @ .., second, last] => {
            let first: String = first.iter().map(|part| format!("{part}, ")).collect();
            format!("{first}{second} and {last}")
        }
        _ => parts.concat(),
    }
}

/// Returns a sentence as it stands within another.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
