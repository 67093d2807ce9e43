//! What can go wrong, by operation.

use std::path::PathBuf;

use thiserror::Error;

/// A rule that a part of a policy breaks. The text names the part, the rule, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct PolicyError(pub String);

/// Why a gateway cannot be opened. Each message follows "failed to …".
#[derive(Debug, Error)]
pub enum OpenError {
    /// The plugin's manifest or the operator's configuration breaks a rule.
    #[error("apply the policy of connection {connection}: {source}")]
    Policy {
        /// The connection.
        connection: String,
        /// The broken rule.
        source: PolicyError,
    },
    /// A value that a credential needs is not there.
    #[error(
        "use credential {credential}: setting {setting} is missing; set it under the connection's secrets"
    )]
    MissingSetting {
        /// The credential.
        credential: String,
        /// The setting.
        setting: String,
    },
    /// A value cannot be used where the credential puts it.
    #[error("use credential {credential}: the value of setting {setting} {fault}")]
    UnusableSetting {
        /// The credential.
        credential: String,
        /// The setting.
        setting: String,
        /// What is wrong with the value; the value itself is not shown.
        fault: String,
    },
    /// The state folder cannot be used.
    #[error("use the state folder {}: {source}; it must be a folder that this user may write to", path.display())]
    State {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The HTTP client cannot be built, for example because the system has no CA certificates.
    #[error("set up HTTPS: {0}; install the system's CA certificates (package ca-certificates)")]
    Client(String),
}

/// Why no answer can be given. Each message is a fragment that says what to do next, and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendError {
    /// A rule forbids the request; the text names the rule and what would permit it.
    #[error("{0}")]
    Denied(String),
    /// The request is malformed: URL, header or body.
    #[error("{0}")]
    Invalid(String),
    /// No complete answer arrived in time after all retries.
    #[error("{0}")]
    Timeout(String),
    /// Nothing was sent: the vendor asked for a pause that is too long to wait.
    #[error("{0}")]
    Paused(String),
    /// The connection failed (name, TCP or TLS), or the answer broke off, after all retries.
    #[error("{0}")]
    Connection(String),
    /// The body is larger than permitted, after decompression.
    #[error("the body is larger than the permitted {limit} bytes; ask for smaller pages")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The named credential cannot be used, for example because the vendor refused it.
    #[error("{0}")]
    Credential(String),
    /// What this machine keeps of a credential cannot be read or written, such as on a full disk. The vendor was not
    /// asked, so nothing is wrong with the credential.
    #[error("{0}")]
    State(String),
    /// The vendor's refresh token is used up, or may be; only a person can get a new one.
    #[error("{0}")]
    ReconnectNeeded(String),
}

impl SendError {
    /// Rewrites the text of the error, for masking.
    pub(super) fn map_text(self, rewrite: impl FnOnce(&str) -> String) -> Self {
        match self {
            Self::Denied(text) => Self::Denied(rewrite(&text)),
            Self::Invalid(text) => Self::Invalid(rewrite(&text)),
            Self::Timeout(text) => Self::Timeout(rewrite(&text)),
            Self::Paused(text) => Self::Paused(rewrite(&text)),
            Self::Connection(text) => Self::Connection(rewrite(&text)),
            Self::TooLarge { limit } => Self::TooLarge { limit },
            Self::Credential(text) => Self::Credential(rewrite(&text)),
            Self::State(text) => Self::State(rewrite(&text)),
            Self::ReconnectNeeded(text) => Self::ReconnectNeeded(rewrite(&text)),
        }
    }
}
