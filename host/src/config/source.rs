//! Where a secret comes from, and how it is fetched.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::command;
use super::keyring;
use crate::base::{Secret, files::open_regular};

/// The longest secret in bytes. Real ones stay below 8 KiB; a file that is longer is the wrong file.
pub(super) const LONGEST_SECRET: usize = 64 * 1024;

/// How long a command may take: enough for a password manager to ask a server, short enough for
/// one that waits for a person who is not there.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);

/// Where a secret comes from.
#[derive(Debug, Clone)]
pub enum SecretSource {
    /// An environment variable.
    Environment {
        /// Its name.
        variable: String,
    },
    /// A file; one line break at its end is dropped.
    File {
        /// The file. Relative paths are resolved against the configuration file's folder.
        path: PathBuf,
    },
    /// What a command prints; one line break at its end is dropped. No shell is involved.
    Command {
        /// The program and its arguments.
        arguments: Vec<String>,
    },
    /// An entry of the operating system's keyring.
    Keyring {
        /// The entry's service.
        service: String,
        /// The entry's user.
        user: String,
    },
    /// Clear text in the configuration file.
    Value(Secret),
}

/// Which secret could not be had. The message follows "failed to …".
#[derive(Debug, thiserror::Error)]
#[error("get the secret {secret} of the connection {connection}: {source}")]
pub struct SecretError {
    /// The connection's name.
    pub connection: String,
    /// The secret's name.
    pub secret: String,
    /// Why.
    pub source: SourceError,
}

/// Why a source gave no secret. No message contains what a source printed as the secret.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The environment variable is not set.
    #[error(
        "the environment variable {variable} is not set; export it, or name another source in the configuration"
    )]
    Unset {
        /// Its name.
        variable: String,
    },
    /// The value is not text.
    #[error("{what} is not UTF-8 text")]
    NotText {
        /// Which source.
        what: String,
    },
    /// The source gave nothing.
    #[error("{what} is empty")]
    Empty {
        /// Which source.
        what: String,
    },
    /// The source gave more than any secret has.
    #[error("{what} is longer than {LONGEST_SECRET} bytes; is it the right one?")]
    TooLong {
        /// Which source.
        what: String,
    },
    /// The file cannot be read.
    #[error("the file {} cannot be read: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The command cannot be started.
    #[error("the command {program} cannot be started: {source}")]
    Start {
        /// The program.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The command did not end well.
    #[error("the command {program} ended with {status}{}", tail(stderr))]
    Exit {
        /// The program.
        program: String,
        /// How it ended.
        status: String,
        /// The end of what it wrote to stderr.
        stderr: String,
    },
    /// The command took too long.
    #[error("the command {program} did not end within {} s and was stopped{}; run it by hand to see what it waits for", after.as_secs(), tail(stderr))]
    Timeout {
        /// The program.
        program: String,
        /// The time it was given.
        after: Duration,
        /// The end of what it wrote to stderr.
        stderr: String,
    },
    /// The keyring did not give the entry.
    #[error(
        "the keyring entry {service}/{user} cannot be read: {reason}; a scheduler often has no keyring, so use a command or a file there"
    )]
    Keyring {
        /// The entry's service.
        service: String,
        /// The entry's user.
        user: String,
        /// What the keyring said.
        reason: String,
    },
}

impl SecretSource {
    /// Fetches the secret. Commands run in `directory`.
    ///
    /// # Errors
    ///
    /// See [`SourceError`].
    pub fn fetch(&self, directory: &Path) -> Result<Secret, SourceError> {
        match self {
            Self::Environment { variable } => from_environment(variable),
            Self::File { path } => from_file(&directory.join(path)),
            Self::Command { arguments } => from_command(arguments, directory, COMMAND_TIMEOUT),
            Self::Keyring { service, user } => keyring::read(service, user),
            Self::Value(secret) => Ok(secret.clone()),
        }
    }
}

/// Fetches what a command prints, giving it `timeout`.
pub(super) fn from_command(
    arguments: &[String],
    directory: &Path,
    timeout: Duration,
) -> Result<Secret, SourceError> {
    let output = command::run(arguments, directory, timeout)?;
    let program = arguments.first().map(String::as_str).unwrap_or_default();
    to_secret(output, format!("the output of the command {program}"))
}

fn from_environment(variable: &str) -> Result<Secret, SourceError> {
    let what = || format!("the environment variable {variable}");
    let value = std::env::var_os(variable).ok_or_else(|| SourceError::Unset {
        variable: variable.to_owned(),
    })?;
    let value = value
        .into_string()
        .map_err(|_| SourceError::NotText { what: what() })?;
    if value.is_empty() {
        return Err(SourceError::Empty { what: what() });
    }
    Ok(Secret::new(value))
}

fn from_file(path: &Path) -> Result<Secret, SourceError> {
    let fault = |source| SourceError::File {
        path: path.to_path_buf(),
        source,
    };
    let mut bytes = Vec::new();
    // One byte more than permitted tells a long file from a full one.
    let limit = LONGEST_SECRET as u64 + 3;
    open_regular(path)
        .map_err(fault)?
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(fault)?;
    to_secret(bytes, format!("the file {}", path.display()))
}

fn to_secret(bytes: Vec<u8>, what: String) -> Result<Secret, SourceError> {
    let Ok(mut text) = String::from_utf8(bytes) else {
        return Err(SourceError::NotText { what });
    };
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    match text.len() {
        0 => Err(SourceError::Empty { what }),
        length if length > LONGEST_SECRET => Err(SourceError::TooLong { what }),
        _ => Ok(Secret::new(text)),
    }
}

fn tail(stderr: &str) -> String {
    if stderr.is_empty() {
        String::new()
    } else {
        format!(": {stderr}")
    }
}
