//! What the room promises, record by record.

mod decisions;
mod doubts;
mod evidence;
mod ids;
mod levels;
mod sharing;

use super::*;

/// Makes a distributor's customer.
fn left(id: &str, name: &str) -> Record {
    Record {
        source: "sherweb".to_owned(),
        id: id.to_owned(),
        name: name.to_owned(),
        ..Record::default()
    }
}

/// Makes a customer of the PSA.
fn right(id: &str, name: &str) -> Record {
    Record {
        source: "halopsa".to_owned(),
        ..left(id, name)
    }
}

/// Returns a record at a postal code.
fn at(postal_code: &str, record: Record) -> Record {
    Record {
        postal_code: Some(postal_code.to_owned()),
        ..record
    }
}

/// Matches one customer to several without decisions.
fn one(left: Record, rights: &[Record]) -> Outcome {
    match_customers(&[left], rights, &[]).remove(0)
}

/// Returns the ids of the candidates.
fn ids(outcome: &Outcome) -> Vec<&str> {
    let candidates = outcome.candidates.iter();
    candidates.map(|candidate| candidate.id.as_str()).collect()
}
