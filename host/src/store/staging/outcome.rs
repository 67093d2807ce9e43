//! Notes why a partition has no rows, or not all.

use duckdb::params;

use super::{append::day, file::Staging};
use crate::store::{
    dataset::{Dataset, Partition},
    error::StagingError,
};

impl Staging {
    /// Notes that a partition failed after its retries: its rows in the database stay as they are, and
    /// are marked stale.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn fail(&mut self, partition: &Partition, reason: &str) -> Result<(), StagingError> {
        self.note(partition, "failed", reason)
    }

    /// Notes that a partition was read to its last page, and that rows may be absent all the same: its
    /// rows are taken, none that is absent is missing, and it is marked stale.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn incomplete(&mut self, partition: &Partition, reason: &str) -> Result<(), StagingError> {
        self.note(partition, "incomplete", reason)
    }

    /// Forgets what was noted of a partition: a later read of it was complete.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn forget_notes(&mut self, partition: &Partition) -> Result<(), StagingError> {
        self.forget("outcomes", partition)
    }

    /// Notes that a partition is left out on purpose (a suspended customer). Its rows stay as they
    /// are; the run is complete all the same.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn skip(&mut self, partition: &Partition, reason: &str) -> Result<(), StagingError> {
        self.note(partition, "skipped", reason)
    }

    /// Notes that the account has no such dataset, at all or for one customer. The run is complete all the same.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn unavailable(
        &mut self,
        dataset: Dataset,
        customer: Option<&str>,
        reason: &str,
    ) -> Result<(), StagingError> {
        self.note(&whole(dataset, customer), "unavailable", reason)
    }

    /// Notes that a dataset was wanted but could not be planned, because what it depends on (the
    /// customers) was not read.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn not_planned(&mut self, dataset: Dataset, reason: &str) -> Result<(), StagingError> {
        self.note(&whole(dataset, None), "not_planned", reason)
    }

    fn note(
        &mut self,
        partition: &Partition,
        outcome: &str,
        reason: &str,
    ) -> Result<(), StagingError> {
        let position = self.next_position;
        self.database()?.execute(
            "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                position,
                partition.dataset.name(),
                partition.customer,
                partition.subscription,
                day(partition),
                outcome,
                reason
            ],
        )?;
        self.next_position = position + 1;
        Ok(())
    }
}

fn whole(dataset: Dataset, customer: Option<&str>) -> Partition {
    Partition {
        dataset,
        customer: customer.map(str::to_owned),
        subscription: None,
        period_day: None,
    }
}
