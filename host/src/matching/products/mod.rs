//! What is what: the distributors' products and those of the PSA's contracts.
//!
//! The term of a product (annual, monthly) says how it is paid, not what it is, so it is ignored; the
//! segment (education, non-profit, government) is another product at another price.

mod agree;
mod aliases;
mod engine;
mod id;
mod name;
mod named;
mod nearby;
mod product;
mod similar;
#[cfg(test)]
mod tests;

pub use agree::names_agree;
pub use engine::match_products;
pub use name::Segment;
pub use product::{
    ContractProduct, DistributedProduct, ProductBand, ProductCandidate, ProductOutcome,
};
