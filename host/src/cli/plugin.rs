//! `seatwise plugin`: which plugins there are, and what one of them may do.

use std::path::Path;

use clap::{Args, Subcommand};

use super::exit::{CommandError, CommandResult, Exit};
use super::init::VendorForm;
use super::output::Output;
use super::plugin_report::{
    CredentialDetails, OriginDetails, PluginDetails, PluginList, PluginRow, RefusedPlugin,
    SettingDetails, print_details, print_list,
};
use super::plugin_trust::{self, TrustArguments};
use crate::gateway::{CredentialSpec, PacingSpec};
use crate::plugin::{
    Available, Engine, Grants, Limits, PluginLock, PluginSource, Registry, Setting,
};

/// The commands under `plugin`.
#[derive(Debug, Clone, Subcommand)]
pub enum PluginCommand {
    /// List the built-in plugins and those in the plugins folder
    List,
    /// Show what a plugin is, where it may send requests, and its limits
    Inspect(InspectArguments),
    /// Trust a plugin's file, or all of them; shows what changed since it was last trusted
    Trust(TrustArguments),
}

/// Arguments of `plugin inspect`.
#[derive(Debug, Clone, Args)]
pub struct InspectArguments {
    /// A vendor id, or a .wasm file
    #[arg(value_name = "NAME|FILE")]
    pub plugin: String,
}

/// Runs a command of `plugin`. The file at `lock` says which plugins are trusted, and `cache` has compiled ones.
///
/// # Errors
/// Fails when the plugin cannot be found or the result cannot be written.
pub fn run(
    command: &PluginCommand,
    registry: &Registry,
    lock: &Path,
    cache: &Path,
    output: &Output,
) -> CommandResult {
    let lock = PluginLock::read(lock).map_err(CommandError::failed)?;
    match command {
        PluginCommand::List => print_list(&list(registry, &lock, cache)?, output)?,
        PluginCommand::Inspect(arguments) => {
            let plugin = find(&arguments.plugin, registry)?;
            refuse_what_cannot_be_compiled(&plugin)?;
            print_details(&details(&arguments.plugin, &plugin, &lock), output)?;
        }
        PluginCommand::Trust(arguments) => plugin_trust::run(arguments, registry, &lock, output)?,
    }
    Ok(Exit::Ok)
}

/// A name that looks like a file is one; everything else is a vendor id.
pub(super) fn find(name: &str, registry: &Registry) -> Result<Available, CommandError> {
    let path = Path::new(name);
    if name.ends_with(".wasm") || path.components().count() > 1 {
        return Available::from_file(path, &Limits::default()).map_err(CommandError::failed);
    }
    registry.find(name).cloned().map_err(CommandError::failed)
}

/// A file that no connection could ever use is refused before anybody permits it.
pub(super) fn refuse_what_cannot_be_compiled(plugin: &Available) -> Result<(), CommandError> {
    let engine = Engine::new(None, Limits::default()).map_err(CommandError::failed)?;
    plugin.try_to_compile(&engine).map_err(CommandError::failed)
}

fn list(registry: &Registry, lock: &PluginLock, cache: &Path) -> Result<PluginList, CommandError> {
    let refused = registry.refused().iter().map(|refused| RefusedPlugin {
        file: refused.file.display().to_string(),
        reason: refused.reason.clone(),
    });
    let mut list = PluginList {
        plugins: Vec::new(),
        refused: refused.collect(),
    };
    // A folder that others may write to has no code for us, and `doctor` tells of it.
    let engine = Engine::that_only_reads(cache.exists().then_some(cache), Limits::default())
        .or_else(|_| Engine::that_only_reads(None, Limits::default()))
        .map_err(CommandError::failed)?;
    for plugin in registry.available() {
        // Nobody can use it, whether it is trusted or not.
        match plugin.compile_fault(&engine) {
            None => list.plugins.push(row(plugin, lock)),
            Some(fault) => list.refused.push(RefusedPlugin {
                file: plugin.source.to_string(),
                reason: fault.to_string(),
            }),
        }
    }
    Ok(list)
}

fn row(plugin: &Available, lock: &PluginLock) -> PluginRow {
    PluginRow {
        vendor: plugin.manifest.vendor.clone(),
        name: plugin.manifest.name.clone(),
        version: plugin.manifest.version.clone(),
        contract: plugin.manifest.contract.clone(),
        source: plugin.source.to_string(),
        sha256: plugin.sha256.clone(),
        trust: lock.standing(plugin).word().to_owned(),
    }
}

/// All about a plugin that was asked for by a name.
fn details(asked: &str, plugin: &Available, lock: &PluginLock) -> PluginDetails {
    let manifest = &plugin.manifest;
    let origins = manifest.origins.iter().map(|origin| OriginDetails {
        name: origin.name.clone(),
        url: origin.url.clone(),
    });
    let hints = manifest
        .hints
        .iter()
        .filter_map(|(status, hint)| Some((status.parse().ok()?, hint.clone())));
    PluginDetails {
        plugin: row(plugin, lock),
        size: u64::try_from(plugin.size()).unwrap_or(u64::MAX),
        origins: origins.collect(),
        credentials: manifest.credentials.iter().map(credential).collect(),
        pacing: pacing(&manifest.pacing),
        posts: Grants::of(manifest).posts().into_iter().collect(),
        trust_command: trust_command(asked, plugin),
        settings: settings(plugin),
        hints: hints.collect(),
        limits: limits(&Limits::default()),
        imports: plugin.imports.clone(),
    }
}

/// The command that trusts the file that is looked at, and no other that takes its place meanwhile.
fn trust_command(asked: &str, plugin: &Available) -> Option<String> {
    if plugin.source == PluginSource::BuiltIn {
        return None;
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    let asked = match asked.bytes().all(plain) {
        true => asked.to_owned(),
        false => format!("'{}'", asked.replace('\'', r"'\''")),
    };
    Some(format!(
        "seatwise plugin trust {asked} --sha256 {}",
        plugin.sha256
    ))
}

/// What `init` asks for a vendor.
pub(super) fn vendor_form(plugin: &Available) -> VendorForm {
    VendorForm {
        vendor: plugin.manifest.vendor.clone(),
        name: plugin.manifest.name.clone(),
        settings: settings(plugin),
    }
}

fn settings(plugin: &Available) -> Vec<SettingDetails> {
    let details = |setting: &Setting| SettingDetails {
        name: setting.name.clone(),
        label: setting.label.clone(),
        help: setting.help.clone(),
        secret: setting.secret,
        required: setting.required,
        default: setting.default.clone(),
        choices: setting.choices.clone(),
    };
    plugin.manifest.settings.iter().map(details).collect()
}

fn credential(spec: &CredentialSpec) -> CredentialDetails {
    let carried = spec
        .header
        .clone()
        .unwrap_or_else(|| "authorization".to_owned());
    let extra = spec.headers.iter().map(|header| header.name.clone());
    CredentialDetails {
        name: spec.name.clone(),
        scheme: spec.scheme.clone(),
        sent_to: spec.origin.clone(),
        token_path: spec.token_path.clone(),
        headers: std::iter::once(carried).chain(extra).collect(),
    }
}

fn pacing(spec: &PacingSpec) -> String {
    let rate = match spec.requests {
        0 => "no limit on requests".to_owned(),
        requests => format!("{requests} requests per {} s", spec.per_seconds),
    };
    format!("{rate}, {} at once", spec.in_flight)
}

fn limits(limits: &Limits) -> Vec<(String, String)> {
    let mib = |bytes: u64| format!("{} MiB", bytes / (1024 * 1024));
    let kib = |bytes: usize| format!("{} KiB", bytes / 1024);
    [
        ("file", mib(limits.file_bytes)),
        ("memory of a call", mib(limits.memory_bytes as u64)),
        (
            "processor time of a call",
            format!("{} s", limits.processor_time.as_secs()),
        ),
        (
            "wall clock of a call",
            format!("{} s", limits.wall_clock.as_secs()),
        ),
        (
            "data out of the plugin at once",
            mib(limits.lifted_bytes as u64),
        ),
        ("handles", limits.handles.to_string()),
        ("rows of a page", limits.page_rows.to_string()),
        ("size of a page", mib(limits.page_bytes as u64)),
        ("size of a cell", kib(limits.cell_bytes)),
        ("size of a cursor", kib(limits.cursor_bytes)),
        ("rows of one read", mib(limits.partition_bytes)),
        ("rows of one sync", mib(limits.run_bytes)),
        ("requests of a call", limits.requests.to_string()),
        ("response bodies of a call", mib(limits.response_bytes)),
        ("messages of a call", limits.log_messages.to_string()),
        ("size of a message", kib(limits.log_message_bytes)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}
