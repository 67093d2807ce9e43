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
