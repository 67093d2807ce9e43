//! The plugins, and the lock that says which files are trusted.

use super::fixtures::{Place, lines};
use crate::doctor::plugins;
use crate::plugin::{Available, Limits, PluginLock};
use crate::sync::registry;

/// The built-in plugin for Sherweb as a file for a vendor of its own.
fn plugin_file() -> Vec<u8> {
    let from = b"vendor = \"sherweb\"";
    let to = b"vendor = \"sherwob\"";
    let mut bytes = seatwise_builtin_plugins::SHERWEB.to_vec();
    let places: Vec<usize> = (0..bytes.len())
        .filter(|at| bytes[*at..].starts_with(from))
        .collect();
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

fn plugin_lines(place: &Place) -> Vec<String> {
    let config = place.config();
    let registry = registry(&config, None).unwrap();
    lines(&plugins::check(&config, &registry), &place.path(""))
}

#[test]
fn a_file_that_nobody_trusts_is_a_failure_only_where_a_connection_needs_it() {
    let place = Place::new("");
    place.write("plugins/mine.wasm", plugin_file());
    let built_in = |line: &String| line.starts_with("ok s") && line.ends_with(", built-in");
    let unused = plugin_lines(&place);
    assert_eq!(unused.iter().filter(|line| built_in(line)).count(), 2);
    assert!(
        unused.iter().any(|line| line.starts_with(
            "warning failed to use the plugin plugins/mine.wasm for sherwob: it is not trusted yet"
        )),
        "{unused:?}"
    );
    place.write(
        "seatwise.toml",
        "[connections.main]\nvendor = \"sherwob\"\n",
    );
    let used = plugin_lines(&place);
    assert!(
        used.iter().any(|line| line
            .starts_with("failed failed to use the plugin plugins/mine.wasm for sherwob")),
        "{used:?}"
    );
    let mut lock = PluginLock::read(&place.path("plugins.lock")).unwrap();
    let file = place.path("plugins/mine.wasm");
    lock.trust(&Available::from_file(&file, &Limits::default()).unwrap());
    lock.write().unwrap();
    let trusted = plugin_lines(&place);
    assert!(
        trusted
            .iter()
            .any(|line| line == "ok sherwob 0.1.0 for contract 0.1.0, plugins/mine.wasm, trusted"),
        "{trusted:?}"
    );
}

#[test]
fn files_that_are_no_plugins_and_a_damaged_lock_are_named() {
    let place = Place::new("");
    place.write("plugins/other.wasm", "no plugin");
    place.write("plugins.lock", "no lock");
    let lines = plugin_lines(&place);
    assert!(
        lines[0].starts_with("failed failed to parse plugins.lock: "),
        "{lines:?}"
    );
    assert!(
        lines
            .last()
            .unwrap()
            .starts_with("warning plugins/other.wasm is rejected: it is not a WebAssembly file"),
        "{lines:?}"
    );
}
