//! What can go wrong with a mail. Each message follows "failed to …".

use std::io;
use std::path::PathBuf;

use crate::base::remedy;
use crate::config::MailSecretError;

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// An address in the configuration is not valid.
    #[error("read the address {address:?} of [mail]: {reason}")]
    Address {
        /// The address.
        address: String,
        /// Why.
        reason: String,
    },
    /// The message could not be put together.
    #[error("write the mail: {0}")]
    Message(#[from] lettre::error::Error),
}

/// Why a letter did not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It could not be written.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// It went out before.
    #[error("send {name}: it was already sent at {at}; use `--again` to send it again")]
    Sent {
        /// The letter.
        name: String,
        /// When it was sent (UTC).
        at: String,
    },
    /// Nobody knows whether it went out before.
    #[error(
        "send {name}: an attempt at {at} was cut off, and the server may have taken the mail; check whether it arrived, and use `--again` if it did not"
    )]
    Doubtful {
        /// The letter.
        name: String,
        /// When it was attempted (UTC).
        at: String,
    },
    /// Another process sends it.
    #[error("send {0}: another process is sending it")]
    Busy(String),
    /// A secret could not be had.
    #[error(transparent)]
    Secret(#[from] MailSecretError),
    /// The certificates of the configuration cannot be read.
    #[error("read the certificates {}: {reason}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The server did not take it; it is certain that nobody gets it.
    #[error("send {name} through {server}, tried {tries} times: {reason}; nothing was sent")]
    Refused {
        /// The letter.
        name: String,
        /// The server and its port.
        server: String,
        /// How often it was tried.
        tries: usize,
        /// What the server said, or why it could not be asked.
        reason: String,
    },
    /// The connection broke after the mail was handed over and before the server had said that it took it.
    #[error(
        "send {name} through {server}: {reason}; the server may have taken the mail, so it is not sent again automatically: check whether it arrived, and use `--again` if it did not"
    )]
    Lost {
        /// The letter.
        name: String,
        /// The server and its port.
        server: String,
        /// Why.
        reason: String,
    },
    /// What was sent could not be written down.
    #[error("record what was sent in {}: {source}{}", path.display(), remedy(source))]
    Record {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
