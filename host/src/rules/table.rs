//! The tables of the rules.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

use duckdb::Connection;
use jiff::Timestamp;

use super::{
    error::RuleError,
    kind::RuleKind,
    read::{Importer, Row, read},
};
use crate::{
    base::spreadsheet::{MARK, write_texts},
    store::{Store, pending},
};

/// Replaces all rules of a kind by those of a CSV file, and returns how many there are: all of them are
/// taken, or none.
///
/// # Errors
///
/// [`RuleError::Heading`] and [`RuleError::Value`] say what is not understood, and where.
pub fn import(
    store: &Store,
    kind: RuleKind,
    path: &Path,
    by: &str,
    now: Timestamp,
) -> Result<u64, RuleError> {
    let rows = read(kind, path, &Importer { by, now })?;
    let connection = store.connection();
    let transaction = connection.unchecked_transaction()?;
    connection.execute_batch(&format!("DELETE FROM {}", kind.table()))?;
    insert(connection, kind, &rows)?;
    pending::changed(connection, "an import of rules")?;
    transaction.commit()?;
    Ok(rows.len() as u64)
}

fn insert(connection: &Connection, kind: RuleKind, rows: &[Row]) -> duckdb::Result<()> {
    let marks = vec!["?"; kind.columns().len()].join(", ");
    let mut statement =
        connection.prepare(&format!("INSERT INTO {} VALUES ({marks})", kind.table()))?;
    for row in rows {
        statement.execute(duckdb::params_from_iter(row.iter()))?;
    }
    Ok(())
}

/// Writes all rules of a kind into a CSV file, and returns how many there are.
///
/// # Errors
///
/// If the file cannot be written or the database not be read.
pub fn export(store: &Store, kind: RuleKind, path: &Path) -> Result<u64, RuleError> {
    let failed = |source| RuleError::File {
        verb: "write",
        path: path.to_owned(),
        source,
    };
    let columns: Vec<_> = kind
        .columns()
        .iter()
        .map(|column| match column.name {
            "decided_at" => {
                "strftime(decided_at, '%Y-%m-%dT%H:%M:%S.%fZ') AS decided_at".to_owned()
            }
            name => format!("{name}::VARCHAR AS {name}"),
        })
        .collect();
    let sql = format!(
        "SELECT {} FROM {} ORDER BY ALL",
        columns.join(", "),
        kind.table()
    );
    let unwritten = |error: std::io::Error| failed(error.into());
    let mut file = BufWriter::new(File::create(path).map_err(unwritten)?);
    file.write_all(MARK.as_bytes()).map_err(unwritten)?;
    write_texts(&mut file, kind.columns().iter().map(|column| column.name)).map_err(unwritten)?;
    let mut statement = store.connection().prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let cells = kind
            .columns()
            .iter()
            .map(|column| row.get::<_, Option<String>>(column.name))
            .collect::<duckdb::Result<Vec<_>>>()?;
        let cells = cells.iter().map(|cell| cell.as_deref().unwrap_or_default());
        write_texts(&mut file, cells).map_err(unwritten)?;
        count += 1;
    }
    file.flush().map_err(unwritten)?;
    Ok(count)
}

/// Returns the heading of a file of rules, to begin one with.
#[must_use]
pub fn template(kind: RuleKind) -> String {
    let names: Vec<_> = kind.columns().iter().map(|column| column.name).collect();
    names.join(",")
}
