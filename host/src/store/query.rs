//! Runs what a person asks of the database: read-only, one statement, nothing but the database.

use std::path::Path;

use arrow::{
    array::{RecordBatch, StructArray},
    datatypes::SchemaRef,
};
use duckdb::{AccessMode, Config, Connection};

use super::{
    connect,
    error::{OpenError, QueryError},
    guard::OpenGuard,
    single_statement::single_statement,
    sql as literal,
    time_zone::use_in_session,
};
use crate::{private::beside, zone::Zone};

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
    let statement = single_statement(sql)?;
    let reader = Reader::open(path, None)?;
    reader.run(statement).map_err(refusal)
}

/// Runs one statement as [`query`] does, by the days of a time zone, whichever the database uses.
///
/// # Errors
///
/// Those of [`query`].
pub fn query_in(path: &Path, sql: &str, zone: &Zone) -> Result<QueryResult, QueryError> {
    let statement = single_statement(sql)?;
    let reader = Reader::open_in(path, None, zone)?;
    reader.run(statement).map_err(refusal)
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
    let statement = single_statement(sql)?;
    let failed = |source| QueryError::Io {
        path: to.to_owned(),
        source,
    };
    let unfinished = beside(to, &format!(".{}.unfinished", std::process::id()));
    let unfinished = std::path::absolute(&unfinished).map_err(failed)?;
    let name = unfinished
        .to_str()
        .ok_or_else(|| failed(std::io::Error::other("the path is no UTF-8")))?;
    let reader = Reader::open_in(path, Some(name), zone)?;
    // A temporary file of DuckDB's own would have a name that is not allowed; ours is temporary already.
    let command = format!(
        "COPY (\n{statement}\n) TO {} (FORMAT parquet, USE_TMP_FILE false)",
        literal::text(name)
    );
    let written = reader
        .connection
        .execute(&command, [])
        .map_err(refusal)
        .and_then(|rows| {
            std::fs::rename(&unfinished, to)
                .map(|()| rows as u64)
                .map_err(failed)
        });
    if written.is_err() {
        std::fs::remove_file(&unfinished).ok();
    }
    written
}

/// One state of the database, for a report that asks many questions: they all see the same rows, and what several
/// of them rest on can be computed once. No sync can write while it is held.
#[derive(Debug)]
pub struct Snapshot(Reader);

impl Snapshot {
    /// Opens the database for reading.
    ///
    /// # Errors
    ///
    /// [`QueryError::Writing`] while a sync writes the file.
    pub fn open(path: &Path) -> Result<Self, QueryError> {
        Reader::open(path, None).map(Self)
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
        self.0.run(single_statement(sql)?).map_err(refusal)
    }
}

/// A connection that can read one database, and write one file at most.
#[derive(Debug)]
struct Reader {
    connection: Connection,
    _guard: OpenGuard,
}

impl Reader {
    fn open(path: &Path, writes: Option<&str>) -> Result<Self, QueryError> {
        Self::prepared(path, writes, |_| Ok(()))
    }

    fn open_in(path: &Path, writes: Option<&str>, zone: &Zone) -> Result<Self, QueryError> {
        Self::prepared(path, writes, |connection| use_in_session(connection, zone))
    }

    fn prepared(
        path: &Path,
        writes: Option<&str>,
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
        lock_down(&connection, writes).map_err(QueryError::Database)?;
        Ok(Self {
            connection,
            _guard: guard,
        })
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

/// Shuts everything but the database and, where one is named, one file.
fn lock_down(connection: &Connection, writes: Option<&str>) -> duckdb::Result<()> {
    if let Some(file) = writes {
        connection.execute_batch(&format!("SET allowed_paths = [{}]", literal::text(file)))?;
    }
    connection.execute_batch("SET enable_external_access = false; SET lock_configuration = true;")
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
fn refusal(error: duckdb::Error) -> QueryError {
    let message = error.to_string();
    let first_line = || message.lines().next().unwrap_or_default().to_owned();
    if message.contains("read-only mode") {
        QueryError::ReadOnly(first_line())
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
