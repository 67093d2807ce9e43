//! Who else may read a file or enter a folder.

use std::path::Path;

use super::report::{Area, Check};

/// A warning where others than the owner may do anything with a file or folder; `mode` is the one that it is to
/// have. None where it is not there, and where the system has no modes.
#[cfg(unix)]
pub(super) fn private(area: Area, path: &Path, mode: u32) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt as _;
    let found = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (found & 0o077 != 0).then(|| {
        Check::warning(
            area,
            format!("other users may use {} (mode {found:03o})", path.display()),
        )
        .then(format!("`chmod {mode:o} {}`", path.display()))
    })
}

/// Access lists are not examined on this system.
#[cfg(not(unix))]
pub(super) fn private(_area: Area, _path: &Path, _mode: u32) -> Option<Check> {
    None
}
