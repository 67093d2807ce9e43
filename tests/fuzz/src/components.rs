//! The file of a plugin, up to the machine code that becomes of it.

use std::sync::LazyLock;

use seatwise::plugin::{Engine, fuzzing};

use crate::manifest::presentable;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| fuzzing::engine().expect("an engine"));

/// Reads the bytes as the file of a plugin, and compiles them whether it is one or not.
///
/// # Panics
/// Panics where a message could not be shown to a person, or where nothing becomes of a file that was compiled.
pub fn components(data: &[u8]) {
    if let Err(error) = fuzzing::examine(data) {
        presentable(&error.to_string());
    }
    match fuzzing::compile(&ENGINE, data) {
        Ok(size) => assert!(size > 0, "there is no code"),
        Err(reason) => presentable(&reason),
    }
}
