//! The tables of a staging file.

use crate::store::{
    dataset::Dataset,
    schema::{Column, columns},
    sql::identifier,
};

/// The tables around the rows.
///
/// `pages` is a log: the cursor of a partition is that of its last page, and rows of pages that are no
/// longer in it (a read that was begun again) do not count.
const FRAME: &str = "
CREATE TABLE run (
    layout VARCHAR, run_id VARCHAR, vendor VARCHAR, connection VARCHAR, started_at TIMESTAMP, plan VARCHAR
);
CREATE TABLE pages (
    page BIGINT, dataset VARCHAR, customer_id VARCHAR, subscription_id VARCHAR, period_day DATE,
    rows BIGINT, rejected BIGINT, next VARCHAR, read_at TIMESTAMP
);
CREATE TABLE outcomes (
    position BIGINT, dataset VARCHAR, customer_id VARCHAR, subscription_id VARCHAR, period_day DATE,
    outcome VARCHAR, reason VARCHAR
);
CREATE TABLE rejected (page BIGINT, key VARCHAR, reason VARCHAR, source VARCHAR, about VARCHAR);
CREATE TABLE features (page BIGINT, name VARCHAR, reason VARCHAR);
";

/// Returns the statements that make the tables.
pub(super) fn create() -> String {
    let mut sql = FRAME.to_owned();
    for dataset in Dataset::ALL {
        let columns: String = columns(dataset).iter().map(column).collect();
        sql.push_str(&format!(
            "CREATE TABLE {} (page BIGINT{columns});\n",
            identifier(&dataset.staging_table())
        ));
    }
    sql
}

fn column(column: &Column) -> String {
    format!(", {} {}", identifier(column.name), column.column_type.sql())
}

/// Returns a text that is another one when the tables are other ones: a file that an older program
/// left behind must not be read by the new one's columns.
pub(super) fn layout() -> String {
    use sha2::{Digest, Sha256};
    crate::base::hex(&Sha256::digest(create().as_bytes()))
}
