//! What people decided, and for how long it holds.

mod decision;
mod lapse;
mod ledger;

pub use decision::{Decision, Verdict, name_key};
pub(super) use ledger::{Ledger, Standing};
