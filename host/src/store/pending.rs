//! What changed and was not taken further yet.
//!
//! A change of the data is committed before both sides are compared, and the comparison before the copy for readers is
//! replaced: each of them is long, and a process can be killed in between. So a change leaves a mark within its own
//! transaction, the step that follows takes it away within its own, and whoever reads meanwhile can be told.

use duckdb::Connection;
use jiff::Timestamp;

use super::open::Store;
use super::sql::to_timestamp;

/// What has to follow a change of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Both sides are compared, and the findings brought up to date.
    Compare,
    /// The copy for readers is replaced.
    Publish,
}

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Compare => "compare",
            Self::Publish => "publish",
        }
    }
}

/// Notes that a change has to be compared and published; to be called within its transaction.
///
/// # Errors
///
/// If the database cannot be written.
pub(crate) fn changed(connection: &Connection, change: &str) -> duckdb::Result<()> {
    mark(connection, Step::Compare, change)?;
    mark(connection, Step::Publish, change)
}

/// Notes that everything is compared, which has to be published; to be called within the transaction of the comparison.
///
/// # Errors
///
/// If the database cannot be written.
pub(crate) fn compared(connection: &Connection) -> duckdb::Result<()> {
    done(connection, Step::Compare)?;
    mark(connection, Step::Publish, "a comparison")
}

/// Notes that a change has to be published that no comparison depends on; to be called within its transaction.
///
/// # Errors
///
/// If the database cannot be written.
pub(crate) fn decided(connection: &Connection) -> duckdb::Result<()> {
    mark(connection, Step::Publish, "a decision about a finding")
}

/// Notes that the copy for readers is as new as this database.
///
/// # Errors
///
/// If the database cannot be written.
pub(crate) fn published(connection: &Connection) -> duckdb::Result<()> {
    done(connection, Step::Publish)
}

fn mark(connection: &Connection, step: Step, change: &str) -> duckdb::Result<()> {
    connection
        .execute(
            "INSERT INTO pending
             SELECT ?1, ?2, make_timestamp(epoch_us(now()))
             WHERE NOT EXISTS (SELECT 1 FROM pending WHERE step = ?1 AND change = ?2)",
            [step.name(), change],
        )
        .map(drop)
}

fn done(connection: &Connection, step: Step) -> duckdb::Result<()> {
    connection
        .execute("DELETE FROM pending WHERE step = ?", [step.name()])
        .map(drop)
}

impl Store {
    /// Since when the published copy is older than the database; none where it is as new, or none was ever due.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn unpublished_since(&self) -> duckdb::Result<Option<Timestamp>> {
        self.pending_since(Step::Publish)
    }

    /// Since when the findings are older than the data; none where they are as new.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn uncompared_since(&self) -> duckdb::Result<Option<Timestamp>> {
        self.pending_since(Step::Compare)
    }

    fn pending_since(&self, step: Step) -> duckdb::Result<Option<Timestamp>> {
        let since: Option<i64> = self.connection.query_row(
            "SELECT epoch_us(min(since)) FROM pending WHERE step = ?",
            [step.name()],
            |row| row.get(0),
        )?;
        Ok(since.map(to_timestamp))
    }
}
