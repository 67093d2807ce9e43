//! Text inside XML.

/// Spells text so that it can stand between two tags. Control characters, which XML cannot spell, are
/// refused where an installation is described.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
