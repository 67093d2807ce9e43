//! Whatever lies at the path of a database is told by its name, at once, by whoever opens it.

use std::path::Path;

use duckdb::Connection;

use crate::store::{OpenError, Snapshot, Store, copy_for_backup, query};

/// Every way to open a database, each with the message of its refusal.
fn refusals(path: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let copy = copy_for_backup(path, &folder.path().join("copy"), std::time::Duration::ZERO);
    vec![
        Store::open(path).unwrap_err().to_string(),
        Store::open_for_analysis(path, std::time::Duration::ZERO)
            .unwrap_err()
            .to_string(),
        Store::open_read_only(path).unwrap_err().to_string(),
        Snapshot::open(path).unwrap_err().to_string(),
        query(path, "SELECT 1").unwrap_err().to_string(),
        copy.unwrap_err().to_string(),
    ]
}

#[track_caller]
fn assert_told(path: &Path, words: &[&str]) {
    let before = path.is_file().then(|| std::fs::read(path).unwrap());
    for refusal in refusals(path) {
        let place = path.display().to_string();
        for word in words.iter().chain([&place.as_str()]) {
            assert!(refusal.contains(word), "{word}: {refusal}");
        }
        for word in ["INSTALL", "extension", "LOAD"] {
            assert!(!refusal.contains(word), "{refusal}");
        }
    }
    assert_eq!(path.is_file().then(|| std::fs::read(path).unwrap()), before);
}

#[test]
fn a_file_of_another_program_is_told_by_its_kind_and_nobody_is_sent_to_an_extension() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = [b"SQLite format 3\0".as_slice(), &[0; 4080]].concat();
    for (name, content, what) in [
        ("a.duckdb", sqlite.as_slice(), "an SQLite database"),
        ("b.db", b"PAR1xxxxxxxxxxxxxxxxxxxxPAR1", "a Parquet file"),
        (
            "c.duckdb",
            b"PK\x03\x04xxxxxxxxxxxxxxxxxxxx",
            "an Excel workbook",
        ),
        ("d.duckdb", b"id,name\n1,Contoso\n", "a text file"),
        ("e.duckdb", b"x", "a text file"),
        ("f.json", &[7, 0, 255, 3], "not a DuckDB file"),
        ("g.csv", b"id,name\n1,Contoso\n", "a text file"),
        (
            "g.CSV.gz",
            b"\x1f\x8bxxxxxxxxxxxxxxxxxxxx",
            "a gzip archive",
        ),
        (
            "h.parquet",
            b"PAR1xxxxxxxxxxxxxxxxxxxxPAR1",
            "a Parquet file",
        ),
        ("i.json", b"{}", "a text file"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        assert_told(&path, &[what, "name another file as `database`"]);
    }
}

#[test]
fn a_file_of_no_known_kind_may_be_a_damaged_database() {
    let folder = tempfile::tempdir().unwrap();
    for content in [vec![7; 8192], vec![0; 8192], vec![7, 0, 255, 3]] {
        let path = folder.path().join("seatwise.duckdb");
        std::fs::write(&path, content).unwrap();
        assert_told(
            &path,
            &["not a valid DuckDB", "damaged", "seatwise restore"],
        );
    }
}

#[test]
fn a_file_without_content_or_with_a_part_of_it_is_told_with_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seatwise.duckdb");
    std::fs::write(&path, "").unwrap();
    assert_told(
        &path,
        &["it is empty (0 bytes)", "seatwise sync", "seatwise restore"],
    );

    std::fs::remove_file(&path).unwrap();
    let whole = Connection::open(&path).unwrap();
    whole
        .execute_batch(
            "CREATE TABLE t AS SELECT range a, repeat('x', 900) b FROM range(9000); CHECKPOINT",
        )
        .unwrap();
    drop(whole);
    let bytes = std::fs::read(&path).unwrap();
    for length in [20, 4096, 8192, 3 * 4096, 3 * 4096 + 100] {
        std::fs::write(&path, &bytes[..length]).unwrap();
        let size = format!("incomplete ({length} bytes)");
        assert_told(&path, &[&size, "seatwise restore"]);
    }
}

/// Changes a number of a DuckDB file's first header, and the checksum with it.
fn with_header(whole: &[u8], at: usize, value: u8) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let word = at / 8 * 8..at / 8 * 8 + 8;
    let number = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap());
    let share = |bytes: &[u8]| number(bytes).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let before = share(&bytes[word.clone()]);
    bytes[at] = value;
    let checksum = number(&bytes[..8]) ^ before ^ share(&bytes[word]);
    bytes[..8].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

#[test]
fn a_file_of_a_newer_duckdb_or_an_encrypted_one_is_told_as_that() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seatwise.duckdb");
    drop(Connection::open(&path).unwrap());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, with_header(&whole, 12, 99)).unwrap();
    assert_told(
        &path,
        &["version 99 of its file format", "use a newer seatwise"],
    );
    std::fs::write(&path, with_header(&whole, 20, 1)).unwrap();
    assert_told(&path, &["an encrypted DuckDB file", "name another file"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_at_once_with_what_it_is() {
    use crate::base::files::named_pipe;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    named_pipe(&file("pipe"));
    named_pipe(&file("x.duckdb.wal"));
    let _socket = std::os::unix::net::UnixListener::bind(file("socket")).unwrap();
    std::os::unix::fs::symlink(file("pipe"), file("link")).unwrap();
    for (path, what) in [
        (file("pipe"), "a named pipe"),
        (file("link"), "a named pipe"),
        (file("socket"), "a socket"),
        (folder.path().to_owned(), "a folder"),
        ("/dev/zero".into(), "a device"),
    ] {
        assert_told(&path, &[what, "name one as `database`"]);
    }
    // Also what DuckDB opens with the file.
    let path = file("x.duckdb");
    drop(Connection::open(folder.path().join("whole")).unwrap());
    std::fs::copy(file("whole"), &path).unwrap();
    assert!(matches!(
        Store::open_read_only(&path),
        Err(OpenError::NoFile { .. })
    ));
    assert_told(&path, &["a named pipe"]);
}

#[test]
fn a_path_with_a_question_mark_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("h?y");
    std::fs::create_dir(&inside).unwrap();
    let path = inside.join("seatwise.duckdb");
    for opened in [
        Store::open(&path).map(drop),
        Store::open_read_only(&path).map(drop),
    ] {
        let error = opened.unwrap_err();
        assert!(
            matches!(error, OpenError::QuestionMark(_) | OpenError::Missing(_)),
            "{error}"
        );
    }
    assert_eq!(std::fs::read_dir(&inside).unwrap().count(), 0);
}
