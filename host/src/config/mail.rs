//! Where mail goes out, and to whom.

use std::path::PathBuf;

use super::source::{SecretSource, SourceError};
use crate::base::Secret;

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEncryption {
    /// The connection begins in the open and is encrypted before anything is said (STARTTLS, RFC 3207).
    StartTls,
    /// The connection is encrypted from its first byte on (implicit TLS, RFC 8314).
    Tls,
    /// Nothing is encrypted; only for a server on this machine.
    None,
}

/// `[mail]`: the server that takes mail, and who gets it.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub encryption: MailEncryption,
    /// A file of PEM certificates that are trusted beside those of the system.
    pub certificates: Option<PathBuf>,
    /// Whom the mail is from: `Seatwise <seatwise@example.com>`.
    pub from: String,
    /// Who gets it.
    pub to: Vec<String>,
    /// Who logs in; none where the server wants no login.
    pub user: Option<SecretSource>,
    /// With which password.
    pub password: Option<SecretSource>,
    /// The configuration file's folder, in which commands for secrets run.
    pub directory: PathBuf,
}

/// Which secret of the mail server could not be had. The message follows "failed to …".
#[derive(Debug, thiserror::Error)]
#[error("get the {secret} of the mail server: {source}")]
pub struct MailSecretError {
    /// Which one: user or password.
    pub secret: &'static str,
    /// Why.
    pub source: SourceError,
}

impl MailSettings {
    /// Fetches the user and the password from their sources; none where the server wants no login.
    ///
    /// Blocks: a command may take up to 30 s.
    ///
    /// # Errors
    ///
    /// The first that could not be had; never its value.
    pub fn login(&self) -> Result<Option<(Secret, Secret)>, MailSecretError> {
        let fetch = |secret, source: &SecretSource| {
            source
                .fetch(&self.directory)
                .map_err(|source| MailSecretError { secret, source })
        };
        match (&self.user, &self.password) {
            (Some(user), Some(password)) => {
                Ok(Some((fetch("user", user)?, fetch("password", password)?)))
            }
            _ => Ok(None),
        }
    }
}
