//! Who else may read a file or enter a folder.

use std::path::Path;

use super::report::{Area, Check};
use crate::base::private;

/// A warning where others than the owner may do anything with a file or folder; `mode` is the one that it is to
/// have. None where it is not there, and where the system has no modes.
pub(super) fn private(area: Area, path: &Path, mode: u32) -> Option<Check> {
    let found = private::mode(path).ok()??;
    private::others_may(found).then(|| {
        Check::warning(
            area,
            format!("other users may use {} (mode {found:03o})", path.display()),
        )
        .then(format!("`chmod {mode:o} {}`", path.display()))
    })
}

/// A warning where everybody may put other files in the place of those in a folder. Where only the owner of a file may
/// rename it (the sticky bit, as of `/tmp`) they may not, and a group may be the owner's own.
#[cfg(unix)]
pub(super) fn unshared(area: Area, folder: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt as _;
    let found = std::fs::metadata(folder).ok()?.permissions().mode() & 0o1777;
    (found & 0o002 != 0 && found & 0o1000 == 0).then(|| {
        Check::warning(
            area,
            format!(
                "other users may replace the files in {} (mode {found:03o})",
                folder.display()
            ),
        )
        .then(format!("`chmod o-w {}`", folder.display()))
    })
}

/// Access lists are not examined on this system.
#[cfg(not(unix))]
pub(super) fn unshared(_area: Area, _folder: &Path) -> Option<Check> {
    None
}
