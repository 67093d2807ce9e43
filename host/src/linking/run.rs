//! Runs the matcher over everything that is stored.

use jiff::Timestamp;
use serde::Serialize;

use super::{Links, customers, error::LinkError, products};
use crate::{analysis::known, store::pending};

/// What a run of the matcher found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct LinkReport {
    /// The distributors' customers.
    pub customers: Counts,
    /// The distributed products.
    pub products: Counts,
}

/// How many of a kind are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Linked because a person said so.
    pub confirmed: u64,
    /// Linked because an id agrees.
    pub exact: u64,
    /// Linked because the evidence is as good as sure.
    pub inferred: u64,
    /// Proposed, for a person to look at.
    pub review: u64,
    /// Nothing is like them.
    pub none: u64,
    /// A person said that the PSA has no such customer.
    pub not_a_customer: u64,
}

impl Counts {
    /// How many are linked.
    #[must_use]
    pub const fn linked(self) -> u64 {
        self.confirmed + self.exact + self.inferred
    }
}

impl Links<'_> {
    /// Returns whether anything of a PSA was ever imported; without it there is nothing to link to.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn has_psa(&self) -> Result<bool, LinkError> {
        let sql = "SELECT count(*) > 0 FROM psa_imports";
        Ok(self.connection().query_row(sql, [], |row| row.get(0))?)
    }

    /// Matches all customers and all products again. Decisions of people stay; what the matcher
    /// wrote before is replaced. All of it becomes visible at once.
    ///
    /// # Errors
    ///
    /// If the database fails; the links are as they were then.
    pub fn run(&self, now: Timestamp) -> Result<LinkReport, LinkError> {
        let transaction = self.connection().unchecked_transaction()?;
        // A name that only a bill has is linked too, so what its lines are about must be known first.
        known::renew(self.connection())?;
        let customers = customers::link(self, now)?;
        let products = products::link(self, now)?;
        pending::changed(self.connection(), "new links")?;
        transaction.commit()?;
        Ok(LinkReport {
            customers,
            products,
        })
    }
}
