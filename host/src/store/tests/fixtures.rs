//! A folder with a database and a state folder, and rows to sync.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use arrow::{
    array::{
        ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray,
        TimestampMicrosecondArray,
    },
    util::display::array_value_to_string,
};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::store::{
    Dataset, MergeOptions, MergeReport, Partition, StagedPage, StagedRun, Staging, Store, query,
    schema::{ColumnType, DECIMAL_DIGITS, DECIMAL_SCALE, arrow_schema, columns},
};

/// A value of a row.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Text(String),
    /// A count, a day, a moment in microseconds, or a decimal in millionths.
    Number(i64),
    Flag(bool),
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

/// A row: what it says; columns that it does not name are null, or `-`, 0 or false where they must not be.
#[derive(Debug, Clone, Default)]
pub(super) struct TestRow(BTreeMap<&'static str, Cell>);

impl TestRow {
    pub(super) fn with(mut self, column: &'static str, value: impl Into<Cell>) -> Self {
        self.0.insert(column, value.into());
        self
    }
}

pub(super) fn customer(id: &str) -> TestRow {
    TestRow::default()
        .with("id", id)
        .with("name", format!("Name of {id}").as_str())
        .with("status", "active")
        .with("path", "[]")
}

pub(super) fn subscription(id: &str, customer: &str, seats: i64) -> TestRow {
    TestRow::default()
        .with("id", id)
        .with("customer_id", customer)
        .with("status", "active")
        .with("charge_model", "seats")
        .with("committed", "[]")
        .with("seats", seats)
        .with("billing_cycle", "monthly")
        .with("commitment_term", "annual")
        .with("unit_cost", money("9.50"))
        .with("currency", "USD")
        .with("priced", true)
}

pub(super) fn usage(id: &str, customer: &str, used: i64) -> TestRow {
    TestRow::default()
        .with("id", id)
        .with("customer_id", customer)
        .with("meter_id", id)
        .with("used", used * 1_000_000)
}

pub(super) fn charge(name: &str, amount: &str) -> TestRow {
    TestRow::default()
        .with("direction", "payable")
        .with("kind", "recurring")
        .with("charge_name", name)
        .with("billing_period_from", day("2026-10-01"))
        .with("billing_period_to", day("2026-10-31"))
        .with("amount", money(amount))
        .with("currency", "USD")
}

/// An amount in millionths.
pub(super) fn money(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<6}").parse().unwrap()
}

/// A day in days since 1970-01-01.
pub(super) fn day(text: &str) -> i64 {
    at(&format!("{text}T00:00:00Z")).as_second() / 86_400
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Builds a batch of a dataset.
pub(super) fn batch(dataset: Dataset, rows: &[TestRow]) -> RecordBatch {
    for row in rows {
        for name in row.0.keys() {
            assert!(
                columns(dataset).iter().any(|column| column.name == *name),
                "{dataset} has no {name}"
            );
        }
    }
    let arrays = columns(dataset)
        .iter()
        .map(|column| {
            let cells: Vec<Option<&Cell>> = rows.iter().map(|row| row.0.get(column.name)).collect();
            array(column.column_type, column.required, &cells)
        })
        .collect();
    RecordBatch::try_new(arrow_schema(dataset), arrays).unwrap()
}

fn array(column_type: ColumnType, required: bool, cells: &[Option<&Cell>]) -> ArrayRef {
    let numbers = || {
        cells.iter().map(move |cell| match cell {
            Some(Cell::Number(number)) => Some(*number),
            None => required.then_some(0),
            other => panic!("{other:?} is not a number"),
        })
    };
    match column_type {
        ColumnType::Text | ColumnType::Term | ColumnType::Json => Arc::new(
            cells
                .iter()
                .map(|cell| match cell {
                    Some(Cell::Text(text)) => Some(text.as_str()),
                    None => required.then_some("-"),
                    other => panic!("{other:?} is no text"),
                })
                .collect::<StringArray>(),
        ),
        ColumnType::Flag => Arc::new(
            cells
                .iter()
                .map(|cell| match cell {
                    Some(Cell::Flag(flag)) => Some(*flag),
                    None => required.then_some(false),
                    other => panic!("{other:?} is no flag"),
                })
                .collect::<BooleanArray>(),
        ),
        ColumnType::Count => Arc::new(numbers().collect::<Int64Array>()),
        ColumnType::Date => Arc::new(
            numbers()
                .map(|day| day.map(|day| i32::try_from(day).unwrap()))
                .collect::<Date32Array>(),
        ),
        ColumnType::Timestamp => Arc::new(numbers().collect::<TimestampMicrosecondArray>()),
        ColumnType::Decimal => Arc::new(
            numbers()
                .map(|units| units.map(i128::from))
                .collect::<Decimal128Array>()
                .with_precision_and_scale(DECIMAL_DIGITS, DECIMAL_SCALE)
                .unwrap(),
        ),
    }
}

/// A page, the last of its partition unless it is given a cursor.
pub(super) fn page(partition: &Partition, rows: &[TestRow], read_at: Timestamp) -> StagedPage {
    StagedPage {
        partition: partition.clone(),
        rows: batch(partition.dataset, rows),
        rejected: Vec::new(),
        unavailable: Vec::new(),
        next: None,
        read_at,
    }
}

/// A place to sync to.
pub(super) struct Place {
    pub(super) folder: TempDir,
    runs: usize,
}

pub(super) const CONNECTION: &str = "sherweb-main";

impl Place {
    pub(super) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            runs: 0,
        }
    }

    pub(super) fn database(&self) -> PathBuf {
        self.folder.path().join("seatwise.duckdb")
    }

    pub(super) fn store(&self) -> Store {
        Store::open(&self.database()).unwrap()
    }

    pub(super) fn staging(&self) -> Staging {
        Staging::open(&self.folder.path().join("state"), CONNECTION).unwrap()
    }

    /// Begins a run.
    pub(super) fn begin(&mut self, started_at: &str) -> Staging {
        self.runs += 1;
        let mut staging = self.staging();
        staging
            .begin(&StagedRun {
                run_id: format!("run-{}", self.runs),
                vendor: "sherweb".to_owned(),
                connection: CONNECTION.to_owned(),
                started_at: at(started_at),
                plan: "all".to_owned(),
            })
            .unwrap();
        staging
    }

    /// Runs a whole sync at a moment: stages what `fill` stages, merges and discards it.
    pub(super) fn sync(
        &mut self,
        now: &str,
        fill: impl FnOnce(&mut Staging, Timestamp),
    ) -> MergeReport {
        self.sync_with(MergeOptions::new(at(now)), fill)
    }

    pub(super) fn sync_with(
        &mut self,
        options: MergeOptions,
        fill: impl FnOnce(&mut Staging, Timestamp),
    ) -> MergeReport {
        let mut staging = self.begin(&options.now.to_string());
        fill(&mut staging, options.now);
        let report = self.store().merge(&mut staging, &options).unwrap();
        staging.discard().unwrap();
        report
    }

    /// Syncs rows that are the whole of a dataset.
    pub(super) fn sync_account(
        &mut self,
        now: &str,
        dataset: Dataset,
        rows: &[TestRow],
    ) -> MergeReport {
        self.sync(now, |staging, now| {
            staging
                .append(vec![page(&Partition::account(dataset), rows, now)])
                .unwrap();
        })
    }

    /// Syncs the rows of each customer.
    pub(super) fn sync_customers(
        &mut self,
        now: &str,
        dataset: Dataset,
        customers: &[(&str, &[TestRow])],
    ) -> MergeReport {
        self.sync(now, |staging, now| {
            let pages = customers
                .iter()
                .map(|(customer, rows)| page(&Partition::customer(dataset, *customer), rows, now))
                .collect();
            staging.append(pages).unwrap();
        })
    }

    /// Queries the database: a line for each row, values separated by ` | `, nulls empty.
    pub(super) fn rows(&self, sql: &str) -> Vec<String> {
        let result = query(&self.database(), sql).unwrap();
        let mut lines = Vec::new();
        for batch in &result.batches {
            for row in 0..batch.num_rows() {
                let cells: Vec<String> = batch
                    .columns()
                    .iter()
                    .map(|column| array_value_to_string(column, row).unwrap())
                    .collect();
                lines.push(cells.join(" | "));
            }
        }
        lines
    }
}
