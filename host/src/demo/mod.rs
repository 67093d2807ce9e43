//! The simulated world of `seatwise demo`: two distributors and a PSA, the working folder, and a year that was synced.
//!
//! The distributors are simulated; nothing else is. What is read from them goes over HTTP, through the plugins, into the
//! database, as an operator would have it.

mod error;
mod folder;
mod past;

use std::path::{Path, PathBuf};
use std::time::Duration;

use seatwise_distributors::{
    Distributor, PsaExport, RateLimit, Running, ServerOptions, Sherweb, SherwebCredentials,
    SherwebOptions, StreamOne, StreamOneCredentials, StreamOneOptions, World, WorldOptions,
};

use crate::config::Config;
use crate::psa::Profile;

pub use error::DemoError;
pub use past::read_past;

/// The seed of the simulated world: the demo shows the same customers every time.
const SEED: u64 = 2026;
/// Customers at each distributor.
const CUSTOMERS: usize = 40;
/// Subscriptions of a customer, on average.
const SUBSCRIPTIONS: usize = 6;
/// The simulated limits: 60 and 30 requests a minute as the real ones, with a minute that takes a second.
const MINUTE: Duration = Duration::from_secs(1);
const SHERWEB_REQUESTS: u32 = 60;
const STREAMONE_REQUESTS: u32 = 30;

/// The name of the profile that reads the simulated PSA's export.
const PROFILE: &str = "halopsa";

/// The distributors of today, as long as this is held.
pub struct Distributors {
    sherweb: Running<SherwebCredentials>,
    streamone: Running<StreamOneCredentials>,
}

impl Distributors {
    /// Starts them, with the limits of the real ones.
    ///
    /// # Errors
    /// Fails when no port of this machine can be had.
    pub async fn start() -> Result<Self, DemoError> {
        Ok(Self {
            sherweb: Sherweb::start(sherweb_options())
                .await
                .map_err(DemoError::Offline)?,
            streamone: StreamOne::start(streamone_options())
                .await
                .map_err(DemoError::Offline)?,
        })
    }

    /// What they are called and where they are.
    pub fn addresses(&self) -> [(&'static str, String); 2] {
        [
            ("Sherweb", self.sherweb.base_url()),
            ("StreamOne Ion", self.streamone.base_url()),
        ]
    }

    /// Writes a working folder that reads them, and returns the path of its configuration. What an earlier demo left
    /// there is replaced.
    ///
    /// # Errors
    /// Fails when the folder cannot be written, or belongs to something else.
    pub fn write_folder(&self, folder: &Path) -> Result<PathBuf, DemoError> {
        folder::write(folder, &self.sherweb, &self.streamone).map_err(|source| DemoError::Folder {
            folder: folder.to_owned(),
            source,
        })
    }
}

/// Writes the export of the simulated PSA as it is today beside the configuration, and returns its files and the profile
/// that reads them.
///
/// # Errors
/// Fails when a file cannot be written.
pub fn write_export(config: &Config) -> Result<([PathBuf; 2], Profile), DemoError> {
    let worlds = [Distributor::Sherweb, Distributor::StreamOne]
        .map(|distributor| World::generate(distributor, &world()));
    let export = PsaExport::of(&worlds.each_ref());
    let folder = config.path.parent().unwrap_or_else(|| Path::new("."));
    let files = [
        write(folder, "psa-clients.csv", &export.clients)?,
        write(folder, "psa-lines.csv", &export.lines)?,
    ];
    Ok((files, Profile::load(PROFILE)?))
}

fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, DemoError> {
    let file = folder.join(name);
    match std::fs::write(&file, text) {
        Ok(()) => Ok(file),
        Err(source) => Err(DemoError::Write { file, source }),
    }
}

fn world() -> WorldOptions {
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    WorldOptions {
        seed: SEED,
        customers: CUSTOMERS,
        subscriptions: SUBSCRIPTIONS,
        typical: true,
        today,
        ..WorldOptions::default()
    }
}

fn server(requests: u32) -> ServerOptions {
    let requests = usize::try_from(requests).unwrap_or(usize::MAX);
    ServerOptions {
        rate_limit: Some(RateLimit::new(requests, MINUTE)),
        ..ServerOptions::default()
    }
}

fn sherweb_options() -> SherwebOptions {
    SherwebOptions {
        world: world(),
        server: server(SHERWEB_REQUESTS),
        ..SherwebOptions::default()
    }
}

fn streamone_options() -> StreamOneOptions {
    StreamOneOptions {
        world: world(),
        server: server(STREAMONE_REQUESTS),
        ..StreamOneOptions::default()
    }
}
