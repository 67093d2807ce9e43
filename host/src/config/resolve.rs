//! From the parsed file to typed values: the outermost keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::brand::resolve_brand;
use super::connection::Connection;
use super::load::Config;
use super::names::{connection_name_fault, vendor_fault};
use super::resolve_analysis::resolve_analysis;
use super::resolve_connection::resolve_connection;
use super::resolve_mail::resolve_mail;
use super::tree::{Fields, Node, Problems};
use crate::base::zone::Zone;

const KEYS: [&str; 9] = [
    "database",
    "state",
    "publish",
    "plugins",
    "time_zone",
    "analysis",
    "mail",
    "brand",
    "connections",
];
const DATABASE: &str = "seatwise.duckdb";
const STATE: &str = ".seatwise";
const PLUGINS: &str = "plugins";

/// Resolves the whole file. Returns none only when the root is not a table; other faults are
/// reported and the rest is resolved, so that one run shows them all.
pub(super) fn resolve(path: &Path, root: &Node<'_>, problems: &mut Problems<'_>) -> Option<Config> {
    let fields = root.fields(problems, &KEYS)?;
    let directory = path.parent().unwrap_or_else(|| Path::new("")).to_path_buf();
    let database = file(&fields, "database", &directory, problems);
    let publish = file(&fields, "publish", &directory, problems);
    let config = Config {
        path: path.to_path_buf(),
        database: database.unwrap_or_else(|| directory.join(DATABASE)),
        state: file(&fields, "state", &directory, problems)
            .unwrap_or_else(|| directory.join(STATE)),
        publish,
        plugins_directory: directory.join(PLUGINS),
        plugin_replacements: replacements(&fields, &directory, problems),
        time_zone: time_zone(fields.get("time_zone"), problems),
        analysis: resolve_analysis(fields.get("analysis"), problems),
        mail: fields
            .get("mail")
            .and_then(|node| resolve_mail(node, &directory, problems)),
        brand: resolve_brand(fields.get("brand"), &directory, problems),
        connections: connections(&fields, &directory, problems),
        directory,
    };
    if let (Some(publish), Some(node)) = (&config.publish, fields.get("publish"))
        && (*publish == config.database || *publish == config.path)
    {
        node.fault(
            problems,
            "expected a separate file, found the database or the configuration itself",
        );
    }
    Some(config)
}

/// Resolves a path against the configuration file's folder.
pub(super) fn resolve_path(
    node: &Node<'_>,
    directory: &Path,
    problems: &mut Problems<'_>,
) -> Option<PathBuf> {
    let text = node.text(problems)?;
    if text.starts_with("~/") {
        node.fault(
            problems,
            "~ is not expanded; write the path in full or relative to this file",
        );
        return None;
    }
    if text.contains('\0') {
        node.fault(problems, "expected a path, found a NUL character");
        return None;
    }
    Some(directory.join(text))
}

fn file(
    fields: &Fields<'_>,
    name: &str,
    directory: &Path,
    problems: &mut Problems<'_>,
) -> Option<PathBuf> {
    resolve_path(fields.get(name)?, directory, problems)
}

/// The zone that is named; else that of the machine.
fn time_zone(node: Option<&Node<'_>>, problems: &mut Problems<'_>) -> Zone {
    let Some(node) = node else {
        return Zone::of_machine();
    };
    let Some(name) = node.text(problems) else {
        return Zone::utc();
    };
    Zone::named(&name).unwrap_or_else(|error| {
        node.fault(problems, error.to_string());
        Zone::utc()
    })
}

fn replacements(
    fields: &Fields<'_>,
    directory: &Path,
    problems: &mut Problems<'_>,
) -> BTreeMap<String, PathBuf> {
    let entries = fields
        .get("plugins")
        .and_then(|node| node.entries(problems))
        .unwrap_or_default();
    let mut files = BTreeMap::new();
    for (vendor, node) in entries {
        if let Some(fault) = vendor_fault(&vendor) {
            node.fault(problems, fault);
        }
        if let Some(path) = resolve_path(&node, directory, problems) {
            files.insert(vendor, path);
        }
    }
    files
}

fn connections(
    fields: &Fields<'_>,
    directory: &Path,
    problems: &mut Problems<'_>,
) -> BTreeMap<String, Connection> {
    let entries = fields
        .get("connections")
        .and_then(|node| node.entries(problems))
        .unwrap_or_default();
    let mut connections = BTreeMap::new();
    for (name, node) in entries {
        if let Some(fault) = connection_name_fault(&name) {
            node.fault(problems, fault);
        }
        if let Some(connection) = resolve_connection(&name, &node, directory, problems) {
            connections.insert(name, connection);
        }
    }
    connections
}
