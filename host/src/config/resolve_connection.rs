//! From the parsed file to typed values: one connection.

use std::collections::BTreeMap;
use std::path::Path;

use url::Url;

use super::connection::{Connection, PacingOverride};
use super::names::{is_variable, secret_name_fault, vendor_fault};
use super::origin;
use super::resolve::resolve_path;
use super::source::SecretSource;
use super::tree::{Fields, Node, Problems};
use crate::base::Secret;

const KEYS: [&str; 6] = [
    "vendor",
    "settings",
    "secrets",
    "origins",
    "allow_private_addresses",
    "pacing",
];
const SOURCES: [&str; 5] = ["env", "file", "command", "keyring", "value"];
const PACING: [&str; 3] = ["requests", "per_seconds", "in_flight"];
const SOURCE_EXPECTED: &str = "a source such as { env = \"NAME\" }, { file = \"path\" }, \
                               { command = [\"program\", \"argument\"] } or { keyring = \"service/user\" }";

/// Resolves `[connections.NAME]`. Returns none when it has no usable vendor.
pub(super) fn resolve_connection(
    name: &str,
    node: &Node<'_>,
    directory: &Path,
    problems: &mut Problems<'_>,
) -> Option<Connection> {
    let fields = node.fields(problems, &KEYS)?;
    let settings = settings(&fields, problems);
    let secret_sources = secrets(&fields, &settings, directory, problems);
    let origins = origins(&fields, problems);
    let allow_private_addresses = fields
        .get("allow_private_addresses")
        .and_then(|node| node.boolean(problems))
        .unwrap_or(false);
    let pacing = fields.get("pacing").and_then(|node| pacing(node, problems));
    Some(Connection {
        name: name.to_owned(),
        vendor: vendor(node, &fields, problems)?,
        settings,
        secret_sources,
        origins,
        allow_private_addresses,
        pacing,
        directory: directory.to_path_buf(),
    })
}

fn vendor(
    connection: &Node<'_>,
    fields: &Fields<'_>,
    problems: &mut Problems<'_>,
) -> Option<String> {
    let Some(node) = fields.get("vendor") else {
        let key = format!("{}.vendor", connection.path);
        problems.report(
            connection.offset,
            &key,
            "missing; expected the id of a vendor (`seatwise plugin list` shows them)",
        );
        return None;
    };
    let vendor = node.text(problems)?;
    match vendor_fault(&vendor) {
        Some(fault) => {
            node.fault(problems, fault);
            None
        }
        None => Some(vendor),
    }
}

fn settings(fields: &Fields<'_>, problems: &mut Problems<'_>) -> BTreeMap<String, String> {
    let entries = fields
        .get("settings")
        .and_then(|node| node.entries(problems))
        .unwrap_or_default();
    let mut settings = BTreeMap::new();
    for (name, node) in entries {
        if let Some(fault) = secret_name_fault(&name) {
            node.fault(problems, fault);
        }
        if let Some(value) = node.scalar(problems) {
            settings.insert(name, value);
        }
    }
    settings
}

fn secrets(
    fields: &Fields<'_>,
    settings: &BTreeMap<String, String>,
    directory: &Path,
    problems: &mut Problems<'_>,
) -> BTreeMap<String, SecretSource> {
    let entries = fields
        .get("secrets")
        .and_then(|node| node.entries(problems))
        .unwrap_or_default();
    let mut sources = BTreeMap::new();
    for (name, node) in entries {
        if let Some(fault) = secret_name_fault(&name) {
            node.fault(problems, fault);
        }
        if settings.contains_key(&name) {
            node.fault(
                problems,
                "given twice, under settings and under secrets; keep one of them",
            );
        }
        if let Some(source) = source(&node, directory, problems) {
            sources.insert(name, source);
        }
    }
    sources
}

pub(super) fn source(
    node: &Node<'_>,
    directory: &Path,
    problems: &mut Problems<'_>,
) -> Option<SecretSource> {
    if node.is_text() {
        node.fault(
            problems,
            format!(
                "expected {SOURCE_EXPECTED}; {{ value = \"…\" }} keeps it in clear text, found a string"
            ),
        );
        return None;
    }
    let fields = node.fields(problems, &SOURCES)?;
    let names = fields.names();
    let [kind] = names.as_slice() else {
        let found = if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(" and ")
        };
        node.fault(
            problems,
            format!("expected exactly one source, found {found}: {SOURCE_EXPECTED}"),
        );
        return None;
    };
    let value = fields.get(kind)?;
    match *kind {
        "env" => environment(value, problems),
        "file" => resolve_path(value, directory, problems).map(|path| SecretSource::File { path }),
        "command" => value
            .texts(problems)
            .map(|arguments| SecretSource::Command { arguments }),
        "keyring" => keyring(value, problems),
        _ => value
            .text(problems)
            .map(|text| SecretSource::Value(Secret::new(text))),
    }
}

fn environment(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<SecretSource> {
    let variable = node.text(problems)?;
    if is_variable(&variable) {
        return Some(SecretSource::Environment { variable });
    }
    node.fault(problems, "expected the name of an environment variable (letters, digits and _), found something else; the secret itself does not belong here");
    None
}

fn keyring(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<SecretSource> {
    let text = node.text(problems)?;
    match text.rsplit_once('/') {
        Some((service, user)) if !service.is_empty() && !user.is_empty() => {
            Some(SecretSource::Keyring {
                service: service.to_owned(),
                user: user.to_owned(),
            })
        }
        _ => {
            node.fault(
                problems,
                "expected \"service/user\", found no / with a name on both sides",
            );
            None
        }
    }
}

fn origins(fields: &Fields<'_>, problems: &mut Problems<'_>) -> BTreeMap<String, Url> {
    let entries = fields
        .get("origins")
        .and_then(|node| node.entries(problems))
        .unwrap_or_default();
    let mut origins = BTreeMap::new();
    for (name, node) in entries {
        match node.text(problems).map(|text| origin::parse(&text)) {
            Some(Ok(url)) => {
                origins.insert(name, url);
            }
            Some(Err(fault)) => node.fault(problems, fault),
            None => {}
        }
    }
    origins
}

fn pacing(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<PacingOverride> {
    let fields = node.fields(problems, &PACING)?;
    let requests = fields
        .get("requests")
        .and_then(|node| node.integer(problems, 0..=1_000_000));
    let per_seconds = fields
        .get("per_seconds")
        .and_then(|node| node.number(problems, 0.001..=86_400.0));
    let in_flight = fields
        .get("in_flight")
        .and_then(|node| node.integer(problems, 1..=256));
    Some(PacingOverride {
        requests,
        // In range by the line above, so the conversion neither wraps nor loses a whole millisecond.
        per_milliseconds: per_seconds.map(|seconds| (seconds * 1000.0).round() as u64),
        in_flight: in_flight.and_then(|count| usize::try_from(count).ok()),
    })
}
