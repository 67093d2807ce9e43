//! A process that is killed while it moves the log into the file leaves a file that opens, with all its rows.

use std::{fs, path::PathBuf};

use super::fixtures::Place;
use crate::store::{Store, checkpoint::journal_of, copy::log_of};

/// The bytes before the first block of a DuckDB file, and those of a block and of a page of memory.
const HEADERS: usize = 3 * 4096;
const BLOCK: usize = 256 << 10;
const PAGE: usize = 4096;

/// A database file and what lies beside it.
struct Files {
    file: Vec<u8>,
    log: Option<Vec<u8>>,
    journal: Option<Vec<u8>>,
}

impl Files {
    fn of(place: &Place) -> Self {
        Self {
            file: fs::read(place.database()).unwrap(),
            log: fs::read(log_of(&place.database())).ok(),
            journal: fs::read(journal_of(&place.database())).ok(),
        }
    }

    /// Puts the files into a place of their own.
    fn put(&self) -> Place {
        let place = Place::new();
        fs::write(place.database(), &self.file).unwrap();
        for (path, content) in [
            (log_of(&place.database()), &self.log),
            (journal_of(&place.database()), &self.journal),
        ] {
            if let Some(content) = content {
                fs::write(path, content).unwrap();
            }
        }
        place
    }

    /// The same with the first bytes of another file.
    fn torn(&self, written: &[u8], block: usize, end: usize) -> Self {
        let mut file = self.file.clone();
        file[block..end].copy_from_slice(&written[block..end]);
        Self {
            file,
            log: self.log.clone(),
            journal: self.journal.clone(),
        }
    }
}

fn insert(store: &Store, rows: u32) {
    store
        .connection
        .execute_batch(&format!(
            "INSERT INTO checked SELECT range, repeat('x', 100) || range FROM range({rows})"
        ))
        .unwrap();
}

/// A database with room in its metadata, 300 rows in its file and 50 in its log.
fn with_a_log() -> (Place, Store) {
    let place = Place::new();
    let store = place.store();
    store
        .connection
        .execute_batch("CREATE TABLE checked (number BIGINT, text VARCHAR)")
        .unwrap();
    for _ in 0..3 {
        insert(&store, 100);
        store.checkpoint().unwrap();
    }
    insert(&store, 50);
    (place, store)
}

/// How many rows there are, unless the file cannot be read.
fn rows(place: &Place) -> Result<i64, String> {
    let store = Store::open(&place.database()).map_err(|error| error.to_string())?;
    store
        .connection
        .query_row(
            "SELECT count(DISTINCT text) + count(*) FROM checked",
            [],
            |row| row.get(0),
        )
        .map_err(|error| error.to_string())
}

/// 350 rows, of which 100 are different ones.
const ALL: Result<i64, String> = Ok(450);

#[test]
fn a_checkpoint_that_is_cut_off_inside_any_block_is_undone_when_the_file_is_opened() {
    let (place, store) = with_a_log();
    store
        .connection
        .checkpoints()
        .keep(&store.connection)
        .unwrap();
    let before = Files::of(&place);
    store.connection.execute_batch("CHECKPOINT").unwrap();
    let written = fs::read(place.database()).unwrap();
    drop(store);

    let mut unreadable_without = 0;
    for block in (HEADERS..before.file.len().min(written.len())).step_by(BLOCK) {
        let pages = (block..(block + BLOCK).min(written.len())).step_by(PAGE);
        let changed =
            pages.filter(|page| before.file[*page..page + PAGE] != written[*page..page + PAGE]);
        for page in changed {
            let mut cut_off = before.torn(&written, block, page + PAGE);
            let place = cut_off.put();
            assert_eq!(
                rows(&place),
                ALL,
                "cut off in block {block} after page {page}"
            );
            assert!(!journal_of(&place.database()).exists());

            cut_off.journal = None;
            unreadable_without += u32::from(rows(&cut_off.put()).is_err());
        }
    }
    assert!(unreadable_without > 0, "no block needed to be put back");
}

#[test]
fn what_a_checkpoint_has_kept_does_not_undo_it_once_it_is_done() {
    let (place, store) = with_a_log();
    store
        .connection
        .checkpoints()
        .keep(&store.connection)
        .unwrap();
    let kept = Files::of(&place).journal;
    store.connection.execute_batch("CHECKPOINT").unwrap();
    drop(store);
    let mut done = Files::of(&place);
    assert!(done.log.is_none());
    done.journal = kept;
    let place = done.put();
    assert_eq!(rows(&place), ALL);
    assert!(!journal_of(&place.database()).exists());
}

#[test]
fn what_was_kept_and_is_damaged_does_not_reach_the_file() {
    let (place, store) = with_a_log();
    store
        .connection
        .checkpoints()
        .keep(&store.connection)
        .unwrap();
    let mut before = Files::of(&place);
    let journal = before.journal.as_mut().unwrap();
    assert!(journal.len() > BLOCK, "{} bytes were kept", journal.len());
    let middle = journal.len() / 2;
    journal[middle..middle + 1000].fill(0xaa);
    drop(store);
    let place = before.put();
    assert_eq!(rows(&place), ALL);
    assert!(!journal_of(&place.database()).exists());
}

#[test]
fn a_second_attempt_keeps_what_the_first_one_kept() {
    let (place, store) = with_a_log();
    let checkpoints = store.connection.checkpoints();
    checkpoints.keep(&store.connection).unwrap();
    let first = Files::of(&place);
    // What an attempt leaves that failed after it had begun to write.
    use std::os::unix::fs::FileExt as _;
    let torn = fs::OpenOptions::new()
        .write(true)
        .open(place.database())
        .unwrap();
    torn.write_all_at(&[0xaa; PAGE], HEADERS as u64).unwrap();
    checkpoints.keep(&store.connection).unwrap();
    assert!(Files::of(&place).journal == first.journal);
}

#[test]
fn the_log_moves_when_it_is_long_and_when_the_file_is_closed_and_not_by_itself() {
    let place = Place::new();
    let store = place.store();
    store
        .connection
        .execute_batch("CREATE TABLE checked (number BIGINT, text VARCHAR)")
        .unwrap();
    store.checkpoint().unwrap();
    let headers = |place: &Place| fs::read(place.database()).unwrap()[..HEADERS].to_vec();
    let log = |place: &Place| fs::metadata(log_of(&place.database())).map_or(0, |log| log.len());

    let begin = headers(&place);
    insert(&store, 50_000);
    store.connection.checkpoint_if_long().unwrap();
    assert!(log(&place) > 1 << 20);
    for _ in 0..3 {
        insert(&store, 50_000);
    }
    assert!(log(&place) > 16 << 20, "{} bytes", log(&place));
    assert!(headers(&place) == begin, "the log has moved by itself");
    store.connection.checkpoint_if_long().unwrap();
    assert_eq!(log(&place), 0);

    let moved = headers(&place);
    assert!(moved != begin);
    insert(&store, 10);
    drop(store);
    assert_eq!(log(&place), 0);
    assert!(headers(&place) != moved);
    assert!(!journal_of(&place.database()).exists());
}

#[test]
fn no_file_is_left_beside_the_database() {
    let (place, store) = with_a_log();
    drop(store);
    let folder: PathBuf = place.database().parent().unwrap().to_owned();
    let left: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["seatwise.duckdb"]);
}
