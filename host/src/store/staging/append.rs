//! Puts pages into staging.

use std::{collections::BTreeMap, sync::Arc};

use arrow::{
    array::{ArrayRef, Int64Array, RecordBatch},
    compute::concat_batches,
    datatypes::{DataType, Field, Schema},
    error::ArrowError,
};
use duckdb::{
    Connection, params,
    types::{TimeUnit, Value},
};

use super::{file::Staging, page::StagedPage};
use crate::store::{
    dataset::{Dataset, Partition},
    error::StagingError,
    schema::arrow_schema,
};

/// The rows of a frame's table that are about one partition.
pub(super) const OF_PARTITION: &str = "dataset = ?1 AND customer_id IS NOT DISTINCT FROM ?2
    AND subscription_id IS NOT DISTINCT FROM ?3 AND period_day IS NOT DISTINCT FROM ?4";

impl Staging {
    /// Stages pages with their cursors in one transaction: all of them, or none.
    ///
    /// Gathered pages cost less: a transaction waits for the disk, and the database takes rows in
    /// blocks of 2,048. Pages of one partition come in the order in which they were read.
    ///
    /// # Errors
    ///
    /// [`StagingError::Shape`] if a batch does not have the columns of its dataset.
    pub fn append(&mut self, pages: Vec<StagedPage>) -> Result<(), StagingError> {
        if pages.is_empty() {
            return Ok(());
        }
        let first = self.next_page;
        let batches = gather(&pages, first)?;
        let transaction = self.database()?.transaction()?;
        for (dataset, batch) in batches {
            let mut appender = transaction.appender(&dataset.staging_table())?;
            appender.append_record_batch(batch)?;
            appender.flush()?;
        }
        append_pages(&transaction, &pages, first)?;
        transaction.commit()?;
        self.next_page = first + count(pages.len());
        Ok(self.database()?.checkpoint_if_long()?)
    }

    /// Forgets what was read of a partition, so that it is read from its beginning.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn restart(&mut self, partition: &Partition) -> Result<(), StagingError> {
        self.forget("pages", partition)?;
        self.forget("outcomes", partition)
    }

    /// Deletes what a table says of a partition.
    pub(super) fn forget(
        &mut self,
        table: &str,
        partition: &Partition,
    ) -> Result<(), StagingError> {
        self.database()?.execute(
            &format!("DELETE FROM {table} WHERE {OF_PARTITION}"),
            params![
                partition.dataset.name(),
                partition.customer,
                partition.subscription,
                day(partition)
            ],
        )?;
        Ok(())
    }
}

/// Joins the pages of each dataset into one batch, each row with the number of its page.
fn gather(
    pages: &[StagedPage],
    first: i64,
) -> Result<BTreeMap<Dataset, RecordBatch>, StagingError> {
    let mut parts: BTreeMap<Dataset, Vec<RecordBatch>> = BTreeMap::new();
    for (page, number) in pages.iter().zip(first..) {
        check(page)?;
        if page.rows.num_rows() > 0 {
            let dataset = page.partition.dataset;
            let numbered = number_rows(page, number).map_err(|error| shape(dataset, error))?;
            parts.entry(dataset).or_default().push(numbered);
        }
    }
    parts
        .into_iter()
        .map(|(dataset, parts)| {
            let joined = concat_batches(&staging_schema(dataset), &parts)
                .map_err(|error| shape(dataset, error))?;
            Ok((dataset, joined))
        })
        .collect()
}

/// The database would take columns by position; a batch with other columns must not get that far.
fn check(page: &StagedPage) -> Result<(), StagingError> {
    let dataset = page.partition.dataset;
    let (schema, expected) = (page.rows.schema(), arrow_schema(dataset));
    if schema.fields().len() != expected.fields().len() {
        let problem = format!(
            "it has {} columns instead of {}",
            schema.fields().len(),
            expected.fields().len()
        );
        return Err(StagingError::Shape { dataset, problem });
    }
    for (found, wanted) in schema.fields().iter().zip(expected.fields()) {
        if found.name() != wanted.name() || found.data_type() != wanted.data_type() {
            let problem = format!(
                "it has column {} of type {} where {} of type {} belongs",
                found.name(),
                found.data_type(),
                wanted.name(),
                wanted.data_type()
            );
            return Err(StagingError::Shape { dataset, problem });
        }
    }
    Ok(())
}

fn number_rows(page: &StagedPage, number: i64) -> Result<RecordBatch, ArrowError> {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![number; page.rows.num_rows()]));
    let columns = std::iter::once(numbers)
        .chain(page.rows.columns().iter().cloned())
        .collect();
    RecordBatch::try_new(staging_schema(page.partition.dataset), columns)
}

fn staging_schema(dataset: Dataset) -> Arc<Schema> {
    let number = Arc::new(Field::new("page", DataType::Int64, false));
    let schema = arrow_schema(dataset);
    let fields: Vec<_> = std::iter::once(number)
        .chain(schema.fields().iter().cloned())
        .collect();
    Arc::new(Schema::new(fields))
}

fn append_pages(connection: &Connection, pages: &[StagedPage], first: i64) -> duckdb::Result<()> {
    let mut log = connection.appender("pages")?;
    let mut rejected = connection.appender("rejected")?;
    let mut features = connection.appender("features")?;
    for (page, number) in pages.iter().zip(first..) {
        let partition = &page.partition;
        log.append_row(params![
            number,
            partition.dataset.name(),
            partition.customer,
            partition.subscription,
            day(partition),
            count(page.rows.num_rows()),
            count(page.rejected.len()),
            page.next,
            Value::Timestamp(TimeUnit::Microsecond, page.read_at.as_microsecond()),
        ])?;
        for row in &page.rejected {
            rejected.append_row(params![number, row.key, row.reason, row.source, row.about])?;
        }
        for feature in &page.unavailable {
            features.append_row(params![number, feature.name, feature.reason])?;
        }
    }
    log.flush()?;
    rejected.flush()?;
    features.flush()
}

/// The day of a partition as the database takes it.
pub(super) fn day(partition: &Partition) -> Value {
    partition.period_day.map_or(Value::Null, Value::Date32)
}

/// A page has at most 10,000 rows; the fallback cannot be reached.
fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn shape(dataset: Dataset, error: ArrowError) -> StagingError {
    StagingError::Shape {
        dataset,
        problem: error.to_string(),
    }
}
