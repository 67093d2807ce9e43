//! The operating system's keyring.

use super::source::SourceError;
use crate::base::Secret;

/// Reads one entry of the operating system's keyring: Keychain on macOS, Credential Manager on Windows,
/// the Secret Service elsewhere. Blocks, and the keyring may ask a person to unlock it.
///
/// # Errors
///
/// [`SourceError::Keyring`] with what the keyring said.
pub(super) fn read(service: &str, user: &str) -> Result<Secret, SourceError> {
    let refused = |source: keyring::Error| SourceError::Keyring {
        service: service.to_owned(),
        user: user.to_owned(),
        // Why there is no keyring at all says more than that there is none.
        reason: match keyring::Entry::store_status() {
            Err(none) => none.to_string(),
            Ok(()) => source.to_string(),
        },
    };
    let entry = keyring::Entry::new(service, user).map_err(refused)?;
    entry.get_password().map(Secret::new).map_err(refused)
}
