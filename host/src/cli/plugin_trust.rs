//! `seatwise plugin trust`: permits the use of a plugin's file, and shows what changed.

use clap::Args;
use serde::Serialize;

use super::exit::{CommandError, Exit};
use super::output::Output;
use super::plugin::{find, refuse_what_cannot_be_compiled};
use crate::plugin::{
    Available, Changes, Difference, Grants, LockError, PluginLock, PluginSource, Registry, Standing,
};
use crate::render::{Look, sanitize};

/// Arguments of `plugin trust`.
#[derive(Debug, Clone, Default, Args)]
pub struct TrustArguments {
    /// A vendor id, or a .wasm file; by default, every file in the plugins folder and those that the configuration
    /// names
    #[arg(value_name = "NAME|FILE")]
    pub plugin: Option<String>,
    /// Trust the file only if this is its SHA-256, as `plugin inspect` shows it: all 64 digits
    // No beginning of it: whoever can choose files finds one with the same short beginning.
    #[arg(long, value_name = "HEX", requires = "plugin", value_parser = sha256)]
    pub sha256: Option<String>,
    /// Show what changed, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Reads a SHA-256, in digits of either case.
fn sha256(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text.to_ascii_lowercase());
    }
    Err("expected the 64 hexadecimal digits that `seatwise plugin inspect` shows".to_owned())
}

/// Refuses a file that is not the one that was looked at.
fn check_sha256(expected: Option<&str>, plugin: &Available) -> Result<(), CommandError> {
    match expected {
        Some(expected) if expected != plugin.sha256 => Err(CommandError::failed(format!(
            "trust the plugin for {}: {} has the SHA-256 {}, but {expected} was expected; nothing was trusted",
            plugin.manifest.vendor, plugin.source, plugin.sha256
        ))
        .with_hint("the file is not the one that you inspected; look at it again with `seatwise plugin inspect`, or put the other one back")),
        _ => Ok(()),
    }
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
    lock: &PluginLock,
    output: &Output,
) -> Result<(), CommandError> {
    let plugins = chosen(arguments, registry)?;
    for plugin in &plugins {
        check_sha256(arguments.sha256.as_deref(), plugin)?;
        refuse_what_cannot_be_compiled(plugin)?;
    }
    let rows: Vec<TrustRow> = plugins.iter().map(|plugin| row(plugin, lock)).collect();
    let news = rows
        .iter()
        .any(|row| row.before != Standing::Trusted.word());
    let written = news && !arguments.dry_run;
    if written {
        PluginLock::trust_all(lock.path(), &plugins).map_err(refused)?;
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

fn refused(error: LockError) -> CommandError {
    match error {
        LockError::Busy(_) => CommandError::new(Exit::Busy, error),
        _ => CommandError::failed(error),
    }
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
            "trust the plugin for {name}: it is built in, and needs no trust"
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
        (
            "POST requests that only read or ask for a token",
            post_reads,
        ),
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        trust: TrustArguments,
    }

    /// What the command line makes of a SHA-256.
    fn given(line: &str) -> Result<TrustArguments, clap::Error> {
        let words = std::iter::once("trust").chain(line.split(' '));
        Line::try_parse_from(words).map(|line| line.trust)
    }

    #[test]
    fn a_sha256_has_all_its_digits_in_either_case_and_names_one_plugin() {
        let digits = "0123456789abcdef".repeat(4);
        let upper = format!("acme --sha256 {}", digits.to_uppercase());
        assert_eq!(given(&upper).unwrap().sha256, Some(digits.clone()));
        for wrong in [
            format!("acme --sha256 {}", &digits[..63]),
            format!("acme --sha256 {}", &digits[..12]),
            format!("acme --sha256 {digits}0"),
            format!("acme --sha256 {}g", &digits[..63]),
            format!("--sha256 {digits}"),
        ] {
            assert!(given(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn another_file_than_the_one_that_was_looked_at_is_not_trusted_and_both_hashes_are_named() {
        let limits = crate::plugin::Limits::default();
        let bytes = seatwise_builtin_plugins::ALL[0];
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("acme.wasm");
        std::fs::write(&file, bytes).unwrap();
        let plugin = Available::from_file(&file, &limits).unwrap();
        check_sha256(None, &plugin).unwrap();
        check_sha256(Some(&plugin.sha256), &plugin).unwrap();
        let other = "0".repeat(64);
        let error = check_sha256(Some(&other), &plugin).unwrap_err();
        assert_eq!(error.exit, Exit::Failed);
        for expected in [&plugin.sha256, &other] {
            assert!(error.message.contains(expected.as_str()), "{error}");
        }
    }

    #[test]
    fn plugins_that_are_trusted_at_once_are_all_trusted_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plugins.lock");
        let plugins: Vec<Available> = seatwise_builtin_plugins::ALL
            .iter()
            .enumerate()
            .map(|(number, bytes)| {
                let file = folder.path().join(format!("{number}.wasm"));
                std::fs::write(&file, bytes).unwrap();
                Available::from_file(&file, &crate::plugin::Limits::default()).unwrap()
            })
            .collect();
        assert!(plugins.len() > 1);
        std::thread::scope(|scope| {
            for plugin in &plugins {
                scope.spawn(|| PluginLock::trust_all(&path, std::slice::from_ref(plugin)).unwrap());
            }
        });
        let lock = PluginLock::read(&path).unwrap();
        for plugin in &plugins {
            assert_eq!(lock.standing(plugin), Standing::Trusted);
        }
    }
}
