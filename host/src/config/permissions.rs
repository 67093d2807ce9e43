//! Who else can read or change a file.
//!
//! Nobody where the system has no modes, and nobody can where a file cannot be examined: what follows will say why.

use std::path::Path;

use crate::base::private::mode;

/// Returns whether users other than the owner can read a file.
pub(super) fn others_can_read(path: &Path) -> bool {
    has(path, 0o044)
}

/// Returns whether everybody can change a file. The group is left out: on many systems each user has
/// one of their own, and files are writable for it from the start.
pub(super) fn everybody_can_write(path: &Path) -> bool {
    has(path, 0o002)
}

/// Whether a file has one of these bits.
fn has(path: &Path, bits: u32) -> bool {
    matches!(mode(path), Ok(Some(mode)) if mode & bits != 0)
}
