//! A disk that is full, at whatever point: a message that says so, nothing lost, and a run with room ends well.
//!
//! The full disk is a limit on the size of files. The smaller it is, the earlier a command meets it: at its own
//! small files, at the staging file, at the database, at its copy.

use std::path::Path;

use crate::command::Ended;
use crate::halves::Halves;
use crate::kills::copies;
use crate::place::{Place, copy_of};
use crate::process::Process;
use crate::seeds::{Choices, asked_for, first_seed};

/// Blocks of 512 bytes that a file may have, from nearly none to more than the largest file has.
fn rooms(largest: u64) -> Vec<u64> {
    let mut choices = Choices::of(first_seed());
    let most = largest / 512 + 64;
    let chosen = (0..asked_for("SEATWISE_ROOMS", 3)).map(|_| {
        // As many small ones as large ones.
        let limit = 8 << choices.below(u64::from((most / 8).ilog2()) + 1);
        limit + choices.below(limit)
    });
    [1, most].into_iter().chain(chosen).collect()
}

fn largest_file(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap();
    let sizes = entries.map(|entry| entry.unwrap().metadata().unwrap().len());
    sizes.max().unwrap()
}

/// All that a command said.
fn said(ended: &Ended) -> String {
    format!("{}\n{}", ended.stdout, ended.stderr)
}

/// A log that could not be moved into the database stays, and is for this user alone.
fn assert_private(folder: &Path, when: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    for name in ["seatwise.duckdb", "seatwise.duckdb.wal"] {
        let Ok(metadata) = std::fs::metadata(folder.join(name)) else {
            continue;
        };
        let mode = metadata.permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{when}: {name} has the mode {mode:o}");
    }
}

/// Runs a command with ever another room; `look` must hold after each run, `end` after one with room enough.
fn survive(
    begin: &Path,
    arguments: &[&str],
    largest: u64,
    look: impl Fn(&Path, &str),
    end: impl Fn(&Path, &str),
    is_done: impl Fn(&Path) -> bool,
) {
    let mut met = 0;
    for room in rooms(largest) {
        let when = format!("{arguments:?} with {room} blocks");
        let folder = copy_of(begin);
        let ended = Process::start_with_room(folder.path(), arguments, room).wait();
        let said = said(&ended);
        println!("{when}: {}\n{said}", ended.code);
        assert!(!said.contains("panicked"), "{when}: {said}");
        assert_private(folder.path(), &when);
        look(folder.path(), &when);
        if ended.code != 0 || !is_done(folder.path()) {
            met += 1;
            assert!(
                said.contains("failed to") && said.contains("File too large"),
                "{when}: {said}"
            );
            // Memory of a plugin counts as a file too, and no disk is full then.
            assert!(
                said.contains("make room on that disk") || said.contains("run the plugin"),
                "{when}: {said}"
            );
        }
        let ended = Process::start(folder.path(), arguments).wait();
        assert_eq!(ended.code, 0, "{when}, then with room: {ended:?}");
        end(folder.path(), &when);
        assert_eq!(
            copies(folder.path()),
            [""; 0],
            "{when}: half a copy is left"
        );
    }
    assert!(met > 0, "no run of {arguments:?} met the limit");
}

/// A command that changes what both files of a working folder have.
async fn survive_in_both_files(arguments: &[&str]) {
    let place = Place::shared().await;
    let (begin, reference) = (place.folder(), place.folder());
    let ended = Process::start(reference.path(), arguments).wait();
    assert_eq!(ended.code, 0, "{ended:?}");
    let halves = Halves::new(begin.path(), reference.path());
    survive(
        begin.path(),
        arguments,
        largest_file(reference.path()),
        |folder, when| halves.assert_whole(folder, when),
        |folder, when| halves.assert_after(folder, when),
        |folder| halves.is_after(folder),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_on_a_full_disk_says_so_and_loses_nothing() {
    survive_in_both_files(&["sync"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_on_a_full_disk_says_so_and_is_done_or_not_done() {
    let import = ["psa", "import", "later.csv", "--profile", "halopsa"];
    survive_in_both_files(&import).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_schema_on_a_full_disk_says_so_and_leaves_the_file_as_it_was() {
    let place = Place::shared().await;
    let begin = place.with_the_first_schema();
    let expected = place.rows_of_any_schema(&begin.path().join("seatwise.duckdb"));
    let look = |folder: &Path, when: &str| {
        let rows = place.rows_of_any_schema(&folder.join("seatwise.duckdb"));
        assert_eq!(rows, expected, "{when}");
    };
    survive(
        begin.path(),
        &["report", "renewals"],
        largest_file(begin.path()) * 2,
        look,
        look,
        |folder| seatwise::store::query(&folder.join("seatwise.duckdb"), "FROM findings").is_ok(),
    );
}
