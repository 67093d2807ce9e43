//! What a backup says about itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The layout of the archive; another one gets another number.
pub(super) const LAYOUT: u32 = 1;

/// What a backup holds: its first entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// The layout of the archive.
    pub layout: u32,
    /// The version of the program that made it.
    pub seatwise: String,
    /// When it was made, in UTC.
    pub created_at: String,
    /// The version of the database's schema.
    pub schema_version: u32,
    /// How many rows each table of the database has.
    pub rows: BTreeMap<String, u64>,
    /// What could not be put in, a sentence each.
    pub left_out: Vec<String>,
    /// The other entries, in their order.
    pub files: Vec<ContentFile>,
}

/// A file in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentFile {
    /// Its name in the archive.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// The one field that every layout has.
#[derive(Deserialize)]
pub(super) struct Layout {
    pub(super) layout: u32,
}
