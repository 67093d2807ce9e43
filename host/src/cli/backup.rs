//! `seatwise backup`: the database, with all that belongs to it, in one file.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use super::own_files::refuse_own;
use crate::backup::{self, BackupReport, Contents, TakeError};
use crate::config::Config;
use crate::gateway::{KeepError, KeptToken};
use crate::render::{age, count, counted, sanitize};
use crate::store::{BackupError, OpenError, StagingError};

/// How long a command waits for a merge, or an exchange of a token, that is under way.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Arguments of `backup`.
#[derive(Debug, Clone, Args)]
pub struct BackupArguments {
    /// The file to write, or a folder, in which the file gets a name with the date
    #[arg(value_name = "FILE|DIR")]
    pub to: PathBuf,
}

#[derive(Serialize)]
struct Answer<'a> {
    file: String,
    bytes: u64,
    contents: &'a Contents,
}

/// Makes a backup.
///
/// # Errors
/// Fails when something cannot be copied or the file cannot be written; there is no file then.
pub fn run(arguments: &BackupArguments, config: &Config, output: &Output) -> CommandResult {
    refuse_own(&arguments.to)?;
    let now = Timestamp::now();
    let report = backup::take(config, &arguments.to, now, PATIENCE).map_err(refused)?;
    if output.json {
        output.print_json(&Answer {
            file: report.path.display().to_string(),
            bytes: report.bytes,
            contents: &report.contents,
        })?;
    } else {
        output.print(&text(&report, now))?;
    }
    for sentence in &report.contents.left_out {
        output.warn(&sanitize(sentence));
    }
    if !report.tokens.is_empty() {
        output.note("\nA refresh token can be used only once: the next sync makes those in this backup useless. A restore keeps newer ones.");
    }
    output.note("Only you can read the file. Keep it that way: it contains the database, the tokens and the configuration.");
    Ok(Exit::Ok)
}

fn text(report: &BackupReport, now: Timestamp) -> String {
    let BackupReport {
        path,
        bytes,
        contents,
        staged,
        tokens,
    } = report;
    let mut text = format!(
        "Wrote and checked {}, {} bytes\n",
        path.display(),
        count(*bytes)
    );
    text.push_str(&database_line(contents));
    if !staged.is_empty() {
        text.push_str(&format!("  unmerged reads  {}\n", staged.join(", ")));
    }
    for token in tokens {
        text.push_str(&format!("  refresh token   {}\n", token_line(token, now)));
    }
    for name in ["seatwise.toml", "plugins.lock"] {
        if contents.files.iter().any(|file| file.name == name) {
            text.push_str(&format!("  file            {name}\n"));
        }
    }
    text
}

/// The line about a backup's database.
pub(super) fn database_line(contents: &Contents) -> String {
    format!(
        "  database        {} in {}, schema version {}\n",
        counted(contents.rows.values().sum(), "row"),
        counted(contents.rows.len() as u64, "table"),
        contents.schema_version
    )
}

/// The words for a token: whose it is, and from when.
pub(super) fn token_line(token: &KeptToken, now: Timestamp) -> String {
    let KeptToken {
        file: _,
        connection,
        credential,
        obtained,
        reconnect_needed,
    } = token;
    let obtained = obtained
        .and_then(|since| Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok())
        .map_or_else(
            || "as configured, not exchanged yet".to_owned(),
            |obtained| format!("received {}", age(obtained, now)),
        );
    let reconnect = if *reconnect_needed {
        "; reconnect needed"
    } else {
        ""
    };
    format!("{connection} ({credential}), {obtained}{reconnect}")
}

fn refused(error: TakeError) -> CommandError {
    match &error {
        TakeError::Exists(_) => CommandError::usage(error),
        TakeError::Database(BackupError::Open(OpenError::Locked { .. }))
        | TakeError::Staging(StagingError::Busy { .. })
        | TakeError::Token(KeepError::Busy { .. }) => CommandError::new(Exit::Busy, error),
        _ => CommandError::failed(error),
    }
}
