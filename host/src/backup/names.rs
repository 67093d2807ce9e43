//! The names in the archive. An archive may come from anywhere, so nothing else is unpacked.

/// What the archive holds; the first entry.
pub(super) const CONTENTS: &str = "contents.json";
/// The SHA-256 of [`CONTENTS`]; the second entry.
pub(super) const CONTENTS_SHA256: &str = "contents.sha256";
/// The database.
pub(super) const DATABASE: &str = "seatwise.duckdb";
/// The configuration.
pub(super) const CONFIGURATION: &str = "seatwise.toml";
/// The plugins that are trusted.
pub(super) const PLUGIN_LOCK: &str = "plugins.lock";
/// The reads that are not merged yet, one database for each connection.
pub(super) const STAGING: &str = "staging";
/// The refresh tokens.
pub(super) const TOKENS: &str = "tokens";

/// Whether the archive may hold a file of that name.
pub(super) fn is_known(name: &str) -> bool {
    [DATABASE, CONFIGURATION, PLUGIN_LOCK].contains(&name)
        || inside(name, STAGING, ".duckdb").is_some()
        || inside(name, TOKENS, ".json").is_some()
}

/// The connection of a staging file in the archive.
pub(super) fn staged_connection(name: &str) -> Option<&str> {
    inside(name, STAGING, ".duckdb")
}

/// Whether a file in the archive is a token.
pub(super) fn is_token(name: &str) -> bool {
    inside(name, TOKENS, ".json").is_some()
}

/// The name within a folder of the archive, without its ending. It is a plain name: it leads nowhere else.
fn inside<'a>(name: &'a str, folder: &str, ending: &str) -> Option<&'a str> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.strip_prefix(folder)?
        .strip_prefix('/')?
        .strip_suffix(ending)
        .filter(|stem| !stem.is_empty() && !stem.starts_with('.') && stem.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_elsewhere_is_not_known() {
        for name in [
            "seatwise.duckdb",
            "staging/main.duckdb",
            "tokens/main-user.json",
        ] {
            assert!(is_known(name), "{name}");
        }
        for name in [
            "",
            "/etc/passwd",
            "../seatwise.duckdb",
            "tokens/../../main.json",
            "tokens/a/b.json",
            "tokens/.json",
            "tokens/..json",
            "staging/a\\b.duckdb",
            "staging/main.lock",
            "cache/plugin",
            "tokens/a\0.json",
        ] {
            assert!(!is_known(name), "{name:?}");
        }
    }
}
