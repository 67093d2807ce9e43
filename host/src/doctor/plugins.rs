//! The plugins: whether each can be loaded and may be used.

use crate::config::Config;
use crate::plugin::{Admitted, Available, Engine, Limits, PluginLock, PluginSource, Registry};

use super::report::{Area, Check};

pub(super) fn check(config: &Config, registry: &Registry) -> Vec<Check> {
    let cache = config.state.join("cache");
    // The doctor makes no folder.
    let engine = match Engine::that_only_reads(cache.exists().then_some(&*cache), Limits::default())
    {
        Ok(engine) => engine,
        Err(error) => return vec![Check::failed(Area::Plugin, format!("failed to {error}"))],
    };
    let mut checks: Vec<Check> = check_lock(config).into_iter().collect();
    checks.extend(check_compiled(&engine));
    checks.extend(
        registry
            .available()
            .map(|plugin| check_plugin(plugin, config, &engine)),
    );
    checks.extend(registry.refused().iter().map(|refused| {
        Check::warning(
            Area::Plugin,
            format!("{} is rejected: {}", refused.file.display(), refused.reason),
        )
    }));
    checks
}

/// A lock that cannot be read matters even where no plugin needs it now.
fn check_lock(config: &Config) -> Option<Check> {
    PluginLock::read(&config.plugin_lock())
        .err()
        .map(|error| Check::failed(Area::Plugin, format!("failed to {error}")))
}

/// Compiled code that somebody else put there is not used; that it lies there is news.
fn check_compiled(engine: &Engine) -> Vec<Check> {
    match engine.foreign_code() {
        Ok(foreign) => foreign
            .iter()
            .map(|file| {
                Check::warning(
                    Area::Plugin,
                    format!(
                        "{} is not what seatwise wrote there; it is not used, and the next sync replaces it: find out who changed it",
                        file.display()
                    ),
                )
            })
            .collect(),
        Err(error) => vec![Check::warning(
            Area::Plugin,
            format!("the compiled plugins cannot be read: {error}"),
        )],
    }
}

fn check_plugin(plugin: &Available, config: &Config, engine: &Engine) -> Check {
    let vendor = &plugin.manifest.vendor;
    let used = config
        .connections
        .values()
        .any(|connection| connection.vendor == *vendor);
    let fault = |message: String| {
        if used {
            Check::failed(Area::Plugin, message)
        } else {
            Check::warning(Area::Plugin, message)
        }
    };
    let admitted = match Admitted::by(&config.plugin_lock(), plugin) {
        Ok(admitted) => admitted,
        // To trust it would not help where nobody can use it.
        Err(error) => {
            return fault(match plugin.compile_fault(engine) {
                None => format!("failed to {error}"),
                Some(reason) => format!("{} is rejected: {reason}", plugin.source),
            });
        }
    };
    if let Err(error) = admitted.load(engine) {
        return fault(format!("failed to {error}"));
    }
    let standing = match plugin.source {
        PluginSource::BuiltIn => "built-in".to_owned(),
        PluginSource::File(_) => format!("{}, trusted", plugin.source),
    };
    Check::ok(
        Area::Plugin,
        format!(
            "{vendor} {} for contract {}, {standing}",
            plugin.manifest.version, plugin.manifest.contract
        ),
    )
}
