//! What becomes of a distributor's customer, and why.

use serde::Serialize;

use super::{bands::Band, guards::Guard, terms::Level};

/// What becomes of one of the distributor's customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Who has it; [`Record::source`](super::Record::source).
    pub source: String,
    /// Its id there.
    pub id: String,
    /// Whether it is linked, a person must look, or nothing is like it.
    pub band: Band,
    /// Why it is linked; none unless it is.
    pub basis: Option<Basis>,
    /// Whether a person said that the PSA has no such customer, and nothing new contradicts.
    pub not_a_customer: bool,
    /// The PSA's customers that it may be, at most three, the best first. Of a linked one the first is
    /// the counterpart; where a person linked it to several, all of these come first.
    pub candidates: Vec<Candidate>,
    /// The ids of the same distributor's customers that are linked to the same customer of the PSA.
    pub shared_with: Vec<String>,
}

/// Why a pair is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// A person said so.
    Confirmed,
    /// The Microsoft tenant id or the tax id agrees.
    Exact,
    /// The score is high enough.
    Inferred,
}

/// One of the PSA's customers that it may be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// The PSA that has it.
    pub source: String,
    /// Its id there.
    pub id: String,
    /// Whether this pair is linked.
    pub linked: bool,
    /// The score in log-odds; 2.6 and more is sure.
    pub score: f64,
    /// The score as a probability, 0 to 1.
    pub confidence: f64,
    /// How the names relate.
    pub level: Level,
    /// What counted, in points of log-odds.
    pub points: Vec<Point>,
    /// Why a person must look, however high the score.
    pub guards: Vec<Guard>,
    /// The words that belong together, as each side spells them.
    pub matched: Vec<(String, String)>,
    /// Words that only the distributor's name has.
    pub left_only: Vec<String>,
    /// Words that only the PSA's name has.
    pub right_only: Vec<String>,
    /// All this in a sentence.
    pub explanation: String,
}

/// Something that counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// What.
    pub name: &'static str,
    /// How much, in log-odds.
    pub points: f64,
}
