//! Hostile plugins, a file per family of attacks.
//!
//! They are the built-in plugin with the code of some functions replaced ([`crate::wasm`]), or with
//! further core modules inside, so they pass every check that does not run them.

pub(crate) mod code;
mod cursors;
mod floods;
mod loops;
mod manifests;
mod memory;
pub(crate) mod modules;
mod secrets;
pub(crate) mod session;
mod values_in;
mod values_out;
