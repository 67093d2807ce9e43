//! The one place where a wasmtime engine is made.
//!
//! Settings that change compiled code must be the same wherever a plugin is compiled or run; with one
//! constructor they cannot differ.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use wasmtime::{Config, WasmBacktraceDetails};

use super::Limits;
use super::compiled::CompiledStore;

/// Why no engine could be made.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The folder of the compilation cache cannot be used.
    #[error(
        "prepare the compilation cache in {folder}: {reason}; check that it is yours and can be written, or set `state` in seatwise.toml to another one"
    )]
    Cache {
        /// The folder.
        folder: String,
        /// What the system said.
        reason: String,
    },
    /// wasmtime refuses the settings on this machine.
    #[error("start the WebAssembly engine: {0}")]
    Engine(String),
}

/// Compiles and runs plugins. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    engine: wasmtime::Engine,
    limits: Arc<Limits>,
    compiled: Option<Arc<CompiledStore>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Engine")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Makes an engine whose compiled code is kept in `cache` (a private folder), so that only the
    /// first start after an update compiles. Without a folder every start compiles.
    ///
    /// # Errors
    /// Fails when the folder cannot be used or wasmtime does not support this machine.
    pub fn new(cache: Option<&Path>, limits: Limits) -> Result<Self, EngineError> {
        let mut config = Config::new();
        // Component-model async is compiled out; without this switch its machinery would still run.
        config.concurrency_support(false);
        config.epoch_interruption(true);
        config.memory_init_cow(true);
        config.wasm_backtrace_details(WasmBacktraceDetails::Enable);
        // Proposals that rustc's output does not need are attack surface that nobody uses.
        config.wasm_exceptions(false);
        config.wasm_gc(false);
        config.wasm_function_references(false);
        config.wasm_threads(false);
        config.wasm_tail_call(false);
        config.wasm_memory64(false);
        config.wasm_multi_memory(false);
        config.wasm_wide_arithmetic(false);
        config.wasm_relaxed_simd(false);
        config.wasm_custom_page_sizes(false);
        let compiled = cache.map(open_cache).transpose()?.map(Arc::new);
        let engine = wasmtime::Engine::new(&config)
            .map_err(|error| EngineError::Engine(error.to_string()))?;
        start_clock(&engine)?;
        Ok(Self {
            engine,
            limits: Arc::new(limits),
            compiled,
        })
    }

    /// Makes an engine that takes compiled code from `cache` and writes none, for whoever only looks.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn that_only_reads(cache: Option<&Path>, limits: Limits) -> Result<Self, EngineError> {
        let mut engine = Self::new(cache, limits)?;
        if let Some(compiled) = engine.compiled.as_mut().and_then(Arc::get_mut) {
            compiled.freeze();
        }
        Ok(engine)
    }

    /// The limits of every call.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn shared_limits(&self) -> Arc<Limits> {
        Arc::clone(&self.limits)
    }

    pub(super) fn compiled(&self) -> Option<&CompiledStore> {
        self.compiled.as_deref()
    }

    /// The files among the compiled plugins that this program did not write there as they are. They are not used.
    ///
    /// # Errors
    /// Fails when they cannot be read.
    pub fn foreign_code(&self) -> std::io::Result<Vec<PathBuf>> {
        self.compiled()
            .map_or_else(|| Ok(Vec::new()), CompiledStore::foreign)
    }

    pub(crate) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.engine
    }
}

fn open_cache(folder: &Path) -> Result<CompiledStore, EngineError> {
    CompiledStore::open(folder).map_err(|error| EngineError::Cache {
        folder: folder.display().to_string(),
        reason: error.to_string(),
    })
}

/// Advances the epoch until the engine is gone: a guest notices at the next tick that it has to yield.
fn start_clock(engine: &wasmtime::Engine) -> Result<(), EngineError> {
    let engine = engine.weak();
    std::thread::Builder::new()
        .name("seatwise-epoch".to_owned())
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                std::thread::sleep(Limits::TICK);
            }
        })
        .map(drop)
        .map_err(|error| EngineError::Engine(error.to_string()))
}
