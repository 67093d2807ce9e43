//! How Sherweb is simulated.

use std::time::Duration;

use crate::random::Random;
use crate::{ServerOptions, WorldOptions};

/// Whether an operation works for this account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Availability {
    /// It works.
    #[default]
    On,
    /// It answers with this status of refusal, for example 403 or 410.
    Refused(u16),
}

/// What works for this account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SherwebFeatures {
    /// Subscription details; where they are refused with 404 or 410 the deprecated list is left.
    pub details: Availability,
    /// Pricing information.
    pub pricing: Availability,
    /// The deprecated list of subscriptions.
    pub deprecated_subscriptions: Availability,
    /// Receivable charges; refused where a PSA integration is enabled.
    pub receivables: Availability,
    /// Payable charges.
    pub payables: Availability,
    /// Platforms and meters.
    pub usage: Availability,
    /// Customer catalogs.
    pub catalog: Availability,
}

/// How Sherweb is simulated.
#[derive(Debug, Clone)]
pub struct SherwebOptions {
    /// The data.
    pub world: WorldOptions,
    /// The server.
    pub server: ServerOptions,
    /// What works for this account.
    pub features: SherwebFeatures,
    /// How long an access token lives.
    pub token_life: Duration,
    /// Whether the token exchange needs the subscription key too; the sources disagree, so the strict way is the default.
    pub key_on_token: bool,
    /// The day of the month on which a billing period begins, 1 to 28.
    pub billing_day: i8,
}

impl Default for SherwebOptions {
    fn default() -> Self {
        Self {
            world: WorldOptions::default(),
            server: ServerOptions::default(),
            features: SherwebFeatures::default(),
            token_life: Duration::from_secs(3_600),
            key_on_token: true,
            billing_day: 1,
        }
    }
}

/// What the partner portal shows under Security > APIs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SherwebCredentials {
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub client_secret: String,
    /// The subscription key of the gateway.
    pub subscription_key: String,
}

impl SherwebCredentials {
    pub(crate) fn generate(seed: u64) -> Self {
        let mut random = Random::new(seed, &[10]);
        Self {
            client_id: random.uuid(),
            client_secret: random.letters(40),
            subscription_key: random.letters(32).to_ascii_lowercase(),
        }
    }
}
