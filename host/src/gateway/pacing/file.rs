//! The log on disk, shared with other processes and with the next run.
//!
//! One small file that is read and rewritten in place under an advisory lock, some tens of
//! microseconds each time. It is not made durable: after a power cut the log may be lost or torn,
//! which costs at most one window of waiting, while a sync to disk would cost every request milliseconds.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::window::{Nanos, Pause, Slot, Window};
use crate::base::private::open_file;

/// Begins every file; another layout gets another number.
const MAGIC: u64 = u64::from_le_bytes(*b"SWPACE01");
/// Numbers before the slots: magic, checksum, pause set, pause until, keep, count.
const HEADER: usize = 6;
/// How often a held lock is tried again; its holder needs some tens of microseconds.
const LOCK_POLL: Duration = Duration::from_micros(100);
/// How long a held lock is waited for. Only a stopped process holds it for longer.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// What the file holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing yet.
    New,
    /// A log.
    Log(Window),
    /// Something else: torn by a power cut, or written by another version.
    Unreadable,
}

/// The shared log.
#[derive(Debug)]
pub(super) struct PaceFile {
    file: Mutex<File>,
}

impl PaceFile {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: Mutex::new(open_file(path)?),
        })
    }

    /// Reads the log, lets `change` work on it, and writes it, all under the lock. Blocks shortly.
    ///
    /// # Errors
    /// Fails as the file system does, or when the lock is held for too long. Whether `change` has
    /// run is then unknown, so it must be harmless to run it again on other content.
    pub(super) fn update<R>(
        &self,
        change: impl FnOnce(Content) -> (Window, R),
    ) -> io::Result<(Window, R)> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        lock(&file)?;
        let outcome = rewrite(&mut file, change);
        file.unlock()?;
        outcome
    }
}

/// Where the log of an account lies.
pub(super) fn path(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("{key}.pace"))
}

/// Reads the log at `path` and leaves it as it is, for those who only look.
pub(super) fn look(path: &Path) -> io::Result<Content> {
    let mut file = File::open(path)?;
    lock(&file)?;
    let mut bytes = Vec::new();
    let read = file.read_to_end(&mut bytes);
    file.unlock()?;
    read?;
    Ok(decode(&bytes))
}

fn rewrite<R>(
    file: &mut File,
    change: impl FnOnce(Content) -> (Window, R),
) -> io::Result<(Window, R)> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let (window, result) = change(decode(&bytes));
    let encoded = encode(&window);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&encoded)?;
    if encoded.len() < bytes.len() {
        file.set_len(encoded.len() as u64)?;
    }
    Ok((window, result))
}

fn lock(file: &File) -> io::Result<()> {
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if start.elapsed() > LOCK_PATIENCE => {
                return Err(io::Error::new(
                    io::ErrorKind::WouldBlock,
                    "another process holds the lock on the pacing file",
                ));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_POLL),
        }
    }
}

fn encode(window: &Window) -> Vec<u8> {
    let Window { slots, pause, keep } = window;
    let (set, until) = pause.map_or((0, 0), |pause| (pause.set, pause.until));
    let mut words = Vec::with_capacity(HEADER + slots.len() * 4);
    words.extend([MAGIC, 0, set, until, *keep, slots.len() as u64]);
    for slot in slots {
        let Slot {
            owner,
            number,
            started,
            completed,
        } = *slot;
        words.extend([owner, number, started, completed.unwrap_or(0)]);
    }
    words[1] = checksum(&words[2..]);
    let mut bytes = Vec::with_capacity(words.len() * 8);
    for word in words {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    bytes
}

fn decode(bytes: &[u8]) -> Content {
    if bytes.is_empty() {
        return Content::New;
    }
    let words: Vec<u64> = bytes
        .as_chunks::<8>()
        .0
        .iter()
        .map(|word| u64::from_le_bytes(*word))
        .collect();
    read(&words).map_or(Content::Unreadable, Content::Log)
}

fn read(words: &[Nanos]) -> Option<Window> {
    let [MAGIC, sum, set, until, keep, count, rest @ ..] = words else {
        return None;
    };
    let used = usize::try_from(*count).ok()?.checked_mul(4)?;
    let slots = rest.get(..used)?;
    if checksum(words.get(2..HEADER + used)?) != *sum {
        return None;
    }
    let slot = |[owner, number, started, completed]: &[u64; 4]| Slot {
        owner: *owner,
        number: *number,
        started: *started,
        completed: (*completed > 0).then_some(*completed),
    };
    Some(Window {
        slots: slots.as_chunks::<4>().0.iter().map(slot).collect(),
        pause: (*until > 0).then_some(Pause {
            set: *set,
            until: *until,
        }),
        keep: *keep,
    })
}

/// Tells a torn file from a whole one; FNV-1a over whole words, no defence against malice.
fn checksum(words: &[u64]) -> u64 {
    words.iter().fold(0xcbf2_9ce4_8422_2325, |sum, word| {
        (sum ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(17)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window() -> Window {
        let slot = |number, completed| Slot {
            owner: 7,
            number,
            started: 10 + number,
            completed,
        };
        Window {
            slots: vec![slot(1, Some(20)), slot(2, None)],
            pause: Some(Pause { set: 5, until: 50 }),
            keep: 99,
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(decode(&encode(&window())), Content::Log(window()));
        assert_eq!(decode(&[]), Content::New);
    }

    #[test]
    fn a_torn_file_is_recognised() {
        let bytes = encode(&window());
        for length in 1..bytes.len() {
            assert_eq!(decode(&bytes[..length]), Content::Unreadable, "{length}");
        }
        for at in 0..bytes.len() {
            let mut torn = bytes.clone();
            torn[at] ^= 0x40;
            assert_eq!(decode(&torn), Content::Unreadable, "{at}");
        }
    }

    #[test]
    fn a_longer_old_content_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let file = PaceFile::open(&folder.path().join("pace")).unwrap();
        file.update(|_| (window(), ())).unwrap();
        file.update(|_| (Window::default(), ())).unwrap();
        file.update(|content| {
            assert_eq!(content, Content::Log(Window::default()));
            (Window::default(), ())
        })
        .unwrap();
    }
}
