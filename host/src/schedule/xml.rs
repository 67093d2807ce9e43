//! Text inside XML.

use super::{installation::Installation, job::Job};

/// Spells text so that it can stand between two tags. Control characters, which XML cannot spell, are
/// refused where an installation is described.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// What a comment says about the times of a job, where there is something to say.
pub(super) fn about_times(installation: &Installation, job: &Job) -> String {
    installation
        .about_times(&[*job])
        .map(|about| format!("\n     {}", escaped(&about)))
        .unwrap_or_default()
}
