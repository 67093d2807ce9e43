//! A backup: one file with the database and its state folder, and the way back.
//!
//! What is in it: the database, the reads that are not merged yet, the refresh tokens, `seatwise.toml` and
//! `plugins.lock`. What is not: secrets that lie elsewhere, plugin files, the pace of the last minute, and
//! compiled plugins, which are native code and must come from this machine alone.
//!
//! The file is a tar archive. Its first entry, `contents.json`, names every other one with its size and its
//! SHA-256; the second is the SHA-256 of the first. A restore checks all of it, unpacked beside the
//! database, before it replaces anything.

mod archive;
mod contents;
mod error;
mod gather;
mod names;
mod place;
mod replacement;
mod restore;
mod scratch;
mod take;
#[cfg(test)]
mod tests;
mod unfinished;

pub use contents::{ContentFile, Contents};
pub use error::{ArchiveError, RestoreError, TakeError};
pub use restore::{Checked, Kept, RestoreOptions, RestoreReport, check, restore};
pub(crate) use scratch::leftovers;
pub use take::{BackupReport, take};
pub use unfinished::{finish, path as unfinished_restore};
