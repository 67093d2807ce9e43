//! What a file of the PSA holds.

use std::{fmt, str::FromStr};

use crate::store::Dataset;

/// What a file of the PSA holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// Lines of contracts, agreements or recurring invoices; they name their customers too.
    ContractLines,
    /// The list of customers.
    Customers,
}

impl Content {
    /// Both, in the order in which they are tried when nobody says what a file holds.
    pub const ALL: [Self; 2] = [Self::ContractLines, Self::Customers];

    /// Returns the dataset that its rows are.
    pub(super) const fn dataset(self) -> Dataset {
        match self {
            Self::ContractLines => Dataset::ContractLines,
            Self::Customers => Dataset::PsaCustomers,
        }
    }

    /// Returns the name on the command line, in profiles and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ContractLines => "contract-lines",
            Self::Customers => "customers",
        }
    }
}

impl fmt::Display for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name that no content has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read {0:?} from a file: expected customers or contract-lines")]
pub struct UnknownContent(pub String);

impl FromStr for Content {
    type Err = UnknownContent;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|content| content.name() == name)
            .ok_or_else(|| UnknownContent(name.to_owned()))
    }
}
