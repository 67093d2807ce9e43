//! Puts pages into staging.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use arrow::{
    array::{ArrayRef, Int64Array, RecordBatch},
    compute::concat_batches,
    datatypes::{DataType, Field, Schema},
    error::ArrowError,
};
use duckdb::{
    Appender, Connection, params,
    types::{TimeUnit, Value},
};
use jiff::Timestamp;

use super::{file::Staging, page::StagedPage};
use crate::store::{
    dataset::{Dataset, Partition},
    error::StagingError,
    schema::{arrow_schema, columns},
    sql::{identifier, text},
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

    /// Stages the rows that a table of another database file has, under the names of the dataset's columns, as one page that
    /// is the last one.
    ///
    /// # Errors
    ///
    /// If the file or the table is not there, or a row lacks what every row has.
    pub fn append_table(
        &mut self,
        partition: &Partition,
        source: &Path,
        table: &str,
        read_at: Timestamp,
    ) -> Result<(), StagingError> {
        let page = self.next_page;
        let dataset = partition.dataset;
        let columns: Vec<String> = columns(dataset)
            .iter()
            .map(|column| identifier(column.name))
            .collect();
        let attach = format!(
            "ATTACH {} AS source (READ_ONLY)",
            text(&source.to_string_lossy())
        );
        let insert = format!(
            "INSERT INTO {} BY NAME SELECT {page} AS page, {} FROM source.{}",
            identifier(&dataset.staging_table()),
            columns.join(", "),
            identifier(table)
        );
        let database = self.database()?;
        database.execute_batch(&attach)?;
        let transaction = database.transaction()?;
        let rows = transaction.execute(&insert, [])?;
        append_log(
            &mut transaction.appender("pages")?,
            &Logged {
                page,
                partition,
                rows: count(rows),
                rejected: 0,
                next: None,
                read_at,
            },
        )?;
        transaction.commit()?;
        database.execute_batch("DETACH source")?;
        self.next_page = page + 1;
        Ok(())
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

/// A page as the log of pages has it.
struct Logged<'p> {
    page: i64,
    partition: &'p Partition,
    rows: i64,
    rejected: i64,
    next: Option<&'p str>,
    read_at: Timestamp,
}

fn append_log(log: &mut Appender<'_>, logged: &Logged<'_>) -> duckdb::Result<()> {
    let partition = logged.partition;
    log.append_row(params![
        logged.page,
        partition.dataset.name(),
        partition.customer,
        partition.subscription,
        day(partition),
        logged.rows,
        logged.rejected,
        logged.next,
        Value::Timestamp(TimeUnit::Microsecond, logged.read_at.as_microsecond()),
    ])
}

fn append_pages(connection: &Connection, pages: &[StagedPage], first: i64) -> duckdb::Result<()> {
    let mut log = connection.appender("pages")?;
    let mut rejected = connection.appender("rejected")?;
    let mut features = connection.appender("features")?;
    for (page, number) in pages.iter().zip(first..) {
        let logged = Logged {
            page: number,
            partition: &page.partition,
            rows: count(page.rows.num_rows()),
            rejected: count(page.rejected.len()),
            next: page.next.as_deref(),
            read_at: page.read_at,
        };
        append_log(&mut log, &logged)?;
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

/// A page of a plugin has at most 10,000 rows, and a file some millions; the fallback cannot be reached.
fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn shape(dataset: Dataset, error: ArrowError) -> StagingError {
    StagingError::Shape {
        dataset,
        problem: error.to_string(),
    }
}
