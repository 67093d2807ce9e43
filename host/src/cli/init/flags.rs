//! The answers that are given as flags.

use std::collections::BTreeMap;

use super::run::{InitArguments, VendorForm};
use crate::base::suggest;
use crate::cli::exit::CommandError;
use crate::cli::plugin_report::SettingDetails;
use crate::config::SecretSource;

/// Settings and sources of secrets from the command line.
#[derive(Debug, Default)]
pub(super) struct Flags {
    /// From `--setting`.
    pub(super) settings: BTreeMap<String, String>,
    /// From `--secret`.
    pub(super) secrets: BTreeMap<String, SecretSource>,
}

/// Holds the flags against what the vendor's plugin declares. No message quotes a value.
pub(super) fn flags(arguments: &InitArguments, form: &VendorForm) -> Result<Flags, CommandError> {
    let mut flags = Flags::default();
    for flag in &arguments.settings {
        let (name, value) = pair("--setting", flag)?;
        let setting = find("--setting", form, name)?;
        if setting.secret {
            return Err(
                CommandError::usage(format!("use --setting {name}: it is a secret")).with_hint(
                    format!("name its source instead: --secret {name}=env:VARIABLE"),
                ),
            );
        }
        choice(setting, value)
            .map_err(|fault| CommandError::usage(format!("use --setting {name}: {fault}")))?;
        insert("--setting", &mut flags.settings, name, value.to_owned())?;
    }
    for flag in &arguments.secrets {
        let (name, text) = pair("--secret", flag)?;
        if !find("--secret", form, name)?.secret {
            return Err(
                CommandError::usage(format!("use --secret {name}: it is not a secret"))
                    .with_hint(format!("give it as --setting {name}=VALUE")),
            );
        }
        let source = text
            .parse()
            .map_err(|error| CommandError::usage(format!("use --secret {name}: {error}")))?;
        insert("--secret", &mut flags.secrets, name, source)?;
    }
    Ok(flags)
}

/// Returns what is wrong with a value under the choices of its setting.
pub(super) fn choice(setting: &SettingDetails, value: &str) -> Result<(), String> {
    if setting.choices.is_empty() || setting.choices.iter().any(|choice| choice == value) {
        return Ok(());
    }
    Err(format!("expected {}", setting.choices.join(" or ")))
}

fn pair<'f>(flag: &str, text: &'f str) -> Result<(&'f str, &'f str), CommandError> {
    text.split_once('=')
        .ok_or_else(|| CommandError::usage(format!("use {flag}: expected NAME=…, found no =")))
}

fn find<'v>(
    flag: &str,
    form: &'v VendorForm,
    name: &str,
) -> Result<&'v SettingDetails, CommandError> {
    form.settings
        .iter()
        .find(|setting| setting.name == name)
        .ok_or_else(|| {
            let names = || form.settings.iter().map(|setting| setting.name.as_str());
            let hint = match suggest(name, names()) {
                Some(suggestion) => format!("did you mean {suggestion}?"),
                None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
            };
            CommandError::usage(format!(
                "use {flag} {name}: {} has no such setting",
                form.name
            ))
            .with_hint(hint)
        })
}

fn insert<T>(
    flag: &str,
    map: &mut BTreeMap<String, T>,
    name: &str,
    value: T,
) -> Result<(), CommandError> {
    match map.insert(name.to_owned(), value) {
        None => Ok(()),
        Some(_) => Err(CommandError::usage(format!(
            "use {flag} {name}: it is given twice"
        ))),
    }
}
