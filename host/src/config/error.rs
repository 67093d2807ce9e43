//! What can be wrong with `seatwise.toml`.

use std::fmt;
use std::path::PathBuf;

use super::owner::Stranger;

/// One fault in the configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// The key's path: `connections.main.vendor`.
    pub key: String,
    /// What was found and what is expected. Never contains the value of a secret.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, key, message } = self;
        write!(formatter, "line {line}: {key}: {message}")
    }
}

/// Why the configuration cannot be used. Messages follow "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no file at the path.
    #[error(
        "find the configuration {}: there is no such file; `seatwise init` writes one, and --config or SEATWISE_CONFIG names another",
        path.display()
    )]
    NotFound {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("read the configuration {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Somebody else owns the file, and would decide what is run.
    #[error(
        "use the configuration {path}: it belongs to {}, but {} runs this program, so its commands would run with that user's rights; run seatwise as {} (`sudo -u {} seatwise …`), or check what is in the file and take it over: `chown {} {path}`",
        stranger.owner, stranger.user, stranger.owner, stranger.owner, stranger.user,
        path = path.display()
    )]
    Stranger {
        /// The file.
        path: PathBuf,
        /// Whose it is, and who runs this program.
        stranger: Stranger,
    },
    /// The file is no TOML text.
    #[error("parse the configuration {}: line {line}, column {column}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column in characters, counted from 1.
        column: usize,
        /// What the parser expected; the file's text is not quoted, since it may hold a secret.
        message: String,
    },
    /// Keys are unknown, missing or have wrong values.
    #[error("use the configuration {}:{}", path.display(), list(problems))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// All faults, in the order of the file.
        problems: Vec<Problem>,
    },
    /// A connection was named that the file does not have.
    #[error("use the connection {name}: {} has no such connection{}", path.display(), known(suggestion.as_deref(), names))]
    UnknownConnection {
        /// The name asked for.
        name: String,
        /// The file.
        path: PathBuf,
        /// The name that is spelled most alike.
        suggestion: Option<String>,
        /// The names that the file has.
        names: Vec<String>,
    },
}

fn list(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("\n  {problem}"))
        .collect()
}

fn known(suggestion: Option<&str>, names: &[String]) -> String {
    match (suggestion, names) {
        (Some(suggestion), _) => format!("; did you mean {suggestion}?"),
        (None, []) => "; `seatwise init` adds one".to_owned(),
        (None, names) => format!("; it has {}", names.join(", ")),
    }
}
