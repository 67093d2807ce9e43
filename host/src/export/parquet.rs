//! The tables as Parquet files that any engine reads.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use duckdb::Connection;
use jiff::Timestamp;
use serde::Serialize;

use super::error::ExportError;
use crate::{
    base::{
        drafts::WorkFolder,
        files::{folder_of, sync_folder_of},
        private::create_folder,
    },
    store::{Store, sql},
};

/// The file of an export that says what is in it, and by which one is known.
pub const CONTENTS: &str = "seatwise-export.json";

/// By which columns a table is partitioned, the outer folder first, where every row has a value there.
const PARTITIONS: [&str; 2] = ["vendor", "iso_week"];

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParquetExport {
    /// When (UTC).
    pub exported_at: String,
    /// The tables, by name.
    pub tables: Vec<TableExport>,
}

/// A table that was exported, into a folder of its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableExport {
    /// Its name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// The columns by which it is partitioned, `column=value` for each folder; none where it is one file.
    pub partitioned_by: Vec<String>,
}

/// Writes all tables into a folder, which is new or empty; with `replaces` also one that holds an earlier
/// export. The folder appears when everything is in it.
///
/// # Errors
///
/// [`ExportError::NotEmpty`] and [`ExportError::Foreign`] where something else would be lost.
pub fn parquet(
    store: &Store,
    folder: &Path,
    replaces: bool,
    now: Timestamp,
) -> Result<ParquetExport, ExportError> {
    let folder = settled(folder)?;
    check(&folder, replaces)?;
    let parent = folder_of(&folder);
    fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
    // Removed with all that is in it unless everything is well.
    let draft = WorkFolder::for_draft(parent).map_err(|error| failed(parent, error))?;
    let new = draft.path().join("new");
    create_folder(&new).map_err(|error| failed(&new, error))?;
    let export = ParquetExport {
        exported_at: now.to_string(),
        tables: write_tables(store.connection(), &new)?,
    };
    let contents = new.join(CONTENTS);
    let text = serde_json::to_vec_pretty(&export).unwrap_or_default();
    fs::write(&contents, text).map_err(|error| failed(&contents, error))?;
    put_in_place(&new, &folder, &draft.path().join("old"))
        .map_err(|error| failed(&folder, error))?;
    Ok(export)
}

/// Follows links, so that it is the folder that is replaced and not the link to it.
fn settled(folder: &Path) -> Result<PathBuf, ExportError> {
    folder
        .canonicalize()
        .or_else(|_| std::path::absolute(folder))
        .map_err(|error| failed(folder, error))
}

fn failed(path: &Path, source: io::Error) -> ExportError {
    ExportError::Io {
        path: path.to_owned(),
        source,
    }
}

fn check(folder: &Path, replaces: bool) -> Result<(), ExportError> {
    let mut entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|error| failed(folder, error))?,
    };
    if entries.next().is_none() {
        return Ok(());
    }
    if !replaces {
        return Err(ExportError::NotEmpty(folder.to_owned()));
    }
    if !folder.join(CONTENTS).is_file() {
        return Err(ExportError::Foreign {
            path: folder.to_owned(),
            file: CONTENTS,
        });
    }
    Ok(())
}

/// Writes the tables as of one moment.
fn write_tables(connection: &Connection, folder: &Path) -> Result<Vec<TableExport>, ExportError> {
    let transaction = connection.unchecked_transaction()?;
    let tables = tables(connection)?
        .into_iter()
        .map(|(table, columns)| write_table(connection, folder, table, columns))
        .collect();
    transaction.rollback()?;
    tables
}

/// Lists the tables, with the columns by which they can be partitioned.
fn tables(connection: &Connection) -> Result<Vec<(String, Vec<String>)>, ExportError> {
    let mut statement = connection.prepare(
        "SELECT table_name FROM duckdb_tables()
         WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal AND NOT temporary
         ORDER BY table_name",
    )?;
    let names: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<duckdb::Result<_>>()?;
    let mut always = connection.prepare(
        "SELECT count(*) FROM duckdb_columns()
         WHERE database_name = current_database() AND schema_name = 'main' AND table_name = ? AND column_name = ?
             AND NOT is_nullable",
    )?;
    let mut tables = Vec::new();
    for table in names {
        let mut partitions = Vec::new();
        for column in PARTITIONS {
            let found: u64 = always.query_row([table.as_str(), column], |row| row.get(0))?;
            if found > 0 {
                partitions.push(column.to_owned());
            }
        }
        tables.push((table, partitions));
    }
    Ok(tables)
}

fn write_table(
    connection: &Connection,
    folder: &Path,
    table: String,
    mut partitions: Vec<String>,
) -> Result<TableExport, ExportError> {
    let folder = folder.join(&table);
    create_folder(&folder).map_err(|error| failed(&folder, error))?;
    let name = sql::identifier(&table);
    let rows: u64 = connection.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| {
        row.get(0)
    })?;
    if rows == 0 {
        // Partitions of nothing are not files, and whoever reads the folder needs the columns.
        partitions.clear();
    }
    let (target, options) = if partitions.is_empty() {
        (folder.join("data_0.parquet"), String::new())
    } else {
        let columns: Vec<_> = partitions
            .iter()
            .map(|column| sql::identifier(column))
            .collect();
        let options = format!(
            ", PARTITION_BY ({}), OVERWRITE_OR_IGNORE",
            columns.join(", ")
        );
        (folder.clone(), options)
    };
    let target = target
        .to_str()
        .ok_or_else(|| ExportError::NoText(folder.clone()))?;
    connection.execute_batch(&format!(
        "COPY {name} TO {} (FORMAT parquet{options})",
        sql::text(target)
    ))?;
    Ok(TableExport {
        table,
        rows,
        partitioned_by: partitions,
    })
}

/// Puts the new folder in the place of the old one, which is kept until the new one is there.
fn put_in_place(new: &Path, folder: &Path, aside: &Path) -> io::Result<()> {
    match fs::rename(folder, aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        moved => {
            if let Err(error) = fs::rename(new, folder) {
                if moved.is_ok() {
                    fs::rename(aside, folder)?;
                }
                return Err(error);
            }
        }
    }
    sync_folder_of(folder)
}
