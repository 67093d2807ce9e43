//! One writer at a time, and the others are told who it is.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use super::fixtures::{CONNECTION, Place, customer};
use crate::store::{Dataset, OpenError, QueryError, Staging, StagingError, Store, query};

/// The folder that a child process is to hold; unset in the usual run of the tests.
const FOLDER: &str = "SEATWISE_TEST_HOLD";

/// Not a test of its own: what the child process does. It holds database and staging until its input ends.
#[test]
fn another_process_holds_the_files() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let _store = Store::open(&folder.join("seatwise.duckdb")).unwrap();
    let _staging = Staging::open(&folder.join("state"), CONNECTION).unwrap();
    println!("held");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

/// A process that holds the files, and what it prints.
struct OtherProcess {
    child: Child,
    output: BufReader<ChildStdout>,
}

/// Starts a process that holds the files, and returns it when it does.
fn holder(folder: &Path) -> OtherProcess {
    let (_, module) = module_path!().split_once("::").unwrap();
    let test = format!("{module}::another_process_holds_the_files");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &test, "--nocapture"])
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("held") {
        line.clear();
        assert!(
            output.read_line(&mut line).unwrap() > 0,
            "the other process did not get the files"
        );
    }
    OtherProcess { child, output }
}

/// Lets the process end. It is read to its end, since it fails where nobody reads what it prints.
fn release(mut other: OtherProcess) {
    drop(other.child.stdin.take());
    std::io::copy(&mut other.output, &mut std::io::sink()).unwrap();
    other.child.wait().unwrap();
}

#[test]
fn who_holds_the_files_is_named_with_its_process_id() {
    let mut place = Place::new();
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &[customer("a")]);
    let other = holder(place.folder.path());
    let process = other.child.id();
    let open = Store::open(&place.database()).unwrap_err();
    let read = Store::open_read_only(&place.database()).unwrap_err();
    let queried = query(&place.database(), "SELECT 1").unwrap_err();
    let staged = Staging::open(&place.folder.path().join("state"), CONNECTION).unwrap_err();
    release(other);
    for error in [&open, &read] {
        assert!(
            matches!(error, OpenError::Locked { holder, .. } if holder.process == Some(process)),
            "{error}"
        );
        assert!(
            error.to_string().contains(&format!("process {process} (")),
            "{error}"
        );
    }
    assert!(matches!(queried, QueryError::Writing { .. }), "{queried}");
    assert!(queried.to_string().contains("set `publish`"), "{queried}");
    assert!(
        matches!(&staged, StagingError::Busy { holder, .. } if holder.process == Some(process)),
        "{staged}"
    );
    assert!(
        staged
            .to_string()
            .contains(&format!("process {process} is already syncing it")),
        "{staged}"
    );
    Store::open(&place.database()).unwrap();
}

#[test]
fn waiting_ends_with_the_error_when_the_time_is_over() {
    let place = Place::new();
    let other = holder(place.folder.path());
    let begun = Instant::now();
    let refused = Store::open_with_wait(&place.database(), Duration::from_millis(250));
    let waited = begun.elapsed();
    release(other);
    assert!(matches!(refused, Err(OpenError::Locked { .. })));
    assert!(waited >= Duration::from_millis(250));
    Store::open_with_wait(&place.database(), Duration::from_secs(30)).unwrap();
}

#[test]
fn this_process_does_not_open_the_database_twice_either() {
    let place = Place::new();
    let store = place.store();
    for refused in [
        Store::open(&place.database()),
        Store::open_read_only(&place.database()),
    ] {
        let error = refused.unwrap_err();
        assert!(
            error.to_string().contains("this process has it open"),
            "{error}"
        );
    }
    drop(store);
    let readers = [
        Store::open_read_only(&place.database()),
        Store::open_read_only(&place.database()),
    ];
    assert!(readers.iter().all(Result::is_ok));
    assert!(matches!(
        Store::open(&place.database()),
        Err(OpenError::Locked { .. })
    ));
    drop(readers);
    place.store();
}

#[test]
fn this_process_does_not_sync_a_connection_twice_either() {
    let place = Place::new();
    let staging = place.staging();
    let refused = Staging::open(&place.folder.path().join("state"), CONNECTION);
    assert!(matches!(refused, Err(StagingError::Busy { .. })));
    drop(staging);
    place.staging();
}
