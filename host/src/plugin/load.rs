//! From bytes to a plugin that is ready to be instantiated.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use thiserror::Error;
use wasmparser::{Encoding, Parser, Payload};
use wasmtime::component::{Component, HasSelf, Linker};

use super::compile::{self, Author};
use super::section::{FileKind, inspect};
use super::state::State;
use super::{Engine, Limits, Manifest, ManifestError};
use crate::contract::bindings::{self, PluginPre};

/// Why a file is refused as a plugin. Each message follows “failed to load FILE: ”.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The file is no WebAssembly.
    #[error("it is not a WebAssembly file ({0}); put only components into the plugins folder")]
    NoWasm(String),
    /// The file is a core module.
    #[error("it is a core module, not a component; build it for the target wasm32-wasip2")]
    CoreModule,
    /// The file is too large to be compiled.
    #[error(
        "it has {bytes} bytes, but the limit is {limit}; build it with optimisation and without debug information"
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The largest size.
        limit: u64,
    },
    /// The file has no manifest.
    #[error(
        "it has no section \"seatwise:manifest\", so it is not a Seatwise plugin; export it with `export_connector!` of the crate seatwise-plugin"
    )]
    NoManifest,
    /// The file has several manifests.
    #[error("it has several sections \"seatwise:manifest\", but may have only one")]
    SeveralManifests,
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// It imports something that the host does not offer.
    #[error("it imports {import}, which a plugin cannot use; {instead}")]
    Import {
        /// The import.
        import: String,
        /// What to use instead.
        instead: &'static str,
    },
    /// It cannot be compiled.
    #[error("it cannot be compiled: {0}")]
    Compile(String),
    /// Its imports or exports have other types than the contract's.
    #[error("it does not match contract {version} although its manifest says so: {reason}; rebuild it against the current wit/ folder", version = super::CONTRACT_VERSION)]
    Mismatch {
        /// What wasmtime says.
        reason: String,
    },
}

/// A plugin, compiled and linked; each call instantiates it afresh.
pub struct Plugin {
    /// What it says about itself.
    pub manifest: Manifest,
    /// The SHA-256 of its file, in hexadecimal.
    pub sha256: String,
    pub(super) engine: Engine,
    pub(super) limits: Arc<Limits>,
    pub(super) prepared: PluginPre<State>,
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Plugin")
            .field("vendor", &self.manifest.vendor)
            .field("version", &self.manifest.version)
            .field("sha256", &self.sha256)
            .finish_non_exhaustive()
    }
}

impl Plugin {
    /// The limits of every call.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Compiles (or takes from the compilation cache) and links a plugin.
    ///
    /// # Errors
    /// Fails with the reason why the file cannot be a plugin of this host.
    pub fn load(engine: &Engine, bytes: &[u8]) -> Result<Self, LoadError> {
        let examined = examine(bytes, engine.limits())?;
        Self::compile(
            engine,
            bytes,
            examined.manifest,
            examined.sha256,
            Author::Anybody,
        )
    }

    /// Compiles and links a file that was examined before.
    pub(super) fn compile(
        engine: &Engine,
        bytes: &[u8],
        manifest: Manifest,
        sha256: String,
        author: Author,
    ) -> Result<Self, LoadError> {
        check_size(bytes, engine.limits())?;
        let component =
            compile::component(engine, bytes, &sha256, author).map_err(LoadError::Compile)?;
        let prepared = link(engine, &component).map_err(|error| LoadError::Mismatch {
            reason: chain(&error),
        })?;
        Ok(Self {
            manifest,
            sha256,
            engine: engine.clone(),
            limits: engine.shared_limits(),
            prepared,
        })
    }
}

/// What a file says before it is compiled.
pub(super) struct Examined {
    pub(super) manifest: Manifest,
    pub(super) sha256: String,
    pub(super) imports: Vec<String>,
}

/// Reads and checks all that can be known of a file without compiling it.
pub(super) fn examine(bytes: &[u8], limits: &Limits) -> Result<Examined, LoadError> {
    let manifest = read_manifest(bytes, limits)?;
    let imports = imports(bytes)?;
    check_imports(&imports)?;
    Ok(Examined {
        manifest,
        sha256: sha256(bytes),
        imports,
    })
}

fn check_size(bytes: &[u8], limits: &Limits) -> Result<(), LoadError> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > limits.file_bytes {
        return Err(LoadError::TooLarge {
            bytes: size,
            limit: limits.file_bytes,
        });
    }
    Ok(())
}

fn read_manifest(bytes: &[u8], limits: &Limits) -> Result<Manifest, LoadError> {
    check_size(bytes, limits)?;
    match inspect(bytes) {
        FileKind::Plugin(manifest) => Ok(Manifest::parse(manifest)?),
        FileKind::NoManifest => Err(LoadError::NoManifest),
        FileKind::SeveralManifests => Err(LoadError::SeveralManifests),
        FileKind::CoreModule => Err(LoadError::CoreModule),
        FileKind::NoWasm(reason) => Err(LoadError::NoWasm(super::imports::printable(&reason))),
    }
}

/// The SHA-256 of a file, in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    crate::base::hex(&Sha256::digest(bytes))
}

/// The names of everything that a component imports, in order.
fn imports(bytes: &[u8]) -> Result<Vec<String>, LoadError> {
    let fail = |error: wasmparser::BinaryReaderError| LoadError::NoWasm(error.to_string());
    let mut names = Vec::new();
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(fail)? {
            Payload::Version {
                encoding: Encoding::Module | Encoding::Component,
                ..
            } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    names.push(super::imports::printable(import.map_err(fail)?.name.name));
                }
            }
            _ => {}
        }
    }
    Ok(names)
}

/// WASI packages that are linked with nothing behind them.
const LINKED_WASI: [&str; 6] = [
    "wasi:cli/",
    "wasi:io/",
    "wasi:clocks/",
    "wasi:random/",
    "wasi:filesystem/",
    "wasi:sockets/",
];

/// Refuses what a plugin cannot have.
fn check_imports(imports: &[String]) -> Result<(), LoadError> {
    for import in imports {
        let wasi = LINKED_WASI
            .iter()
            .any(|package| import.starts_with(package))
            && import.contains("@0.2.");
        // Instance imports that only carry types of the contract have its package name.
        let ours =
            import.starts_with("seatwise:host/") || import.starts_with("seatwise:connector/");
        if !wasi && !ours {
            return Err(LoadError::Import {
                import: import.clone(),
                instead: instead_of(import),
            });
        }
    }
    Ok(())
}

fn instead_of(import: &str) -> &'static str {
    if import.starts_with("wasi:http/") {
        "send requests with seatwise:host/http, where the host adds credentials and keeps the pace"
    } else if import.starts_with("wasi:keyvalue/") || import.starts_with("wasi:config/") {
        "settings arrive in the context of each call, and a plugin keeps no state"
    } else if import.starts_with("wasi:logging/") {
        "write messages with seatwise:host/log"
    } else {
        "a plugin can use only seatwise:host/http, seatwise:host/pacing and seatwise:host/log"
    }
}

fn link(engine: &Engine, component: &Component) -> wasmtime::Result<PluginPre<State>> {
    let mut linker: Linker<State> = Linker::new(engine.wasmtime());
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    bindings::Plugin::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
    PluginPre::new(linker.instantiate_pre(component)?)
}

pub(super) fn chain(error: &wasmtime::Error) -> String {
    let text = error
        .chain()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    super::imports::printable(&text).chars().take(600).collect()
}
