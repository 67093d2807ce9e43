//! How much memory a merge is given.
//!
//! Much memory at once would make every sync a large process, and too little makes a large merge fail:
//! some steps of the database engine cannot spill. So a merge begins with what its staging file
//! suggests, and is given more where that is not enough.

use std::path::Path;

use duckdb::Connection;

use crate::store::{connect, error::MergeError};

/// Memory for each byte of the staging file. A merge of 250,000 subscriptions of which nothing had
/// changed needed a little more than one.
const A_STAGED_BYTE: u64 = 2;
/// How often the memory is doubled before a merge fails.
const DOUBLINGS: u32 = 5;

/// Runs a merge, again with more memory where it ran out of it. A merge may run again at any time:
/// what was merged already is left as it is.
pub(super) fn with_enough<T>(
    connection: &Connection,
    staging: &Path,
    mut merge: impl FnMut() -> Result<T, MergeError>,
) -> Result<T, MergeError> {
    let staged = std::fs::metadata(staging).map_or(0, |metadata| metadata.len());
    let mut memory = connect::MEMORY.max(staged.saturating_mul(A_STAGED_BYTE));
    let mut doublings = 0;
    loop {
        connect::set_memory(connection, memory)?;
        match merge() {
            Err(error) if doublings < DOUBLINGS && ran_out_of_memory(&error) => {
                doublings += 1;
                memory = memory.saturating_mul(2);
                tracing::info!(bytes = memory, "merging again with more memory");
            }
            outcome => return outcome,
        }
    }
}

fn ran_out_of_memory(error: &MergeError) -> bool {
    let source = match error {
        MergeError::Dataset { source, .. } | MergeError::Database(source) => source,
        _ => return false,
    };
    source.to_string().contains("Out of Memory Error")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use duckdb::Connection;

    use super::with_enough;
    use crate::store::error::MergeError;

    fn limit(connection: &Connection) -> String {
        connection
            .query_row("SELECT current_setting('memory_limit')", [], |row| {
                row.get(0)
            })
            .unwrap()
    }

    fn out_of_memory() -> MergeError {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("SET memory_limit = '1MB'; SET temp_directory = ''")
            .unwrap();
        let source = connection
            .execute_batch(
                "CREATE TABLE t AS SELECT range AS a, hash(range) AS b FROM range(1000000)",
            )
            .unwrap_err();
        MergeError::Database(source)
    }

    #[test]
    fn a_merge_that_runs_out_of_memory_is_given_more() {
        let connection = Connection::open_in_memory().unwrap();
        let mut limits = Vec::new();
        with_enough(&connection, Path::new("nowhere"), || {
            limits.push(limit(&connection));
            if limits.len() < 3 {
                Err(out_of_memory())
            } else {
                Ok(())
            }
        })
        .unwrap();
        assert_eq!(limits, ["128.0 MiB", "256.0 MiB", "512.0 MiB"]);
    }

    #[test]
    fn a_merge_that_always_runs_out_of_memory_fails_in_the_end() {
        let connection = Connection::open_in_memory().unwrap();
        let mut tries = 0;
        let outcome: Result<(), _> = with_enough(&connection, Path::new("nowhere"), || {
            tries += 1;
            Err(out_of_memory())
        });
        assert!(outcome.unwrap_err().to_string().contains("Out of Memory"));
        assert_eq!(tries, 6);
    }

    #[test]
    fn another_failure_of_a_merge_is_not_repeated() {
        let connection = Connection::open_in_memory().unwrap();
        let mut tries = 0;
        let outcome: Result<(), _> = with_enough(&connection, Path::new("nowhere"), || {
            tries += 1;
            Err(MergeError::NoRun("a".to_owned()))
        });
        assert!(outcome.is_err());
        assert_eq!(tries, 1);
    }

    #[test]
    fn a_merge_of_much_starts_with_much_memory() {
        let connection = Connection::open_in_memory().unwrap();
        let staging = tempfile::NamedTempFile::new().unwrap();
        staging.as_file().set_len(100 << 20).unwrap();
        with_enough(&connection, staging.path(), || {
            assert_eq!(limit(&connection), "200.0 MiB");
            Ok(())
        })
        .unwrap();
    }
}
