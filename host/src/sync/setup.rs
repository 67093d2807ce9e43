//! What a command needs before it can talk to a distributor: configuration, plugins, engine.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::config::{Config, ConfigError, Connection};
use crate::gateway::{Clock, SystemClock};
use crate::plugin::{Admitted, Engine, EngineError, Limits, Registry, RegistryError};

use super::connect::ConnectError;

/// How long a sync waits for somebody else who has the database open. Long enough for a query, short
/// enough for a scheduler.
const DATABASE_PATIENCE: Duration = Duration::from_secs(30);

/// Why a command cannot begin.
#[derive(Debug, Error)]
pub enum SetupError {
    /// The plugins cannot be listed.
    #[error(transparent)]
    Plugins(#[from] RegistryError),
    /// The state folder cannot be made.
    #[error(
        "make the state folder {folder}: {source}; set `state` in seatwise.toml to a folder that this user may write to"
    )]
    State {
        /// The folder.
        folder: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The engine cannot be started.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Configuration, plugins and engine of one command.
pub struct Setup {
    /// The configuration.
    pub config: Config,
    /// The plugins.
    pub registry: Registry,
    /// Compiles and runs plugins.
    pub engine: Engine,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// How long a sync waits for somebody else who has the database open.
    pub database_patience: Duration,
}

impl std::fmt::Debug for Setup {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Setup")
            .field("config", &self.config.path)
            .finish_non_exhaustive()
    }
}

impl Setup {
    /// Lists the plugins and starts the engine.
    ///
    /// # Errors
    /// Fails when the plugins folder cannot be read, a replacement is not a plugin, or the
    /// compilation cache cannot be used.
    pub fn open(config: Config, plugins: Option<&Path>) -> Result<Self, SetupError> {
        let registry = registry(&config, plugins)?;
        let state = &config.state;
        crate::base::private::create_folder(state).map_err(|source| SetupError::State {
            folder: state.display().to_string(),
            source,
        })?;
        let engine = Engine::new(Some(&config.state.join("cache")), Limits::default())?;
        Ok(Self {
            config,
            registry,
            engine,
            clock: Arc::new(SystemClock),
            database_patience: DATABASE_PATIENCE,
        })
    }

    /// The plugin for a vendor, if it is built in or trusted.
    ///
    /// # Errors
    /// Fails when there is none, and for a file that nobody trusts or that changed since.
    pub fn admit(&self, vendor: &str) -> Result<Admitted<'_>, ConnectError> {
        let plugin = self.registry.find(vendor)?;
        Ok(Admitted::by(&self.config.plugin_lock(), plugin)?)
    }

    /// The connections of these names; all of them when none is named.
    ///
    /// # Errors
    /// Fails for the first name that there is not.
    pub fn connections(&self, names: &[String]) -> Result<Vec<&Connection>, ConfigError> {
        if names.is_empty() {
            return Ok(self.config.connections.values().collect());
        }
        names
            .iter()
            .map(|name| self.config.connection(name))
            .collect()
    }
}

/// Lists the plugins that a configuration can use.
///
/// # Errors
/// As [`Registry::scan`].
pub fn registry(config: &Config, plugins: Option<&Path>) -> Result<Registry, RegistryError> {
    let folder: PathBuf = plugins.map_or_else(|| config.plugins_directory.clone(), Path::to_owned);
    let built_in = seatwise_builtin_plugins::ALL;
    Registry::scan(
        &Limits::default(),
        built_in,
        &folder,
        &config.plugin_replacements,
    )
}
