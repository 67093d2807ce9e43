//! Tells how far the staged reads came.

use duckdb::Row;

use super::file::Staging;
use crate::store::{
    dataset::{Dataset, Partition},
    error::StagingError,
    references::{self, CustomerReference, SubscriptionReference},
};

/// How far the read of a partition came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionProgress {
    /// The partition.
    pub partition: Partition,
    /// The cursor of the next page; none before the first page and after the last.
    pub cursor: Option<String>,
    /// Whether it was read to its end.
    pub complete: bool,
    /// How many pages were read.
    pub pages: u64,
    /// How many rows they had, without the rejected ones.
    pub rows: u64,
    /// What was noted instead of an end: `failed`, `skipped`, `unavailable` or `not_planned`, and why.
    pub outcome: Option<(String, String)>,
}

const PROGRESS: &str = "
WITH seen AS (
    SELECT dataset, customer_id, subscription_id, period_day, page, rows, next, NULL AS position,
        NULL AS outcome, NULL AS reason
    FROM pages
    UNION ALL
    SELECT dataset, customer_id, subscription_id, period_day, NULL, 0, NULL, position, outcome, reason
    FROM outcomes
)
SELECT
    dataset, customer_id, subscription_id, period_day - DATE '1970-01-01',
    arg_max_null(next, page), coalesce(arg_max(next IS NULL, page), false), count(page), sum(rows)::BIGINT,
    arg_max(outcome, position), arg_max(reason, position)
FROM seen
GROUP BY dataset, customer_id, subscription_id, period_day
ORDER BY ALL";

/// Rows of pages that count: of a read that was not begun anew.
const CUSTOMERS: &str = "
SELECT id, arg_max(name, rowid), arg_max(status = 'suspended', rowid)
FROM customers SEMI JOIN pages ON pages.page = customers.page
GROUP BY id ORDER BY min(rowid)";

const SUBSCRIPTIONS: &str = "
SELECT id, arg_max_null(publisher_subscription_id, rowid), arg_max(customer_id, rowid)
FROM subscriptions SEMI JOIN pages ON pages.page = subscriptions.page
GROUP BY id ORDER BY min(rowid)";

impl Staging {
    /// Returns every partition of which something was staged or noted.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn progress(&mut self) -> Result<Vec<PartitionProgress>, StagingError> {
        let mut statement = self.database()?.prepare(PROGRESS)?;
        let rows = statement.query_and_then([], progress)?;
        rows.collect()
    }

    /// Returns the staged customers in the order of their pages, each once.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn customers(&mut self) -> Result<Vec<CustomerReference>, StagingError> {
        Ok(references::customers(self.database()?, CUSTOMERS, [])?)
    }

    /// Returns the staged subscriptions in the order of their pages, each once.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn subscriptions(&mut self) -> Result<Vec<SubscriptionReference>, StagingError> {
        Ok(references::subscriptions(
            self.database()?,
            SUBSCRIPTIONS,
            [],
        )?)
    }
}

fn progress(row: &Row<'_>) -> Result<PartitionProgress, StagingError> {
    let name: String = row.get(0)?;
    let dataset: Dataset = name.parse().map_err(|error| {
        duckdb::Error::FromSqlConversionFailure(0, duckdb::types::Type::Text, Box::new(error))
    })?;
    let partition = Partition {
        dataset,
        customer: row.get(1)?,
        subscription: row.get(2)?,
        period_day: row.get(3)?,
    };
    let outcome: Option<String> = row.get(8)?;
    let reason: Option<String> = row.get(9)?;
    Ok(PartitionProgress {
        partition,
        cursor: row.get(4)?,
        complete: row.get(5)?,
        pages: row.get(6)?,
        rows: row.get(7)?,
        outcome: outcome.map(|outcome| (outcome, reason.unwrap_or_default())),
    })
}
