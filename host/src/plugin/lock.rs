//! `plugins.lock`: the plugin files that the operator trusts.
//!
//! A plugin never holds a secret, but its requests carry the MSP's ordering credentials. So a file that
//! is not part of the program is used only after the operator has looked at what it asks for, and only
//! while it is that very file: its SHA-256 is kept, and with it what it asked for, so that a later file
//! can be compared with it. Whoever can write this file can write `seatwise.toml` as well, which says
//! far more; the lock is against a plugin that changes, not against that person.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Engine;
use super::grants::{Changes, Grants};
use super::imports::printable;
use super::load::Plugin;
use super::registry::{Available, PluginSource, RegistryError};
use crate::base::files::open_regular;
use crate::base::turn::{self, Busy, Turn, TurnError};
use crate::config::{Stranger, stranger};

/// The layout of the file; another one gets another number.
const VERSION: u32 = 1;
/// The most bytes of the file: more than a thousand plugins need.
const LARGEST: u64 = 4 * 1024 * 1024;
/// What a person reads who opens the file.
const HEADING: &str = "# The plugin files that may be used here, and what each asked for when it was trusted.\n\
     # `seatwise plugin trust` writes this file.\n\n";

/// Why `plugins.lock` cannot be used. Each message follows “failed to ”.
#[derive(Debug, Error)]
pub enum LockError {
    /// It cannot be read.
    #[error("read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Somebody else could have written it.
    #[error(
        "use {}: it belongs to {} and seatwise runs as {}, so {} could permit any plugin; run seatwise as {}, or give the file to {} with chown",
        path.display(), stranger.owner, stranger.user, stranger.owner, stranger.owner, stranger.user
    )]
    Stranger {
        /// The file.
        path: PathBuf,
        /// Whose it is, and who runs this program.
        stranger: Stranger,
    },
    /// It is not what was written there.
    #[error(
        "parse {}: {reason}; restore it from a backup, or delete it and trust every plugin again with `seatwise plugin trust`",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A newer program wrote it.
    #[error("read {}: it has layout {found}, and this program knows {VERSION}; use a newer seatwise", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The layout of the file.
        found: u32,
    },
    /// Another process changes it.
    #[error("trust a plugin: {0}")]
    Busy(#[from] Busy),
    /// It cannot be written.
    #[error("write {}: {source}; what was trusted before is still trusted, and nothing else", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Why a plugin is not used. Each message follows “failed to ”.
#[derive(Debug, Error)]
pub enum TrustError {
    /// What is trusted cannot be known.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Nobody has looked at it yet.
    #[error(
        "use the plugin {file} for {vendor}: it is not trusted yet; `seatwise plugin inspect {vendor}` shows where it may send requests and with which credentials, and `seatwise plugin trust {vendor}` trusts it"
    )]
    Untrusted {
        /// The plugin's vendor id.
        vendor: String,
        /// The file.
        file: String,
    },
    /// The file is not the one that was trusted.
    #[error(
        "use the plugin {file} for {vendor}: the file changed since it was trusted ({version}; sha256 {sha256} instead of {trusted}; {changes}); if that is intended, run `seatwise plugin trust {vendor}`, otherwise put the old file back"
    )]
    Changed {
        /// The plugin's vendor id.
        vendor: String,
        /// The file.
        file: String,
        /// Its version, and the one before.
        version: String,
        /// The begin of its SHA-256.
        sha256: String,
        /// The begin of the SHA-256 of the trusted file.
        trusted: String,
        /// What changed in what it asks for.
        changes: Box<Changes>,
    },
}

/// A plugin as it was when it was trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedPlugin {
    /// Its version.
    pub version: String,
    /// The SHA-256 of its file, in hexadecimal.
    pub sha256: String,
    /// What it asked for.
    pub grants: Grants,
}

/// How a plugin stands with the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is part of the program and needs no trust.
    BuiltIn,
    /// Its file is the one that was trusted.
    Trusted,
    /// Nobody has trusted it yet.
    Untrusted,
    /// Its file is another one than the trusted one, which is this.
    Changed(Box<TrustedPlugin>),
}

impl Standing {
    /// The standing in a word or two, as `plugin list` shows it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Trusted => "trusted",
            Self::Untrusted => "not trusted",
            Self::Changed(_) => "changed",
        }
    }
}

/// The plugins that are trusted, by vendor id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginLock {
    path: PathBuf,
    plugins: BTreeMap<String, TrustedPlugin>,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    version: u32,
    #[serde(default)]
    plugins: BTreeMap<String, TrustedPlugin>,
}

/// The one field that every layout has.
#[derive(Deserialize)]
struct Layout {
    version: u32,
}

impl PluginLock {
    /// Reads the file; one that is not there trusts nothing.
    ///
    /// # Errors
    /// Fails when the file cannot be read or understood: then nothing is trusted.
    pub fn read(path: &Path) -> Result<Self, LockError> {
        let plugins = match read_text(path)? {
            Some(text) => parse(path, &text)?,
            None => BTreeMap::new(),
        };
        Ok(Self {
            path: path.to_owned(),
            plugins,
        })
    }

    /// Trusts plugins in the file at `path`, beside what is trusted there. Of several processes that do so at once, each
    /// waits for its turn.
    ///
    /// # Errors
    /// Fails when the file cannot be read, understood or written, and when another process takes too long; the old file
    /// is then still there.
    pub fn trust_all(path: &Path, plugins: &[Available]) -> Result<(), LockError> {
        let _turn = Turn::take(path, turn::PATIENCE).map_err(|error| match error {
            TurnError::Busy(busy) => LockError::Busy(busy),
            TurnError::Io(source) => LockError::Write {
                path: path.to_owned(),
                source,
            },
        })?;
        // What was read before the turn may be outdated.
        let mut lock = Self::read(path)?;
        for plugin in plugins {
            lock.trust(plugin);
        }
        lock.write()
    }

    /// How a plugin stands.
    #[must_use]
    pub fn standing(&self, plugin: &Available) -> Standing {
        if plugin.source == PluginSource::BuiltIn {
            return Standing::BuiltIn;
        }
        match self.plugins.get(&plugin.manifest.vendor) {
            None => Standing::Untrusted,
            Some(trusted) if trusted.sha256 == plugin.sha256 => Standing::Trusted,
            Some(trusted) => Standing::Changed(Box::new(trusted.clone())),
        }
    }

    /// Trusts a plugin from now on, in place of what was trusted for its vendor. Nothing is written yet.
    pub fn trust(&mut self, plugin: &Available) {
        let trusted = TrustedPlugin {
            version: plugin.manifest.version.clone(),
            sha256: plugin.sha256.clone(),
            grants: Grants::of(&plugin.manifest),
        };
        self.plugins.insert(plugin.manifest.vendor.clone(), trusted);
    }

    /// Writes the file: after a crash it is the old one or the new one. What another process wrote since it was read is
    /// lost; [`Self::trust_all`] keeps it.
    ///
    /// # Errors
    /// Fails as the file system does; the old file is then still there.
    pub fn write(&self) -> Result<(), LockError> {
        let failed = |source| LockError::Write {
            path: self.path.clone(),
            source,
        };
        let content = Content {
            version: VERSION,
            plugins: self.plugins.clone(),
        };
        let text = toml::to_string(&content).map_err(|error| failed(io::Error::other(error)))?;
        crate::base::files::replace(&self.path, format!("{HEADING}{text}").as_bytes())
            .map_err(failed)
    }

    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A plugin that may be used: it is built in, or its file is the trusted one.
///
/// There is no other way to a plugin that runs with a connection's credentials.
#[derive(Debug, Clone, Copy)]
pub struct Admitted<'a>(&'a Available);

impl<'a> Admitted<'a> {
    /// Admits a plugin that is built in or that the lock at `path` trusts.
    ///
    /// # Errors
    /// Fails for a file that nobody trusts, and for one that is not the one that was trusted.
    pub fn by(path: &Path, plugin: &'a Available) -> Result<Self, TrustError> {
        if plugin.source == PluginSource::BuiltIn {
            return Ok(Self(plugin));
        }
        let vendor = plugin.manifest.vendor.clone();
        let file = plugin.source.to_string();
        match PluginLock::read(path)?.standing(plugin) {
            Standing::BuiltIn | Standing::Trusted => Ok(Self(plugin)),
            Standing::Untrusted => Err(TrustError::Untrusted { vendor, file }),
            Standing::Changed(trusted) => Err(TrustError::Changed {
                vendor,
                file,
                version: versions(&trusted.version, &plugin.manifest.version),
                sha256: short(&plugin.sha256),
                trusted: short(&trusted.sha256),
                changes: Box::new(Grants::of(&plugin.manifest).since(&trusted.grants)),
            }),
        }
    }

    /// What the plugin says about itself.
    #[must_use]
    pub fn manifest(&self) -> &'a super::Manifest {
        &self.0.manifest
    }

    /// Compiles and links the plugin.
    ///
    /// # Errors
    /// Fails when it does not match the contract.
    pub fn load(&self, engine: &Engine) -> Result<Plugin, RegistryError> {
        self.0.compile(engine)
    }
}

fn versions(before: &str, now: &str) -> String {
    let (before, now) = (printable(before), printable(now));
    if before == now {
        format!("version {now} as before")
    } else {
        format!("version {now} instead of {before}")
    }
}

/// The begin of a SHA-256, enough for a person to compare.
fn short(sha256: &str) -> String {
    printable(sha256).chars().take(12).collect()
}

fn read_text(path: &Path) -> Result<Option<String>, LockError> {
    let failed = |source| LockError::Read {
        path: path.to_owned(),
        source,
    };
    let file = match open_regular(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if let Some(stranger) = stranger(&file).map_err(failed)? {
        return Err(LockError::Stranger {
            path: path.to_owned(),
            stranger,
        });
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(damaged(path, format!("it has more than {LARGEST} bytes")));
    }
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| damaged(path, "it is not UTF-8 text".to_owned()))
}

fn parse(path: &Path, text: &str) -> Result<BTreeMap<String, TrustedPlugin>, LockError> {
    let wrong = |error: toml::de::Error| damaged(path, printable(error.message()));
    let Layout { version } = toml::from_str(text).map_err(wrong)?;
    if version != VERSION {
        return Err(LockError::Newer {
            path: path.to_owned(),
            found: version,
        });
    }
    let content: Content = toml::from_str(text).map_err(wrong)?;
    Ok(content.plugins)
}

fn damaged(path: &Path, reason: String) -> LockError {
    LockError::Damaged {
        path: path.to_owned(),
        reason,
    }
}
