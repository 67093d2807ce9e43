//! Links in the database: who is who and what is what between the distributors and the PSA.
//!
//! The room takes what is stored to the matcher ([`crate::matching`]), writes down what comes out, and
//! keeps what people decide. Decisions win over the matcher; running it again changes nothing of them.

mod choose;
mod contact;
mod customer_links;
mod customers;
mod decisions;
mod error;
mod exchange;
mod named_subscriptions;
mod product_links;
mod products;
mod records;
mod run;
mod shared_codes;
#[cfg(test)]
pub(crate) mod tests;

pub use choose::{Choice, CustomerOfDistributor, CustomerOfPsa};
pub use contact::Contact;
pub use customer_links::{CustomerLink, LinkFilter, LinkState};
pub use error::LinkError;
pub use exchange::{ExchangeError, Exchanged};
pub use product_links::{ProductLink, ProductVerdict};
pub use run::{Counts, LinkReport};

use crate::store::Store;

/// The links of a database that is open to write.
#[derive(Debug)]
pub struct Links<'a> {
    store: &'a Store,
}

impl<'a> Links<'a> {
    /// Takes the links of a database.
    pub fn of(store: &'a Store) -> Self {
        Self { store }
    }

    fn connection(&self) -> &'a duckdb::Connection {
        self.store.connection()
    }
}
