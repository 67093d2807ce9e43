//! A working folder that was synced and compared with a PSA, and what has changed since.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use seatwise::store::{Dataset, PartitionProgress, Staging};
use seatwise_distributors::{
    Endpoint, PsaExport, Running, Sherweb, SherwebCredentials, SherwebOptions, StreamOne,
    StreamOneCredentials, StreamOneOptions, World, WorldOptions,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::command::{done, share_compiled_plugins};
use crate::contents::{TABLES, lines_of};
use crate::faults_are_survived::write_private;
use crate::process::copy_folder;
use crate::rig::{Rig, rows_of};

/// Rows on a page of the simulated StreamOne: few, so that there are many pages.
const PAGE: usize = 3;

/// What was staged when a run began, by connection.
pub(crate) type Committed = HashMap<&'static str, Vec<PartitionProgress>>;

/// Two distributors that have changed since a working folder was synced and compared with a PSA.
pub(crate) struct Place {
    /// What the folder had in it then.
    files: Vec<(PathBuf, Vec<u8>)>,
    sherweb: Running<SherwebCredentials>,
    streamone: Running<StreamOneCredentials>,
    /// How many partitions a whole read has, by connection.
    partitions: HashMap<&'static str, u64>,
    /// How many pages the list of subscriptions of StreamOne has.
    pages: u64,
}

/// For the tests that do not count requests: to fill a folder takes seconds.
static SHARED: OnceCell<Place> = OnceCell::const_new();

impl Place {
    pub(crate) async fn shared() -> &'static Self {
        SHARED.get_or_init(Self::new).await
    }

    pub(crate) async fn new() -> Self {
        // The commands look at today's bills, so the simulated world is true today.
        let world = WorldOptions {
            today: Timestamp::now().to_zoned(TimeZone::UTC).date(),
            ..WorldOptions::exactly(6, 3)
        };
        let sherweb = Sherweb::start(SherwebOptions {
            world: WorldOptions {
                seed: 7,
                ..world.clone()
            },
            ..SherwebOptions::default()
        })
        .await
        .unwrap();
        let streamone = StreamOne::start(StreamOneOptions {
            world: WorldOptions { seed: 408, ..world },
            max_page: PAGE,
            ..StreamOneOptions::default()
        })
        .await
        .unwrap();
        let mut rig = Rig::new();
        rig.configure("publish = \"published.duckdb\"\n");
        rig.add_sherweb(&sherweb);
        rig.add_synnex(&streamone);
        // Writes the configuration.
        drop(rig.setup());
        let folder = tempfile::tempdir().unwrap();
        let from = rig.path().join("seatwise.toml");
        std::fs::copy(from, folder.path().join("seatwise.toml")).unwrap();
        share_compiled_plugins(folder.path());
        let mut place = Self {
            files: Vec::new(),
            sherweb,
            streamone,
            partitions: HashMap::new(),
            pages: 0,
        };
        place.fill(folder.path());
        place.files = files(folder.path(), Path::new(""));
        place
    }

    /// A working folder as it was before time passed.
    pub(crate) fn folder(&self) -> TempDir {
        folder_of(&self.files)
    }

    /// Syncs and imports, then lets time pass.
    fn fill(&mut self, folder: &Path) {
        let export = self.export();
        std::fs::write(folder.join("clients.csv"), &export.clients).unwrap();
        std::fs::write(folder.join("lines.csv"), &export.lines).unwrap();
        for file in ["clients.csv", "lines.csv"] {
            done(folder, &["psa", "import", file, "--profile", "halopsa"]);
        }
        done(folder, &["sync"]);
        self.pages = self.streamone.count(Endpoint::Subscriptions);
        for connection in ["sherweb", "synnex"] {
            let count = rows_of(
                &folder.join("seatwise.duckdb"),
                &format!("SELECT partitions_read FROM sync_runs WHERE connection = '{connection}'"),
            );
            self.partitions
                .insert(connection, count[0].parse().unwrap());
        }
        self.sherweb.data(change);
        self.streamone.data(change);
        std::fs::write(folder.join("later.csv"), self.export().lines).unwrap();
    }

    fn export(&self) -> PsaExport {
        self.sherweb
            .data(|one| self.streamone.data(|other| PsaExport::of(&[one, other])))
    }

    /// How many requests arrived since they were forgotten.
    pub(crate) fn requests(&self) -> u64 {
        let counts = [self.sherweb.counts(), self.streamone.counts()];
        counts.iter().flat_map(BTreeMap::values).sum()
    }

    pub(crate) fn forget(&self) {
        self.sherweb.forget();
        self.streamone.forget();
    }

    /// What is staged in a folder. A copy is looked at, so that the next run finds what the last one left.
    pub(crate) fn committed(&self, folder: &Path) -> Committed {
        let copy = tempfile::tempdir().unwrap();
        let staging = folder.join(".seatwise/staging");
        if staging.exists() {
            copy_folder(&staging, &copy.path().join("staging"));
        }
        let progress = |connection| {
            let mut staging = Staging::open(copy.path(), connection).unwrap();
            let progress = match staging.unfinished() {
                Some(_) => staging.progress().unwrap(),
                None => Vec::new(),
            };
            staging.close().unwrap();
            progress
        };
        ["sherweb", "synnex"]
            .map(|connection| (connection, progress(connection)))
            .into()
    }

    /// What was staged when the run began is not asked for by that run.
    pub(crate) fn assert_not_asked_again(&self, committed: &Committed, when: &str) {
        for (connection, parts) in committed {
            let complete = parts.iter().filter(|part| part.complete).count() as u64;
            // Such a run is merged first; then the distributor is asked for what is new.
            if complete == self.partitions[connection] {
                continue;
            }
            for part in parts {
                let (asked, permitted) = self.asked(connection, part);
                assert!(
                    asked <= permitted,
                    "{when}: {asked} requests for {part:?}, of which {permitted} were needed"
                );
            }
        }
    }

    /// How many requests for a partition arrived, and how many pages of it are not staged.
    fn asked(&self, connection: &str, part: &PartitionProgress) -> (u64, u64) {
        let dataset = part.partition.dataset;
        if connection == "synnex" {
            return match dataset {
                Dataset::Subscriptions => (
                    self.streamone.count(Endpoint::Subscriptions),
                    if part.complete {
                        0
                    } else {
                        self.pages - part.pages
                    },
                ),
                Dataset::Customers if part.complete => {
                    (self.streamone.count(Endpoint::Customers), 0)
                }
                _ => (0, 0),
            };
        }
        if !part.complete {
            return (0, 0);
        }
        let endpoints: &[Endpoint] = match dataset {
            Dataset::Customers => &[Endpoint::Customers],
            Dataset::PayableCharges => &[Endpoint::PayableCharges],
            Dataset::ReceivableCharges => &[Endpoint::ReceivableCharges],
            Dataset::Subscriptions => {
                &[Endpoint::SubscriptionDetails, Endpoint::SubscriptionPricing]
            }
            Dataset::Usage => &[Endpoint::PlatformConfigurations, Endpoint::MeterUsages],
            _ => &[],
        };
        let customer = part.partition.customer.as_deref().unwrap_or_default();
        let asked = self.sherweb.requests().into_iter().filter(|request| {
            request
                .endpoint
                .is_some_and(|endpoint| endpoints.contains(&endpoint))
                && (request.query.contains(customer) || request.path.contains(customer))
        });
        (asked.count() as u64, 0)
    }

    /// The last runs read every row once, as those of a folder whose sync was not killed.
    pub(crate) fn assert_read_once(&self, folder: &Path, reference: &Path, when: &str) {
        let read = |folder: &Path| {
            rows_of(
                &folder.join("seatwise.duckdb"),
                "SELECT connection, arg_max(rows_read, started_at), sum(rows_duplicate), bool_and(status = 'complete')
                 FROM sync_runs GROUP BY connection ORDER BY connection",
            )
        };
        assert_eq!(read(folder), read(reference), "{when}");
    }

    /// The working folder as a program left it that knew the first schema only.
    pub(crate) fn with_the_first_schema(&self) -> TempDir {
        let folder = self.folder();
        let path = folder.path().join("seatwise.duckdb");
        let source = path.with_extension("source");
        std::fs::rename(&path, &source).unwrap();
        let database = duckdb::Connection::open(&path).unwrap();
        database
            .execute_batch(include_str!(
                "../host/src/store/migrations/0001_vendor_side.sql"
            ))
            .unwrap();
        database
            .execute_batch(&format!("ATTACH '{}' AS source", source.display()))
            .unwrap();
        for table in VENDOR_TABLES {
            // The columns that the first schema has.
            let later = match table {
                "rejected_rows" => " EXCLUDE (period_day, about)",
                _ => "",
            };
            database
                .execute_batch(&format!(
                    "INSERT INTO {table} BY NAME SELECT *{later} FROM source.{table}"
                ))
                .unwrap();
        }
        database
            .execute_batch(
                "INSERT INTO schema_migrations FROM source.schema_migrations WHERE version = 1",
            )
            .unwrap();
        drop(database);
        std::fs::remove_file(source).unwrap();
        folder
    }

    /// The distributors' rows of a database, whatever its schema; it is looked at in a copy.
    pub(crate) fn rows_of_any_schema(&self, database: &Path) -> Vec<String> {
        let copy = tempfile::tempdir().unwrap();
        let (to, log) = (
            copy.path().join("copy.duckdb"),
            copy.path().join("copy.duckdb.wal"),
        );
        std::fs::copy(database, &to).unwrap();
        let written = std::path::PathBuf::from(format!("{}.wal", database.display()));
        if written.exists() {
            std::fs::copy(written, log).unwrap();
        }
        let database = duckdb::Connection::open(&to).unwrap();
        let mut statement = database.prepare(&lines_of(TABLES)).unwrap();
        let rows = statement.query_map([], |row| {
            Ok(format!(
                "{} | {}",
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?
            ))
        });
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }
}

const VENDOR_TABLES: [&str; 10] = [
    "connections",
    "sync_runs",
    "sync_run_datasets",
    "sync_checkpoints",
    "customers",
    "license_subscriptions",
    "subscription_history",
    "license_usage",
    "charges",
    "rejected_rows",
];

/// All files of a folder with their names in it; links are left out.
fn files(folder: &Path, name: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder.join(name)).unwrap() {
        let entry = entry.unwrap();
        let (kind, name) = (entry.file_type().unwrap(), name.join(entry.file_name()));
        if kind.is_dir() {
            found.extend(files(folder, &name));
        } else if kind.is_file() {
            found.push((name, std::fs::read(entry.path()).unwrap()));
        }
    }
    found
}

/// What differs at a distributor between two syncs.
fn change(world: &mut World) {
    world.raise_prices(10);
    for customer in &mut world.customers {
        customer.subscriptions[0].seats += 1;
    }
    world.remove_first_subscriptions(1);
}

/// A working folder like another one.
pub(crate) fn copy_of(folder: &Path) -> TempDir {
    folder_of(&files(folder, Path::new("")))
}

fn folder_of(files: &[(PathBuf, Vec<u8>)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        write_private(&path, content);
    }
    share_compiled_plugins(folder.path());
    folder
}
