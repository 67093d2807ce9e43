//! What `seatwise status` shows: the last runs, how fresh the data is, and what was rejected.

use duckdb::Row;
use jiff::Timestamp;

use super::{
    dataset::{Dataset, Definition},
    error::StatusError,
    merge::RunStatus,
    open::Store,
    sql::to_timestamp,
};

/// A run that was merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSummary {
    /// The id of the run.
    pub run_id: String,
    /// The vendor id.
    pub vendor: String,
    /// The connection.
    pub connection: String,
    /// When it began to read.
    pub started_at: Timestamp,
    /// When it was merged.
    pub finished_at: Timestamp,
    /// How it ended.
    pub status: RunStatus,
    /// Rows read.
    pub read: u64,
    /// Rows that were not there before.
    pub added: u64,
    /// Rows of which a field changed.
    pub changed: u64,
    /// Rows newly marked missing.
    pub missing: u64,
    /// Rows that break a rule.
    pub rejected: u64,
    /// Partitions that were not read to their end.
    pub stale: u64,
    /// What a person should know; none when all went well.
    pub message: Option<String>,
}

/// How fresh a dataset of a connection is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetFreshness {
    /// The vendor id.
    pub vendor: String,
    /// The connection.
    pub connection: String,
    /// The dataset.
    pub dataset: Dataset,
    /// The last moment at which any part of it was read to its end; none: never.
    pub last_complete_at: Option<Timestamp>,
    /// The oldest of the moments at which its parts were last read to their end; none where a part never was. Parts that
    /// are left out on purpose do not count.
    pub oldest_complete_at: Option<Timestamp>,
    /// The same of its fresh parts alone; none where no part is fresh.
    pub fresh_complete_at: Option<Timestamp>,
    /// Parts (customers, or the whole account) that are fresh.
    pub fresh: u64,
    /// Parts that a run wanted and did not get.
    pub stale: u64,
    /// Parts that are left out on purpose.
    pub skipped: u64,
    /// Why the account does not have the dataset at all, where it has not.
    pub unavailable: Option<String>,
    /// Stale parts, the longest stale ones first; three at most.
    pub examples: Vec<StaleCustomer>,
    /// Parts that are left out on purpose, those with the oldest rows first; three at most.
    pub left_out: Vec<LeftOutCustomer>,
}

/// A customer whose part of a dataset is left out on purpose: it keeps the rows of its last read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutCustomer {
    /// Its id; none for the whole account.
    pub customer_id: Option<String>,
    /// Its name, where it is known.
    pub customer_name: Option<String>,
    /// When it was last read to its end; none: never.
    pub last_complete_at: Option<Timestamp>,
    /// Why it is left out.
    pub reason: String,
}

/// A customer whose part of a dataset is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleCustomer {
    /// Its id; none where the whole account is stale.
    pub customer_id: Option<String>,
    /// Its name, where it is known.
    pub customer_name: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub reason: String,
}

/// How many rows of a dataset are rejected at present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedCount {
    /// The connection.
    pub connection: String,
    /// The dataset.
    pub dataset: Dataset,
    /// How many rows.
    pub rows: u64,
    /// The most frequent reason.
    pub example: String,
}

/// What is imported of a PSA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillingSide {
    /// The name of the PSA instance.
    pub psa: String,
    /// When a file was last imported; none: never.
    pub imported_at: Option<Timestamp>,
    /// Customers that its list has.
    pub customers: u64,
    /// Contract lines that go on.
    pub lines: u64,
}

/// How many rows there are now of each dataset and connection.
fn row_counts() -> String {
    let counts = Dataset::OF_DISTRIBUTORS.map(|dataset| {
        let Definition { table, live, .. } = dataset.definition();
        format!(
            "SELECT connection, '{}' AS dataset, count(*) AS rows
             FROM {table} AS stored WHERE {live} GROUP BY connection",
            dataset.name()
        )
    });
    counts.join("\nUNION ALL\n")
}

/// The states in which a part is to be read: the age of a dataset is the age of these.
const WANTED: &str = "state NOT IN ('skipped', 'not_planned', 'unavailable')";

/// The states in which a part is stale by a fault.
const STALE: &str = "state IN ('failed', 'unfinished', 'not_planned', 'incomplete', 'held_back')";

impl Store {
    /// Returns the last runs, the latest first, of one connection or of all.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn runs(
        &self,
        connection: Option<&str>,
        limit: u32,
    ) -> Result<Vec<RunSummary>, StatusError> {
        let mut statement = self.connection.prepare(
            "SELECT run_id, vendor, connection, epoch_us(started_at) AS started_at_us,
                 epoch_us(finished_at) AS finished_at_us, status, rows_read, rows_added,
                 rows_changed, rows_missing, rows_rejected, partitions_stale, message
             FROM sync_runs WHERE ?1 IS NULL OR connection = ?1
             ORDER BY finished_at DESC, started_at DESC, run_id LIMIT ?2",
        )?;
        let runs = statement.query_map(duckdb::params![connection, limit], run)?;
        Ok(runs.collect::<duckdb::Result<_>>()?)
    }

    /// Returns how fresh each dataset of each connection is. Customers that are gone do not count.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn freshness(&self) -> Result<Vec<DatasetFreshness>, StatusError> {
        let sql = format!(
            "SELECT
                 any_value(vendor) AS vendor, connection, dataset,
                 epoch_us(max(last_complete_at)) AS last_complete_at_us,
                 CASE
                     WHEN count(*) FILTER ({WANTED}) = 0 THEN epoch_us(min(last_complete_at))
                     WHEN count(*) FILTER (last_complete_at IS NULL AND {WANTED}) = 0
                         THEN epoch_us(min(last_complete_at) FILTER ({WANTED}))
                 END AS oldest_complete_at_us,
                 count(*) FILTER (state = 'fresh') AS fresh,
                 count(*) FILTER ({STALE} AND (customer_id IS NOT NULL OR state <> 'not_planned')) AS stale,
                 count(*) FILTER (state = 'skipped') AS skipped,
                 any_value(stale_reason) FILTER (state = 'unavailable' AND customer_id IS NULL) AS unavailable,
                 epoch_us(min(last_complete_at) FILTER (state = 'fresh')) AS fresh_complete_at_us
             FROM sync_checkpoints WHERE state <> 'gone'
             GROUP BY connection, dataset"
        );
        let mut statement = self.connection.prepare(&sql)?;
        let mut datasets: Vec<DatasetFreshness> = statement
            .query_map([], freshness)?
            .filter_map(Result::transpose)
            .collect::<duckdb::Result<_>>()?;
        datasets.sort_by(|left, right| {
            (&left.connection, left.dataset).cmp(&(&right.connection, right.dataset))
        });
        for dataset in datasets.iter_mut().filter(|dataset| dataset.stale > 0) {
            dataset.examples = self.examples(dataset)?;
        }
        for dataset in datasets.iter_mut().filter(|dataset| dataset.skipped > 0) {
            dataset.left_out = self.left_out(dataset)?;
        }
        Ok(datasets)
    }

    /// Returns how many rows there are of each dataset of each connection; rows that are missing at the
    /// vendor do not count, and of usage the latest week does.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn row_counts(&self) -> Result<Vec<(String, Dataset, u64)>, StatusError> {
        let mut statement = self.connection.prepare(&row_counts())?;
        let counts = statement.query_map([], |row| {
            let Some(dataset) = dataset(row)? else {
                return Ok(None);
            };
            Ok(Some((row.get("connection")?, dataset, row.get("rows")?)))
        })?;
        Ok(counts
            .filter_map(Result::transpose)
            .collect::<duckdb::Result<_>>()?)
    }

    /// Returns how many rows are rejected at present, by connection and dataset.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn rejected(&self) -> Result<Vec<RejectedCount>, StatusError> {
        let mut statement = self.connection.prepare(
            "SELECT connection, dataset, count(*) AS rows, mode(reason) AS example FROM rejected_rows
             GROUP BY connection, dataset ORDER BY connection, dataset",
        )?;
        let counts = statement.query_map([], |row| {
            let Some(dataset) = dataset(row)? else {
                return Ok(None);
            };
            Ok(Some(RejectedCount {
                connection: row.get("connection")?,
                dataset,
                rows: row.get("rows")?,
                example: row.get("example")?,
            }))
        })?;
        Ok(counts
            .filter_map(Result::transpose)
            .collect::<duckdb::Result<_>>()?)
    }

    /// Returns what is imported of each PSA.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn billing(&self) -> Result<Vec<BillingSide>, StatusError> {
        let mut statement = self.connection.prepare(
            "SELECT sides.psa,
                 epoch_us((SELECT max(imported_at) FROM psa_imports AS imports WHERE imports.psa = sides.psa))
                     AS imported_at,
                 (SELECT count(*) FROM psa_customers AS people WHERE people.psa = sides.psa AND people.ended_at IS NULL)
                     AS customers,
                 (SELECT count(*) FROM psa_contract_lines AS lines WHERE lines.psa = sides.psa AND lines.ended_at IS NULL)
                     AS lines
             FROM (SELECT psa FROM psa_imports UNION SELECT psa FROM psa_customers) AS sides
             ORDER BY sides.psa",
        )?;
        let sides = statement.query_map([], |row| {
            Ok(BillingSide {
                psa: row.get("psa")?,
                imported_at: row.get::<_, Option<i64>>("imported_at")?.map(to_timestamp),
                customers: row.get("customers")?,
                lines: row.get("lines")?,
            })
        })?;
        Ok(sides.collect::<duckdb::Result<_>>()?)
    }

    /// Returns when both sides were last compared with success; none: never.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn compared_at(&self) -> Result<Option<Timestamp>, StatusError> {
        let moment: Option<i64> = self.connection.query_row(
            "SELECT epoch_us(max(compared_at)) FROM comparisons WHERE status = 'complete'",
            [],
            |row| row.get(0),
        )?;
        Ok(moment.map(to_timestamp))
    }

    fn examples(&self, dataset: &DatasetFreshness) -> duckdb::Result<Vec<StaleCustomer>> {
        let sql = format!(
            "SELECT checkpoints.customer_id, customers.name AS customer_name,
                 epoch_us(checkpoints.stale_since) AS since, checkpoints.stale_reason AS reason
             FROM sync_checkpoints AS checkpoints
             LEFT JOIN customers
                 ON customers.connection = checkpoints.connection AND customers.id = checkpoints.customer_id
             WHERE checkpoints.connection = ?1 AND checkpoints.dataset = ?2 AND {STALE}
             ORDER BY checkpoints.stale_since, customers.name, checkpoints.customer_id LIMIT 3"
        );
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map(
            [dataset.connection.as_str(), dataset.dataset.name()],
            |row| {
                Ok(StaleCustomer {
                    customer_id: row.get("customer_id")?,
                    customer_name: row.get("customer_name")?,
                    since: to_timestamp(row.get("since")?),
                    reason: row.get("reason")?,
                })
            },
        )?;
        rows.collect()
    }

    fn left_out(&self, dataset: &DatasetFreshness) -> duckdb::Result<Vec<LeftOutCustomer>> {
        let mut statement = self.connection.prepare(
            "SELECT checkpoints.customer_id, customers.name AS customer_name,
                 epoch_us(checkpoints.last_complete_at) AS last_complete_at_us,
                 coalesce(checkpoints.stale_reason, 'no reason is known') AS reason
             FROM sync_checkpoints AS checkpoints
             LEFT JOIN customers
                 ON customers.connection = checkpoints.connection AND customers.id = checkpoints.customer_id
             WHERE checkpoints.connection = ?1 AND checkpoints.dataset = ?2 AND checkpoints.state = 'skipped'
             ORDER BY checkpoints.last_complete_at NULLS FIRST, customers.name, checkpoints.customer_id LIMIT 3",
        )?;
        let rows = statement.query_map(
            [dataset.connection.as_str(), dataset.dataset.name()],
            |row| {
                Ok(LeftOutCustomer {
                    customer_id: row.get("customer_id")?,
                    customer_name: row.get("customer_name")?,
                    last_complete_at: row
                        .get::<_, Option<i64>>("last_complete_at_us")?
                        .map(to_timestamp),
                    reason: row.get("reason")?,
                })
            },
        )?;
        rows.collect()
    }
}

fn run(row: &Row<'_>) -> duckdb::Result<RunSummary> {
    Ok(RunSummary {
        run_id: row.get("run_id")?,
        vendor: row.get("vendor")?,
        connection: row.get("connection")?,
        started_at: to_timestamp(row.get("started_at_us")?),
        finished_at: to_timestamp(row.get("finished_at_us")?),
        status: RunStatus::from_name(&row.get::<_, String>("status")?),
        read: row.get("rows_read")?,
        added: row.get("rows_added")?,
        changed: row.get("rows_changed")?,
        missing: row.get("rows_missing")?,
        rejected: row.get("rows_rejected")?,
        stale: row.get("partitions_stale")?,
        message: row.get("message")?,
    })
}

/// None for a dataset that a newer program wrote.
fn freshness(row: &Row<'_>) -> duckdb::Result<Option<DatasetFreshness>> {
    let Some(dataset) = dataset(row)? else {
        return Ok(None);
    };
    Ok(Some(DatasetFreshness {
        vendor: row.get("vendor")?,
        connection: row.get("connection")?,
        dataset,
        last_complete_at: row
            .get::<_, Option<i64>>("last_complete_at_us")?
            .map(to_timestamp),
        oldest_complete_at: row
            .get::<_, Option<i64>>("oldest_complete_at_us")?
            .map(to_timestamp),
        fresh: row.get("fresh")?,
        stale: row.get("stale")?,
        skipped: row.get("skipped")?,
        unavailable: row.get("unavailable")?,
        fresh_complete_at: row
            .get::<_, Option<i64>>("fresh_complete_at_us")?
            .map(to_timestamp),
        examples: Vec::new(),
        left_out: Vec::new(),
    }))
}

fn dataset(row: &Row<'_>) -> duckdb::Result<Option<Dataset>> {
    Ok(row.get::<_, String>("dataset")?.parse().ok())
}
