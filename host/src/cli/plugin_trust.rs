//! `seatwise plugin trust`: permits the use of a plugin's file, and shows what changed.

use clap::Args;
use serde::Serialize;

use super::exit::CommandError;
use super::output::Output;
use super::plugin::{find, refuse_what_cannot_be_compiled};
use super::render::{Look, sanitize};
use crate::plugin::{
    Available, Changes, Difference, Grants, PluginLock, PluginSource, Registry, Standing,
};

/// Arguments of `plugin trust`.
#[derive(Debug, Clone, Default, Args)]
pub struct TrustArguments {
    /// A vendor id, or a .wasm file; otherwise every file in the plugins folder and those that the configuration names
    #[arg(value_name = "NAME|FILE")]
    pub plugin: Option<String>,
    /// Show what changed, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What `plugin trust` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct TrustReport {
    /// The lock file.
    lock: String,
    /// Whether it was written.
    written: bool,
    /// The plugins that were looked at.
    plugins: Vec<TrustRow>,
}

/// A plugin that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct TrustRow {
    vendor: String,
    name: String,
    version: String,
    source: String,
    sha256: String,
    /// How it stood before: `trusted`, `not trusted` or `changed`.
    before: String,
    /// The version of the file that was trusted before.
    trusted_version: Option<String>,
    /// The SHA-256 of the file that was trusted before.
    trusted_sha256: Option<String>,
    /// What changed since; for a plugin that is new, all that it asks for.
    changes: Changes,
}

/// Trusts a plugin, or all that are not built in.
pub(super) fn run(
    arguments: &TrustArguments,
    registry: &Registry,
    mut lock: PluginLock,
    output: &Output,
) -> Result<(), CommandError> {
    let plugins = chosen(arguments, registry)?;
    for plugin in &plugins {
        refuse_what_cannot_be_compiled(plugin)?;
    }
    let rows: Vec<TrustRow> = plugins.iter().map(|plugin| row(plugin, &lock)).collect();
    for plugin in &plugins {
        lock.trust(plugin);
    }
    let news = rows
        .iter()
        .any(|row| row.before != Standing::Trusted.word());
    let written = news && !arguments.dry_run;
    if written {
        lock.write().map_err(CommandError::failed)?;
    }
    let report = TrustReport {
        lock: lock.path().display().to_string(),
        written,
        plugins: rows,
    };
    if output.json {
        return output.print_json(&report);
    }
    output.print(&text(&report, output.look()))
}

fn chosen(arguments: &TrustArguments, registry: &Registry) -> Result<Vec<Available>, CommandError> {
    let Some(name) = &arguments.plugin else {
        let files = registry
            .available()
            .filter(|plugin| plugin.source != PluginSource::BuiltIn);
        return Ok(files.cloned().collect());
    };
    let plugin = find(name, registry)?;
    if plugin.source == PluginSource::BuiltIn {
        return Err(CommandError::usage(format!(
            "trust the plugin for {name}: it is part of this program, which needs no trust"
        )));
    }
    Ok(vec![plugin])
}

fn row(plugin: &Available, lock: &PluginLock) -> TrustRow {
    let standing = lock.standing(plugin);
    let trusted = match &standing {
        Standing::Changed(trusted) => Some(trusted.as_ref()),
        _ => None,
    };
    let now = Grants::of(&plugin.manifest);
    let before = match (&standing, trusted) {
        (_, Some(trusted)) => trusted.grants.clone(),
        (Standing::Trusted, _) => now.clone(),
        _ => Grants::default(),
    };
    TrustRow {
        vendor: plugin.manifest.vendor.clone(),
        name: plugin.manifest.name.clone(),
        version: plugin.manifest.version.clone(),
        source: plugin.source.to_string(),
        sha256: plugin.sha256.clone(),
        before: standing.word().to_owned(),
        trusted_version: trusted.map(|trusted| trusted.version.clone()),
        trusted_sha256: trusted.map(|trusted| trusted.sha256.clone()),
        changes: now.since(&before),
    }
}

fn text(report: &TrustReport, look: Look) -> String {
    let TrustReport {
        lock,
        written,
        plugins,
    } = report;
    if plugins.is_empty() {
        return "All plugins are built in; there is nothing to trust.\n".to_owned();
    }
    let mut text: String = plugins
        .iter()
        .map(|row| format!("{}\n", section(row, look)))
        .collect();
    text.push_str(&if *written {
        format!("Trusted; written to {lock}.\n")
    } else if plugins
        .iter()
        .all(|row| row.before == Standing::Trusted.word())
    {
        "Trusted already; nothing was written.\n".to_owned()
    } else {
        "Nothing was written. The same command without --dry-run trusts it.\n".to_owned()
    });
    text
}

fn section(row: &TrustRow, look: Look) -> String {
    let TrustRow {
        vendor,
        name,
        version,
        source,
        sha256,
        before,
        trusted_version,
        trusted_sha256,
        changes,
    } = row;
    let mut text = format!(
        "{} ({vendor}) {}, {before}\n{}\nsha256 {sha256}\n",
        look.ink.bold(sanitize(name)),
        sanitize(version),
        sanitize(source),
    );
    if let (Some(version), Some(sha256)) = (trusted_version, trusted_sha256) {
        text.push_str(&format!(
            "instead of {}, sha256 {}\n",
            sanitize(version),
            sanitize(sha256)
        ));
    }
    let Changes {
        origins,
        credentials,
        post_reads,
    } = changes;
    let same = match trusted_version {
        Some(_) => "no change",
        None if before == Standing::Trusted.word() => "no change",
        None => "none",
    };
    for (title, difference) in [
        ("May send requests to", origins),
        ("Credentials, added by the host", credentials),
        ("POST that only reads", post_reads),
    ] {
        text.push_str(&format!("  {title}\n"));
        text.push_str(&lines(difference, same, look));
    }
    text
}

fn lines(difference: &Difference, same: &str, look: Look) -> String {
    let Difference { added, removed } = difference;
    if difference.is_empty() {
        return format!("    {same}\n");
    }
    let removed = removed
        .iter()
        .map(|line| look.ink.red(format!("- {}", sanitize(line))));
    let added = added
        .iter()
        .map(|line| look.ink.green(format!("+ {}", sanitize(line))));
    removed
        .chain(added)
        .map(|line| format!("    {line}\n"))
        .collect()
}
