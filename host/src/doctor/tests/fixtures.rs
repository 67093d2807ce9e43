//! A folder to look at, and a system that answers as a test wants it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::config::Config;
use crate::doctor::{Check, Outcome, Surroundings};
use crate::store::Store;

/// 2026-11-21T10:45:00Z.
pub(super) const NOW: Duration = Duration::from_secs(1_795_257_900);
pub(super) const DAY: u64 = 86_400;

pub(super) struct Place {
    folder: TempDir,
}

impl Place {
    /// A folder with this configuration.
    pub(super) fn new(configuration: &str) -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        place.write("seatwise.toml", configuration);
        place
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn config(&self) -> Config {
        Config::load(&self.path("seatwise.toml")).unwrap()
    }

    /// Writes a file that only its owner may read, in folders that only their owner may enter.
    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        for folder in name.match_indices('/').map(|(at, _)| &name[..at]) {
            crate::base::private::create_folder(&self.path(folder)).unwrap();
        }
        crate::base::files::replace(&path, content.as_ref()).unwrap();
    }

    /// The database, made where it is missing.
    pub(super) fn store(&self) -> Store {
        Store::open(&self.path("seatwise.duckdb")).unwrap()
    }
}

/// A system with all the space there is, on which every process runs.
pub(super) fn surroundings() -> Surroundings {
    Surroundings {
        now: NOW,
        free_bytes: |_| Ok(Some(u64::MAX)),
        process_runs: |_| Some(true),
    }
}

/// Each check as `outcome message`, with what to do in brackets.
pub(super) fn lines(checks: &[Check], folder: &Path) -> Vec<String> {
    let folder = format!("{}/", folder.display().to_string().trim_end_matches('/'));
    checks
        .iter()
        .map(|check| {
            let next = check
                .next
                .as_ref()
                .map(|next| format!(" [{next}]"))
                .unwrap_or_default();
            format!("{} {}{next}", check.outcome.word(), check.message).replace(&folder, "")
        })
        .collect()
}

/// The one check that there is.
pub(super) fn only(checks: &[Check]) -> &Check {
    let [check] = checks else {
        panic!("{checks:#?}")
    };
    check
}

pub(super) fn outcomes(checks: &[Check]) -> Vec<Outcome> {
    checks.iter().map(|check| check.outcome).collect()
}

#[cfg(unix)]
pub(super) fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
