//! What the fuzz targets reach of this room: reading a file before it is compiled, and measuring a page.
//!
//! No part of the interface for programs; `tests/fuzz` alone uses it.

use super::page::check_page;
use super::types::{Page, Query};
use super::{Limits, LoadError, Manifest, PageError};

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
    check_page(query, &mut page.clone(), &Limits::default())
}
