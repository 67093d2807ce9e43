//! All checks, in the order in which one depends on another.

use std::path::Path;

use super::report::{Area, Check, Diagnosis};
use super::surroundings::Surroundings;
use super::{
    configuration, connections, database, disk, folders, leftovers, locks, pauses, plugins, tokens,
};
use crate::sync::registry;

/// Checks the configuration at `config` and all that it leads to. `plugins` names the plugins folder, where
/// it is another one than the configuration's.
#[must_use]
pub fn examine(config: &Path, plugins: Option<&Path>, surroundings: &Surroundings) -> Diagnosis {
    let (mut checks, config) = configuration::check(config);
    // All else is found through the configuration.
    let Some(config) = config else {
        return Diagnosis { checks };
    };
    match registry(&config, plugins) {
        Ok(registry) => {
            checks.extend(plugins::check(&config, &registry));
            checks.extend(connections::check(&config, &registry));
        }
        Err(error) => checks.push(Check::failed(Area::Plugin, format!("failed to {error}"))),
    }
    checks.extend(folders::check_state(&config));
    checks.extend(tokens::check(&config, surroundings));
    checks.extend(pauses::check(&config, surroundings));
    checks.extend(locks::check(&config, surroundings));
    checks.extend(database::check(&config, surroundings));
    checks.extend(folders::check_publish(&config));
    checks.extend(leftovers::check(&config, surroundings));
    checks.extend(disk::check(&config, surroundings));
    Diagnosis { checks }
}
