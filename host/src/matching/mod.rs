//! Who is who: the distributors' customers and the PSA's, and what is what: their products.
//!
//! A wrong link bills the wrong customer; a missing one hides money. So a pair is linked
//! automatically only if it is practically certain; everything else is queued for review with its
//! evidence. The rooms follow the way of a record: `parse` reads its name, `weigh` says what
//! each word tells, `candidates` finds whom it may be, `terms` compares the two, `scorecard` gives
//! points, `rivals` takes away what others have too, `guards` and `bands` judge, `explain` puts it
//! into words, and `decisions` holds what people said, which counts more than all of it.
//!
//! The room does no input or output, but for [`score_files`], which measures it.

mod alphabets;
mod bands;
mod candidates;
mod contact;
mod corpus;
mod counts;
mod decisions;
mod domain;
mod engine;
mod exact;
mod explain;
mod fold;
mod guards;
mod outcome;
mod parallel;
mod parse;
mod products;
mod record;
mod rivals;
mod score_files;
mod scorecard;
mod scorer;
mod sharing;
mod similarity;
mod tables;
mod terms;
#[cfg(test)]
mod tests;
mod vocabulary;
mod weigh;

pub use bands::Band;
pub use decisions::{Decision, Verdict, name_key};
pub use engine::match_customers;
pub use guards::Guard;
pub use outcome::{Basis, Candidate, Outcome, Point};
pub use products::{
    ContractProduct, DistributedProduct, ProductBand, ProductCandidate, ProductOutcome, Segment,
    match_products, names_agree,
};
pub use record::Record;
pub use score_files::{ScoreError, ScoreSummary, score_files};
pub use scorecard::SCORECARD;
pub use terms::Level;
