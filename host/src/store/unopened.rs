//! What a file is that DuckDB cannot open as a database.

use std::{io::Read as _, path::Path};

use super::{connect::Holder, copy::log_of, error::OpenError};
use crate::base::files::{beside, open_regular, other_kind};

/// The bytes at the beginning of a DuckDB file that are read here: a checksum, `DUCK`, the version of the format, flags.
const HEAD: usize = 28;
/// A DuckDB file has three headers before its first block.
const HEADERS: u64 = 3 * 4096;
/// How others begin.
const OTHERS: [(&[u8], &str); 4] = [
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
];

/// What DuckDB says of a file that a newer one has written.
const NEWER: [&str; 2] = [
    "Trying to read a database file with version number",
    "greater than the latest version supported",
];
/// The files that DuckDB opens as something else than a database, by their names: it reads them into memory, and what
/// is written then is gone with the process.
const READ_INTO_MEMORY: [&str; 6] = [".parquet", ".csv", ".tsv", ".json", ".jsonl", ".ndjson"];

/// Refuses what is not a file, before anything opens it: who opens a named pipe waits for whoever writes into it. The
/// files that belong to a database are opened with it.
pub(super) fn refuse_other_kinds(path: &Path) -> Result<(), OpenError> {
    // What follows it would be parameters, and the log would lie in another folder.
    if path.to_string_lossy().contains('?') {
        return Err(OpenError::QuestionMark(path.to_owned()));
    }
    for file in [path.to_owned(), log_of(path), beside(path, ".rollback")] {
        // What does not exist, or cannot be read, is reported by whoever opens it.
        if let Ok(Some(kind)) = other_kind(&file) {
            return Err(OpenError::NoFile { path: file, kind });
        }
    }
    let name = path.to_string_lossy().to_lowercase();
    if READ_INTO_MEMORY.iter().any(|end| name.contains(end))
        && let Some(There::Other(what)) = what_is_there(path, "").map(|there| match there {
            There::Unknown => There::Other("not a DuckDB file"),
            other => other,
        })
    {
        return Err(OpenError::NotDuckDb {
            path: path.to_owned(),
            what,
        });
    }
    Ok(())
}

/// Says why DuckDB did not open a file.
///
/// Its own words send people who named the wrong file to install an extension, or to their backup.
pub(super) fn fault(path: &Path, source: duckdb::Error) -> OpenError {
    let message = source.to_string();
    let path = path.to_owned();
    if message.contains("Could not set lock") {
        return OpenError::Locked {
            path,
            holder: Holder::from_message(&message),
        };
    }
    // Only now, when DuckDB has not opened it: closing a second handle gives up the lock of the first.
    match what_is_there(&path, &message) {
        Some(There::Other(what)) => OpenError::NotDuckDb { path, what },
        Some(There::Empty) => OpenError::Empty(path),
        Some(There::Encrypted) => OpenError::Encrypted(path),
        Some(There::Newer(format)) => OpenError::NewerFormat { path, format },
        Some(There::CutOff(bytes)) => OpenError::CutOff { path, bytes },
        // It may be a database whose beginning is damaged.
        Some(There::Unknown) | None => OpenError::Database { path, source },
    }
}

/// What is at the path of a database.
#[derive(Debug, PartialEq, Eq)]
enum There {
    /// A file of another program.
    Other(&'static str),
    /// A file of no kind that is known here.
    Unknown,
    Empty,
    Encrypted,
    /// A DuckDB file of this version of the format.
    Newer(u64),
    /// So many bytes of a DuckDB file.
    CutOff(u64),
}

fn what_is_there(path: &Path, message: &str) -> Option<There> {
    let file = open_regular(path).ok()?;
    let size = file.metadata().ok()?.len();
    let mut head = Vec::new();
    file.take(HEAD as u64).read_to_end(&mut head).ok()?;
    if size == 0 {
        return Some(There::Empty);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(begin, _)| head.starts_with(begin)) {
        return Some(There::Other(what));
    }
    if head.get(8..12) != Some(b"DUCK") {
        // The last character may be cut off.
        let text = match std::str::from_utf8(&head) {
            Ok(text) => Some(text),
            Err(error) if error.error_len().is_none() => head
                .get(..error.valid_up_to())
                .and_then(|whole| std::str::from_utf8(whole).ok()),
            Err(_) => None,
        };
        let is_text = text.is_some_and(|text| {
            text.chars()
                .all(|one| !one.is_control() || matches!(one, '\n' | '\r' | '\t'))
        });
        return Some(if is_text {
            There::Other("a text file")
        } else {
            There::Unknown
        });
    }
    let number = |at: usize| Some(u64::from_le_bytes(head.get(at..at + 8)?.try_into().ok()?));
    match (number(12), number(20)) {
        (Some(format), _) if NEWER.iter().any(|words| message.contains(words)) => {
            Some(There::Newer(format))
        }
        (_, Some(flags)) if flags & 1 == 1 => Some(There::Encrypted),
        _ if size < HEADERS || message.contains("Could not read enough bytes") => {
            Some(There::CutOff(size))
        }
        _ => None,
    }
}
