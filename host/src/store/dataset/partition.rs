//! The parts in which a vendor is read.

use super::Dataset;

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
