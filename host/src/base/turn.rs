//! Whose turn it is to change a file: who reads, changes and replaces one holds its lock all that time, or the change of
//! another process is lost.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::files::{folder_of, remove_if_there};
use super::private;

/// How long the turn of another process is waited for; a turn takes milliseconds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is asked for meanwhile.
const POLL: Duration = Duration::from_millis(20);

/// The right to change a file; it ends when it is dropped, or with the process, however that ends.
///
/// It is a lock of a file beside the one that is changed, since that one is replaced. The lock file is there as long as
/// somebody holds it; what a killed process leaves of it is used and removed by the next one.
#[derive(Debug)]
pub(crate) struct Turn {
    file: Option<File>,
    path: PathBuf,
}

/// Why there is no turn.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TurnError {
    /// Another process has it.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The lock file cannot be made.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Another process changes the file, and has not come to an end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} is being changed by {}, which did not finish within {} s; run the command again when that process has ended",
    path.display(), name(*process), after.as_secs()
)]
pub struct Busy {
    path: PathBuf,
    process: Option<u32>,
    after: Duration,
}

fn name(process: Option<u32>) -> String {
    match process {
        Some(process) if process == std::process::id() => "this process".to_owned(),
        Some(process) => format!("process {process}"),
        None => "another process".to_owned(),
    }
}

impl Turn {
    /// Waits for the turn to change the file at `path`, which need not be there; its folder must be.
    ///
    /// # Errors
    /// Fails when another process still has it after `patience`, and as the file system does.
    pub(crate) fn take(path: &Path, patience: Duration) -> Result<Self, TurnError> {
        let lock = lock_of(path)?;
        let deadline = Instant::now() + patience;
        loop {
            let mut file = private::open_file(&lock)?;
            match file.try_lock() {
                // Whoever had it may have removed the file between its opening and its locking.
                Ok(()) if !is_still(&file, &lock)? => {}
                Ok(()) => {
                    file.set_len(0)?;
                    file.rewind()?;
                    write!(file, "{}", std::process::id())?;
                    return Ok(Self {
                        file: Some(file),
                        path: lock,
                    });
                }
                Err(TryLockError::Error(error)) => return Err(error.into()),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                    return Err(Busy {
                        path: path.to_owned(),
                        process: holder(&mut file),
                        after: patience,
                    }
                    .into());
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(POLL),
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // While the lock is held, so that nobody can have it. Where open files cannot be removed, it stays.
        let _ = remove_if_there(&self.path);
        self.file.take();
    }
}

/// The lock of a file: hidden beside the file itself, not beside a link that leads to it.
fn lock_of(path: &Path) -> io::Result<PathBuf> {
    let path = match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = folder_of(path).canonicalize()?;
            folder.join(path.file_name().unwrap_or_default())
        }
        path => path?,
    };
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".turn");
    Ok(path.with_file_name(name))
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// Whether an open file is the one that lies at a path.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let ours = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (ours.dev(), ours.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Without numbers of files: it is, unless nothing is there any more.
#[cfg(not(unix))]
fn is_still(_file: &File, path: &Path) -> io::Result<bool> {
    path.try_exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_one_is_told_who_has_the_turn_and_gets_it_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings");
        let turn = Turn::take(&path, Duration::ZERO).unwrap();
        let busy = Turn::take(&path, Duration::ZERO).unwrap_err().to_string();
        assert!(
            busy.contains("settings is being changed by this process, which"),
            "{busy}"
        );
        drop(turn);
        drop(Turn::take(&path, Duration::ZERO).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        // What a killed process left is not a hindrance.
        fs::write(folder.path().join(".settings.turn"), "1").unwrap();
        drop(Turn::take(&path, Duration::ZERO).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn many_that_change_one_file_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("count");
        fs::write(&path, "0").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let _turn = Turn::take(&path, Duration::from_secs(60)).unwrap();
                        let count: u32 = fs::read_to_string(&path).unwrap().parse().unwrap();
                        fs::write(&path, (count + 1).to_string()).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "160");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_the_file_that_it_leads_to_have_one_turn() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&path, "").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let _turn = Turn::take(&link, Duration::ZERO).unwrap();
        assert!(Turn::take(&path, Duration::ZERO).is_err());
    }
}
