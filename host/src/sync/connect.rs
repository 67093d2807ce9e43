//! A connection of the configuration and a plugin become a session: what the manifest asks for, cut
//! down to what the operator granted.

use std::sync::Arc;

use thiserror::Error;

use super::Setup;
use crate::base::suggest;
use crate::config::{Connection, SecretError};
use crate::gateway::{Credential, Gateway, OpenError, Policy, PolicyError, Scheme, Secrets};
use crate::plugin::{Manifest, RegistryError, Session, TrustError};

/// Why a connection cannot be used. Each message follows “failed to ”.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// Its plugin cannot be had.
    #[error(transparent)]
    Plugin(#[from] RegistryError),
    /// Its plugin is not trusted.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// Its settings do not fit its plugin.
    #[error("use connection {connection}: {fault}")]
    Settings {
        /// The connection.
        connection: String,
        /// What is wrong and what to do.
        fault: String,
    },
    /// A secret cannot be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// An origin or credential breaks a rule.
    #[error("use connection {connection}: {source}")]
    Policy {
        /// The connection.
        connection: String,
        /// The broken rule.
        source: PolicyError,
    },
    /// The gateway cannot be opened.
    #[error(transparent)]
    Gateway(#[from] OpenError),
    /// The task that fetched secrets was ended.
    #[error("use connection {0}: it was interrupted")]
    Interrupted(String),
}

/// Fetches the secrets, opens the gateway and loads the plugin.
///
/// # Errors
/// Fails with what is wrong in the configuration, or with what a secret's source said.
pub async fn connect(setup: &Setup, connection: &Connection) -> Result<Session, ConnectError> {
    // Before any secret is fetched: a plugin that is not trusted gets none of the rest.
    let admitted = setup.admit(&connection.vendor)?;
    let manifest = admitted.manifest();
    let settings = settings_in_force(manifest, connection)?;
    // Nor does a connection that could not be used whatever its secrets are.
    check_settings(manifest, connection)?;
    let secrets = fetch_secrets(connection).await?;
    check_secrets(manifest, connection, &secrets)?;
    let policy = policy(manifest, connection)?;
    let gateway = Gateway::open(
        policy,
        secrets,
        &setup.config.state,
        Arc::clone(&setup.clock),
    )?;
    let plugin = admitted.load(&setup.engine)?;
    Ok(Session::new(
        Arc::new(plugin),
        Arc::new(gateway),
        &connection.name,
        settings,
    ))
}

/// Checks the settings, origins and pace of a connection; no secret is needed for it.
///
/// # Errors
/// Fails with what is wrong in the configuration.
pub(crate) fn check_settings(
    manifest: &Manifest,
    connection: &Connection,
) -> Result<(), ConnectError> {
    settings_in_force(manifest, connection)?;
    policy(manifest, connection)?
        .check()
        .map_err(|source| ConnectError::Policy {
            connection: connection.name.clone(),
            source,
        })
}

/// Commands may ask a password manager, so secrets are fetched on a blocking thread.
async fn fetch_secrets(connection: &Connection) -> Result<Secrets, ConnectError> {
    let source = connection.clone();
    tokio::task::spawn_blocking(move || source.secrets())
        .await
        .map_err(|_| ConnectError::Interrupted(connection.name.clone()))?
        .map_err(ConnectError::from)
}

/// The settings that the plugin gets: the operator's, then the manifest's defaults.
fn settings_in_force(
    manifest: &Manifest,
    connection: &Connection,
) -> Result<Vec<(String, String)>, ConnectError> {
    let fault = |fault: String| ConnectError::Settings {
        connection: connection.name.clone(),
        fault,
    };
    for (name, value) in &connection.settings {
        let Some(setting) = manifest.setting(name) else {
            return Err(fault(unknown(manifest, "setting", name, |setting| {
                !setting.secret
            })));
        };
        if setting.secret {
            return Err(fault(format!(
                "{name} is a secret; move it from `settings` to `secrets` and name its source, for example {name} = {{ env = \"…\" }}"
            )));
        }
        if !setting.choices.is_empty() && !setting.choices.contains(value) {
            return Err(fault(format!(
                "setting {name} is {value:?}, but must be one of {}",
                setting.choices.join(", ")
            )));
        }
    }
    let mut settings = Vec::new();
    for setting in manifest.settings.iter().filter(|setting| !setting.secret) {
        let value = connection
            .settings
            .get(&setting.name)
            .or(setting.default.as_ref());
        match value {
            Some(value) => settings.push((setting.name.clone(), value.clone())),
            None if setting.required => {
                return Err(fault(format!(
                    "setting {} ({}) is missing; {}",
                    setting.name, setting.label, setting.help
                )));
            }
            None => {}
        }
    }
    Ok(settings)
}

/// Checks that the secrets are those that the plugin asks for.
///
/// # Errors
/// Fails for a secret that the plugin does not have, and for one that is missing.
pub(crate) fn check_secrets(
    manifest: &Manifest,
    connection: &Connection,
    secrets: &Secrets,
) -> Result<(), ConnectError> {
    let fault = |fault: String| ConnectError::Settings {
        connection: connection.name.clone(),
        fault,
    };
    for name in secrets.keys() {
        if manifest.setting(name).is_none_or(|setting| !setting.secret) {
            return Err(fault(unknown(manifest, "secret", name, |setting| {
                setting.secret
            })));
        }
    }
    let missing = manifest
        .settings
        .iter()
        .find(|setting| setting.secret && setting.required && !secrets.contains_key(&setting.name));
    match missing {
        Some(setting) => Err(fault(format!(
            "secret {} ({}) is missing; name its source under [connections.{}.secrets]. {}",
            setting.name, setting.label, connection.name, setting.help
        ))),
        None => Ok(()),
    }
}

fn unknown(
    manifest: &Manifest,
    what: &str,
    name: &str,
    applies: impl Fn(&crate::plugin::Setting) -> bool,
) -> String {
    let names: Vec<&str> = manifest
        .settings
        .iter()
        .filter(|setting| applies(setting))
        .map(|setting| setting.name.as_str())
        .collect();
    let hint = suggest(name, names.iter().copied()).map_or_else(
        || format!("it has {}", names.join(", ")),
        |near| format!("did you mean {near}?"),
    );
    format!(
        "the plugin for {} has no {what} {name:?}; {hint}",
        manifest.name
    )
}

/// What is in effect: the manifest's wishes within the operator's grants.
pub(crate) fn policy(manifest: &Manifest, connection: &Connection) -> Result<Policy, ConnectError> {
    let fault = |source| ConnectError::Policy {
        connection: connection.name.clone(),
        source,
    };
    for name in connection.origins.keys() {
        if !manifest.origins.iter().any(|origin| origin.name == *name) {
            let known: Vec<&str> = manifest
                .origins
                .iter()
                .map(|origin| origin.name.as_str())
                .collect();
            return Err(ConnectError::Settings {
                connection: connection.name.clone(),
                fault: format!(
                    "the plugin for {} has no origin {name:?}; it has {}",
                    manifest.name,
                    known.join(", ")
                ),
            });
        }
    }
    let mut policy = manifest
        .wishes()
        .policy(&connection.name, &connection.origins)
        .map_err(fault)?;
    policy.credentials.iter_mut().for_each(|credential| {
        give_settings(credential, manifest, connection);
    });
    policy.pacing = pacing(manifest, connection).map_err(fault)?;
    policy.allow_private_addresses = connection.allow_private_addresses;
    Ok(policy)
}

/// Gives a credential the settings that it sends with its token requests; one that the operator did not set is not
/// sent. Secrets reach it on their own way.
fn give_settings(credential: &mut Credential, manifest: &Manifest, connection: &Connection) {
    let Scheme::ClientCredentials { fields, .. } = &mut credential.scheme else {
        return;
    };
    fields.retain_mut(|field| {
        let declared = field
            .setting
            .as_ref()
            .and_then(|name| manifest.setting(name));
        let Some(setting) = declared.filter(|setting| !setting.secret) else {
            return true;
        };
        let own = connection.settings.get(&setting.name);
        field.value = own.or(setting.default.as_ref()).cloned();
        field.setting = None;
        field.value.is_some()
    });
}

/// How many requests the account may have in flight.
pub(super) fn in_flight(session: &Session, connection: &Connection) -> Result<usize, ConnectError> {
    pacing(&session.plugin().manifest, connection)
        .map(|pacing| pacing.in_flight)
        .map_err(|source| ConnectError::Policy {
            connection: connection.name.clone(),
            source,
        })
}

fn pacing(
    manifest: &Manifest,
    connection: &Connection,
) -> Result<crate::gateway::Pacing, PolicyError> {
    let mut pacing = crate::gateway::Pacing::try_from(&manifest.pacing)?;
    if let Some(own) = &connection.pacing {
        pacing.requests = own.requests.unwrap_or(pacing.requests);
        pacing.in_flight = own.in_flight.unwrap_or(pacing.in_flight);
        if let Some(milliseconds) = own.per_milliseconds {
            pacing.per = std::time::Duration::from_millis(milliseconds);
        }
    }
    Ok(pacing)
}
