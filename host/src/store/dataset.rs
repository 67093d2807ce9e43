//! What can be read from a vendor, and in which parts.

use std::{fmt, str::FromStr};

/// A dataset of the contract. The order is the order in which datasets are merged.
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
}

impl Dataset {
    /// All datasets, customers first: what is merged later may depend on them.
    pub const ALL: [Self; 7] = [
        Self::Customers,
        Self::Subscriptions,
        Self::Usage,
        Self::PayableCharges,
        Self::ReceivableCharges,
        Self::Products,
        Self::Activities,
    ];

    /// Returns the name, as the contract, the command line and the database spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Subscriptions => "subscriptions",
            Self::Usage => "usage",
            Self::PayableCharges => "payable-charges",
            Self::ReceivableCharges => "receivable-charges",
            Self::Products => "products",
            Self::Activities => "activities",
        }
    }

    /// Returns what its rows are, in a few words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Customers => "Customers",
            Self::Subscriptions => "Subscriptions with seats, terms and prices",
            Self::Usage => "What is assigned or consumed against what was bought",
            Self::PayableCharges => "What the MSP owes",
            Self::ReceivableCharges => "What the MSP's customers owe",
            Self::Products => "The catalog",
            Self::Activities => "What happened to subscriptions",
        }
    }

    /// Returns the column that tells equal ids apart, `NULL` where an id is unique within the
    /// connection; none where rows have no id at all.
    pub(super) fn key_owner(self) -> Option<&'static str> {
        match self {
            Self::Customers | Self::Subscriptions | Self::Activities => Some("NULL"),
            Self::Usage | Self::Products => Some("customer_id"),
            Self::PayableCharges | Self::ReceivableCharges => None,
        }
    }

    /// Returns the name of its table in a staging file.
    pub(super) fn staging_table(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Subscriptions => "subscriptions",
            Self::Usage => "usage",
            Self::PayableCharges => "payable_charges",
            Self::ReceivableCharges => "receivable_charges",
            Self::Products => "products",
            Self::Activities => "activities",
        }
    }
}

impl fmt::Display for Dataset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name that no dataset has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "find a dataset named {0:?}: the datasets are customers, subscriptions, usage, payable-charges, receivable-charges, products and activities"
)]
pub struct UnknownDataset(pub String);

impl FromStr for Dataset {
    type Err = UnknownDataset;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|dataset| dataset.name() == name)
            .ok_or_else(|| UnknownDataset(name.to_owned()))
    }
}

/// What one read covers: a dataset, of one customer or subscription where the vendor has it so, of
/// one billing period where it has periods.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partition {
    /// The dataset.
    pub dataset: Dataset,
    /// The id of the customer; none where the read covers the whole account.
    pub customer: Option<String>,
    /// The id of the subscription; none where the read covers more than one.
    pub subscription: Option<String>,
    /// A day inside the billing period, in days since 1970-01-01; none where there are no periods.
    pub period_day: Option<i32>,
}

impl Partition {
    /// Returns the partition that covers the whole account.
    pub fn account(dataset: Dataset) -> Self {
        Self {
            dataset,
            customer: None,
            subscription: None,
            period_day: None,
        }
    }

    /// Returns the partition of one customer.
    pub fn customer(dataset: Dataset, customer: impl Into<String>) -> Self {
        Self {
            dataset,
            customer: Some(customer.into()),
            subscription: None,
            period_day: None,
        }
    }

    /// Returns the same partition for the billing period that has the day, in days since 1970-01-01.
    #[must_use]
    pub fn in_period(mut self, period_day: i32) -> Self {
        self.period_day = Some(period_day);
        self
    }
}
