//! What was sent: a file for each letter, so that none goes out twice.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::MailError;
use crate::base::{files, private};

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// The mail is handed over; if this is found later, nobody knows whether the server took it.
    UnderWay,
    /// The server took it.
    Sent,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    delivery: Delivery,
    /// UTC, as RFC 3339 writes it.
    at: String,
}

/// The record of one letter. While it is held, no other process sends that letter.
#[derive(Debug)]
pub struct Record {
    name: String,
    path: PathBuf,
    _lock: File,
}

impl Record {
    /// Opens the record of a letter in the state folder, and refuses a letter that went out or may have,
    /// unless it is wanted `again`.
    ///
    /// # Errors
    ///
    /// [`MailError::Sent`], [`MailError::Doubtful`], [`MailError::Busy`], and [`MailError::Record`] where the
    /// record cannot be read: without it nothing is sent.
    pub fn open(state: &Path, name: &str, again: bool) -> Result<Self, MailError> {
        let folder = state.join("mail");
        let path = folder.join(format!("{name}.json"));
        let failed = |source| MailError::Record {
            path: path.clone(),
            source,
        };
        private::create_folder(&folder).map_err(failed)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.with_extension("lock"))
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(MailError::Busy(name.to_owned())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let entry = read(&path).map_err(failed)?;
        match entry {
            Some(entry) if !again => Err(match entry.delivery {
                Delivery::Sent => MailError::Sent {
                    name: name.to_owned(),
                    at: entry.at,
                },
                Delivery::UnderWay => MailError::Doubtful {
                    name: name.to_owned(),
                    at: entry.at,
                },
            }),
            _ => Ok(Self {
                name: name.to_owned(),
                path,
                _lock: lock,
            }),
        }
    }

    /// The letter.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Writes down durably how the delivery stands.
    pub(super) fn set(&self, delivery: Delivery) -> Result<(), MailError> {
        let entry = Entry {
            delivery,
            at: Timestamp::now().to_string(),
        };
        serde_json::to_vec(&entry)
            .map_err(io::Error::from)
            .and_then(|bytes| files::replace(&self.path, &bytes))
            .map_err(|source| self.failed(source))
    }

    /// Forgets a delivery of which it is certain that nothing went out.
    pub(super) fn clear(&self) -> Result<(), MailError> {
        files::remove_if_there(&self.path).map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> MailError {
        MailError::Record {
            path: self.path.clone(),
            source,
        }
    }
}

fn read(path: &Path) -> io::Result<Option<Entry>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
