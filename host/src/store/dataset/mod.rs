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

use crate::contract::DatasetName;

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

    /// Returns what the contract of distributors calls so.
    pub(crate) fn of_contract(name: DatasetName) -> Self {
        match name {
            DatasetName::Customers => Self::Customers,
            DatasetName::Subscriptions => Self::Subscriptions,
            DatasetName::Usage => Self::Usage,
            DatasetName::PayableCharges => Self::PayableCharges,
            DatasetName::ReceivableCharges => Self::ReceivableCharges,
            DatasetName::Products => Self::Products,
            DatasetName::Activities => Self::Activities,
        }
    }

    /// Returns what the contract of distributors calls it; none of the billing side.
    pub(crate) fn in_contract(self) -> Option<DatasetName> {
        match self {
            Self::Customers => Some(DatasetName::Customers),
            Self::Subscriptions => Some(DatasetName::Subscriptions),
            Self::Usage => Some(DatasetName::Usage),
            Self::PayableCharges => Some(DatasetName::PayableCharges),
            Self::ReceivableCharges => Some(DatasetName::ReceivableCharges),
            Self::Products => Some(DatasetName::Products),
            Self::Activities => Some(DatasetName::Activities),
            Self::PsaCustomers | Self::ContractLines => None,
        }
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

#[cfg(test)]
mod tests {
    use super::Dataset;

    #[test]
    fn the_contract_has_a_name_for_every_dataset_of_distributors_and_for_no_other() {
        for dataset in Dataset::ALL {
            let name = dataset.in_contract();
            let is_of_distributors = Dataset::OF_DISTRIBUTORS.contains(&dataset);
            assert_eq!(name.is_some(), is_of_distributors, "{dataset}");
            assert_eq!(name.map_or(dataset, Dataset::of_contract), dataset);
        }
    }
}
