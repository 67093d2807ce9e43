//! `seatwise restore`: puts a backup in the place of the database.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::backup::{PATIENCE, database_line, token_line};
use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use crate::backup::{self, Checked, Contents, Kept, RestoreError, RestoreOptions, RestoreReport};
use crate::gateway::{KeepError, RestoredToken};
use crate::render::sanitize;
use crate::store::{OpenError, StagingError, newest_schema};

/// Arguments of `restore`.
#[derive(Debug, Clone, Args)]
pub struct RestoreArguments {
    /// The backup
    #[arg(value_name = "FILE")]
    pub backup: PathBuf,
    /// Replace an existing database; it is kept beside the restored one
    #[arg(long)]
    pub force: bool,
    /// Check the whole backup and say what is in it, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    restored: bool,
    database: Option<String>,
    kept_aside: Option<String>,
    unmerged_reads: &'a [String],
    notes: Vec<String>,
    contents: &'a Contents,
}

/// Restores a backup to where the configuration at `config` says, or the one in the backup.
///
/// # Errors
/// Fails when the backup cannot be used, something is there already, or a sync runs.
pub fn run(arguments: &RestoreArguments, config: &Path, output: &Output) -> CommandResult {
    let RestoreArguments {
        backup: archive,
        force,
        dry_run,
    } = arguments;
    if *dry_run {
        let found = backup::check(archive, config).map_err(refused)?;
        return checked(archive, &found, output);
    }
    let now = Timestamp::now();
    let options = RestoreOptions {
        force: *force,
        patience: PATIENCE,
    };
    let report = backup::restore(archive, config, now, options).map_err(refused)?;
    let notes = notes(&report, now);
    if output.json {
        output.print_json(&Answer {
            restored: true,
            database: Some(report.database.display().to_string()),
            kept_aside: aside(&report),
            unmerged_reads: &report.staged,
            notes,
            contents: &report.contents,
        })?;
        return Ok(Exit::Ok);
    }
    output.print(&text(&report))?;
    for note in notes {
        output.note(&sanitize(&note));
    }
    Ok(Exit::Ok)
}

fn checked(archive: &Path, found: &Checked, output: &Output) -> CommandResult {
    let Checked {
        contents,
        database,
        in_the_way,
    } = found;
    let place = match in_the_way {
        Some(there) => format!(
            "A restore needs --force: {} exists, and is kept beside the restored one.",
            there.display()
        ),
        None => format!(
            "A restore writes {}, which does not exist yet.",
            database.display()
        ),
    };
    if output.json {
        output.print_json(&Answer {
            restored: false,
            database: Some(database.display().to_string()),
            kept_aside: None,
            unmerged_reads: &[],
            notes: contents.left_out.iter().cloned().chain([place]).collect(),
            contents,
        })?;
        return Ok(Exit::Ok);
    }
    let files = contents
        .files
        .iter()
        .map(|file| format!("  file            {}\n", file.name));
    output.print(&format!(
        "{} is complete: a backup of {}, made by seatwise {}\n{}{}",
        archive.display(),
        sanitize(&contents.created_at),
        sanitize(&contents.seatwise),
        database_line(contents),
        files.collect::<String>()
    ))?;
    for sentence in &contents.left_out {
        output.note(&sanitize(sentence));
    }
    output.note(&place);
    output.note("Nothing was changed.");
    Ok(Exit::Ok)
}

fn text(report: &RestoreReport) -> String {
    let mut text = format!(
        "Restored {} from the backup of {}\n{}",
        report.database.display(),
        sanitize(&report.contents.created_at),
        database_line(&report.contents)
    );
    if let Some(aside) = aside(report) {
        text.push_str(&format!("  kept aside      {aside}\n"));
    }
    if !report.staged.is_empty() {
        text.push_str(&format!("  unmerged reads  {}\n", report.staged.join(", ")));
    }
    for (name, kept) in [
        ("seatwise.toml", report.configuration),
        ("plugins.lock", report.plugin_lock),
    ] {
        let what = match kept {
            Kept::Written => "written",
            Kept::Same => "the same one exists",
            Kept::Other => "a different one exists, and is kept",
            Kept::Absent => continue,
        };
        text.push_str(&format!("  {name:<15} {what}\n"));
    }
    text
}

fn aside(report: &RestoreReport) -> Option<String> {
    report
        .aside
        .as_ref()
        .map(|aside| aside.display().to_string())
}

/// What a person should know afterwards.
fn notes(report: &RestoreReport, now: Timestamp) -> Vec<String> {
    let token = |token: &RestoredToken| match token {
        RestoredToken::Written(token) => format!(
            "The refresh token of {} was restored. If the account was used after the backup was made, that token is used up: the next sync then says that a reconnect is needed, and you request new credentials in the distributor's portal.",
            token_line(token, now)
        ),
        RestoredToken::NewerKept(token) => format!(
            "The refresh token of {} is newer than the one in the backup, and was kept.",
            token_line(token, now)
        ),
        RestoredToken::Same(token) => format!(
            "The refresh token of {} is the same as in the backup.",
            token_line(token, now)
        ),
        RestoredToken::Unreadable(file) => {
            format!("The token file {file} of the backup cannot be read, and was left out.")
        }
    };
    let mut notes: Vec<String> = report.tokens.iter().map(token).collect();
    if report.contents.schema_version < newest_schema() {
        notes.push(format!(
            "The database has schema version {}; the next sync brings it to version {}.",
            report.contents.schema_version,
            newest_schema()
        ));
    }
    notes.extend(
        report
            .contents
            .left_out
            .iter()
            .map(|sentence| format!("When the backup was made: {sentence}.")),
    );
    notes
}

fn refused(error: RestoreError) -> CommandError {
    match &error {
        RestoreError::Exists(_) | RestoreError::NoConfiguration(_) | RestoreError::Config(_) => {
            CommandError::usage(error)
        }
        RestoreError::Open(OpenError::Locked { .. })
        | RestoreError::Staging(StagingError::Busy { .. })
        | RestoreError::Token(KeepError::Busy { .. }) => CommandError::new(Exit::Busy, error),
        _ => CommandError::failed(error),
    }
}
