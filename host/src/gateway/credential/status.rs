//! How refresh tokens stand, for `seatwise status`.

use std::time::Duration;

/// How the refresh token of a credential stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenStatus {
    /// The credential's name.
    pub credential: String,
    /// How old the refresh token is; none before the first exchange.
    pub age: Option<Duration>,
    /// How long it still lasts, zero when it has expired; none before the first exchange.
    pub expires_in: Option<Duration>,
    /// Whether only a new refresh token from the vendor helps.
    pub reconnect_needed: bool,
    /// Why, and what to do, when one is needed or the state cannot be read.
    pub reason: Option<String>,
    /// What the last exchange was answered, where that leaves open whether the refresh token is used up.
    pub doubt: Option<String>,
}
