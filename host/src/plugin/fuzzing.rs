//! What the fuzz targets reach of this room: reading a file, compiling it, and measuring a page.
//!
//! No part of the interface for programs; `tests/fuzz` alone uses it.

use super::page::check_page;
use super::{Engine, EngineError, Limits, LoadError, Manifest, PageError};
use crate::contract::{Page, Query};

/// Reads and checks all that can be known of a file without compiling it: its manifest and its imports.
///
/// # Errors
/// Fails with the reason why the file cannot be a plugin.
pub fn examine(bytes: &[u8]) -> Result<(Manifest, Vec<String>), LoadError> {
    let examined = super::load::examine(bytes, &Limits::default())?;
    Ok((examined.manifest, examined.imports))
}

/// Measures a page against the limits of a call.
///
/// # Errors
/// Fails with the rule of the contract that the page breaks.
pub fn measure(query: &Query, page: &Page) -> Result<(), PageError> {
    check_page(query, page.clone(), &Limits::default()).map(drop)
}

/// An engine that keeps nothing.
///
/// # Errors
/// Fails where wasmtime does not support this machine.
pub fn engine() -> Result<Engine, EngineError> {
    Engine::new(None, Limits::default())
}

/// Compiles a file in this process, and returns how many bytes of code that makes.
///
/// # Errors
/// Fails with what the compiler said, also where it gave up.
pub fn compile(engine: &Engine, bytes: &[u8]) -> Result<usize, String> {
    super::compile::here(engine, bytes).map(|code| code.len())
}
