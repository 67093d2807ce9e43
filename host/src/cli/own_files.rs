//! Files of the program that no result may replace.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::exit::CommandError;

/// What a DuckDB file has behind the checksum of its first block.
const DUCKDB: &[u8] = b"DUCK";

/// Ends of the names of a configuration, the list of trusted plugins, and what DuckDB and a checkpoint keep beside a
/// database.
const OWN: [&str; 4] = [".toml", ".lock", ".wal", ".rollback"];

/// Refuses to put a result in the place of a database, of what lies beside one, or of a configuration.
///
/// # Errors
///
/// Where such a file is there.
pub(super) fn refuse_own(target: &Path) -> Result<(), CommandError> {
    let what = if is_database(target) {
        "a database"
    } else if target.exists() && is_beside(target) {
        "a file that Seatwise or DuckDB needs"
    } else {
        return Ok(());
    };
    Err(CommandError::usage(format!(
        "write {}: {what} is there, and the result would destroy it; name another file",
        target.display()
    )))
}

fn is_database(file: &Path) -> bool {
    let mut head = [0; 12];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head.ends_with(DUCKDB)
}

fn is_beside(file: &Path) -> bool {
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    OWN.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_never_takes_the_place_of_a_database_or_a_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        drop(duckdb::Connection::open(file("anything")).unwrap());
        for name in [
            "seatwise.toml",
            "plugins.lock",
            "x.duckdb.wal",
            "x.duckdb.rollback",
        ] {
            assert!(refuse_own(&file(name)).is_ok(), "{name} is not there");
            std::fs::write(file(name), "").unwrap();
            assert!(refuse_own(&file(name)).is_err(), "{name}");
        }
        let refused = refuse_own(&file("anything")).unwrap_err();
        assert!(
            refused.to_string().contains("a database is there"),
            "{refused}"
        );
        std::fs::write(file("result.csv"), "a\n").unwrap();
        assert!(refuse_own(&file("result.csv")).is_ok());
    }
}
