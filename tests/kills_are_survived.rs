//! A command that is killed at any moment loses nothing and shows nothing by halves, and the next one goes on.
//!
//! The moments are chosen by a seed and by what the command has done: requests that the distributors saw,
//! bytes that it wrote, how far the database's log or a copy has grown. `SEATWISE_KILLS` says how many.

use std::collections::BTreeMap;
use std::path::Path;

use crate::halves::Halves;
use crate::kills::{Moment, Profile, copies, kill, profile};
use crate::place::{Place, copy_of};
use crate::process::{End, Process};
use crate::seeds::{Choices, asked_for, first_seed};

/// A file of the PSA that differs from the one that was imported last.
const IMPORT: [&str; 5] = ["psa", "import", "later.csv", "--profile", "halopsa"];

/// Kills for each of the tests; a quarter of what is asked for.
fn kills() -> u64 {
    asked_for("SEATWISE_KILLS", 24).div_ceil(4)
}

/// How many kills met which kind of moment.
type Met = BTreeMap<&'static str, u64>;

/// Kills a command a few times and lets it end; again and again, until there were enough kills.
///
/// `look` is called after every kill, with what the killed run may not ask for again; `end` when the command
/// has come to its end.
fn survive(
    begin: &Path,
    arguments: &[&str],
    place: Option<&Place>,
    profile: &Profile,
    mut look: impl FnMut(&Path, &str),
    mut end: impl FnMut(&Path, &str),
) -> Met {
    let mut met = Met::new();
    let mut seed = first_seed();
    let mut turn = 0;
    while met.values().sum::<u64>() < kills() {
        seed += 1;
        let mut choices = Choices::of(seed);
        let folder = copy_of(begin);
        for _ in 0..=choices.below(3) {
            let moment = Moment::choose(&mut choices, turn, profile);
            turn += 1;
            let when = format!("seed {seed}, killed at {moment:?}");
            let committed = place.map(|place| place.committed(folder.path()));
            let killed = kill(folder.path(), arguments, place, moment);
            if let (Some(place), Some(committed)) = (place, committed) {
                place.assert_not_asked_again(&committed, &when);
            }
            let Some(kind) = killed else { break };
            *met.entry(kind).or_default() += 1;
            look(folder.path(), &when);
        }
        let when = format!("seed {seed}, at its end");
        let committed = place.map(|place| place.committed(folder.path()));
        place.inspect(|place| place.forget());
        let ended = Process::start(folder.path(), arguments).wait();
        assert_eq!(ended.code, 0, "{when}: {ended:?}");
        if let (Some(place), Some(committed)) = (place, committed) {
            place.assert_not_asked_again(&committed, &when);
        }
        end(folder.path(), &when);
        assert_eq!(
            copies(folder.path()),
            [""; 0],
            "{when}: half a copy is left"
        );
    }
    println!("kills: {met:?}");
    met
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_is_killed_anywhere_goes_on_and_ends_as_if_it_had_not_been() {
    let place = Place::new().await;
    let (begin, reference) = (place.folder(), place.folder());
    place.forget();
    let profile = profile(reference.path(), &["sync"], Some(&place));
    let halves = Halves::new(begin.path(), reference.path());
    let look = |folder: &Path, when: &str| halves.assert_whole(folder, when);
    let end = |folder: &Path, when: &str| {
        halves.assert_after(folder, when);
        place.assert_read_once(folder, reference.path(), when);
    };
    let met = survive(begin.path(), &["sync"], Some(&place), &profile, look, end);
    assert!(met.len() >= 3, "too few kinds of moments were met: {met:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_anywhere_is_done_or_not_done_and_can_be_run_again() {
    let place = Place::shared().await;
    let (begin, reference) = (place.folder(), place.folder());
    let profile = profile(reference.path(), &IMPORT, None);
    let halves = Halves::new(begin.path(), reference.path());
    let look = |folder: &Path, when: &str| halves.assert_whole(folder, when);
    let end = |folder: &Path, when: &str| halves.assert_after(folder, when);
    survive(begin.path(), &IMPORT, None, &profile, look, end);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_killed_while_it_makes_the_database_leaves_none_or_a_good_one() {
    let place = Place::shared().await;
    let begin = place.folder();
    std::fs::remove_file(begin.path().join("seatwise.duckdb")).unwrap();
    for kill in 0..kills() {
        let folder = copy_of(begin.path());
        let database = folder.path().join("seatwise.duckdb");
        let end = Process::start(folder.path(), &IMPORT).kill_when(|_| database.exists());
        assert!(matches!(end, End::Killed), "{end:?}");
        let ended = Process::start(folder.path(), &IMPORT).wait();
        assert_eq!(ended.code, 0, "after kill {kill}: {ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_schema_that_is_killed_anywhere_is_done_or_not_done_and_its_copy_is_whole()
{
    let place = Place::shared().await;
    let begin = place.with_the_first_schema();
    let command = ["report", "renewals"];
    let reference = copy_of(begin.path());
    let profile = profile(reference.path(), &command, None);
    let expected = place.rows_of_any_schema(&begin.path().join("seatwise.duckdb"));
    let look = |folder: &Path, when: &str| {
        let rows = place.rows_of_any_schema(&folder.join("seatwise.duckdb"));
        assert_eq!(rows, expected, "{when}");
        let copy = folder.join("seatwise.duckdb.before-0002");
        if copy.exists() {
            assert_eq!(
                place.rows_of_any_schema(&copy),
                expected,
                "{when}: the copy"
            );
        }
    };
    let end = |folder: &Path, when: &str| {
        look(folder, when);
        assert!(
            folder.join("seatwise.duckdb.before-0002").exists(),
            "{when}"
        );
        seatwise::store::query(&folder.join("seatwise.duckdb"), "FROM findings").unwrap();
    };
    survive(begin.path(), &command, None, &profile, look, end);
}
