//! Tells how far the staged reads came.

use duckdb::{Row, params};

use super::{
    append::{OF_PARTITION, day},
    file::Staging,
};
use crate::store::{
    dataset::{Dataset, Partition, Role},
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
    /// What was noted instead of an end, or besides: `failed`, `incomplete`, `skipped`, `unavailable` or `not_planned`, and why.
    pub outcome: Option<(String, String)>,
}

/// What tells a row of a dataset from the others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StagedKey {
    /// The customer, where ids are unique within one.
    pub customer: Option<String>,
    /// The id.
    pub id: String,
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
    dataset, customer_id, subscription_id, period_day - DATE '1970-01-01' AS day,
    arg_max_null(next, page) AS cursor, coalesce(arg_max(next IS NULL, page), false) AS complete,
    count(page) AS pages, sum(rows)::BIGINT AS rows,
    arg_max(outcome, position) AS outcome, arg_max(reason, position) AS reason
FROM seen
GROUP BY dataset, customer_id, subscription_id, period_day
ORDER BY ALL";

/// Rows of pages that count: of a read that was not begun again.
const CUSTOMERS: &str = "
SELECT id, arg_max(name, rowid) AS name, arg_max(status = 'suspended', rowid) AS suspended
FROM customers SEMI JOIN pages ON pages.page = customers.page
GROUP BY id ORDER BY min(rowid)";

const SUBSCRIPTIONS: &str = "
SELECT id, arg_max_null(publisher_subscription_id, rowid) AS publisher_subscription_id,
    arg_max(customer_id, rowid) AS customer_id
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

    /// Returns the keys of a partition's staged rows, each as often as it was read; none for datasets
    /// whose rows have no key. A read that is resumed has to know what came before.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn keys(&mut self, partition: &Partition) -> Result<Vec<StagedKey>, StagingError> {
        let dataset = partition.dataset;
        let definition = dataset.definition();
        if definition.is_without_key() {
            return Ok(Vec::new());
        }
        // What tells equal ids apart.
        let mut others = definition
            .of(Role::Key)
            .filter(|column| column.name != "id");
        let owner = others.next().map_or("NULL", |column| column.name);
        let table = dataset.staging_table();
        let sql = format!(
            "WITH own AS (SELECT page FROM pages WHERE {OF_PARTITION})
             SELECT {owner} AS customer, id FROM {table} SEMI JOIN own ON own.page = {table}.page
             UNION ALL
             SELECT NULL, key FROM rejected SEMI JOIN own ON own.page = rejected.page WHERE key IS NOT NULL"
        );
        let mut statement = self.database()?.prepare(&sql)?;
        let keys = statement.query_map(
            params![
                dataset.name(),
                partition.customer,
                partition.subscription,
                day(partition)
            ],
            |row| {
                Ok(StagedKey {
                    customer: row.get("customer")?,
                    id: row.get("id")?,
                })
            },
        )?;
        Ok(keys.collect::<duckdb::Result<_>>()?)
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
    let name: String = row.get("dataset")?;
    let dataset: Dataset = name.parse().map_err(|error| {
        duckdb::Error::FromSqlConversionFailure(0, duckdb::types::Type::Text, Box::new(error))
    })?;
    let partition = Partition {
        dataset,
        customer: row.get("customer_id")?,
        subscription: row.get("subscription_id")?,
        period_day: row.get("day")?,
    };
    let outcome: Option<String> = row.get("outcome")?;
    let reason: Option<String> = row.get("reason")?;
    Ok(PartitionProgress {
        partition,
        cursor: row.get("cursor")?,
        complete: row.get("complete")?,
        pages: row.get("pages")?,
        rows: row.get("rows")?,
        outcome: outcome.map(|outcome| (outcome, reason.unwrap_or_default())),
    })
}
