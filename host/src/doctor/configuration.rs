//! `seatwise.toml`: whether it is understood, and how it keeps secrets.

use std::path::Path;

use super::modes::unshared;
use super::report::{Area, Check};
use crate::base::files::folder_of;
use crate::config::{Config, ConfigError};

pub(super) fn check(path: &Path) -> (Vec<Check>, Option<Config>) {
    match Config::load(path) {
        Ok(config) => (understood(&config), Some(config)),
        Err(ConfigError::Invalid { path, problems }) => {
            let problem = |problem: &dyn std::fmt::Display| {
                Check::failed(
                    Area::Configuration,
                    format!("{}, {problem}", path.display()),
                )
                .then("fix the line; `seatwise docs configuration` lists every key")
            };
            let checks = problems.iter().map(|found| problem(found)).collect();
            (checks, None)
        }
        Err(error) => (
            vec![Check::failed(
                Area::Configuration,
                format!("failed to {error}"),
            )],
            None,
        ),
    }
}

fn understood(config: &Config) -> Vec<Check> {
    let path = config.path.display();
    let first = match config.connections.len() {
        0 => Check::warning(Area::Configuration, format!("{path} has no connections"))
            .then("`seatwise init` adds one"),
        1 => Check::ok(Area::Configuration, format!("{path} has 1 connection")),
        count => Check::ok(
            Area::Configuration,
            format!("{path} has {count} connections"),
        ),
    };
    let warnings = config
        .warnings()
        .into_iter()
        .map(|warning| Check::warning(Area::Configuration, warning));
    std::iter::once(first)
        .chain(warnings)
        .chain(unshared(Area::Configuration, folder_of(&config.path)))
        .collect()
}
