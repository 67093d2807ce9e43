//! How a POSIX shell is told what to run.

use super::{installation::Installation, job::Job};

/// Runs the rest of its arguments with the variables of the file that is the first one; without that file,
/// as they are. Everything comes as an argument, so nothing of it is read as shell.
const WITH_VARIABLES: &str = r#"if [ -r "$0" ]; then set -a; . "$0"; set +a; fi; exec "$@""#;

/// The file with the variables, beside `seatwise.toml`.
pub(super) const VARIABLES: &str = "secrets.env";

/// Returns the words of a command that runs a job with the variables of a file.
pub(super) fn words<'w>(
    job: &'w Job,
    installation: &'w Installation,
    variables: &'w str,
) -> Vec<&'w str> {
    let program = &installation.program;
    let mut words = vec![
        "/bin/sh",
        "-c",
        WITH_VARIABLES,
        variables,
        program,
        "--quiet",
    ];
    words.extend(installation.arguments(job.arguments));
    words
}

/// Returns a word in quotes, in which nothing means anything to a shell.
pub(super) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
