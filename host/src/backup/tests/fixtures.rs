//! A folder with a configuration, a database, a read that is not merged, and a refresh token.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use arrow::array::RecordBatch;
use jiff::Timestamp;
use tempfile::TempDir;

use crate::backup::restore::look;
use crate::backup::{
    BackupReport, Checked, Contents, RestoreError, RestoreOptions, RestoreReport, TakeError,
    check as check_all, restore, take,
};
use crate::config::Config;
use crate::store::{
    Dataset, Partition, StagedPage, StagedRun, Staging, Store, query, schema::arrow_schema,
};

/// The one connection of the configuration.
pub(super) const CONNECTION: &str = "main";
/// Where its token lies.
pub(super) const TOKEN: &str = ".seatwise/tokens/main-user.json";

/// A folder that Seatwise works in.
pub(super) struct Place {
    folder: TempDir,
}

impl Place {
    /// A folder with nothing in it.
    pub(super) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A folder with all that a backup can hold; `marker` is in the database.
    pub(super) fn full(marker: &str) -> Self {
        let place = Self::empty();
        place.write("seatwise.toml", "[connections.main]\nvendor = \"acme\"\n");
        place.write("plugins.lock", "version = 1\n");
        place.mark(marker);
        place.stage("run-1");
        place.write(TOKEN, &token("seed", Some(1_000), "canary-refresh"));
        place
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(super) fn config(&self) -> Config {
        Config::load(&self.path("seatwise.toml")).unwrap()
    }

    /// Puts a row into the database, which is made where it is missing.
    pub(super) fn mark(&self, marker: &str) {
        let store = Store::open(&self.path("seatwise.duckdb")).unwrap();
        store
            .connection()
            .execute_batch(&format!(
                "INSERT INTO connections VALUES ('{marker}', 'acme', make_timestamp(0), make_timestamp(0), 'r')"
            ))
            .unwrap();
    }

    /// The rows of [`Place::mark`].
    pub(super) fn marks(&self) -> Vec<String> {
        let sql = "SELECT connection FROM connections ORDER BY 1";
        let result = query(&self.path("seatwise.duckdb"), sql).unwrap();
        let text = |batch: &RecordBatch| {
            (0..batch.num_rows())
                .map(|row| {
                    arrow::util::display::array_value_to_string(batch.column(0), row).unwrap()
                })
                .collect::<Vec<_>>()
        };
        result.batches.iter().flat_map(text).collect()
    }

    /// Stages a page of a run that goes on at the cursor `page-2`.
    pub(super) fn stage(&self, run: &str) {
        let mut staging = self.staging();
        staging.discard().unwrap();
        staging
            .begin(&StagedRun {
                run_id: run.to_owned(),
                vendor: "acme".to_owned(),
                connection: CONNECTION.to_owned(),
                started_at: Timestamp::UNIX_EPOCH,
                plan: "all".to_owned(),
            })
            .unwrap();
        staging
            .append(vec![StagedPage {
                partition: Partition::account(Dataset::Customers),
                rows: RecordBatch::new_empty(arrow_schema(Dataset::Customers)),
                rejected: Vec::new(),
                unavailable: Vec::new(),
                next: Some("page-2".to_owned()),
                read_at: Timestamp::UNIX_EPOCH,
            }])
            .unwrap();
        staging.close().unwrap();
    }

    pub(super) fn staging(&self) -> Staging {
        Staging::open(&self.path(".seatwise"), CONNECTION).unwrap()
    }

    /// The run that is staged, and where it goes on.
    pub(super) fn staged(&self) -> Option<(String, Option<String>)> {
        let mut staging = self.staging();
        let run = staging.unfinished()?.run_id.clone();
        let cursor = staging.progress().unwrap()[0].cursor.clone();
        staging.close().unwrap();
        Some((run, cursor))
    }

    pub(super) fn backup(&self, to: &Path) -> BackupReport {
        self.try_backup(to).unwrap()
    }

    pub(super) fn try_backup(&self, to: &Path) -> Result<BackupReport, TakeError> {
        take(&self.config(), to, now(), Duration::ZERO)
    }

    pub(super) fn restore(&self, from: &Path, force: bool) -> RestoreReport {
        self.try_restore(from, force).unwrap()
    }

    pub(super) fn try_restore(
        &self,
        from: &Path,
        force: bool,
    ) -> Result<RestoreReport, RestoreError> {
        let options = RestoreOptions {
            force,
            patience: Duration::ZERO,
        };
        restore(from, &self.path("seatwise.toml"), now(), options)
    }

    /// What a dry run says.
    pub(super) fn dry_run(&self, from: &Path) -> Result<Checked, RestoreError> {
        check_all(from, &self.path("seatwise.toml"))
    }

    /// The names of everything in the folder, with what is below it.
    pub(super) fn files(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.folder.path()).unwrap();
                    names.push(name.to_str().unwrap().to_owned());
                }
            }
        }
        names.sort();
        names
    }
}

/// Reads a backup to its end, without unpacking it.
pub(super) fn check(archive: &Path) -> Result<Contents, RestoreError> {
    look(archive).map(|looked| looked.contents)
}

/// The state of a token: the chain that it belongs to, when it was received, and the token.
pub(super) fn token(seed: &str, obtained: Option<u64>, token: &str) -> String {
    serde_json::json!({
        "version": 1,
        "connection": CONNECTION,
        "credential": "user",
        "seed": seed,
        "refresh": { "token": token, "obtained": obtained, "expires": null },
        "previous": null,
        "access": null,
        "pending": null,
        "reconnect": null,
    })
    .to_string()
}

pub(super) fn now() -> Timestamp {
    "2026-11-21T10:45:00Z".parse().unwrap()
}

#[cfg(unix)]
pub(super) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
