//! Staging and merging a million usage rows against DuckDB's own append of the same batches.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, Decimal128Array, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use jiff::Timestamp;
use seatwise::store::schema::arrow_schema;
use seatwise::store::{Dataset, MergeOptions, Partition, StagedPage, StagedRun, Staging, Store};

use crate::table::{Table, seconds};

const CUSTOMERS: usize = 1_000;
const PAGES_A_TRANSACTION: usize = 50;

pub(crate) fn measure(table: &mut Table, quick: bool) {
    let rows_each = if quick { 100 } else { 1_000 };
    let rows = CUSTOMERS * rows_each;
    let batches: Vec<RecordBatch> = (0..CUSTOMERS)
        .map(|customer| batch(customer, rows_each))
        .collect();
    let appended = append(&batches);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = folder.path().join("seatwise.duckdb");
    let (staged, merged) = stage_and_merge(folder.path(), &database, &batches, 1);
    let (_, again) = stage_and_merge(folder.path(), &database, &batches, 2);
    let plain = format!(
        "DuckDB's append {} ({})",
        seconds(appended),
        rate(rows, appended)
    );
    for (what, took) in [
        ("stage", staged),
        ("merge, all new", merged),
        ("merge, nothing changed", again),
    ] {
        let ratio = took.as_secs_f64() / appended.as_secs_f64();
        table.row(
            &format!("{what}, {rows} usage rows"),
            format!("{} ({})", seconds(took), rate(rows, took)),
            plain.clone(),
            Some(ratio),
            "reported",
        );
    }
}

fn rate(rows: usize, took: Duration) -> String {
    format!("{:.2} M rows/s", rows as f64 / took.as_secs_f64() / 1e6)
}

/// The same batches into a plain table.
fn append(batches: &[RecordBatch]) -> Duration {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let connection =
        duckdb::Connection::open(folder.path().join("plain.duckdb")).expect("a database");
    let columns: Vec<String> = batches[0]
        .schema()
        .fields()
        .iter()
        .map(|field| {
            let kind = if matches!(field.data_type(), DataType::Decimal128(_, _)) {
                "DECIMAL(18, 6)"
            } else {
                "VARCHAR"
            };
            format!("\"{}\" {kind}", field.name())
        })
        .collect();
    connection
        .execute_batch(&format!("CREATE TABLE plain ({})", columns.join(", ")))
        .expect("a table");
    let begun = Instant::now();
    for some in batches.chunks(PAGES_A_TRANSACTION) {
        let some = arrow::compute::concat_batches(&some[0].schema(), some).expect("one schema");
        let mut appender = connection.appender("plain").expect("an appender");
        appender.append_record_batch(some).expect("an append");
    }
    connection
        .execute_batch("CHECKPOINT")
        .expect("a checkpoint");
    begun.elapsed()
}

fn stage_and_merge(
    state: &std::path::Path,
    database: &std::path::Path,
    batches: &[RecordBatch],
    run: i64,
) -> (Duration, Duration) {
    let now = Timestamp::from_second(1_773_748_800 + run * 3_600).expect("a time");
    let begun = Instant::now();
    let mut staging = Staging::open(state, "bench").expect("a staging file");
    staging
        .begin(&StagedRun {
            run_id: format!("run-{run}"),
            vendor: "bench".to_owned(),
            connection: "bench".to_owned(),
            started_at: now,
            plan: "usage".to_owned(),
        })
        .expect("a run");
    for (first, some) in batches.chunks(PAGES_A_TRANSACTION).enumerate() {
        let pages = some.iter().enumerate().map(|(index, rows)| StagedPage {
            partition: Partition::customer(
                Dataset::Usage,
                customer_id(first * PAGES_A_TRANSACTION + index),
            ),
            rows: rows.clone(),
            rejected: Vec::new(),
            unavailable: Vec::new(),
            next: None,
            read_at: now,
        });
        staging.append(pages.collect()).expect("staged pages");
    }
    let staged = begun.elapsed();
    let begun = Instant::now();
    let mut store = Store::open(database).expect("a database");
    let report = store
        .merge(&mut staging, &MergeOptions::new(now))
        .expect("a merge");
    assert!(report.complete(), "{report:?}");
    staging.discard().expect("an empty staging file");
    (staged, begun.elapsed())
}

fn customer_id(customer: usize) -> String {
    format!("00000000-0000-4000-8000-{customer:012}")
}

fn batch(customer: usize, rows: usize) -> RecordBatch {
    let schema = arrow_schema(Dataset::Usage);
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        match field.data_type() {
            DataType::Decimal128(precision, scale) => {
                let values = (0..rows).map(|row| Some(((row % 100) as i128) * 1_000_000));
                let values: Decimal128Array = values.collect();
                Arc::new(
                    values
                        .with_precision_and_scale(*precision, *scale)
                        .expect("a decimal type"),
                )
            }
            _ => Arc::new(
                (0..rows)
                    .map(|row| cell(field.name(), customer, row))
                    .collect::<StringArray>(),
            ),
        }
    });
    let columns = columns.collect();
    RecordBatch::try_new(schema, columns).expect("the columns of usage")
}

fn cell(column: &str, customer: usize, row: usize) -> Option<String> {
    match column {
        "id" => Some(format!("platform-1/meter-{row}")),
        "customer_id" => Some(customer_id(customer)),
        "platform_id" => Some("platform-1".to_owned()),
        "meter_id" => Some(format!("meter-{row}")),
        "meter_name" => Some(format!("Meter number {row}")),
        _ => None,
    }
}
