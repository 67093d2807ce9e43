//! Brings a database to the schema that this program knows.
//!
//! A released migration is never edited; a change of the schema is a new file with the next number.

use std::path::Path;

use duckdb::Connection;

use super::{copy::copy_database, error::OpenError, permissions, sql};
use crate::base::files::beside;

/// A numbered change of the schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Migration {
    /// The version of the schema after it.
    pub(super) version: u32,
    /// What it is about.
    pub(super) name: &'static str,
    /// The statements.
    pub(super) sql: &'static str,
}

/// All changes, in order: the files in `migrations/`, which `build.rs` lists.
pub(super) const MIGRATIONS: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// Applies the changes that the file lacks, in one transaction. A file that had a schema before is
/// kept beside it as `<file>.before-0002` (the number of the first change).
pub(super) fn migrate(
    connection: &Connection,
    path: &Path,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let found = version(connection, path)?;
    let known = newest(migrations);
    if found > known {
        return Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    let mut missing = migrations
        .iter()
        .filter(|migration| migration.version > found)
        .peekable();
    let Some(first) = missing.peek() else {
        return Ok(());
    };
    let failed = |version, source| OpenError::Migration {
        path: path.to_owned(),
        version,
        source,
    };
    if found > 0 {
        let copy = beside(path, &format!(".before-{:04}", first.version));
        copy_database(connection, path, &copy, permissions::private_database)
            .map_err(|source| failed(first.version, source))?;
    }
    let transaction = connection
        .unchecked_transaction()
        .map_err(|source| failed(first.version, source.into()))?;
    for migration in missing {
        apply(&transaction, migration)
            .map_err(|source| failed(migration.version, source.into()))?;
    }
    transaction
        .commit()
        .map_err(|source| failed(known, source.into()))
}

/// Refuses a file whose schema is not the one that this program reads.
pub(super) fn check(
    connection: &Connection,
    path: &Path,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let found = version(connection, path)?;
    let known = newest(migrations);
    let path = path.to_owned();
    match found.cmp(&known) {
        std::cmp::Ordering::Less => Err(OpenError::Older { path, found, known }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(OpenError::Newer { path, found, known }),
    }
}

pub(super) fn newest(migrations: &[Migration]) -> u32 {
    migrations
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}

/// Reads the version of the file's schema; 0 for an empty file.
pub(super) fn version(connection: &Connection, path: &Path) -> Result<u32, OpenError> {
    let failed = |source| OpenError::Database {
        path: path.to_owned(),
        source,
    };
    let (ours, tables): (bool, i64) = connection
        .query_row(
            "SELECT count(*) FILTER (table_name = 'schema_migrations') > 0 AS ours, count(*) AS tables
             FROM duckdb_tables() WHERE database_name = current_database()",
            [],
            |row| Ok((row.get("ours")?, row.get("tables")?)),
        )
        .map_err(failed)?;
    if !ours {
        return if tables == 0 {
            Ok(0)
        } else {
            Err(OpenError::Foreign(path.to_owned()))
        };
    }
    connection
        .query_row(
            "SELECT coalesce(max(version), 0) FROM schema_migrations",
            [],
            |row| row.get(0),
        )
        .map_err(failed)
}

fn apply(connection: &Connection, migration: &Migration) -> duckdb::Result<()> {
    connection.execute_batch(migration.sql)?;
    // Not the database's own clock: its time zones are an extension that is not built in.
    connection.execute_batch(&format!(
        "INSERT INTO schema_migrations (version, name, applied_at) VALUES ({}, {}, {})",
        migration.version,
        sql::text(migration.name),
        sql::timestamp(jiff::Timestamp::now())
    ))
}
