//! Runs what a person asks of the database: read-only, one statement, nothing but the database.

use std::path::Path;

use arrow::{
    array::{RecordBatch, StructArray},
    datatypes::SchemaRef,
};
use duckdb::{AccessMode, Config, Connection};

use super::{
    carried::{Target, rewritten},
    connect,
    error::{OpenError, QueryError},
    guard::OpenGuard,
    parquet, single_select, sql as literal,
    time_zone::use_in_session,
};
use crate::{base::files::fill, base::zone::Zone};

/// What a query returned.
#[derive(Debug, Clone)]
pub struct QueryResult {
    /// The columns, also when there are no rows.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
}

impl QueryResult {
    /// Returns the number of rows.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// Runs one statement and returns its whole result.
///
/// # Errors
///
/// [`QueryError::Writing`] while a sync writes the file, [`QueryError::ReadOnly`] and
/// [`QueryError::Outside`] for statements that would change it or reach outside of it.
pub fn query(path: &Path, sql: &str) -> Result<QueryResult, QueryError> {
    Reader::open(path, Reach::Database)?.answer_for(sql, Target::Text)
}

/// Runs one statement as [`query`] does, by the days of a time zone, whichever the database uses.
///
/// # Errors
///
/// Those of [`query`].
pub fn query_in(path: &Path, sql: &str, zone: &Zone) -> Result<QueryResult, QueryError> {
    Reader::open_in(path, zone)?.answer_for(sql, Target::Text)
}

/// Runs one statement, by the days of a time zone, and writes its result into a Parquet file. Returns the number of
/// rows.
///
/// The file appears, or replaces the one in its place, when it is whole.
///
/// # Errors
///
/// Those of [`query`], and [`QueryError::Io`] where the file cannot be written.
pub fn query_to_parquet(path: &Path, sql: &str, to: &Path, zone: &Zone) -> Result<u64, QueryError> {
    let reader = Reader::open_in(path, zone)?;
    single_select::check(&reader.connection, sql)?;
    let rewritten = rewritten(&reader.connection, sql, Target::File);
    let sql = rewritten.as_ref().map_or(sql, |rewritten| &rewritten.sql);
    let result = reader.run(sql).map_err(refusal)?;
    let columns = reader.columns(sql).map_err(refusal)?;
    let failed = |source| QueryError::Io {
        path: to.to_owned(),
        source,
    };
    fill(to, failed, |draft| {
        let draft = std::path::absolute(draft).map_err(failed)?;
        let name = draft
            .to_str()
            .ok_or_else(|| failed(std::io::Error::other("the path is not UTF-8")))?;
        parquet::write(&columns, &result.batches, name).map_err(refusal)
    })?;
    Ok(result.rows() as u64)
}

/// One state of the database, for a report that asks many questions: they all see the same rows, and what several
/// of them are based on can be computed once. No sync can write while it is held.
#[derive(Debug)]
pub struct Snapshot(Reader);

impl Snapshot {
    /// Opens the database for reading.
    ///
    /// # Errors
    ///
    /// [`QueryError::Writing`] while a sync writes the file.
    pub fn open(path: &Path) -> Result<Self, QueryError> {
        Reader::open(path, Reach::Scratch).map(Self)
    }

    /// Runs statements that make temporary tables or macros, which are gone with the snapshot.
    ///
    /// # Errors
    ///
    /// Those of [`query`].
    pub fn prepare(&self, statements: &str) -> Result<(), QueryError> {
        self.0.connection.execute_batch(statements).map_err(refusal)
    }

    /// Runs one statement and returns its whole result.
    ///
    /// # Errors
    ///
    /// Those of [`query`].
    pub fn query(&self, sql: &str) -> Result<QueryResult, QueryError> {
        self.0.answer(sql)
    }
}

/// What a connection can reach beside the pages of its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Nothing: not even the files that DuckDB itself opens for a database. Shutting the network and all other files
    /// leaves those, and a statement may write them.
    Database,
    /// DuckDB's own files for what does not fit into memory. For statements of this program.
    Scratch,
}

/// A connection that can read one database and write nothing.
#[derive(Debug)]
struct Reader {
    connection: Connection,
    _guard: OpenGuard,
}

impl Reader {
    fn open(path: &Path, reach: Reach) -> Result<Self, QueryError> {
        Self::prepared(path, reach, |_| Ok(()))
    }

    fn open_in(path: &Path, zone: &Zone) -> Result<Self, QueryError> {
        Self::prepared(path, Reach::Database, |connection| {
            use_in_session(connection, zone)
        })
    }

    fn prepared(
        path: &Path,
        reach: Reach,
        prepare: impl FnOnce(&Connection) -> duckdb::Result<()>,
    ) -> Result<Self, QueryError> {
        if !path.exists() {
            return Err(OpenError::Missing(path.to_owned()).into());
        }
        let writing = |holder| QueryError::Writing {
            path: path.to_owned(),
            holder,
        };
        let guard =
            OpenGuard::reader(path).ok_or_else(|| writing(connect::Holder::this_process()))?;
        let config = Config::default()
            .access_mode(AccessMode::ReadOnly)
            .and_then(|config| config.enable_autoload_extension(false));
        let connection = match connect::open(path, config) {
            Err(OpenError::Locked { holder, .. }) => return Err(writing(holder)),
            other => other?,
        };
        // A database of an older program does not have the macros of days yet.
        if connection.execute_batch("SELECT time_zone()").is_ok() {
            prepare(&connection)
                .and_then(|()| make_today(&connection))
                .map_err(QueryError::Database)?;
        }
        lock_down(&connection, reach).map_err(QueryError::Database)?;
        Ok(Self {
            connection,
            _guard: guard,
        })
    }

    /// Runs one SELECT and returns its whole result.
    fn answer(&self, sql: &str) -> Result<QueryResult, QueryError> {
        single_select::check(&self.connection, sql)?;
        self.run(sql).map_err(refusal)
    }

    /// Runs one SELECT, with texts in place of what cannot be had otherwise.
    fn answer_for(&self, sql: &str, target: Target) -> Result<QueryResult, QueryError> {
        single_select::check(&self.connection, sql)?;
        let Some(rewritten) = rewritten(&self.connection, sql, target) else {
            return self.run(sql).map_err(refusal);
        };
        let result = self.run(&rewritten.sql).map_err(refusal)?;
        rewritten.noted(&result).map_err(|error| {
            QueryError::Database(duckdb::Error::ToSqlConversionFailure(Box::new(error)))
        })
    }

    /// The columns of one SELECT: their names, no two of which are the same, and DuckDB's types.
    fn columns(&self, sql: &str) -> duckdb::Result<Vec<(String, String)>> {
        let described = format!(
            "SELECT column_name, column_type FROM (DESCRIBE FROM query({}))",
            literal::text(sql)
        );
        let mut statement = self.connection.prepare(&described)?;
        let rows = statement.query_map([], |row| {
            Ok((row.get("column_name")?, row.get("column_type")?))
        })?;
        rows.collect()
    }

    fn run(&self, statement: &str) -> duckdb::Result<QueryResult> {
        let mut statement = self.connection.prepare(statement)?;
        let schema = statement.query_arrow([])?.get_schema();
        // Not through the iterator, which panics where a batch cannot be had.
        let mut batches = Vec::new();
        while let Some(rows) = statement.step()? {
            batches.push(batch(&schema, rows));
        }
        Ok(QueryResult { schema, batches })
    }
}

/// Lets `current_date` and its kin answer in the operator's time zone; DuckDB's own are in an extension.
fn make_today(connection: &Connection) -> duckdb::Result<()> {
    connection.execute_batch(
        "CREATE TEMP MACRO current_date() AS local_day(make_timestamp(epoch_us(now())));
         CREATE TEMP MACRO today() AS local_day(make_timestamp(epoch_us(now())));
         CREATE TEMP MACRO current_localtimestamp() AS local_time(make_timestamp(epoch_us(now())));",
    )
}

/// Shuts what is out of reach.
fn lock_down(connection: &Connection, reach: Reach) -> duckdb::Result<()> {
    connection.execute_batch("SET enable_external_access = false")?;
    if reach == Reach::Database {
        // The database is open already; from here on nothing is opened by a name, to read or to write.
        connection.execute_batch("SET disabled_filesystems = 'LocalFileSystem'")?;
    }
    connection.execute_batch("SET lock_configuration = true")
}

/// Rows without columns have no batch form; they cannot come from a query.
fn batch(schema: &SchemaRef, rows: StructArray) -> RecordBatch {
    RecordBatch::try_new(schema.clone(), rows.columns().to_vec())
        .unwrap_or_else(|_| RecordBatch::from(rows))
}

/// By what an error shows that a statement needs DuckDB's time zones.
const NEEDS_ZONES: [&str; 3] = [
    "icu extension",
    "extension 'icu'",
    "TIMESTAMP WITH TIME ZONE",
];

/// Tells a refusal of the lock-down from other errors.
pub(super) fn refusal(error: duckdb::Error) -> QueryError {
    let message = error.to_string();
    let first_line = || message.lines().next().unwrap_or_default().to_owned();
    if message.contains("read-only mode") {
        QueryError::ReadOnly(first_line())
    } else if message.contains("LocalFileSystem") {
        QueryError::Files
    } else if message.starts_with("Permission Error")
        || message.contains("configuration has been locked")
    {
        QueryError::Outside(first_line())
    } else if NEEDS_ZONES.iter().any(|sign| message.contains(sign)) {
        QueryError::TimeZones(first_line())
    } else {
        QueryError::Database(error)
    }
}
