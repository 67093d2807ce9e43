//! The demo's past: what an operator would have who had synced for a year.
//!
//! The distributors of earlier days are simulated too, without a limit; nothing else is. They are read
//! through the same plugins into the same database, by a clock that is behind.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use seatwise_distributors::{
    Distributor, PsaExport, Running, ServerOptions, Sherweb, SherwebCredentials, SherwebOptions,
    StreamOne, StreamOneCredentials, StreamOneOptions, World, WorldOptions,
};
use tokio::sync::watch;

use super::error::DemoError;
use super::{PROFILE, world, write};
use crate::base::Secret;
use crate::base::days::days_since_1970;
use crate::config::{Config, Connection, PacingOverride, SecretSource};
use crate::gateway::{Clock, SystemClock};
use crate::pipeline;
use crate::psa::{ImportOptions, Profile, import};
use crate::store::Dataset;
use crate::sync::{ConnectionStatus, Setup, Silent, SyncOptions, Wanted, sync_connection};

/// How long a day is, for a clock.
const DAY: Duration = Duration::from_secs(24 * 3_600);
/// Each of the last twelve weeks has a snapshot of its own, on the weekday of today.
const WEEKS: i32 = 12;
/// Before them there are fewer, back to a year ago: a sync takes half a second.
const EARLIER: i32 = 3;
const DAYS_BETWEEN: i32 = 93;
/// The days ago on which the PSA's export is imported.
const IMPORTED: [i32; 4] = [363, 177, 63, 7];
/// Those of them on which it is compared too, which takes as long as three syncs.
const COMPARED: [i32; 2] = [63, 7];
/// The day ago on which the bill is read that is the last one of today as well. On the other days that are compared it is
/// the last one of then.
const BILLED_AS_TODAY: i32 = 7;

/// Reads the past, and returns the setup as it was with the number of syncs of each distributor.
///
/// # Errors
/// Fails when a distributor cannot be read, or both sides cannot be compared.
pub async fn read_past(setup: Setup) -> Result<(Setup, usize), DemoError> {
    let folder = tempfile::tempdir().map_err(DemoError::Past)?;
    let today = world();
    let distributors = PastDistributors::start(&today).await?;
    let present = setup.config.clone();
    let mut setup = Setup {
        config: distributors.config(&present, folder.path()),
        ..setup
    };
    let days = days_ago();
    for days_ago in days.iter().copied() {
        setup.clock = Arc::new(Earlier(DAY * days_ago.unsigned_abs()));
        let day = today.today.saturating_sub(days_ago.days());
        distributors.go_back(&today, day);
        sync(&setup, days_ago, day, today.today).await?;
        if IMPORTED.contains(&days_ago) {
            import_export(&setup, &PsaExport::on(&today, day), folder.path())?;
        }
        if COMPARED.contains(&days_ago) {
            let mut store = pipeline::open(&setup.config)?;
            pipeline::compare_at(&mut store, &setup.config, moment(&*setup.clock))?;
        }
    }
    let setup = Setup {
        config: present,
        clock: Arc::new(SystemClock),
        ..setup
    };
    Ok((setup, days.len()))
}

/// The days that are read, as days ago, the earliest first.
fn days_ago() -> Vec<i32> {
    let earlier = (1..=EARLIER)
        .rev()
        .map(|place| WEEKS * 7 + place * DAYS_BETWEEN);
    let weeks = (1..=WEEKS).rev().map(|week| week * 7);
    earlier.chain(weeks).collect()
}

/// The system's clock, so much behind.
#[derive(Debug)]
struct Earlier(Duration);

impl Clock for Earlier {
    fn now(&self) -> Duration {
        SystemClock.now().saturating_sub(self.0)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The distributors that serve the past.
struct PastDistributors {
    sherweb: Running<SherwebCredentials>,
    streamone: Running<StreamOneCredentials>,
}

impl PastDistributors {
    async fn start(world: &WorldOptions) -> Result<Self, DemoError> {
        let server = ServerOptions {
            keep_requests: false,
            ..ServerOptions::default()
        };
        let sherweb = SherwebOptions {
            world: world.clone(),
            server: server.clone(),
            ..SherwebOptions::default()
        };
        let streamone = StreamOneOptions {
            world: world.clone(),
            server,
            ..StreamOneOptions::default()
        };
        Ok(Self {
            sherweb: Sherweb::start(sherweb).await.map_err(DemoError::Offline)?,
            streamone: StreamOne::start(streamone)
                .await
                .map_err(DemoError::Offline)?,
        })
    }

    /// Serves what was true on a day.
    fn go_back(&self, options: &WorldOptions, day: Date) {
        let on = |distributor| World::on(distributor, options, day);
        self.sherweb.data(|world| *world = on(Distributor::Sherweb));
        self.streamone
            .data(|world| *world = on(Distributor::StreamOne));
    }

    /// The demo's configuration, with these distributors and a state folder of their own: tokens of today and
    /// of the past must not mix.
    fn config(&self, present: &Config, state: &Path) -> Config {
        let mut config = present.clone();
        config.state = state.to_owned();
        let refresh_token = self.streamone.credentials().refresh_token();
        for connection in config.connections.values_mut() {
            connection.pacing = Some(PacingOverride {
                requests: Some(0),
                ..PacingOverride::default()
            });
            let url = match connection.vendor.as_str() {
                "sherweb" => self.sherweb.base_url(),
                _ => self.streamone.base_url(),
            };
            for origin in connection.origins.values_mut() {
                if let Ok(url) = url.parse() {
                    *origin = url;
                }
            }
            if let Some(source) = connection.secret_sources.get_mut("refresh_token") {
                let token = refresh_token.clone().unwrap_or_default();
                *source = SecretSource::Value(Secret::new(token));
            }
        }
        config
    }
}

/// Syncs what has a history, one connection after the other: side by side, each would wait for the other's merge.
async fn sync(setup: &Setup, days_ago: i32, day: Date, today: Date) -> Result<(), DemoError> {
    let mut wanted = Wanted {
        only: vec![Dataset::Subscriptions],
        ..Wanted::default()
    };
    if IMPORTED.contains(&days_ago) {
        wanted.only.push(Dataset::Customers);
    }
    if COMPARED.contains(&days_ago) {
        wanted.only.push(Dataset::PayableCharges);
        let as_of = if days_ago == BILLED_AS_TODAY {
            today
        } else {
            day
        };
        wanted.period_day = last_closed_month(as_of);
    }
    let options = SyncOptions {
        wanted,
        ..SyncOptions::default()
    };
    for connection in setup.config.connections.values() {
        sync_one(setup, connection, &options).await?;
    }
    Ok(())
}

async fn sync_one(
    setup: &Setup,
    connection: &Connection,
    options: &SyncOptions,
) -> Result<(), DemoError> {
    let (_running, stop) = watch::channel(false);
    let report = sync_connection(setup, connection, options, Arc::new(Silent), stop).await?;
    if report.status == ConnectionStatus::Complete {
        return Ok(());
    }
    Err(DemoError::Incomplete {
        connection: connection.name.clone(),
        reason: report.notes.join("; "),
    })
}

/// A day of the last month that is over on a day, in days since 1970-01-01.
fn last_closed_month(day: Date) -> Option<i32> {
    let last = day.first_of_month().yesterday().ok()?;
    Some(days_since_1970(last))
}

fn import_export(setup: &Setup, export: &PsaExport, folder: &Path) -> Result<(), DemoError> {
    let options = ImportOptions::new(moment(&*setup.clock));
    let profile = Profile::load(PROFILE)?;
    for (name, text) in [
        ("psa-clients.csv", &export.clients),
        ("psa-lines.csv", &export.lines),
    ] {
        let file = write(folder, name, text)?;
        import(&file, &profile, &setup.config.database, &options)?;
    }
    Ok(())
}

fn moment(clock: &dyn Clock) -> Timestamp {
    let seconds = i64::try_from(clock.now().as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}
