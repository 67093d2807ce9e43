//! Opens DuckDB files, with limits that suit a program that runs beside others.

use std::{fmt, path::Path};

use duckdb::{AccessMode, Config, Connection};

use super::{
    checkpoint::{self, Checkpoints},
    copy::{self, CopyError},
    database::Database,
    error::OpenError,
    unopened::{fault, refuse_other_kinds},
};

/// Memory of the database engine, in bytes; a large merge is given more. What does not fit is spilled
/// to a file beside the database. On 100,000 subscriptions this held the process at 200 MB instead of
/// 300 MB and cost no time that could be measured.
pub(super) const MEMORY: u64 = 128 << 20;

/// Threads of the database engine. One: on the merge of 40,000 rows a second thread raised the peak of
/// memory from 112 MB to 212 MB, and on a million rows it used a third more processor time.
const THREADS: i64 = 1;

/// Leaves out one way to compress text: without it a checkpoint takes half the time, and the file is
/// a tenth larger.
const NO_FSST: &str = "SET disabled_compression_methods = 'fsst'";

/// Who has a database open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The program, where the system says so.
    pub program: Option<String>,
    /// The id of the process, where the system says so.
    pub process: Option<u32>,
}

impl Holder {
    /// This very process.
    pub(super) fn this_process() -> Self {
        Self {
            program: None,
            process: Some(std::process::id()),
        }
    }

    /// Reads the holder from DuckDB's message: `Conflicting lock is held in /usr/bin/x (PID 12).`
    pub(super) fn from_message(message: &str) -> Self {
        let detail = message
            .split("Conflicting lock is held in ")
            .nth(1)
            .unwrap_or_default();
        let (program, rest) = detail.split_once(" (PID ").unwrap_or_default();
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Self {
            program: Some(program.to_owned()).filter(|program| !program.is_empty()),
            process: digits.parse().ok(),
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.program, self.process) {
            (Some(program), Some(process)) => write!(formatter, "process {process} ({program})"),
            (None, Some(process)) if process == std::process::id() => {
                formatter.write_str("this process")
            }
            (None, Some(process)) => write!(formatter, "process {process}"),
            (Some(program), None) => write!(formatter, "the program {program}"),
            (None, None) => formatter.write_str("another process"),
        }
    }
}

/// Opens a file to write, and makes it where it is missing.
pub(super) fn writable(path: &Path) -> Result<Database, OpenError> {
    to_write(path, limits(Config::default()))
}

/// Opens a file to write, with the memory and the threads that the engine takes on its own.
pub(super) fn unlimited(path: &Path) -> Result<Database, OpenError> {
    to_write(path, Ok(Config::default()))
}

fn to_write(path: &Path, config: duckdb::Result<Config>) -> Result<Database, OpenError> {
    let config = config
        .and_then(|config| config.access_mode(AccessMode::ReadWrite))
        .and_then(|config| config.enable_autoload_extension(false));
    refuse_other_kinds(path)?;
    copy::create_database(path).map_err(|error| match error {
        CopyError::Database(source) => OpenError::Database {
            path: path.to_owned(),
            source,
        },
        CopyError::Io(source) => OpenError::Io {
            path: path.to_owned(),
            source,
        },
    })?;
    roll_back(path)?;
    let checkpoints = Checkpoints::of(path).map_err(|source| OpenError::Io {
        path: path.to_owned(),
        source,
    })?;
    let connection = connect(path, config)?;
    set(&connection, path, NO_FSST)?;
    Database::writer(connection, checkpoints, path).map_err(|source| fault(path, source))
}

/// Gives the engine so many bytes of memory.
pub(super) fn set_memory(connection: &Connection, bytes: u64) -> duckdb::Result<()> {
    connection.execute_batch(&format!("SET memory_limit = '{bytes}B'"))
}

/// Opens a staging file to write. Its rows live for minutes: compressing them costs more than it saves.
pub(super) fn staging(path: &Path) -> Result<Database, OpenError> {
    let connection = writable(path)?;
    set(&connection, path, "SET force_compression = 'uncompressed'")?;
    Ok(connection)
}

fn set(connection: &Connection, path: &Path, setting: &str) -> Result<(), OpenError> {
    connection
        .execute_batch(setting)
        .map_err(|source| OpenError::Database {
            path: path.to_owned(),
            source,
        })
}

/// Opens a file to read.
///
/// A person waits for the answer and nothing else runs: the engine takes the memory and the threads
/// that it takes on its own.
pub(super) fn read_only(path: &Path) -> Result<Connection, OpenError> {
    let config = Config::default()
        .access_mode(AccessMode::ReadOnly)
        .and_then(|config| config.enable_autoload_extension(false));
    open(path, config)
}

/// Opens a connection of its own that reads one file and can write others.
pub(super) fn attached(path: &Path) -> Result<Connection, OpenError> {
    refuse_other_kinds(path)?;
    let failed = |source| fault(path, source);
    let connection = limits(Config::default())
        .and_then(|config| config.enable_autoload_extension(false))
        .and_then(Connection::open_in_memory_with_flags)
        .map_err(failed)?;
    let name = path.to_str().ok_or_else(|| OpenError::Io {
        path: path.to_owned(),
        source: std::io::Error::other("the path is not UTF-8"),
    })?;
    roll_back(path)?;
    connection
        .execute_batch(&format!(
            // Without a file of its own a connection would spill into the current folder.
            "SET temp_directory = {}; ATTACH {} AS seatwise_source (READ_ONLY); USE seatwise_source",
            super::sql::text(&format!("{name}.tmp")),
            super::sql::text(name)
        ))
        .map_err(failed)?;
    Ok(connection)
}

/// Opens a file to read, with a configuration.
pub(super) fn open(path: &Path, config: duckdb::Result<Config>) -> Result<Connection, OpenError> {
    refuse_other_kinds(path)?;
    roll_back(path)?;
    connect(path, config)
}

fn connect(path: &Path, config: duckdb::Result<Config>) -> Result<Connection, OpenError> {
    config
        .and_then(|config| Connection::open_with_flags(path, config))
        .map_err(|source| fault(path, source))
}

/// Puts right what a process has left that was killed while it moved the log into the file.
fn roll_back(path: &Path) -> Result<(), OpenError> {
    checkpoint::roll_back(path).map_err(|source| OpenError::Io {
        path: path.to_owned(),
        source,
    })
}

fn limits(config: Config) -> duckdb::Result<Config> {
    config.max_memory(&format!("{MEMORY}B"))?.threads(THREADS)
}
