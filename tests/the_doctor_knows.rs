//! The doctor finds what would make a sync fail, and asks no distributor for it.

use serde_json::Value;

use crate::command::{done, folder, seatwise};
use crate::rig::sherweb;

#[tokio::test]
async fn a_folder_that_works_is_well_and_one_that_does_not_says_what_to_do() {
    let sherweb = sherweb(2, 1).await;
    let rig = folder(&sherweb);
    done(rig.path(), &["sync", "--only", "customers"]);
    let requests = sherweb.requests().len();
    let well = done(rig.path(), &["doctor"]);
    for expected in [
        "ok       configuration  ",
        "ok       plugin         sherweb 0.1.0 for contract 0.1.0, built-in\n",
        "ok       connection     sherweb (sherweb): the settings are valid, 3 secrets can be read\n",
        "ok       lock           no connection is being synced\n",
        "ok       state          ",
        " MiB are free in ",
    ] {
        assert!(
            well.contains(expected),
            "{expected:?} is missing in\n{well}"
        );
    }
    assert!(!well.contains("failed"), "{well}");
    assert!(
        !well.contains(&sherweb.credentials().client_secret),
        "{well}"
    );

    std::fs::write(rig.path().join("seatwise.duckdb"), "lost").unwrap();
    std::fs::write(rig.path().join("plugins.lock"), "lost").unwrap();
    let ended = seatwise(rig.path(), &["doctor"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended.stdout.contains("to do: if the file is damaged, `seatwise restore FILE --force` puts a backup in its place\n"),
        "{ended:?}"
    );
    let ended = seatwise(rig.path(), &["doctor", "--json"]);
    let answer: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(answer["failed"], 2, "{answer:#}");
    assert_eq!(sherweb.requests().len(), requests);
}

#[test]
fn without_a_configuration_the_doctor_says_how_to_write_one() {
    let folder = tempfile::tempdir().unwrap();
    let ended = seatwise(folder.path(), &["doctor"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended.stdout.contains("`seatwise init` writes one"),
        "{ended:?}"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
