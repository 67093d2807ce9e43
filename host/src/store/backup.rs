//! Copies the database for a backup, and says what is in it.

use std::{collections::BTreeMap, path::Path, time::Duration};

use duckdb::Connection;

use super::{
    connect::{self, Holder},
    copy::{self, CopyError},
    error::{BackupError, OpenError},
    guard::OpenGuard,
    migrate::{self, MIGRATIONS},
    open::wait_and_open,
    permissions, sql,
};

/// What a database holds, so that a copy can be compared with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The version of its schema.
    pub schema_version: u32,
    /// How many rows each table has.
    pub rows: BTreeMap<String, u64>,
}

/// Writes a consistent copy of a database, whatever the version of its schema, and says what is in it.
/// Waits while another process writes the database; while the copy is made, nobody can write it.
///
/// # Errors
///
/// [`OpenError::Locked`] names who has it open after `wait`; [`BackupError::Copy`] where the copy cannot
/// be written, or does not hold what the database holds.
pub fn copy_for_backup(path: &Path, to: &Path, wait: Duration) -> Result<Inventory, BackupError> {
    let (_guard, connection) = wait_and_open(wait, || attach(path))?;
    let inventory = count(&connection, path)?;
    let failed = |source| BackupError::Copy {
        path: path.to_owned(),
        to: to.to_owned(),
        source,
    };
    copy::copy_database(&connection, path, to, permissions::private_database).map_err(failed)?;
    let copied = self::inventory(to)?;
    if copied != inventory {
        return Err(failed(CopyError::Io(std::io::Error::other(format!(
            "the copy holds {copied:?} and the database {inventory:?}"
        )))));
    }
    Ok(inventory)
}

/// Says what a database holds. It may have any version of the schema.
///
/// # Errors
///
/// [`OpenError::Missing`], [`OpenError::Locked`], and [`OpenError::Foreign`] for a file that this program
/// did not make.
pub fn inventory(path: &Path) -> Result<Inventory, OpenError> {
    let (_guard, connection) = attach(path)?;
    count(&connection, path)
}

/// Makes sure that nobody has the database open, and moves what is in its write-ahead log into it. A file
/// that is not a database, or a damaged one, is left as it is.
///
/// # Errors
///
/// [`OpenError::Locked`] names who has it open.
pub fn let_go(path: &Path) -> Result<(), OpenError> {
    if !path.exists() {
        return Ok(());
    }
    let _guard = OpenGuard::writer(path).ok_or_else(|| held_here(path))?;
    match connect::writable(path) {
        Ok(connection) => {
            // What cannot be moved stays where it is: the log is put aside with the file.
            connection.checkpoint().ok();
            Ok(())
        }
        Err(error @ OpenError::Locked { .. }) => Err(error),
        Err(_) => Ok(()),
    }
}

/// Returns the newest version of the schema that this program knows.
#[must_use]
pub fn newest_schema() -> u32 {
    migrate::newest(MIGRATIONS)
}

/// Attaches a database for reading. A connection that is itself read-only could not write a copy.
fn attach(path: &Path) -> Result<(OpenGuard, Connection), OpenError> {
    if !path.exists() {
        return Err(OpenError::Missing(path.to_owned()));
    }
    let guard = OpenGuard::reader(path).ok_or_else(|| held_here(path))?;
    let connection = connect::attached(path)?;
    Ok((guard, connection))
}

fn held_here(path: &Path) -> OpenError {
    OpenError::Locked {
        path: path.to_owned(),
        holder: Holder::this_process(),
    }
}

fn count(connection: &Connection, path: &Path) -> Result<Inventory, OpenError> {
    let schema_version = migrate::version(connection, path)?;
    let rows = tables(connection)
        .and_then(|tables| {
            tables
                .into_iter()
                .map(|table| {
                    let statement = format!("SELECT count(*) FROM {}", sql::identifier(&table));
                    let rows: i64 = connection.query_row(&statement, [], |row| row.get(0))?;
                    Ok((table, u64::try_from(rows).unwrap_or_default()))
                })
                .collect()
        })
        .map_err(|source| OpenError::Database {
            path: path.to_owned(),
            source,
        })?;
    Ok(Inventory {
        schema_version,
        rows,
    })
}

fn tables(connection: &Connection) -> duckdb::Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT table_name FROM duckdb_tables()
         WHERE database_name = current_database() AND NOT internal ORDER BY table_name",
    )?;
    let names = statement.query_map([], |row| row.get(0))?;
    names.collect()
}
