//! Links customers.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde_json::json;

use super::{
    Links,
    customer_links::{CustomerLink, LinkFilter, LinkState, MATCHER, append},
    decisions::{by_person, decision},
    error::LinkError,
    records::{self, Left},
    run::Counts,
};
use crate::matching::{Band, Basis, Candidate, Decision, Outcome, match_customers};

/// Links all customers of the distributors. Runs inside the caller's transaction.
pub(super) fn link(links: &Links<'_>, now: Timestamp) -> Result<Counts, LinkError> {
    let connection = links.connection();
    let lefts = records::left(connection)?;
    let rights = records::right(connection)?;
    let mut decided = links.customer_links(&LinkFilter::default())?;
    decided.retain(by_person);
    let decisions: Vec<Decision> = decided.iter().filter_map(decision).collect();
    let left_records: Vec<_> = lefts.iter().map(|left| left.record.clone()).collect();
    let outcomes = match_customers(&left_records, &rights, &decisions);

    let mut written = settle(&decided, &outcomes);
    let mut counts = Counts::default();
    let known: HashSet<_> = decided.iter().map(key).collect();
    for (left, outcome) in lefts.iter().zip(&outcomes) {
        count(&mut counts, outcome);
        let proposed = candidates(left, outcome, now);
        written.extend(proposed.filter(|link| !known.contains(&key(link))));
    }
    name_owners(&mut written);
    connection.execute_batch("DELETE FROM customer_links")?;
    append(connection, &written)?;
    Ok(counts)
}

type Key = (String, String, String, String);

fn key(link: &CustomerLink) -> Key {
    (
        link.connection.clone(),
        link.customer_id.clone(),
        link.psa.clone(),
        link.psa_customer_id.clone(),
    )
}

/// Returns the decisions as they stand now: one that lapsed counts for nothing until somebody decides again.
/// A distributor's customer that is not listed at present keeps its links.
fn settle(decided: &[CustomerLink], outcomes: &[Outcome]) -> Vec<CustomerLink> {
    let present: HashSet<_> = outcomes
        .iter()
        .map(|outcome| (outcome.source.as_str(), outcome.id.as_str()))
        .collect();
    let linked: HashSet<_> = outcomes
        .iter()
        .flat_map(|outcome| {
            let of_one = outcome
                .candidates
                .iter()
                .filter(|candidate| candidate.linked);
            of_one.map(|candidate| {
                (
                    outcome.source.as_str(),
                    outcome.id.as_str(),
                    candidate.source.as_str(),
                    candidate.id.as_str(),
                )
            })
        })
        .collect();
    let settle = |link: &CustomerLink| {
        let mut link = link.clone();
        let customer = (link.connection.as_str(), link.customer_id.as_str());
        let pair = (
            customer.0,
            customer.1,
            link.psa.as_str(),
            link.psa_customer_id.as_str(),
        );
        if matches!(link.state, LinkState::Linked | LinkState::Lapsed)
            && present.contains(&customer)
        {
            link.state = if linked.contains(&pair) {
                LinkState::Linked
            } else {
                LinkState::Lapsed
            };
        }
        link
    };
    decided.iter().map(settle).collect()
}

fn count(counts: &mut Counts, outcome: &Outcome) {
    let place = match (outcome.band, outcome.basis) {
        _ if outcome.not_a_customer => &mut counts.not_a_customer,
        (Band::Auto, Some(Basis::Confirmed)) => &mut counts.confirmed,
        (Band::Auto, Some(Basis::Exact)) => &mut counts.exact,
        (Band::Auto, _) => &mut counts.inferred,
        (Band::Review, _) => &mut counts.review,
        (Band::None, _) => &mut counts.none,
    };
    *place += 1;
}

/// Returns what the matcher says of a customer: the link, or what a person should look at.
fn candidates<'a>(
    left: &'a Left,
    outcome: &'a Outcome,
    now: Timestamp,
) -> impl Iterator<Item = CustomerLink> + 'a {
    let shown = outcome.candidates.iter().filter(|candidate| {
        candidate.linked || outcome.band == Band::Review && !outcome.not_a_customer
    });
    shown.map(move |candidate| CustomerLink {
        vendor: left.vendor.clone(),
        connection: outcome.source.clone(),
        customer_id: outcome.id.clone(),
        customer_name: left.record.name.clone(),
        psa: candidate.source.clone(),
        psa_customer_id: candidate.id.clone(),
        psa_customer_name: String::new(),
        state: if candidate.linked {
            LinkState::Linked
        } else {
            LinkState::Review
        },
        basis: basis(outcome, candidate).to_owned(),
        owner: false,
        score: Some(candidate.score),
        confidence: Some(candidate.confidence),
        evidence: Some(evidence(outcome, candidate)),
        explanation: Some(candidate.explanation.clone()),
        decided_by: MATCHER.to_owned(),
        decided_at: now,
    })
}

fn basis(outcome: &Outcome, candidate: &Candidate) -> &'static str {
    match (candidate.linked, outcome.basis) {
        (true, Some(Basis::Confirmed)) => "confirmed",
        (true, Some(Basis::Exact)) => "exact",
        (true, _) => "inferred",
        (false, _) => "proposed",
    }
}

fn evidence(outcome: &Outcome, candidate: &Candidate) -> String {
    let points: serde_json::Map<_, _> = candidate
        .points
        .iter()
        .map(|point| (point.name.to_owned(), json!(point.points)))
        .collect();
    json!({
        "level": candidate.level,
        "points": points,
        "guards": candidate.guards,
        "matched": candidate.matched,
        "only_at_distributor": candidate.left_only,
        "only_in_psa": candidate.right_only,
        "shared_with": outcome.shared_with,
    })
    .to_string()
}

/// Chooses whom the money of a customer belongs to where it is linked to several: whom a person named;
/// else the last that a person linked; else the likeliest.
fn name_owners(links: &mut [CustomerLink]) {
    let mut owners: HashMap<(String, String), usize> = HashMap::new();
    for (place, link) in links.iter().enumerate() {
        if link.state != LinkState::Linked {
            continue;
        }
        let customer = (link.connection.clone(), link.customer_id.clone());
        owners
            .entry(customer)
            .and_modify(|best| {
                if rank(link) > rank(&links[*best]) {
                    *best = place;
                }
            })
            .or_insert(place);
    }
    let owners: HashSet<usize> = owners.into_values().collect();
    for (place, link) in links.iter_mut().enumerate() {
        link.owner = owners.contains(&place);
    }
}

fn rank(link: &CustomerLink) -> (bool, bool, i64, i64) {
    let person = by_person(link);
    let at = if person {
        link.decided_at.as_microsecond()
    } else {
        0
    };
    // Thousandths of a point are exact enough to choose by.
    #[allow(clippy::cast_possible_truncation)]
    let score = link.score.map_or(0, |score| (score * 1000.0) as i64);
    (person && link.owner, person, at, score)
}
