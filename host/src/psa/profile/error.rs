//! What can be wrong with a profile.

use std::{io, path::PathBuf};

use super::builtin::BUILTIN_PROFILES;
use crate::base::suggest;
use crate::config::Problem;

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No built-in profile has that name, and it is not a file.
    #[error("find the profile {name:?}: {}", help(name))]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The file cannot be read.
    #[error("read the profile {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no TOML text.
    #[error("parse the profile {}: line {line}, column {column}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column in characters, counted from 1.
        column: usize,
        /// What the parser expected.
        message: String,
    },
    /// Keys are unknown or have wrong values.
    #[error("use the profile {}:{}", path.display(), list(problems))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// All faults, in the order of the file.
        problems: Vec<Problem>,
    },
}

fn list(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("\n  {problem}"))
        .collect()
}

fn help(name: &str) -> String {
    let names: Vec<&str> = BUILTIN_PROFILES
        .iter()
        .map(|profile| profile.name)
        .collect();
    match suggest(name, names.iter().copied()) {
        Some(suggestion) => format!("did you mean {suggestion}?"),
        None => format!(
            "the profiles are {}; name your own mapping file by its path, which must end in .toml",
            names.join(", ")
        ),
    }
}
