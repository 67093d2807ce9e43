//! The whole of matching: records and decisions in, outcomes out.

use std::collections::HashSet;

use super::{
    bands::{self, Band},
    corpus::Corpus,
    decisions::{Decision, Ledger, Standing},
    exact::{Exact, Ids},
    explain::Explainer,
    guards::Guard,
    outcome::{Basis, Outcome},
    parallel,
    parse::Role,
    record::Record,
    rivals::Scored,
    scorer::{Examined, Scorer},
    sharing,
};

/// A new customer of the PSA that scores this much better than the one that a person chose makes the
/// decision lapse.
const MUCH_BETTER: f64 = 3.0;

/// What became of a record, before it is put into words.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) band: Band,
    pub(super) basis: Option<Basis>,
    pub(super) not_a_customer: bool,
    /// Candidates, the best first; the first `linked` of them are linked.
    pub(super) candidates: Vec<Examined>,
    pub(super) linked: usize,
    pub(super) decided_by: Option<String>,
    pub(super) by_id: Option<super::exact::Id>,
    /// How many points the best is ahead of the next.
    pub(super) lead: Option<f64>,
}

/// Matches distributors' customers (`left`) to the PSA's (`right`): one outcome for each of `left`, in
/// its order. Inactive customers of the PSA must be left out. What comes out depends on neither the
/// order of the records nor that of the decisions.
pub fn match_customers(left: &[Record], right: &[Record], decisions: &[Decision]) -> Vec<Outcome> {
    let left_order = order(left);
    let lefts: Vec<_> = left_order.iter().map(|place| &left[*place]).collect();
    let rights: Vec<_> = order(right)
        .into_iter()
        .map(|place| &right[place])
        .collect();
    let outcomes = match_in_order(&lefts, &rights, decisions);
    let mut placed: Vec<_> = left_order.into_iter().zip(outcomes).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Returns the places of the records in an order that depends on what they hold alone.
fn order(records: &[Record]) -> Vec<usize> {
    let mut order: Vec<_> = (0..records.len()).collect();
    order.sort_by_key(|place| &records[*place]);
    order
}

fn match_in_order(left: &[&Record], right: &[&Record], decisions: &[Decision]) -> Vec<Outcome> {
    let ledger = Ledger::of(decisions, right);
    let ids = Ids::of(right);
    let corpus = Corpus::of(left, right, ledger.remembered());
    let scorer = Scorer::of(&corpus);
    let never: Vec<_> = left.iter().map(|record| ledger.never(record)).collect();
    let scored = scorer.score(|left, right| never[left].contains(&right));
    let mut judged = parallel::map(
        left.len(),
        || (),
        |(), place| {
            let judge = Judge {
                scorer: &scorer,
                right,
                left: place,
                scored: &scored[place],
                never: &never[place],
            };
            judge.judge(left[place], &ledger, &ids)
        },
    );
    let shared = sharing::settle(&mut judged, &corpus, &scorer.counts);
    let explainer = Explainer {
        corpus: &corpus,
        left,
        right,
    };
    parallel::map(
        left.len(),
        || (),
        |(), place| {
            let ids = shared[place]
                .iter()
                .map(|other| left[*other as usize].id.clone());
            explainer.outcome(place, &judged[place], ids.collect())
        },
    )
}

/// One record and all that is known of its candidates.
struct Judge<'a> {
    scorer: &'a Scorer<'a>,
    right: &'a [&'a Record],
    left: usize,
    scored: &'a [Scored],
    never: &'a HashSet<u32>,
}

impl Judge<'_> {
    /// A person's word counts first, then ids, then the score.
    fn judge(&self, record: &Record, ledger: &Ledger<'_>, ids: &Ids) -> Judged {
        match ledger.standing(record) {
            Standing::Linked { rights, by, at } => self.linked(&rights, by, at),
            Standing::NotACustomer { at } => self.not_a_customer(at),
            Standing::Lapsed(right) => self.held(right.as_slice(), Guard::DecisionLapsed),
            Standing::Suggested(right) => self.suggested(right, self.by_ids(record, ids)),
            Standing::Open => self.by_ids(record, ids),
        }
    }

    fn by_ids(&self, record: &Record, ids: &Ids) -> Judged {
        match ids.find(record, |right| self.never.contains(&right)) {
            Exact::None => self.by_score(),
            Exact::One(right, id) => Judged {
                band: Band::Auto,
                basis: Some(Basis::Exact),
                linked: 1,
                by_id: Some(id),
                ..self.with_first(&[right])
            },
            Exact::Unclear(rights, guard) => self.held(&rights, guard),
        }
    }

    fn by_score(&self) -> Judged {
        let (band, candidates) = self.scorer.judge(self.left, self.scored);
        let auto = band == Band::Auto;
        Judged {
            band,
            basis: auto.then_some(Basis::Inferred),
            linked: usize::from(auto),
            candidates,
            ..self.with_first(&[])
        }
    }

    fn linked(&self, rights: &[u32], by: String, at: i64) -> Judged {
        let chosen = rights
            .iter()
            .map(|right| self.score_of(*right).score)
            .fold(f64::NEG_INFINITY, f64::max);
        let better = self
            .new_since(at)
            .find(|pair| pair.score >= chosen + MUCH_BETTER && !rights.contains(&pair.right));
        if let Some(better) = better {
            let all: Vec<_> = rights.iter().copied().chain([better.right]).collect();
            return self.held(&all, Guard::DecisionLapsed);
        }
        Judged {
            band: Band::Auto,
            basis: Some(Basis::Confirmed),
            linked: rights.len(),
            decided_by: Some(by),
            ..self.with_first(rights)
        }
    }

    fn not_a_customer(&self, at: i64) -> Judged {
        let new: Vec<_> = self
            .new_since(at)
            .filter(|pair| pair.score >= bands::REVIEW)
            .map(|pair| pair.right)
            .collect();
        if !new.is_empty() {
            return self.held(&new[..1], Guard::DecisionLapsed);
        }
        Judged {
            not_a_customer: true,
            ..self.with_first(&[])
        }
    }

    /// What a person said of another distributor's customer is worth a look, no more; but where the
    /// record's own name is sure on its own, it is linked all the same.
    fn suggested(&self, right: u32, otherwise: Judged) -> Judged {
        let by_itself = otherwise.candidates.first().is_some_and(|best| {
            best.right == right && self.scorer.right_role(best) != Role::Remembered
        });
        if otherwise.band == Band::Auto && by_itself {
            return otherwise;
        }
        self.held(&[right], Guard::DecidedElsewhere)
    }

    /// Puts candidates to review, with a reason.
    fn held(&self, rights: &[u32], guard: Guard) -> Judged {
        let mut judged = self.with_first(rights);
        for candidate in judged.candidates.iter_mut() {
            let concerned = rights.is_empty() || rights.contains(&candidate.right);
            if concerned && !candidate.guards.contains(&guard) {
                candidate.guards.push(guard);
            }
            candidate.score = bands::held(candidate.score);
        }
        judged.band = Band::Review;
        judged
    }

    /// Returns the candidates with some put in front, whatever they score.
    fn with_first(&self, rights: &[u32]) -> Judged {
        let mut first: Vec<_> = rights.iter().map(|right| self.score_of(*right)).collect();
        first.dedup_by_key(|pair| pair.right);
        let others = bands::shown(self.scored)
            .iter()
            .filter(|pair| !rights.contains(&pair.right));
        let room = bands::MOST_SHOWN.saturating_sub(first.len());
        first.extend(others.take(room).copied());
        Judged {
            band: Band::None,
            basis: None,
            not_a_customer: false,
            candidates: first
                .into_iter()
                .map(|pair| self.scorer.examine(self.left, pair))
                .collect(),
            linked: 0,
            decided_by: None,
            by_id: None,
            lead: match self.scored {
                [best, next, ..] => Some(best.points - next.points),
                _ => None,
            },
        }
    }

    fn score_of(&self, right: u32) -> Scored {
        let known = self.scored.iter().find(|pair| pair.right == right);
        known
            .copied()
            .unwrap_or_else(|| self.scorer.alone(self.left, right))
    }

    /// Returns the candidates that a person who decided then could not know, the best first.
    fn new_since(&self, at: i64) -> impl Iterator<Item = &Scored> {
        self.scored.iter().filter(move |pair| {
            self.right[pair.right as usize]
                .first_seen_at
                .is_some_and(|seen| seen > at)
        })
    }
}
