//! Files and folders that are worked on beside their place, and what killed programs left of them.
//!
//! They may hold secrets and customers' names, and a killed program leaves them for ever. So their names tell what they
//! are, whoever works on one holds its lock, and the next one that works there removes those that nobody holds.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use super::private;

/// How the name of a draft begins.
const PREFIX: &str = ".seatwise-draft-";
/// How the name of the folder begins in which the rows of a file of the PSA are cleaned; it is a temporary one.
pub(crate) const PSA_IMPORT: &str = "seatwise-psa-import-";
/// The file in a work folder that is locked as long as somebody works there.
const IN_USE: &str = "in-use";

/// A draft of a file, locked, in `folder`; those that nobody holds any more are removed from there first. Temporary files
/// of that crate are created with mode 0600.
///
/// # Errors
/// Fails as the file system does.
pub(super) fn file(folder: &Path) -> io::Result<NamedTempFile> {
    sweep(folder, PREFIX);
    loop {
        let draft = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempfile_in(folder)
            .map_err(|error| private::without_folder(error, folder))?;
        // Without locks nobody takes it for a leftover.
        let _ = draft.as_file().lock();
        // Between its making and its locking it was nobody's.
        if draft.path().exists() {
            return Ok(draft);
        }
    }
}

/// A private folder in which something is worked on; it is removed in the end.
#[derive(Debug)]
pub(crate) struct WorkFolder {
    folder: TempDir,
    _in_use: File,
}

impl WorkFolder {
    /// Makes one for a draft in `parent`.
    ///
    /// # Errors
    /// Fails as the file system does.
    pub(crate) fn for_draft(parent: &Path) -> io::Result<Self> {
        Self::new(PREFIX, parent)
    }

    /// Makes one whose name begins with a prefix; those of this prefix that nobody holds any more are removed first.
    ///
    /// # Errors
    /// Fails as the file system does.
    pub(crate) fn new(prefix: &str, parent: &Path) -> io::Result<Self> {
        sweep(parent, prefix);
        loop {
            let folder = private::temporary_folder(prefix, parent)?;
            let mark = folder.path().join(IN_USE);
            let in_use = match private::create_file(&mark) {
                Ok(file) => file,
                // An empty folder is nobody's, so it was removed.
                Err(error)
                    if error.kind() == io::ErrorKind::NotFound && !folder.path().exists() =>
                {
                    continue;
                }
                Err(error) => return Err(error),
            };
            let _ = in_use.lock();
            if mark.exists() {
                return Ok(Self {
                    folder,
                    _in_use: in_use,
                });
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// What killed programs left of drafts in a folder.
pub(crate) fn left(folder: &Path) -> Vec<PathBuf> {
    left_with(PREFIX, folder)
}

/// What lies in a folder, has a name that begins with a prefix, and is worked on by nobody.
pub(crate) fn left_with(prefix: &str, folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = named(prefix, folder)
        .into_iter()
        .filter(|path| !matches!(unheld(path), Ok(Unheld::No) | Err(_)))
        .collect();
    found.sort();
    found
}

/// Removes a draft or a work folder, unless somebody works on it.
///
/// # Errors
/// Fails as the file system does.
pub(crate) fn remove_left(path: &Path) -> io::Result<()> {
    // Held while it is removed: whoever has just made it finds it gone, and makes another one.
    let removed = match unheld(path)? {
        Unheld::No => return Ok(()),
        Unheld::File(_held) => fs::remove_file(path),
        Unheld::Folder(_held) => fs::remove_dir_all(path),
        // Its owner has not begun, or has been removing it.
        Unheld::WithoutMark => fs::remove_dir(path).or_else(|error| match has_mark(path) {
            true => Err(error),
            false => fs::remove_dir_all(path),
        }),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

/// What cannot be removed hinders nobody; the doctor tells of it.
fn sweep(folder: &Path, prefix: &str) {
    for path in named(prefix, folder) {
        let _ = remove_left(&path);
    }
}

fn named(prefix: &str, folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        // Links and pipes of that name are nobody's drafts.
        .filter(|entry| {
            entry
                .file_type()
                .is_ok_and(|kind| kind.is_file() || kind.is_dir())
        })
        .map(|entry| entry.path())
        .collect()
}

fn has_mark(folder: &Path) -> bool {
    folder.join(IN_USE).exists()
}

/// Whether nobody works on a draft; its lock is held then.
enum Unheld {
    No,
    File(File),
    Folder(File),
    WithoutMark,
}

fn unheld(path: &Path) -> io::Result<Unheld> {
    let is_folder = fs::symlink_metadata(path)?.is_dir();
    let mark = if is_folder {
        path.join(IN_USE)
    } else {
        path.to_owned()
    };
    let file = match open(&mark) {
        Err(error) if is_folder && error.kind() == io::ErrorKind::NotFound => {
            return Ok(Unheld::WithoutMark);
        }
        file => file?,
    };
    match file.try_lock() {
        Ok(()) if is_folder => Ok(Unheld::Folder(file)),
        Ok(()) => Ok(Unheld::File(file)),
        Err(TryLockError::WouldBlock) => Ok(Unheld::No),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Opens a file, and neither waits for a pipe nor follows a link that somebody put there.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        (rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOFOLLOW)
            .bits()
            .cast_signed(),
    );
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files;

    #[test]
    fn what_a_killed_program_left_of_a_draft_goes_with_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        // Killed in the middle: neither the file nor the folder is removed, and their locks end.
        let (file_left, folder_left) = {
            let draft = file(folder.path()).unwrap();
            fs::write(draft.path(), "canary-secret").unwrap();
            let work = WorkFolder::for_draft(folder.path()).unwrap();
            fs::write(work.path().join("result"), "canary").unwrap();
            let (_lock, file_left) = draft.keep().unwrap();
            let WorkFolder { folder, _in_use } = work;
            (file_left, folder.keep())
        };
        let emptied = folder.path().join(".seatwise-draft-emptied");
        fs::create_dir(&emptied).unwrap();
        let mut expected = vec![file_left, folder_left, emptied];
        expected.sort();
        assert_eq!(left(folder.path()), expected);

        files::replace(&folder.path().join("result"), b"r").unwrap();
        assert_eq!(left(folder.path()), Vec::<PathBuf>::new());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_draft_that_somebody_works_on_stays() {
        let folder = tempfile::tempdir().unwrap();
        let held = file(folder.path()).unwrap();
        let worked_in = WorkFolder::for_draft(folder.path()).unwrap();
        files::replace(&folder.path().join("other"), b"o").unwrap();
        drop(WorkFolder::for_draft(folder.path()).unwrap());
        assert!(held.path().exists() && worked_in.path().exists());
        remove_left(held.path()).unwrap();
        remove_left(worked_in.path()).unwrap();
        assert!(held.path().exists() && has_mark(worked_in.path()));
        assert_eq!(left(folder.path()), Vec::<PathBuf>::new());
    }

    #[test]
    fn many_that_write_into_one_folder_never_remove_each_others_drafts() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let path = folder.path().join(thread.to_string());
                scope.spawn(move || {
                    for _ in 0..40 {
                        files::replace(&path, b"text").unwrap();
                        let failed = |error: io::Error| error;
                        files::fill(&path, failed, |draft| fs::write(draft, "more")).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 8);
    }
}
