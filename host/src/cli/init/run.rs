//! From flags and answers to a connection in the file.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::ask::Ask;
use super::flags::{Flags, flags};
use super::questions::{self, Person};
use crate::cli::exit::{CommandError, CommandResult, Exit};
use crate::cli::output::Output;
use crate::cli::plugin_report::SettingDetails;
use crate::config::{Config, ConfigError, NewConnection, SecretSource, WriteError, add_connection};

/// Arguments of `init`. What is not given is asked for when a terminal is there to answer.
#[derive(Debug, Clone, Default, Args)]
pub struct InitArguments {
    /// The new connection's name: lower-case letters, digits, _ and -
    #[arg(long, value_name = "NAME")]
    pub connection: Option<String>,
    /// The distributor's vendor id, as `plugin list` shows it
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// A setting that is not secret; can be repeated
    #[arg(long = "setting", value_name = "NAME=VALUE")]
    pub settings: Vec<String>,
    /// Where a secret comes from: env:VARIABLE, file:PATH, command:PROGRAM ARGUMENT… or keyring:SERVICE/USER; can be repeated
    #[arg(long = "secret", value_name = "NAME=SOURCE")]
    pub secrets: Vec<String>,
    /// Ask for the secrets themselves and keep them in clear text in the configuration
    #[arg(long)]
    pub clear_text_secrets: bool,
}

/// A distributor that a connection can be made to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorForm {
    /// Its vendor id.
    pub vendor: String,
    /// Its name.
    pub name: String,
    /// Its settings, in the order in which they are asked for.
    pub settings: Vec<SettingDetails>,
}

#[derive(Debug, Serialize)]
struct Added<'a> {
    connection: &'a str,
    vendor: &'a str,
    file: String,
    created: bool,
    environment_variables: Vec<&'a str>,
}

/// Adds a connection to the file at `path`; what the flags leave open is asked, if somebody is
/// there to answer.
///
/// # Errors
///
/// When a flag is wrong, an answer is missing, the name is taken, or the file cannot be written.
pub fn run(
    arguments: &InitArguments,
    forms: &[VendorForm],
    path: &Path,
    mut person: Option<&mut dyn Ask>,
    output: &Output,
) -> CommandResult {
    let taken = names_in_use(path)?;
    let form = questions::vendor(arguments.vendor.as_deref(), forms, &mut person)?;
    let flags = flags(arguments, form)?;
    let name = questions::name(
        arguments.connection.as_deref(),
        &form.vendor,
        &taken,
        &mut person,
    )?;
    let connection = connection(name, form, flags, arguments.clear_text_secrets, &mut person)?;
    let written = add_connection(path, &connection).map_err(refused)?;
    let added = Added {
        connection: &connection.name,
        vendor: &connection.vendor,
        file: written.path.display().to_string(),
        created: written.created,
        environment_variables: variables(&connection.secrets),
    };
    if output.json {
        output.print_json(&added)?
    } else {
        output.print(&text(&added, &form.name))?
    }
    Ok(Exit::Ok)
}

fn names_in_use(path: &Path) -> Result<Vec<String>, CommandError> {
    match Config::load(path) {
        Ok(config) => Ok(config.connections.into_keys().collect()),
        Err(ConfigError::NotFound { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

fn connection(
    name: String,
    form: &VendorForm,
    mut flags: Flags,
    clear_text: bool,
    person: &mut Person<'_>,
) -> Result<NewConnection, CommandError> {
    for setting in &form.settings {
        if flags.settings.contains_key(&setting.name) || flags.secrets.contains_key(&setting.name) {
            continue;
        }
        let key = setting.name.clone();
        match (setting.secret, clear_text) {
            (false, _) => flags
                .settings
                .extend(questions::setting(setting, person)?.map(|value| (key, value))),
            (true, false) => flags
                .secrets
                .extend(questions::source(setting, &name, person)?.map(|source| (key, source))),
            (true, true) => flags
                .secrets
                .extend(questions::clear_text(setting, person)?.map(|source| (key, source))),
        }
    }
    Ok(NewConnection {
        name,
        vendor: form.vendor.clone(),
        settings: flags.settings,
        secrets: flags.secrets,
        origins: BTreeMap::new(),
        allow_private_addresses: false,
        pacing: None,
    })
}

fn refused(error: WriteError) -> CommandError {
    match error {
        WriteError::Io { .. } => CommandError::failed(error),
        WriteError::Busy(_) => CommandError::new(Exit::Busy, error),
        _ => CommandError::usage(error),
    }
}

fn variables<'a>(secrets: &'a BTreeMap<String, SecretSource>) -> Vec<&'a str> {
    let variable = |source: &'a SecretSource| match source {
        SecretSource::Environment { variable } => Some(variable.as_str()),
        _ => None,
    };
    secrets.values().filter_map(variable).collect()
}

fn text(added: &Added<'_>, vendor_name: &str) -> String {
    let Added {
        connection,
        file,
        created,
        environment_variables,
        ..
    } = added;
    let verb = if *created { "Created" } else { "Changed" };
    let mut text = format!("{verb} {file}: connection {connection} to {vendor_name}.\n");
    if !environment_variables.is_empty() {
        text.push_str("\nSet these environment variables:\n");
        text.extend(
            environment_variables
                .iter()
                .map(|variable| format!("  {variable}\n")),
        );
    }
    text.push_str(&format!("\nNext: seatwise test {connection}\n"));
    text
}
