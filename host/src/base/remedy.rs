//! What to do about faults whose messages name the fault and not what to do: a full disk, a damaged file.

use std::fmt::Display;

const FULL: &str = "; make room on that disk and run again";
const DAMAGED: &str =
    "; the file is damaged: keep it, and restore the last backup with `seatwise restore`";

/// How the operating systems and the database engine say it, and what a person does.
const REMEDIES: [(&str, &str); 6] = [
    // No room, a quota, or a limit on the size of files.
    ("No space left on device", FULL),
    ("Disk quota exceeded", FULL),
    ("File too large", FULL),
    ("Corrupt database file", DAMAGED),
    ("not a valid DuckDB database file", DAMAGED),
    ("Could not read enough bytes from file", DAMAGED),
];

/// Returns what a person does about an error, to be put after it; empty for other faults.
///
/// By its words, since the database hands on nothing else.
pub(crate) fn remedy(error: &impl Display) -> &'static str {
    let text = error.to_string();
    REMEDIES
        .into_iter()
        .find(|(words, _)| text.contains(words))
        .map_or("", |(_, remedy)| remedy)
}

/// Returns what a person does about a lack of room, to be put after a text that does not say it yet.
pub(crate) fn room(text: &str) -> &'static str {
    match remedy(&text) {
        FULL if !text.contains(FULL) => FULL,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{remedy, room};

    #[test]
    fn a_lack_of_room_is_answered_once() {
        let text = "write x: No space left on device (os error 28)";
        let told = format!("{text}{}", room(text));
        assert!(told.ends_with("make room on that disk and run again"));
        assert_eq!(room(&told), "");
        assert_eq!(room("write x: Permission denied (os error 13)"), "");
    }

    #[cfg(unix)]
    #[test]
    fn a_disk_that_is_full_has_a_remedy_and_other_faults_have_none() {
        for code in [27, 28, 122] {
            let full = std::io::Error::from_raw_os_error(code);
            assert!(remedy(&full).contains("make room"), "{full}");
        }
        let denied = std::io::Error::from_raw_os_error(13);
        assert_eq!(remedy(&denied), "");
    }

    #[test]
    fn a_file_that_is_no_database_or_a_damaged_one_is_put_back_from_a_backup() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("seatwise.duckdb");
        let whole = duckdb::Connection::open(&file).unwrap();
        whole.execute_batch("CREATE TABLE t (a INTEGER)").unwrap();
        drop(whole);
        let mut bytes = std::fs::read(&file).unwrap();
        let end = bytes.len() - 1000;
        bytes[3 * 4096 + 100..end].fill(7);
        std::fs::write(&file, bytes).unwrap();
        let damaged = duckdb::Connection::open(&file).unwrap_err();
        assert!(remedy(&damaged).contains("seatwise restore"), "{damaged}");

        std::fs::write(&file, "name,price\n".repeat(10_000)).unwrap();
        let foreign = duckdb::Connection::open(&file).unwrap_err();
        assert!(remedy(&foreign).contains("seatwise restore"), "{foreign}");
    }
}
