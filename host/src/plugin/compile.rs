//! From the bytes of a file to a component that wasmtime can run.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use wasmtime::component::Component;

use super::Engine;
use super::apart;
use super::compiled::Origin;

/// Whose code is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    /// It is part of this program.
    Us,
    /// It lies in a file, and may be made to break a compiler.
    Anybody,
}

/// Compiles a component, or takes what was kept of an earlier time.
///
/// # Errors
/// Fails with what the compiler said; a compiler that gives up is one that fails.
pub(super) fn component(
    engine: &Engine,
    bytes: &[u8],
    sha256: &str,
    author: Author,
) -> Result<Component, String> {
    let origin = Origin {
        sha256,
        engine: fingerprint(engine),
    };
    let kept = engine.compiled().and_then(|store| store.get(origin));
    if let Some(component) = kept.and_then(|code| ready(engine, &code).ok()) {
        return Ok(component);
    }
    let code = match apart::program() {
        Some(program) if author == Author::Anybody => {
            apart::compile(program, bytes, apart::Bounds::default())?
        }
        _ => here(engine, bytes)?,
    };
    if let Some(store) = engine.compiled()
        && let Err(error) = store.put(origin, &code)
    {
        // The next start compiles again; nothing else depends on it.
        tracing::warn!("the compiled plugin cannot be kept: {error}");
    }
    ready(engine, &code)
}

/// Compiles in this process. A panic of the compiler ends the compilation and nothing else.
pub(super) fn here(engine: &Engine, bytes: &[u8]) -> Result<Vec<u8>, String> {
    match catch_unwind(AssertUnwindSafe(|| {
        engine.wasmtime().precompile_component(bytes)
    })) {
        Ok(compiled) => compiled.map_err(|error| super::load::chain(&error)),
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("it does not say why");
            Err(gave_up(text))
        }
    }
}

/// What is said about a compiler that did not end on its own.
pub(super) fn gave_up(why: &str) -> String {
    let why: String = super::imports::printable(why.trim())
        .chars()
        .take(300)
        .collect();
    format!("the compiler gave up on it ({why}); get another build of the plugin")
}

/// Takes compiled code into use.
#[allow(
    unsafe_code,
    reason = "the code comes from the compiler just now, or from the store, which proves that this program wrote it for this very plugin"
)]
fn ready(engine: &Engine, code: &[u8]) -> Result<Component, String> {
    // Safety: see the reason above; wasmtime itself refuses code of another version or for other settings.
    unsafe { Component::deserialize(engine.wasmtime(), code) }
        .map_err(|error| super::load::chain(&error))
}

/// A number that differs between engines whose code does not fit each other.
fn fingerprint(engine: &Engine) -> u64 {
    let mut hasher = DefaultHasher::new();
    engine
        .wasmtime()
        .precompile_compatibility_hash()
        .hash(&mut hasher);
    hasher.finish()
}
