//! A backup that is not what was written is refused, and nothing is replaced.

use std::fs;
use std::path::{Path, PathBuf};

use super::fixtures::{Place, check};
use crate::backup::archive;
use crate::backup::{ArchiveError, Contents, RestoreError};

/// A place with the marks `one` and `two`, and its backup, which has the first alone.
fn place_and_backup() -> (Place, PathBuf) {
    let place = Place::full("one");
    let backup = place.path("keep.tar");
    place.backup(&backup);
    place.mark("two");
    (place, backup)
}

/// What a restore says about a file, and that it replaces nothing.
fn refusal(place: &Place, backup: &Path) -> RestoreError {
    let before = place.files();
    let error = place.try_restore(backup, true).unwrap_err();
    // A dry run finds what a restore would find.
    let dry = place.dry_run(backup).unwrap_err();
    assert_eq!(dry.to_string(), error.to_string());
    assert!(!error.to_string().contains(".seatwise-"), "{error}");
    assert!(!error.to_string().contains("last backup"), "{error}");
    assert_eq!(place.marks(), ["one", "two"], "{error}");
    assert_eq!(place.files(), before, "{error}");
    error
}

/// Writes an archive of these contents from the unpacked files of a backup.
fn forge(place: &Place, backup: &Path, change: impl FnOnce(&mut Contents)) -> PathBuf {
    let folder = tempfile::tempdir().unwrap();
    let mut contents = archive::read(backup, Some(folder.path())).unwrap().contents;
    change(&mut contents);
    let forged = place.path("forged.tar");
    let file = fs::File::create(&forged).unwrap();
    archive::write(&file, &contents, folder.path()).unwrap();
    forged
}

#[test]
fn every_flipped_bit_is_found_or_is_in_the_padding() {
    let (place, backup) = place_and_backup();
    let whole = fs::read(&backup).unwrap();
    let contents = check(&backup).unwrap();
    let spoiled = place.path("spoiled.tar");
    // All of the begin, where the contents and the headers are, and places in the rest.
    let begin = 0..4096.min(whole.len());
    let step = whole.len() / 50;
    let mut refused = 0;
    for at in begin.step_by(31).chain((0..whole.len()).step_by(step)) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&spoiled, bytes).unwrap();
        match check(&spoiled) {
            Err(_) => refused += 1,
            Ok(found) => assert_eq!(found, contents, "byte {at}"),
        }
    }
    assert!(refused > 100, "{refused}");
    // One of them all the way: a byte of the database.
    let mut bytes = whole.clone();
    let at = whole.len() / 2;
    bytes[at] ^= 1;
    fs::write(&spoiled, bytes).unwrap();
    let error = refusal(&place, &spoiled);
    assert!(
        error.to_string().ends_with(
            "it is damaged: seatwise.duckdb does not have the SHA-256 that the contents say; use another backup"
        ),
        "{error}"
    );
}

#[test]
fn a_backup_that_was_cut_off_is_refused() {
    let (place, backup) = place_and_backup();
    let whole = fs::read(&backup).unwrap();
    let spoiled = place.path("spoiled.tar");
    // The last two blocks of 512 bytes are empty: they end the archive.
    let last = [1, 511, 512, 513, 1024, 1025].map(|short| whole.len() - short);
    let ends = (13..whole.len()).step_by(whole.len() / 30);
    for end in ends.chain([511, 512, 513, 1024]).chain(last) {
        fs::write(&spoiled, &whole[..end]).unwrap();
        let error = check(&spoiled).unwrap_err();
        assert!(
            matches!(&error, RestoreError::Archive(ArchiveError::Truncated(_))),
            "cut off at {end}: {error}"
        );
    }
    fs::write(&spoiled, &whole[..whole.len() / 2]).unwrap();
    refusal(&place, &spoiled);
}

#[test]
fn a_file_that_is_something_else_is_refused() {
    let (place, _) = place_and_backup();
    let other = place.path("other");
    for bytes in [&b""[..], b"no archive", &[0; 4096], &[0xff; 4096]] {
        fs::write(&other, bytes).unwrap();
        let error = refusal(&place, &other);
        assert!(
            matches!(&error, RestoreError::Archive(ArchiveError::Foreign { .. })),
            "{error}"
        );
    }
    fs::copy(place.path("seatwise.duckdb"), &other).unwrap();
    let error = refusal(&place, &other).to_string();
    assert!(
        error.contains("it is not a backup of seatwise ("),
        "{error}"
    );
    let error = refusal(&place, &place.path("missing.tar"));
    assert!(
        matches!(error, RestoreError::Archive(ArchiveError::Read { .. })),
        "{error}"
    );
}

#[test]
fn another_layout_is_refused_with_both_numbers() {
    let (place, backup) = place_and_backup();
    let forged = forge(&place, &backup, |contents| contents.layout = 2);
    let error = refusal(&place, &forged).to_string();
    assert!(
        error.ends_with("it has layout 2, and this program knows 1; use a newer seatwise"),
        "{error}"
    );
    let forged = forge(&place, &backup, |contents| contents.layout = 0);
    let error = refusal(&place, &forged).to_string();
    assert!(
        error.contains("has layout 0, which no version of seatwise has written"),
        "{error}"
    );
}

#[test]
fn a_newer_schema_is_refused_before_anything_is_unpacked() {
    let (place, backup) = place_and_backup();
    let forged = forge(&place, &backup, |contents| {
        contents.schema_version = 999;
    });
    assert!(matches!(
        check(&forged),
        Err(RestoreError::Schema { found: 999, .. })
    ));
    let error = refusal(&place, &forged).to_string();
    assert!(
        error.contains("use the seatwise that made the backup (")
            && error.contains("or a newer one"),
        "{error}"
    );
}

#[test]
fn a_database_with_other_rows_than_stated_is_refused() {
    let (place, backup) = place_and_backup();
    let forged = forge(&place, &backup, |contents| {
        contents.rows.insert("connections".to_owned(), 2);
    });
    assert!(matches!(refusal(&place, &forged), RestoreError::Rows));
}

#[test]
fn a_file_that_is_named_for_elsewhere_is_never_written() {
    let (place, backup) = place_and_backup();
    for name in [
        "../evil.json",
        "/tmp/evil.json",
        "tokens/../../evil.json",
        "cache/evil",
        "contents.json",
    ] {
        let text = serde_json::to_vec(&{
            let mut contents = check(&backup).unwrap();
            contents.files[0].name = name.to_owned();
            contents
        })
        .unwrap();
        let forged = place.path("forged.tar");
        pack(&forged, &text);
        let error = refusal(&place, &forged).to_string();
        assert!(
            error.contains("which is not part of a backup"),
            "{name}: {error}"
        );
    }
}

#[test]
fn a_name_that_comes_twice_or_no_database_is_refused() {
    let (place, backup) = place_and_backup();
    let contents = check(&backup).unwrap();
    let mut twice = contents.clone();
    twice.files.push(twice.files[0].clone());
    let mut none = contents;
    none.files.retain(|file| file.name != "seatwise.duckdb");
    for (contents, expected) in [
        (twice, "names seatwise.duckdb twice"),
        (none, "names no database"),
    ] {
        let forged = place.path("forged.tar");
        pack(&forged, &serde_json::to_vec(&contents).unwrap());
        let error = refusal(&place, &forged).to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_link_in_the_place_of_a_file_is_refused() {
    let (place, backup) = place_and_backup();
    let contents = check(&backup).unwrap();
    let forged = place.path("forged.tar");
    let mut builder = begin(&forged, &serde_json::to_vec(&contents).unwrap());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    builder
        .append_link(&mut header, &contents.files[0].name, "/etc/passwd")
        .unwrap();
    builder.into_inner().unwrap();
    let error = refusal(&place, &forged).to_string();
    assert!(
        error.contains("seatwise.duckdb is not in its place"),
        "{error}"
    );
}

/// Writes an archive that has the first two entries alone.
fn pack(to: &Path, contents: &[u8]) {
    begin(to, contents).into_inner().unwrap();
}

fn begin(to: &Path, contents: &[u8]) -> tar::Builder<fs::File> {
    use sha2::Digest as _;
    let digest = crate::base::hex(&sha2::Sha256::digest(contents));
    let digest = format!("{digest}  contents.json\n");
    let mut builder = tar::Builder::new(fs::File::create(to).unwrap());
    for (name, bytes) in [
        ("contents.json", contents),
        ("contents.sha256", digest.as_bytes()),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        builder.append_data(&mut header, name, bytes).unwrap();
    }
    builder
}

#[test]
fn what_follows_the_end_of_an_archive_is_refused() {
    let (place, backup) = place_and_backup();
    let whole = fs::read(&backup).unwrap();
    let spoiled = place.path("spoiled.tar");
    for (more, what) in [
        (whole.clone(), "a second archive"),
        (b"JUNK".to_vec(), "other bytes"),
        (vec![0; 1_000_000], "a megabyte of nothing"),
        (
            [vec![0; 512], b"x".to_vec()].concat(),
            "a byte behind an empty block",
        ),
    ] {
        fs::write(&spoiled, [whole.clone(), more].concat()).unwrap();
        let error = refusal(&place, &spoiled).to_string();
        assert!(
            error.contains("its end is followed by more data"),
            "{what}: {error}"
        );
    }
    // Other programs fill the last record up.
    fs::write(&spoiled, [whole, vec![0; 4096]].concat()).unwrap();
    place.dry_run(&spoiled).unwrap();
}

#[test]
fn a_backup_whose_database_is_none_is_refused_by_a_dry_run_too() {
    let (place, backup) = place_and_backup();
    let folder = tempfile::tempdir().unwrap();
    let whole = archive::read(&backup, Some(folder.path()))
        .unwrap()
        .contents;
    let file = folder.path().join("seatwise.duckdb");
    let foreign = || {
        fs::remove_file(&file).unwrap();
        let database = duckdb::Connection::open(&file).unwrap();
        database
            .execute_batch("CREATE TABLE t (a INTEGER)")
            .unwrap();
    };
    let text = || fs::write(&file, b"not a database".repeat(100)).unwrap();
    let cases: [(&dyn Fn(), &str); 2] = [
        (
            &text,
            "the database in the backup is damaged, or is not a database",
        ),
        (&foreign, "a database that Seatwise did not make"),
    ];
    for (make, expected) in cases {
        make();
        let mut contents = whole.clone();
        let listed = contents
            .files
            .iter_mut()
            .find(|file| file.name == "seatwise.duckdb")
            .unwrap();
        (listed.bytes, listed.sha256) = archive::measure(&file).unwrap();
        let forged = place.path("forged.tar");
        archive::write(
            &fs::File::create(&forged).unwrap(),
            &contents,
            folder.path(),
        )
        .unwrap();
        let error = refusal(&place, &forged).to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_dry_run_says_what_is_in_the_way_and_leaves_nothing() {
    let (place, backup) = place_and_backup();
    let before = place.files();
    let found = place.dry_run(&backup).unwrap();
    assert_eq!(found.in_the_way, Some(place.config().database));
    assert_eq!(place.files(), before);
    fs::remove_file(place.path("seatwise.duckdb")).unwrap();
    let found = place.dry_run(&backup).unwrap();
    let staged = found.in_the_way.unwrap();
    assert!(
        staged.ends_with(".seatwise/staging/main.duckdb"),
        "{staged:?}"
    );
    let empty = Place::empty();
    let found = empty.dry_run(&backup).unwrap();
    assert_eq!(found.in_the_way, None);
    assert_eq!(empty.files(), [""; 0]);
}
