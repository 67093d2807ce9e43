//! Which plugins there are: the built-in ones, and every `.wasm` in the plugins folder.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::compile::{self, Author};
use super::load::{self, Examined, LoadError};
use super::{Engine, Limits, Manifest, Plugin};
use crate::base::files::open_regular;

/// Why the plugins cannot be listed or one of them cannot be had.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// The plugins folder cannot be read.
    #[error("read the plugins folder {folder}: {reason}")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system said.
        reason: String,
    },
    /// No plugin has that vendor id.
    #[error("find a plugin for vendor \"{vendor}\": there are plugins for {known}{refused}")]
    Unknown {
        /// What was asked for.
        vendor: String,
        /// The vendor ids that there are.
        known: String,
        /// Files that were refused, as a sentence; empty where there are none.
        refused: String,
    },
    /// A file cannot be read.
    #[error("read {file}: {reason}")]
    File {
        /// The file.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// A file is not a plugin.
    #[error("load {file}: {source}")]
    Load {
        /// The file, or "built-in".
        file: String,
        /// Why.
        source: LoadError,
    },
}

/// Where a plugin comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PluginSource {
    /// It is part of the program.
    BuiltIn,
    /// It lies in this file.
    File(PathBuf),
}

impl PluginSource {
    fn author(&self) -> Author {
        match self {
            Self::BuiltIn => Author::Us,
            Self::File(_) => Author::Anybody,
        }
    }
}

impl std::fmt::Display for PluginSource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BuiltIn => formatter.write_str("built-in"),
            Self::File(path) => write!(formatter, "{}", path.display()),
        }
    }
}

/// A plugin that can be loaded.
#[derive(Debug, Clone)]
pub struct Available {
    /// What it says about itself.
    pub manifest: Manifest,
    /// The SHA-256 of its file, in hexadecimal.
    pub sha256: String,
    /// Where it comes from.
    pub source: PluginSource,
    /// What it imports.
    pub imports: Vec<String>,
    bytes: Arc<Cow<'static, [u8]>>,
}

impl Available {
    /// Size of the file in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Compiles and links the plugin. Whether it may be used is decided before: see
    /// [`Admitted`](super::Admitted).
    ///
    /// # Errors
    /// Fails when it does not match the contract.
    pub(super) fn compile(&self, engine: &Engine) -> Result<Plugin, RegistryError> {
        let Self {
            manifest,
            sha256,
            source,
            bytes,
            imports: _,
        } = self;
        Plugin::compile(
            engine,
            bytes,
            manifest.clone(),
            sha256.clone(),
            source.author(),
        )
        .map_err(|reason| RegistryError::Load {
            file: source.to_string(),
            source: reason,
        })
    }

    /// Sees whether a file can be compiled at all; what is part of the program can.
    ///
    /// # Errors
    /// Fails with what the compiler said.
    pub fn try_to_compile(&self, engine: &Engine) -> Result<(), RegistryError> {
        match self.compile_fault(engine) {
            None => Ok(()),
            Some(source) => Err(RegistryError::Load {
                file: self.source.to_string(),
                source,
            }),
        }
    }

    /// Says why a file cannot be compiled; none where it can.
    #[must_use]
    pub fn compile_fault(&self, engine: &Engine) -> Option<LoadError> {
        if self.source == PluginSource::BuiltIn {
            return None;
        }
        compile::component(engine, &self.bytes, &self.sha256, self.source.author())
            .err()
            .map(LoadError::Compile)
    }
}

/// A file that looked like a plugin but is not one.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The file.
    pub file: PathBuf,
    /// Why, as a sentence fragment.
    pub reason: String,
}

/// All plugins by vendor id.
#[derive(Debug, Default)]
pub struct Registry {
    available: BTreeMap<String, Available>,
    refused: Vec<Refused>,
}

impl Registry {
    /// Lists the built-in plugins and those in `folder` (which need not exist). `replacements` names, by
    /// vendor id, the files that stand in for a built-in plugin. Nothing is compiled.
    ///
    /// # Errors
    /// Fails when the folder cannot be read or a named replacement is not a plugin for its vendor.
    /// A refused file in the folder does not fail: it is listed under [`Registry::refused`].
    pub fn scan(
        limits: &Limits,
        built_in: &[&'static [u8]],
        folder: &Path,
        replacements: &BTreeMap<String, PathBuf>,
    ) -> Result<Self, RegistryError> {
        let mut registry = Self::default();
        for bytes in built_in {
            let plugin = examine(Cow::Borrowed(*bytes), PluginSource::BuiltIn, limits).map_err(
                |source| RegistryError::Load {
                    file: "a built-in plugin".to_owned(),
                    source,
                },
            )?;
            registry
                .available
                .insert(plugin.manifest.vendor.clone(), plugin);
        }
        for (vendor, file) in replacements {
            let plugin = examine_file(file, limits)?;
            registry.replace(vendor, file, plugin)?;
        }
        for file in wasm_files(folder)? {
            registry.add_file(file, limits, replacements);
        }
        Ok(registry)
    }

    /// The plugins, by vendor id.
    pub fn available(&self) -> impl Iterator<Item = &Available> {
        self.available.values()
    }

    /// The files that looked like plugins but are not.
    #[must_use]
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// The plugin for a vendor.
    ///
    /// # Errors
    /// Fails when there is none, and names those that there are.
    pub fn find(&self, vendor: &str) -> Result<&Available, RegistryError> {
        self.available
            .get(vendor)
            .ok_or_else(|| self.unknown(vendor))
    }

    fn unknown(&self, vendor: &str) -> RegistryError {
        let known = self
            .available
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        let refused = self
            .refused
            .iter()
            .map(|refused| {
                format!(
                    "; {} was rejected: {}",
                    refused.file.display(),
                    refused.reason
                )
            })
            .collect();
        RegistryError::Unknown {
            vendor: vendor.to_owned(),
            known,
            refused,
        }
    }

    fn replace(
        &mut self,
        vendor: &str,
        file: &Path,
        plugin: Available,
    ) -> Result<(), RegistryError> {
        if plugin.manifest.vendor != vendor {
            return Err(RegistryError::File {
                file: file.display().to_string(),
                reason: format!(
                    "it is a plugin for vendor \"{}\", but `plugins.{vendor}` in seatwise.toml names it for \"{vendor}\"",
                    plugin.manifest.vendor
                ),
            });
        }
        self.available.insert(vendor.to_owned(), plugin);
        Ok(())
    }

    fn add_file(
        &mut self,
        file: PathBuf,
        limits: &Limits,
        replacements: &BTreeMap<String, PathBuf>,
    ) {
        let plugin = match examine_file(&file, limits) {
            Ok(plugin) => plugin,
            Err(RegistryError::Load { source, .. }) => {
                self.refused.push(Refused {
                    file,
                    reason: source.to_string(),
                });
                return;
            }
            Err(error) => {
                self.refused.push(Refused {
                    file,
                    reason: error.to_string(),
                });
                return;
            }
        };
        let vendor = plugin.manifest.vendor.clone();
        if replacements
            .get(&vendor)
            .is_some_and(|named| same_file(named, &file))
        {
            return;
        }
        if let Some(taken) = self.available.get(&vendor) {
            let reason = format!(
                "it claims vendor \"{vendor}\", which is taken by {} ({}); to use it instead, write `{vendor} = \"{}\"` under [plugins] in seatwise.toml",
                taken.source,
                taken.manifest.name,
                std::path::absolute(&file)
                    .unwrap_or_else(|_| file.clone())
                    .display()
            );
            self.refused.push(Refused { file, reason });
            return;
        }
        self.available.insert(vendor, plugin);
    }
}

/// Reads and examines one file, without compiling it.
pub(super) fn examine_file(file: &Path, limits: &Limits) -> Result<Available, RegistryError> {
    let unreadable = |reason: String| RegistryError::File {
        file: file.display().to_string(),
        reason,
    };
    let refused = |source| RegistryError::Load {
        file: file.display().to_string(),
        source,
    };
    let too_large = |bytes| LoadError::TooLarge {
        bytes,
        limit: limits.file_bytes,
    };
    let failed = |error: std::io::Error| unreadable(error.to_string());
    let opened = open_regular(file).map_err(failed)?;
    let size = opened.metadata().map_err(failed)?.len();
    if size > limits.file_bytes {
        return Err(refused(too_large(size)));
    }
    let mut bytes = Vec::new();
    opened
        .take(limits.file_bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if read > limits.file_bytes {
        return Err(refused(too_large(read)));
    }
    examine(
        Cow::Owned(bytes),
        PluginSource::File(file.to_owned()),
        limits,
    )
    .map_err(refused)
}

impl Available {
    /// Examines one file, without compiling it.
    ///
    /// # Errors
    /// Fails when the file cannot be read or is not a plugin.
    pub fn from_file(file: &Path, limits: &Limits) -> Result<Self, RegistryError> {
        examine_file(file, limits)
    }
}

fn examine(
    bytes: Cow<'static, [u8]>,
    source: PluginSource,
    limits: &Limits,
) -> Result<Available, LoadError> {
    let Examined {
        manifest,
        sha256,
        imports,
    } = load::examine(&bytes, limits)?;
    Ok(Available {
        manifest,
        sha256,
        source,
        imports,
        bytes: Arc::new(bytes),
    })
}

fn wasm_files(folder: &Path) -> Result<Vec<PathBuf>, RegistryError> {
    let fail = |error: std::io::Error| RegistryError::Folder {
        folder: folder.display().to_string(),
        reason: error.to_string(),
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fail(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(fail)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}
