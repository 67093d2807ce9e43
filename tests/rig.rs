//! A working folder, simulated distributors, and a sync that runs as the command runs it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use arrow::util::display::{ArrayFormatter, FormatOptions};
use seatwise::config::Config;
use seatwise::gateway::ManualClock;
use seatwise::pipeline;
use seatwise::plugin::{Engine, Limits, PluginLock, PluginSource};
use seatwise::store::query;
use seatwise::sync::{
    ConnectionReport, Progress, Setup, Silent, SyncError, SyncOptions, sync_connection,
};
use seatwise_distributors::{
    Pax8Credentials, Running, Sherweb, SherwebCredentials, SherwebOptions, StreamOne,
    StreamOneCredentials, StreamOneOptions, WorldOptions,
};
use tokio::sync::watch;

/// 2026-03-17T12:00:00Z, a Tuesday: the day on which the simulated worlds are true.
pub(crate) const NOW: Duration = Duration::from_secs(1_773_748_800);

/// Compiles the plugins once for all tests.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugins");
    Engine::new(Some(&cache), Limits::default()).unwrap()
});

/// A working folder for a test. It is removed with the rig.
pub(crate) struct Rig {
    folder: tempfile::TempDir,
    pub(crate) clock: Arc<ManualClock>,
    settings: String,
}

impl Rig {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            folder,
            clock: Arc::new(ManualClock::new(NOW)),
            // The days of the tests are those of UTC, whatever machine they run on.
            settings: "time_zone = \"UTC\"\n".to_owned(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path().join("seatwise.duckdb")
    }

    /// Adds lines to the configuration.
    pub(crate) fn configure(&mut self, lines: &str) {
        self.settings.push_str(lines);
    }

    /// Adds a connection to a simulated Sherweb, named `sherweb`, that no pace holds up.
    pub(crate) fn add_sherweb(&mut self, sherweb: &Running<SherwebCredentials>) {
        let own = sherweb.credentials();
        self.configure(&format!(
            "[connections.sherweb]\nvendor = \"sherweb\"\n\
             [connections.sherweb.origins]\napi = \"{}\"\n\
             [connections.sherweb.pacing]\nrequests = 0\nin_flight = 8\n\
             [connections.sherweb.secrets]\nclient_id = {{ value = \"{}\" }}\nclient_secret = {{ value = \"{}\" }}\nsubscription_key = {{ value = \"{}\" }}\n",
            sherweb.base_url(), own.client_id, own.client_secret, own.subscription_key
        ));
    }

    /// Adds a connection to a simulated StreamOne Ion, named `synnex`, that no pace holds up.
    pub(crate) fn add_synnex(&mut self, streamone: &Running<StreamOneCredentials>) {
        let own = streamone.credentials();
        self.configure(&format!(
            "[connections.synnex]\nvendor = \"synnex\"\n\
             [connections.synnex.origins]\nion = \"{}\"\n\
             [connections.synnex.pacing]\nrequests = 0\nin_flight = 8\n\
             [connections.synnex.settings]\naccount_id = \"{}\"\n\
             [connections.synnex.secrets]\nrefresh_token = {{ value = \"{}\" }}\n",
            streamone.base_url(),
            own.account_id(),
            own.refresh_token().unwrap()
        ));
    }

    /// Adds a connection to a simulated Pax8, named `pax8`, that no pace holds up.
    pub(crate) fn add_pax8(&mut self, pax8: &Running<Pax8Credentials>) {
        let own = pax8.credentials();
        self.configure(&format!(
            "[connections.pax8]\nvendor = \"pax8\"\n\
             [connections.pax8.origins]\napi = \"{}\"\n\
             [connections.pax8.pacing]\nrequests = 0\nin_flight = 8\n\
             [connections.pax8.secrets]\nclient_id = {{ value = \"{}\" }}\nclient_secret = {{ value = \"{}\" }}\n",
            pax8.base_url(), own.client_id, own.client_secret
        ));
    }

    /// Sets the page size of the connection `synnex`.
    pub(crate) fn ask_for_pages_of(&mut self, rows: u32) {
        let setting = format!("[connections.synnex.settings]\npage_size = \"{rows}\"\n");
        self.settings = self
            .settings
            .replace("[connections.synnex.settings]\n", &setting);
    }

    /// Leaves the pace of all connections to their plugins' manifests.
    pub(crate) fn keep_the_vendors_pace(&mut self) {
        self.settings = self.settings.replace("requests = 0\nin_flight = 8\n", "");
    }

    /// Reads the configuration as the command does. Whoever works with a rig has looked at the plugins
    /// that lie in it, and trusts them.
    pub(crate) fn setup(&self) -> Setup {
        let setup = self.untrusting_setup();
        let mut lock = PluginLock::read(&setup.config.plugin_lock()).unwrap();
        let files = setup
            .registry
            .available()
            .filter(|plugin| plugin.source != PluginSource::BuiltIn);
        for plugin in files {
            lock.trust(plugin);
            lock.write().unwrap();
        }
        setup
    }

    /// As [`Rig::setup`], and no plugin is trusted by it.
    pub(crate) fn untrusting_setup(&self) -> Setup {
        let config = self.path().join("seatwise.toml");
        std::fs::write(&config, &self.settings).unwrap();
        let mut setup = Setup::open(Config::load(&config).unwrap(), None).unwrap();
        setup.clock = Arc::clone(&self.clock) as Arc<dyn seatwise::gateway::Clock>;
        setup.engine = ENGINE.clone();
        setup.database_patience = Duration::from_millis(10);
        setup
    }

    /// Syncs a connection.
    pub(crate) async fn sync(&self, connection: &str) -> ConnectionReport {
        self.sync_with(connection, &SyncOptions::default())
            .await
            .unwrap()
    }

    /// Syncs a connection with options.
    pub(crate) async fn sync_with(
        &self,
        connection: &str,
        options: &SyncOptions,
    ) -> Result<ConnectionReport, SyncError> {
        // Two runs of one moment would be one and the same run.
        self.clock.advance(Duration::from_secs(60));
        let setup = self.setup();
        let (_stop, stopped) = watch::channel(false);
        let connection = setup.config.connection(connection).unwrap();
        let progress: Arc<dyn Progress> = Arc::new(Silent);
        sync_connection(&setup, connection, options, progress, stopped).await
    }

    /// Replaces the copy for readers, as the command does after a sync.
    pub(crate) fn publish(&self) {
        let config = self.setup().config;
        let store = pipeline::open(&config).unwrap();
        pipeline::publish(&store, &config).unwrap();
    }

    /// Asks the database; each row is its cells, joined by ` | `.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        rows_of(&self.database(), sql)
    }

    /// Asks the database for one number.
    pub(crate) fn number(&self, sql: &str) -> u64 {
        let rows = self.rows(sql);
        rows[0]
            .parse()
            .unwrap_or_else(|_| panic!("{sql} answered {rows:?}"))
    }
}

/// Asks a database file; each row is its cells, joined by ` | `.
pub(crate) fn rows_of(database: &Path, sql: &str) -> Vec<String> {
    let result = query(database, sql).unwrap();
    let options = FormatOptions::default().with_null("null");
    let mut rows = Vec::new();
    for batch in &result.batches {
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column, &options).unwrap())
            .collect();
        for row in 0..batch.num_rows() {
            let cells: Vec<_> = columns
                .iter()
                .map(|column| column.value(row).to_string())
                .collect();
            rows.push(cells.join(" | "));
        }
    }
    rows
}

/// A Sherweb of so many customers with so many subscriptions each, all regular.
pub(crate) async fn sherweb(customers: usize, subscriptions: usize) -> Running<SherwebCredentials> {
    let world = WorldOptions::exactly(customers, subscriptions);
    Sherweb::start(SherwebOptions {
        world,
        ..SherwebOptions::default()
    })
    .await
    .unwrap()
}

/// A StreamOne Ion of so many customers with so many subscriptions each, all regular.
pub(crate) async fn streamone(
    customers: usize,
    subscriptions: usize,
) -> Running<StreamOneCredentials> {
    let world = WorldOptions::exactly(customers, subscriptions);
    StreamOne::start(StreamOneOptions {
        world,
        ..StreamOneOptions::default()
    })
    .await
    .unwrap()
}
