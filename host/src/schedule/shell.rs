//! How a POSIX shell is told what to run.

/// Runs the rest of its arguments with the variables of the file that is the first one; without that file,
/// as they are. Everything comes as an argument, so nothing of it is read as shell.
pub(super) const WITH_VARIABLES: &str =
    r#"if [ -r "$0" ]; then set -a; . "$0"; set +a; fi; exec "$@""#;

/// The file with the variables, beside `seatwise.toml`.
pub(super) const VARIABLES: &str = "secrets.env";

/// Returns a word in quotes, in which nothing means anything to a shell.
pub(super) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
