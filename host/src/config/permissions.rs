//! Who else can read or change a file.

use std::path::Path;

/// Returns whether users other than the owner can read a file.
///
/// Always false where the system has no such bits (Windows), and for a file that cannot be
/// examined: what follows will say why.
#[cfg(unix)]
pub(super) fn others_can_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o044 != 0)
}

/// Returns false: access lists are not examined on this system.
#[cfg(not(unix))]
pub(super) fn others_can_read(_path: &Path) -> bool {
    false
}

/// Returns whether everybody can change a file. The group is left out: on many systems each user has
/// one of their own, and files are writable for it from the start.
///
/// As [`others_can_read`] otherwise.
#[cfg(unix)]
pub(super) fn everybody_can_write(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o002 != 0)
}

/// Returns false: access lists are not examined on this system.
#[cfg(not(unix))]
pub(super) fn everybody_can_write(_path: &Path) -> bool {
    false
}
