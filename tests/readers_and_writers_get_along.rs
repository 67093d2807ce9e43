//! Analysts and syncs, several of each at once: nobody sees half a sync, no run is lost, and who cannot go on
//! is told why.

use std::path::Path;
use std::sync::mpsc;

use seatwise::store::{OpenError, Store};
use seatwise::sync::ConnectionStatus;
use seatwise_distributors::{Endpoint, Fault, Rule, Running, SherwebCredentials};

use crate::command::{folder, seatwise, share_compiled_plugins};
use crate::contents::{assert_same, contents};
use crate::halves::Halves;
use crate::place::Place;
use crate::process::{End, Process, look_again};
use crate::rig::{Rig, rows_of, sherweb, streamone};

const SEATS: &str =
    "SELECT min(seats)::BIGINT, max(seats)::BIGINT, count(*) FROM license_subscriptions";

fn set_seats(sherweb: &Running<SherwebCredentials>, seats: i64) {
    sherweb.data(|world| {
        for customer in &mut world.customers {
            for subscription in &mut customer.subscriptions {
                subscription.seats = seats;
            }
        }
    });
}

/// The seats of a row of [`SEATS`], which must be of one sync.
#[track_caller]
fn seats(row: &str, separator: &str) -> i64 {
    let cells: Vec<i64> = row
        .split(separator)
        .map(|cell| cell.trim().parse().unwrap_or_else(|_| panic!("{row}")))
        .collect();
    assert_eq!(cells[0], cells[1], "half a sync is visible: {row}");
    assert_eq!(cells[2], 8, "half a sync is visible: {row}");
    cells[0]
}

/// A folder whose database is the published copy of another one: what an analyst has.
fn analyst(rig: &Rig) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let published = rig.path().join("published.duckdb");
    let config = format!("database = {:?}\n", published.display().to_string());
    std::fs::write(folder.path().join("seatwise.toml"), config).unwrap();
    folder
}

/// Questions of each reader for each sync; more would leave the syncs no processor.
const TURNS: usize = 4;

/// The turns of some readers: while a sync runs each asks a few times.
struct Turns(Vec<mpsc::Sender<()>>);

impl Turns {
    fn of<const READERS: usize>() -> (Self, [mpsc::Receiver<()>; READERS]) {
        let mut senders = Vec::new();
        let receivers = std::array::from_fn(|_| {
            let (sender, receiver) = mpsc::channel();
            senders.push(sender);
            receiver
        });
        (Self(senders), receivers)
    }

    fn give(&self) {
        for reader in self.0.iter().cycle().take(TURNS * self.0.len()) {
            // A reader that has failed says so at the end.
            reader.send(()).ok();
        }
    }
}

/// Asks at every turn; returns how many answers there were.
fn ask(turns: mpsc::Receiver<()>, mut answer: impl FnMut() -> i64) -> u64 {
    let (mut answers, mut last) = (0, 0);
    for () in turns {
        let seats = answer();
        assert!(
            seats >= last,
            "{seats} seats after {last}: the copy went back"
        );
        (answers, last) = (answers + 1, seats);
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_the_published_copy_never_sees_half_a_sync_while_fifty_syncs_run() {
    const SYNCS: i64 = 50;
    let sherweb = sherweb(4, 2).await;
    let mut rig = Rig::new();
    rig.configure("publish = \"published.duckdb\"\n");
    rig.add_sherweb(&sherweb);
    set_seats(&sherweb, 1);
    rig.sync("sherweb").await;
    rig.publish();
    let published = rig.path().join("published.duckdb");
    let analyst = analyst(&rig);
    let in_process = |turns| ask(turns, || seats(&rows_of(&published, SEATS)[0], "|"));
    let by_command = |turns| {
        ask(turns, || {
            let ended = seatwise(analyst.path(), &["query", SEATS, "--format", "csv"]);
            assert_eq!(ended.code, 0, "{ended:?}");
            seats(ended.stdout.lines().nth(1).unwrap(), ",")
        })
    };
    let (turns, [one, two, three, four]) = Turns::of();
    let answers = std::thread::scope(|scope| {
        let readers = [
            scope.spawn(|| in_process(one)),
            scope.spawn(|| in_process(two)),
            scope.spawn(|| by_command(three)),
            scope.spawn(|| by_command(four)),
        ];
        tokio::task::block_in_place(|| {
            let runtime = tokio::runtime::Handle::current();
            for sync in 2..=SYNCS {
                set_seats(&sherweb, sync);
                turns.give();
                let report = runtime.block_on(rig.sync("sherweb"));
                assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
                assert_eq!(report.notes, [""; 0]);
                rig.publish();
            }
        });
        drop(turns);
        readers.map(|reader| reader.join().unwrap())
    });
    assert_eq!(answers, [(SYNCS as u64 - 1) * TURNS as u64; 4]);
    assert_eq!(
        rig.rows("SELECT count(*), bool_and(status = 'complete') FROM sync_runs"),
        [format!("{SYNCS} | true")]
    );
    assert_eq!(seats(&rows_of(&published, SEATS)[0], "|"), SYNCS);
}

/// A query that does not end by itself; it holds the database open.
fn slow_query(folder: &Path) -> Process {
    let database = folder.join("seatwise.duckdb");
    let endless =
        "SELECT count(*) FROM range(1000000000000) AS numbers (number), customers WHERE number < 0";
    let mut query = Process::start(folder, &["query", endless]);
    loop {
        match Store::open(&database) {
            Err(OpenError::Locked { holder, .. }) if holder.process == Some(query.id()) => {
                return query;
            }
            Err(OpenError::Locked { .. }) => {}
            Ok(store) => drop(store),
            Err(error) => panic!("{error}"),
        }
        // It came while we looked.
        if !query.is_running() {
            query = Process::start(folder, &["query", endless]);
        }
        look_again();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_who_holds_the_database_open_loses_no_run_and_is_named() {
    let sherweb = sherweb(4, 2).await;
    let rig = folder(&sherweb);
    set_seats(&sherweb, 1);
    rig.sync("sherweb").await;
    set_seats(&sherweb, 2);
    let analyst = slow_query(rig.path());
    let process = analyst.id();
    for _ in 0..2 {
        let report = rig.sync("sherweb").await;
        assert_eq!(report.status, ConnectionStatus::Busy, "{report:#?}");
        let note = &report.notes[0];
        assert!(
            note.contains(&format!("process {process} "))
                && note.contains("kept, and the next run merges it")
                && note.contains("close it there, or try again later"),
            "{note}"
        );
    }
    assert!(matches!(analyst.kill_when(|_| true), End::Killed));
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(seats(&rig.rows(SEATS)[0], "|"), 2);
    // The kept run, and the one that was read after it was merged.
    assert_eq!(rig.number("SELECT count(*) FROM sync_runs"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_the_database_itself_is_answered_or_told_who_writes_it() {
    let sherweb = sherweb(4, 2).await;
    let rig = folder(&sherweb);
    set_seats(&sherweb, 1);
    assert_eq!(seatwise(rig.path(), &["sync"]).code, 0);
    let reader = |turns| {
        let (mut refused, mut last) = (0, 1);
        let answers = ask(turns, || {
            let ended = seatwise(rig.path(), &["query", SEATS, "--format", "csv"]);
            if ended.code == 6 {
                refused += 1;
                assert!(
                    ended
                        .stderr
                        .contains("is writing it; try again in a moment"),
                    "{ended:?}"
                );
                return last;
            }
            assert_eq!(ended.code, 0, "{ended:?}");
            last = seats(ended.stdout.lines().nth(1).unwrap(), ",");
            last
        });
        println!("answers: {}, refusals: {refused}", answers - refused);
    };
    let (turns, [one, two]) = Turns::of();
    std::thread::scope(|scope| {
        let readers = [scope.spawn(|| reader(one)), scope.spawn(|| reader(two))];
        for sync in 2..=8 {
            set_seats(&sherweb, sync);
            turns.give();
            let ended = seatwise(rig.path(), &["sync"]);
            assert_eq!(ended.code, 0, "{ended:?}");
        }
        drop(turns);
        readers.map(|reader| reader.join().unwrap())
    });
    assert_eq!(seats(&rig.rows(SEATS)[0], "|"), 8);
    assert_eq!(rig.number("SELECT count(*) FROM sync_runs"), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sync_of_a_connection_is_refused_with_the_process_that_syncs_it() {
    let sherweb = sherweb(2, 1).await;
    let rig = folder(&sherweb);
    sherweb.fault(Rule::new(Fault::Hang).on(Endpoint::Customers).first(1));
    let second = std::cell::Cell::new(None);
    let first = Process::start(rig.path(), &["sync"]);
    let process = first.id();
    let end = first.kill_when(|_| {
        if sherweb.count(Endpoint::Customers) == 0 {
            return false;
        }
        second.set(Some(seatwise(rig.path(), &["sync"])));
        true
    });
    assert!(matches!(end, End::Killed), "{end:?}");
    let second = second.take().unwrap();
    assert_eq!(second.code, 6, "{second:?}");
    assert!(
        second.stderr.contains(&format!(
            "failed to start a sync of sherweb: process {process} is already syncing it, backing it up or restoring it; wait until it ends"
        )),
        "{second:?}"
    );
    assert_eq!(sherweb.count(Endpoint::Customers), 1);
    assert_eq!(seatwise(rig.path(), &["sync"]).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn syncs_of_two_connections_at_once_both_work_from_the_very_first_on() {
    let (sherweb, streamone) = (sherweb(3, 2).await, streamone(3, 2).await);
    let connected = || {
        let mut rig = Rig::new();
        rig.configure("publish = \"published.duckdb\"\n");
        rig.add_sherweb(&sherweb);
        // Each folder has a token that no other one has exchanged.
        let token = streamone.credentials().request_new(streamone.clock().now());
        assert_eq!(streamone.credentials().refresh_token(), Some(token));
        rig.add_synnex(&streamone);
        share_compiled_plugins(rig.path());
        drop(rig.setup());
        rig
    };
    let expected = {
        let rig = connected();
        assert_eq!(seatwise(rig.path(), &["sync"]).code, 0);
        contents(&rig)
    };
    for _ in 0..3 {
        let rig = connected();
        for round in 1..=2 {
            let both = ["sherweb", "synnex"]
                .map(|connection| Process::start(rig.path(), &["sync", connection]));
            for process in both {
                let ended = process.wait();
                assert_eq!(ended.code, 0, "{ended:?}");
                assert!(!ended.stderr.contains("failed to"), "{ended:?}");
            }
            assert_same(&contents(&rig), &expected, "two processes");
            assert_eq!(rig.number("SELECT count(*) FROM sync_runs"), round * 2);
            assert_eq!(
                rows_of(&rig.path().join("published.duckdb"), "FROM sync_runs").len(),
                2 * usize::try_from(round).unwrap()
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_are_those_of_both_when_two_connections_are_synced_at_once() {
    let place = Place::shared().await;
    let (begin, reference) = (place.folder(), place.folder());
    assert_eq!(seatwise(reference.path(), &["sync"]).code, 0);
    let halves = Halves::new(begin.path(), reference.path());
    for _ in 0..3 {
        let folder = place.folder();
        let both = ["sherweb", "synnex"]
            .map(|connection| Process::start(folder.path(), &["sync", connection]));
        for process in both {
            let ended = process.wait();
            assert_eq!(ended.code, 0, "{ended:?}");
            assert!(!ended.stderr.contains("failed to"), "{ended:?}");
        }
        halves.assert_state_after(folder.path(), "two processes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_while_the_log_moves_into_the_database_leaves_both_as_they_are() {
    use sha2::{Digest as _, Sha256};

    let sherweb = sherweb(2, 1).await;
    let rig = folder(&sherweb);
    assert_eq!(seatwise(rig.path(), &["sync"]).code, 0);
    let database = rig.path().join("seatwise.duckdb");
    let before = std::fs::read(&database).unwrap();
    // What is kept during a checkpoint; where it is put back, nobody can open the database any more.
    let block = 262_144_u64;
    let entry = [12_288, block].map(u64::to_le_bytes).concat();
    let content = [&before[..12_288], &entry, &vec![0xaa; block as usize]].concat();
    let journal = rig.path().join("seatwise.duckdb.rollback");
    let kept = [&b"SWUNDO01"[..], &Sha256::digest(&content), &content].concat();

    let writer = Store::open(&database).unwrap();
    std::fs::write(&journal, &kept).unwrap();
    let ended = seatwise(rig.path(), &["query", "FROM customers"]);
    assert!(
        ended.stderr.contains("is writing it; try again"),
        "{ended:?}"
    );
    drop(writer);
    assert!(std::fs::read(&journal).unwrap() == kept);
    assert!(std::fs::read(&database).unwrap() == before);

    let ended = seatwise(rig.path(), &["query", "FROM customers"]);
    assert!(!journal.exists());
    assert!(
        ended
            .stderr
            .contains("restore the last backup with `seatwise restore`"),
        "{ended:?}"
    );
}
