//! The connections: whether their settings fit their plugins, and whether every secret can be had.

use std::collections::BTreeMap;

use super::report::{Area, Check};
use crate::config::{Config, Connection};
use crate::gateway::Secrets;
use crate::plugin::Registry;
use crate::sync::{check_secrets, check_settings};

pub(super) fn check(config: &Config, registry: &Registry) -> Vec<Check> {
    config
        .connections
        .values()
        .flat_map(|connection| check_connection(connection, registry))
        .collect()
}

fn check_connection(connection: &Connection, registry: &Registry) -> Vec<Check> {
    let failed = |error: &dyn std::fmt::Display| {
        Check::failed(Area::Connection, format!("failed to {error}"))
    };
    let manifest = match registry.find(&connection.vendor) {
        Ok(plugin) => &plugin.manifest,
        Err(error) => {
            return vec![Check::failed(
                Area::Connection,
                format!("{}: failed to {error}", connection.name),
            )];
        }
    };
    // As a sync does it: no secret is fetched for a connection that could not be used.
    if let Err(error) = check_settings(manifest, connection) {
        return vec![failed(&error)];
    }
    let (secrets, mut checks) = fetch(connection);
    // A secret that could not be had is not a secret that is missing in the configuration.
    if checks.is_empty()
        && let Err(error) = check_secrets(manifest, connection, &secrets)
    {
        checks.push(failed(&error));
    }
    if checks.is_empty() {
        let secrets = match secrets.len() {
            1 => "1 secret".to_owned(),
            count => format!("{count} secrets"),
        };
        checks.push(Check::ok(
            Area::Connection,
            format!(
                "{} ({}): the settings are valid, {secrets} can be read",
                connection.name, connection.vendor
            ),
        ));
    }
    checks
}

/// Fetches every secret, to see whether it can be had.
fn fetch(connection: &Connection) -> (Secrets, Vec<Check>) {
    let mut secrets: Secrets = BTreeMap::new();
    let mut checks = Vec::new();
    for (name, source) in &connection.secret_sources {
        match source.fetch(&connection.directory) {
            Ok(secret) => {
                secrets.insert(name.clone(), secret);
            }
            Err(error) => checks.push(Check::failed(
                Area::Connection,
                format!(
                    "{}: the secret {name} cannot be read: {error}",
                    connection.name
                ),
            )),
        }
    }
    (secrets, checks)
}
