//! Takes what was read of a file into the database, in one transaction.
//!
//! A line that the file no longer has is ended, not deleted; it returns when it comes back. What a line
//! said, and when, is in `psa_contract_line_history`. A list of customers ends only customers that a
//! list brought.

mod compare;
mod customers;
mod guard;
mod write;

use std::path::Path;

use duckdb::Connection;
use jiff::Timestamp;

use super::{
    content::Content,
    report::{Counts, RowFault},
};
use crate::store::sql::{text, timestamp};

pub(super) use compare::{Comparison, Newest, compare, newest};
pub(super) use guard::suspicious;
pub(super) use write::{rewind, write};

/// What is merged.
#[derive(Debug, Clone)]
pub(super) struct Incoming<'i> {
    pub(super) import_id: String,
    pub(super) psa: &'i str,
    pub(super) profile: &'i str,
    pub(super) content: Content,
    pub(super) file_name: &'i str,
    pub(super) sha256: &'i str,
    pub(super) as_of: Timestamp,
    pub(super) now: Timestamp,
    pub(super) rows: u64,
    pub(super) skipped: u64,
}

/// Memory of the engine while it merges; most files need a small part of it. A million lines that all
/// changed fit into it.
const MEMORY: &str = "512MB";

/// Makes the scratch file of an import visible as `seatwise_psa`, and sets what the SQL reads.
pub(super) fn attach(
    connection: &Connection,
    scratch: &Path,
    incoming: &Incoming<'_>,
) -> duckdb::Result<()> {
    connection.execute_batch(&format!(
        "SET memory_limit = '{MEMORY}';
         ATTACH {} AS seatwise_psa (READ_ONLY);
         SET VARIABLE psa = {};
         SET VARIABLE content = {};
         SET VARIABLE import_id = {};
         SET VARIABLE as_of = {};
         SET VARIABLE now = {};",
        text(&scratch.to_string_lossy()),
        text(incoming.psa),
        text(incoming.content.name()),
        text(&incoming.import_id),
        timestamp(incoming.as_of),
        timestamp(incoming.now),
    ))
}

/// Removes what a merge leaves in the connection.
pub(super) fn detach(connection: &Connection) -> duckdb::Result<()> {
    connection.execute_batch(include_str!("../sql/merge/cleanup.sql"))
}
