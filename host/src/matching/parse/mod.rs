//! A name, as people and systems spell it, becomes variants that can be compared.

mod brackets;
mod domain_shaped;
mod legal;
mod markers;
mod name;
mod numbers;
mod pieces;
mod tails;
mod tokens;
mod variant;
mod word;

pub(super) use legal::LegalClass;
pub(super) use name::{ParsedName, parse};
pub(super) use tokens::tokens;
pub(super) use variant::{Role, Variant};
pub(super) use word::{Word, canonical};
