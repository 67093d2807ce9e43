//! A hostile plugin in the host.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use seatwise::contract::{CustomerRef, DatasetName, Page, Query};
use seatwise::plugin::{CallError, Engine, Limits, Plugin, Session};
use seatwise::sync::{ConnectionReport, Silent, SyncOptions, connect, sync_connection};
use seatwise_distributors::{Running, SherwebCredentials};
use tokio::sync::watch;

use crate::rig::{NOW, Rig};
use crate::wasm::{self, DATASETS, SHERWEB};

/// The file that takes the built-in plugin's place.
pub(crate) const INFECTED: &str = "infected.wasm";

/// The time that plugins are told.
pub(crate) fn now() -> i64 {
    i64::try_from(NOW.as_micros()).unwrap()
}

/// An engine under these limits; the built-in plugin is compiled once for all tests.
pub(crate) fn engine(built_in: bool, limits: Limits) -> Engine {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugins");
    Engine::new(built_in.then_some(&*cache), limits).unwrap()
}

/// Limits with so much processor time.
pub(crate) fn quick(processor_time: Duration) -> Limits {
    Limits {
        processor_time,
        ..Limits::default()
    }
}

/// A plugin without a connection, under these limits.
pub(crate) fn load(bytes: &[u8], limits: Limits) -> Plugin {
    Plugin::load(&engine(bytes == SHERWEB, limits), bytes).unwrap()
}

/// What became of a call of a plugin whose `datasets` is replaced by this code.
pub(crate) async fn ended(code: &[u8], limits: Limits) -> CallError {
    load(&wasm::hostile(DATASETS, code), limits)
        .datasets()
        .await
        .unwrap_err()
}

/// A session of a plugin with a simulated Sherweb, under these limits.
pub(crate) async fn session(rig: &Rig, limits: Limits) -> Session {
    let mut setup = rig.setup();
    setup.engine = engine(!rig.path().join(INFECTED).exists(), limits);
    let connection = setup.config.connection("sherweb").unwrap();
    connect(&setup, connection).await.unwrap()
}

/// A rig whose Sherweb plugin is the file with these bytes.
pub(crate) fn infected_rig(sherweb: &Running<SherwebCredentials>, bytes: &[u8]) -> Rig {
    let mut rig = Rig::new();
    rig.add_sherweb(sherweb);
    infect(&mut rig, bytes);
    rig
}

/// Puts a file with these bytes in the place of a rig's Sherweb plugin.
pub(crate) fn infect(rig: &mut Rig, bytes: &[u8]) {
    std::fs::write(rig.path().join(INFECTED), bytes).unwrap();
    rig.configure(&format!("[plugins]\nsherweb = \"{INFECTED}\"\n"));
}

/// What a login of a plugin with these bytes ends with.
pub(crate) async fn login(
    sherweb: &Running<SherwebCredentials>,
    bytes: &[u8],
    limits: Limits,
) -> CallError {
    let rig = infected_rig(sherweb, bytes);
    session(&rig, limits).await.check(now()).await.unwrap_err()
}

/// What reading customers with a plugin with these bytes ends with.
pub(crate) async fn read(
    sherweb: &Running<SherwebCredentials>,
    bytes: &[u8],
    limits: Limits,
) -> CallError {
    let rig = infected_rig(sherweb, bytes);
    customers(&session(&rig, limits).await).await.unwrap_err()
}

/// Syncs the connection of a rig under these limits.
pub(crate) async fn sync(rig: &Rig, limits: Limits) -> ConnectionReport {
    let mut setup = rig.setup();
    setup.engine = engine(false, limits);
    let connection = setup.config.connection("sherweb").unwrap();
    let (_stop, stopped) = watch::channel(false);
    let options = SyncOptions::default();
    sync_connection(&setup, connection, &options, Arc::new(Silent), stopped)
        .await
        .unwrap()
}

pub(crate) fn query(dataset: DatasetName, customer: Option<CustomerRef>) -> Query {
    Query {
        dataset,
        customer,
        subscription: None,
        period_day: None,
        cursor: None,
    }
}

/// Reads the first page of customers.
pub(crate) async fn customers(session: &Session) -> Result<Page, CallError> {
    session
        .read(now(), &query(DatasetName::Customers, None))
        .await
}
