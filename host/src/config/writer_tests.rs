//! What is written into `seatwise.toml`, and what is left alone.

use std::collections::BTreeMap;

use super::{Config, NewConnection, SecretSource, WriteError, add_connection};
use crate::base::zone::Zone;

fn connection(name: &str) -> NewConnection {
    let source = SecretSource::Environment {
        variable: "SHERWEB_ID".to_owned(),
    };
    NewConnection {
        name: name.to_owned(),
        vendor: "sherweb".to_owned(),
        settings: BTreeMap::from([("language".to_owned(), "en".to_owned())]),
        secrets: BTreeMap::from([("client_id".to_owned(), source)]),
        origins: BTreeMap::new(),
        allow_private_addresses: false,
        pacing: None,
    }
}

#[test]
fn a_new_file_is_commented_private_and_loads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sub/seatwise.toml");
    let written = add_connection(&path, &connection("main")).unwrap();
    assert!(written.created);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# Seatwise:"));
    assert!(
        text.ends_with(
            "# publish = \"published.duckdb\"\n\n[connections.main]\nvendor = \"sherweb\"\n\n\
         [connections.main.settings]\nlanguage = \"en\"\n\n\
         [connections.main.secrets]\nclient_id = { env = \"SHERWEB_ID\" }\n"
        ),
        "{text}"
    );
    let config = Config::load(&path).unwrap();
    assert_eq!(config.connections["main"].settings["language"], "en");
    assert!(text.contains("time_zone = \""), "{text}");
    assert_eq!(config.time_zone.name(), Zone::of_machine().name());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

#[test]
fn everything_that_was_in_the_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seatwise.toml");
    let before = "# ours\ndatabase   = 'x.duckdb' # keep\n\n[connections.one] # first\nvendor = \"v\"\n# the end of one\n";
    std::fs::write(&path, before).unwrap();
    assert!(!add_connection(&path, &connection("two")).unwrap().created);
    let after = std::fs::read_to_string(&path).unwrap();
    for line in before.lines().filter(|line| !line.is_empty()) {
        assert!(
            after.lines().any(|kept| kept == line),
            "{line:?} is gone from:\n{after}"
        );
    }
    let end = "# the end of one\n\n[connections.two]\nvendor = \"sherweb\"\n\n";
    assert!(after.contains(end), "{after}");
    let names: Vec<String> = Config::load(&path)
        .unwrap()
        .connections
        .into_keys()
        .collect();
    assert_eq!(names, ["one", "two"]);
}

#[test]
fn origins_and_pacing_come_back_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seatwise.toml");
    let pacing = super::PacingOverride {
        requests: Some(50),
        per_milliseconds: Some(1500),
        in_flight: Some(16),
    };
    let mut new = connection("main");
    new.origins = BTreeMap::from([("api".to_owned(), "http://127.0.0.1:4711".parse().unwrap())]);
    new.pacing = Some(pacing);
    new.allow_private_addresses = true;
    add_connection(&path, &new).unwrap();
    let read = Config::load(&path)
        .unwrap()
        .connections
        .remove("main")
        .unwrap();
    assert_eq!(
        (read.pacing, read.allow_private_addresses, &read.origins),
        (Some(pacing), true, &new.origins)
    );
}

#[test]
fn a_connection_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seatwise.toml");
    add_connection(&path, &connection("main")).unwrap();
    let before = std::fs::read_to_string(&path).unwrap();
    assert!(matches!(
        add_connection(&path, &connection("main")),
        Err(WriteError::Exists { .. })
    ));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn a_broken_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seatwise.toml");
    for text in [
        "database = \n",
        "databse = \"x\"\n",
        "connections = { a = { vendor = \"v\" } }\n",
    ] {
        std::fs::write(&path, text).unwrap();
        assert!(add_connection(&path, &connection("main")).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_name_that_is_no_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error =
        add_connection(&folder.path().join("seatwise.toml"), &connection("../x")).unwrap_err();
    assert!(matches!(error, WriteError::Name { .. }));
}

#[cfg(unix)]
#[test]
fn an_existing_file_keeps_its_permissions_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (
        folder.path().join("real.toml"),
        folder.path().join("seatwise.toml"),
    );
    std::fs::write(&real, "").unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    add_connection(&link, &connection("main")).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(
        std::fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn a_file_with_other_sections_at_its_end_gets_the_connection_behind_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seatwise.toml");
    let before = "[connections.one]\nvendor = \"v\"\n[plugins]\nv = \"v.wasm\"\n# last words\n";
    std::fs::write(&path, before).unwrap();
    add_connection(&path, &connection("two")).unwrap();
    let after = std::fs::read_to_string(&path).unwrap();
    assert!(
        after.starts_with(before) && after.contains("[connections.two]"),
        "{after}"
    );
}

#[test]
fn a_file_with_dotted_keys_keeps_all_its_connections() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seatwise.toml");
    std::fs::write(&path, "connections.one.vendor = \"v\"\n").unwrap();
    match add_connection(&path, &connection("two")) {
        Ok(_) => assert_eq!(Config::load(&path).unwrap().connections.len(), 2),
        Err(error) => assert!(matches!(error, WriteError::Layout { .. }), "{error}"),
    }
    assert!(Config::load(&path).unwrap().connections.contains_key("one"));
}

#[test]
fn connections_that_are_added_at_once_are_all_there_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new").join("seatwise.toml");
    let names = ["one", "two", "three", "four", "five", "six"];
    std::thread::scope(|scope| {
        for name in names {
            scope.spawn(|| add_connection(&path, &connection(name)).unwrap());
        }
    });
    let config = Config::load(&path).unwrap();
    let mut expected = names.to_vec();
    expected.sort_unstable();
    assert_eq!(config.connections.keys().collect::<Vec<_>>(), expected);
    let left = std::fs::read_dir(path.parent().unwrap()).unwrap();
    assert_eq!(left.count(), 1);
}
