//! Whether the folders that a sync writes to are still those that it began with.
//!
//! A system lets a process go on with files whose folder was removed: all seems to go well, and nothing is
//! there when the process ends.

use std::path::{Path, PathBuf};

use crate::base::files::folder_of;

/// The folders of a run, as they were when it began.
#[derive(Debug, Clone)]
pub(super) struct Places {
    database: PathBuf,
    /// Whether the database was there.
    had_database: bool,
    folder: Place,
    state: Place,
    staging: Place,
}

impl Places {
    /// Looks at the folders; to be called when the staging file is there.
    pub(super) fn of(state: &Path, database: &Path) -> Self {
        Self {
            had_database: database.exists(),
            folder: Place::of(folder_of(database)),
            state: Place::of(state),
            staging: Place::of(&state.join("staging")),
            database: database.to_owned(),
        }
    }

    /// Why nothing may be merged: the database that was there is gone, and another would be made in its
    /// place, without its history.
    pub(super) fn lost_database(&self) -> Option<String> {
        if !self.folder.is_there() {
            return Some(format!(
                "merge into {}: its folder was removed or replaced while this sync ran; put it back, or restore a backup with `seatwise restore`, and run the sync again",
                self.database.display()
            ));
        }
        (self.had_database && !self.database.exists()).then(|| {
            format!(
                "merge into {}: it was removed while this sync ran; put it back, or restore a backup with `seatwise restore`, and run the sync again",
                self.database.display()
            )
        })
    }

    /// What was lost although everything seemed to go well, a sentence.
    pub(super) fn lost(&self) -> Option<String> {
        if !self.folder.is_there() || !self.database.exists() {
            return Some(format!(
                "the database {}, or its folder, was removed or replaced while this sync wrote it, and what was merged is lost with it: put it back, or restore a backup with `seatwise restore`, and run the sync again",
                self.database.display()
            ));
        }
        [&self.state, &self.staging]
            .into_iter()
            .find(|place| !place.is_there())
            .map(|place| {
                format!(
                    "the folder {} was removed or replaced while this sync ran: what was merged is in the database, but the contents of that folder are gone, including refresh tokens and unfinished reads; put it back if you have it, and run the sync again",
                    place.path.display()
                )
            })
    }
}

/// A folder, and which one it was.
#[derive(Debug, Clone)]
struct Place {
    path: PathBuf,
    identity: Option<Identity>,
}

#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = ();

impl Place {
    fn of(path: &Path) -> Self {
        Self {
            identity: identity(path),
            path: path.to_owned(),
        }
    }

    /// Whether it is there and no other. One that was not there at the beginning may have appeared.
    fn is_there(&self) -> bool {
        match self.identity {
            Some(_) => identity(&self.path) == self.identity,
            None => true,
        }
    }
}

/// What tells a folder from another of its name; none where there is none.
#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    let found = std::fs::metadata(path).ok()?;
    Some((found.dev(), found.ino()))
}

/// What tells a folder from none.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    path.exists().then_some(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Home {
        folder: tempfile::TempDir,
        places: Places,
    }

    impl Home {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir_all(folder.path().join("state/staging")).unwrap();
            fs::create_dir_all(folder.path().join("data")).unwrap();
            fs::write(folder.path().join("data/seatwise.duckdb"), "").unwrap();
            let state = folder.path().join("state");
            let places = Places::of(&state, &folder.path().join("data/seatwise.duckdb"));
            Self { folder, places }
        }

        fn remove(&self, name: &str) {
            fs::remove_dir_all(self.folder.path().join(name)).unwrap();
        }
    }

    #[test]
    fn folders_that_stay_are_no_loss() {
        let home = Home::new();
        fs::write(home.folder.path().join("state/staging/a.duckdb"), "").unwrap();
        assert_eq!(home.places.lost_database(), None);
        assert_eq!(home.places.lost(), None);
    }

    #[test]
    fn every_folder_that_is_removed_is_a_loss_even_when_it_was_made_again() {
        for name in ["data", "state", "state/staging"] {
            let home = Home::new();
            // Held, so that the folder that is made again cannot get its number.
            let held = fs::File::open(home.folder.path().join(name)).unwrap();
            home.remove(name);
            assert!(home.places.lost().is_some(), "{name}");
            fs::create_dir_all(home.folder.path().join(name)).unwrap();
            let lost = home.places.lost().unwrap();
            assert!(lost.contains(name), "{name}: {lost}");
            drop(held);
        }
    }

    #[test]
    fn a_database_that_was_there_and_is_gone_is_not_made_anew() {
        let home = Home::new();
        fs::remove_file(home.folder.path().join("data/seatwise.duckdb")).unwrap();
        let why = home.places.lost_database().unwrap();
        assert!(why.contains("it was removed while this sync ran"), "{why}");
        home.remove("data");
        let why = home.places.lost_database().unwrap();
        assert!(why.contains("its folder was removed"), "{why}");
    }

    #[test]
    fn a_first_sync_may_make_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::of(folder.path(), &folder.path().join("seatwise.duckdb"));
        assert_eq!(places.lost_database(), None);
    }
}
