//! How StreamOne Ion is simulated.

use std::time::Duration;

use crate::{ServerOptions, WorldOptions};

/// Which id names a subscription in the path of its details; the sources do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DetailsId {
    /// The publisher's GUID.
    #[default]
    Publisher,
    /// The numeric id of the list.
    Numeric,
    /// Both.
    Either,
}

/// A report that somebody made in the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The id, of digits.
    pub id: String,
    /// The name.
    pub name: String,
    /// The template, by which a connector finds the report it can read.
    pub template: String,
    /// The ISO 4217 code that all amounts are converted to.
    pub currency: String,
}

impl Report {
    /// A report of the Microsoft template, in a currency.
    #[must_use]
    pub fn azure_plan_billing(currency: &str) -> Self {
        Self {
            id: "49038".to_owned(),
            name: "Seatwise billing".to_owned(),
            template: "azure_plan_billing".to_owned(),
            currency: currency.to_owned(),
        }
    }
}

/// What works for this account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamOneFeatures {
    /// The reports that exist; none for an account where nobody made one.
    pub reports: Vec<Report>,
    /// A status that every report operation is refused with, for example 403.
    pub reports_refused: Option<u16>,
    /// Which id names a subscription in the path of its details.
    pub details_id: DetailsId,
}

impl Default for StreamOneFeatures {
    fn default() -> Self {
        Self {
            reports: vec![Report::azure_plan_billing("USD")],
            reports_refused: None,
            details_id: DetailsId::default(),
        }
    }
}

/// How StreamOne Ion is simulated.
#[derive(Debug, Clone)]
pub struct StreamOneOptions {
    /// The data.
    pub world: WorldOptions,
    /// The server.
    pub server: ServerOptions,
    /// What works for this account.
    pub features: StreamOneFeatures,
    /// How long an access token lives.
    pub token_life: Duration,
    /// How long a refresh token lives.
    pub refresh_life: Duration,
    /// A client id and secret that the token exchange must carry; no working client is known to need any.
    pub client: Option<(String, String)>,
    /// Whether pages by token have fewer rows than asked for, now and then.
    pub short_pages: bool,
    /// The most rows of any page; a greater wish is cut down to it.
    pub max_page: usize,
    /// Refuses (400) a greater `pagination.limit` or `pageSize` than this instead of cutting it down.
    pub refuse_pages_over: Option<usize>,
}

impl Default for StreamOneOptions {
    fn default() -> Self {
        Self {
            world: WorldOptions::default(),
            server: ServerOptions::default(),
            features: StreamOneFeatures::default(),
            token_life: Duration::from_secs(7_200),
            refresh_life: Duration::from_secs(32 * 24 * 3_600),
            client: None,
            short_pages: false,
            max_page: 1_000,
            refuse_pages_over: None,
        }
    }
}
