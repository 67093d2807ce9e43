//! What can be read from a distributor or a PSA, and in which parts.
//!
//! Each dataset is described once, in a file of its own: its columns, its key, its table, and what proves that a row is
//! gone. Staging, comparison, writing and counting follow from that.

mod activities;
mod charges;
mod contract_lines;
mod customers;
mod definition;
mod partition;
mod products;
mod psa_customers;
mod subscriptions;
mod usage;

use std::{fmt, str::FromStr};

pub(super) use definition::{Change, Definition, Role, Scope};
pub use definition::{Column, ColumnType};
pub use partition::Partition;

/// What is read from a distributor or a PSA. The order is the order in which datasets are merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dataset {
    /// The customers of the account.
    Customers,
    /// Seats bought.
    Subscriptions,
    /// What is assigned or consumed.
    Usage,
    /// What the MSP owes the distributor.
    PayableCharges,
    /// What the MSP's customers owe.
    ReceivableCharges,
    /// What can be bought.
    Products,
    /// What happened to subscriptions.
    Activities,
    /// The customers of the PSA.
    PsaCustomers,
    /// What the PSA bills them.
    ContractLines,
}

impl Dataset {
    /// Those of distributors, customers first: what is merged later may depend on them.
    pub const OF_DISTRIBUTORS: [Self; 7] = [
        Self::Customers,
        Self::Subscriptions,
        Self::Usage,
        Self::PayableCharges,
        Self::ReceivableCharges,
        Self::Products,
        Self::Activities,
    ];

    /// All datasets, in the order in which they are merged.
    pub const ALL: [Self; 9] = [
        Self::Customers,
        Self::Subscriptions,
        Self::Usage,
        Self::PayableCharges,
        Self::ReceivableCharges,
        Self::Products,
        Self::Activities,
        Self::PsaCustomers,
        Self::ContractLines,
    ];

    /// Returns all that is to be known of it.
    pub(super) fn definition(self) -> &'static Definition {
        match self {
            Self::Customers => &customers::DEFINITION,
            Self::Subscriptions => &subscriptions::DEFINITION,
            Self::Usage => &usage::DEFINITION,
            Self::PayableCharges => &charges::PAYABLE,
            Self::ReceivableCharges => &charges::RECEIVABLE,
            Self::Products => &products::DEFINITION,
            Self::Activities => &activities::DEFINITION,
            Self::PsaCustomers => &psa_customers::DEFINITION,
            Self::ContractLines => &contract_lines::DEFINITION,
        }
    }

    /// Returns the name, as the contract, the command line and the database spell it.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// Returns what its rows are, in a few words.
    pub fn meaning(self) -> &'static str {
        self.definition().meaning
    }

    /// Returns whether rows have a key, by which two reads of one list can be joined.
    pub fn has_keys(self) -> bool {
        !self.definition().is_without_key()
    }

    /// Returns the name of its table in a staging file.
    pub(super) fn staging_table(self) -> String {
        self.name().replace('-', "_")
    }
}

impl fmt::Display for Dataset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name that no dataset has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("find a dataset named {0:?}: the datasets are {names}", names = names())]
pub struct UnknownDataset(pub String);

fn names() -> String {
    let mut names = Dataset::OF_DISTRIBUTORS.map(Dataset::name).to_vec();
    let last = names.pop().unwrap_or_default();
    format!("{} and {last}", names.join(", "))
}

impl FromStr for Dataset {
    type Err = UnknownDataset;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|dataset| dataset.name() == name)
            .ok_or_else(|| UnknownDataset(name.to_owned()))
    }
}
