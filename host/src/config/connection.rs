//! One account at one distributor.

use std::collections::BTreeMap;
use std::path::PathBuf;

use url::Url;

use super::permissions::others_can_read;
use super::source::{SecretError, SecretSource};
use crate::base::Secret;

/// One account at one distributor, as `[connections.NAME]` describes it.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Its name, `[a-z0-9_-]{1,64}`; rows carry it in the column `connection`.
    pub name: String,
    /// The vendor id of the plugin that reads it.
    pub vendor: String,
    /// Settings that are not secrets, by name, as text.
    pub settings: BTreeMap<String, String>,
    /// Where the secret settings come from, by name.
    pub secret_sources: BTreeMap<String, SecretSource>,
    /// Base URLs in place of those of the manifest, by the origin's name.
    pub origins: BTreeMap<String, Url>,
    /// Whether addresses of private networks may be dialled; loopback and link-local ones may not.
    pub allow_private_addresses: bool,
    /// The pace in place of the manifest's.
    pub pacing: Option<PacingOverride>,
    /// The configuration file's folder, in which commands for secrets run.
    pub directory: PathBuf,
}

/// The parts of the pace that the operator set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PacingOverride {
    /// At most so many requests in any window: 1 to 1,000,000; 0 for no such limit.
    pub requests: Option<u32>,
    /// The window's length in milliseconds: 1 to 86,400,000.
    pub per_milliseconds: Option<u64>,
    /// At most so many requests at once: 1 to 256.
    pub in_flight: Option<usize>,
}

impl Connection {
    /// Fetches all secrets of this connection from their sources.
    ///
    /// Blocks: a command may take up to 30 s. Call it from a blocking thread.
    ///
    /// # Errors
    ///
    /// The first secret that could not be had, with its source and the reason; never its value.
    pub fn secrets(&self) -> Result<BTreeMap<String, Secret>, SecretError> {
        let fetch = |(name, source): (&String, &SecretSource)| {
            let secret = source.fetch(&self.directory).map_err(|cause| SecretError {
                connection: self.name.clone(),
                secret: name.clone(),
                source: cause,
            })?;
            Ok((name.clone(), secret))
        };
        self.secret_sources.iter().map(fetch).collect()
    }

    /// Returns what the operator should know about how secrets are kept, one sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let warn = |(name, source): (&String, &SecretSource)| match source {
            SecretSource::File { path } if others_can_read(path) => Some(format!(
                "other users can read {}, which contains {name} of {}; `chmod 600` it",
                path.display(),
                self.name
            )),
            SecretSource::Value(_) => Some(format!(
                "{name} of {} is kept in clear text in the configuration; use an environment variable or a command instead",
                self.name
            )),
            _ => None,
        };
        self.secret_sources.iter().filter_map(warn).collect()
    }

    /// Returns whether a secret of this connection is in the configuration in clear text.
    pub fn has_clear_text_secrets(&self) -> bool {
        self.secret_sources
            .values()
            .any(|source| matches!(source, SecretSource::Value(_)))
    }
}
