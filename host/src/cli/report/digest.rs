//! `seatwise report digest`: the week, as text, Markdown, HTML or JSON.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use super::{grid, letter, shorten, text};
use crate::cli::args::Format;
use crate::cli::exit::{CommandError, CommandResult, Exit};
use crate::cli::output::Output;
use crate::cli::query::QuerySource;
use crate::cli::render::{self, Grid, Kind, Look};
use crate::config::Config;
use crate::private;
use crate::remedy::remedy;
use crate::report::{Digest, Page, PageColumn, PagePart, Week};

/// Arguments of `report digest`.
#[derive(Debug, Clone, Args)]
pub struct DigestArguments {
    /// The ISO week (UTC); otherwise that of yesterday, and with --mail the last one that is over
    #[arg(long, value_name = "2026-W47")]
    pub week: Option<String>,
    /// How the digest is written
    #[arg(short, long, value_enum)]
    pub format: Option<DigestFormat>,
    /// Write it to this file, which is replaced, instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Send it to those whom the configuration names under mail; once for each week
    #[arg(long, conflicts_with = "format")]
    pub mail: bool,
    /// With --mail: write the mail to a file instead (digest-2026-W47.eml, or --out), and send nothing
    #[arg(long, requires = "mail")]
    pub dry_run: bool,
    /// With --mail: send it though it was sent for this week
    #[arg(long, requires = "mail", conflicts_with = "dry_run")]
    pub again: bool,
}

/// How a digest is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DigestFormat {
    /// Text for a terminal
    Table,
    /// Markdown
    Markdown,
    /// One HTML page that needs nothing else
    Html,
    /// JSON, with every figure as it is stored
    Json,
}

/// A part of the digest with its rows.
#[derive(Debug, Clone)]
pub(super) struct Part {
    key: &'static str,
    title: &'static str,
    nothing: Option<&'static str>,
    grid: Grid,
}

/// Prints the digest of a week.
///
/// # Errors
///
/// When the week is none, or the database cannot be read, or the file cannot be written.
pub(super) fn run<S: QuerySource>(
    arguments: &DigestArguments,
    config: &Config,
    source: &S,
    output: &Output,
) -> CommandResult {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let week = week(arguments.week.as_deref(), today, arguments.mail)?;
    let digest = Digest {
        week,
        day: week.last.min(today),
        connections: config.connections.keys().cloned().collect(),
    };
    if arguments.mail {
        let parts = parts(&digest, source)?;
        return letter::run(arguments, config, &digest, parts, output);
    }
    let format = arguments.format.unwrap_or(if output.json {
        DigestFormat::Json
    } else {
        DigestFormat::Table
    });
    let parts = parts(&digest, source)?;
    let written = match format {
        DigestFormat::Json => json(&digest, &parts)?,
        DigestFormat::Table => terminal(&digest, parts, output.look()),
        DigestFormat::Markdown => markdown(&digest, parts)?,
        DigestFormat::Html => html(&digest, parts)?,
    };
    match &arguments.out {
        None => output.print(&written)?,
        Some(file) => put(file, written.as_bytes())?,
    }
    Ok(Exit::Ok)
}

/// Writes a file that only this user can read; what is in its place is replaced.
pub(super) fn put(file: &Path, content: &[u8]) -> Result<(), CommandError> {
    private::replace(file, content).map_err(|error| {
        CommandError::failed(format!(
            "write {}: {error}{}",
            file.display(),
            remedy(&error)
        ))
    })
}

/// The week that is meant. What is sent is sent once, so by itself it is a week to which nothing is added.
fn week(named: Option<&str>, today: Date, is_sent: bool) -> Result<Week, CommandError> {
    let week = match named {
        Some(name) => Week::named(name).map_err(CommandError::usage)?,
        None => {
            let day = today.saturating_sub(if is_sent { 7.days() } else { 1.day() });
            Week::of(day)
                .ok_or_else(|| CommandError::usage("read today's week: the clock is set wrong"))?
        }
    };
    if week.first > today {
        return Err(CommandError::usage(format!(
            "report on {}: it begins on {}, which has not come yet",
            week.name(),
            week.first
        )));
    }
    Ok(week)
}

fn parts<S: QuerySource>(digest: &Digest, source: &S) -> Result<Vec<Part>, CommandError> {
    let sections = digest.sections().into_iter();
    sections
        .map(|section| {
            Ok(Part {
                key: section.key,
                title: section.title,
                nothing: section.nothing,
                grid: grid(&source.arrow(&section.sql)?)?,
            })
        })
        .collect()
}

pub(super) fn title(digest: &Digest) -> String {
    format!("Seatwise digest, week {}", digest.week.name())
}

fn subtitle(digest: &Digest) -> String {
    let Digest { week, day, .. } = digest;
    let until = if *day < week.last {
        format!("the week is not over: as of {day}")
    } else {
        format!("as of {day}")
    };
    format!(
        "{} to {} (UTC), {until}. Money is per month; certain, inferred and estimated money is never added up.",
        week.first, week.last
    )
}

/// What is said before all else, where some connection was not synced.
fn warning(parts: &[Part]) -> Option<String> {
    let missing = parts.iter().find(|part| part.key == "not_synced")?;
    let names: Vec<_> = missing
        .grid
        .rows
        .iter()
        .filter_map(|row| row.first()?.as_deref())
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "Not synced completely this week: {}. What rests on {} is as old as the last complete sync, and nothing new is shown of {}. Run `seatwise status`.",
            names.join(", "),
            if names.len() == 1 { "it" } else { "them" },
            if names.len() == 1 { "it" } else { "them" },
        )
    })
}

/// The parts that a person sees.
fn shown(parts: Vec<Part>) -> impl Iterator<Item = Part> {
    parts
        .into_iter()
        .filter(|part| !part.grid.rows.is_empty() || part.nothing.is_some())
        .map(|mut part| {
            shorten(&mut part.grid);
            for column in &mut part.grid.columns {
                column.name = column.name.replace('_', " ");
            }
            part
        })
}

pub(super) fn terminal(digest: &Digest, parts: Vec<Part>, look: Look) -> String {
    let mut written = format!("{}\n{}\n", title(digest), subtitle(digest));
    if let Some(warning) = warning(&parts) {
        written.push_str(&format!("\n! {}\n", render::sanitize(&warning)));
    }
    for part in shown(parts) {
        let body = if part.grid.rows.is_empty() {
            format!("{}\n", part.nothing.unwrap_or_default())
        } else {
            render::table(&part.grid, look)
        };
        written.push_str(&format!("\n{}\n{body}", part.title));
    }
    written
}

fn markdown(digest: &Digest, parts: Vec<Part>) -> Result<String, CommandError> {
    let mut written = format!("# {}\n\n{}\n", title(digest), subtitle(digest));
    if let Some(warning) = warning(&parts) {
        written.push_str(&format!("\n> **{}**\n", render::sanitize(&warning)));
    }
    for part in shown(parts) {
        let body = if part.grid.rows.is_empty() {
            format!("{}\n", part.nothing.unwrap_or_default())
        } else {
            text(Format::Markdown, &part.grid)?
        };
        written.push_str(&format!("\n## {}\n\n{body}", part.title));
    }
    Ok(written)
}

fn json(digest: &Digest, parts: &[Part]) -> Result<String, CommandError> {
    let mut written = format!(
        "{{\"week\": \"{}\", \"from\": \"{}\", \"to\": \"{}\", \"day\": \"{}\"",
        digest.week.name(),
        digest.week.first,
        digest.week.last,
        digest.day
    );
    for part in parts {
        let rows = text(Format::Json, &part.grid)?;
        written.push_str(&format!(",\n\"{}\": {}", part.key, rows.trim_end()));
    }
    written.push_str("}\n");
    Ok(written)
}

pub(super) fn html(digest: &Digest, parts: Vec<Part>) -> Result<String, CommandError> {
    let page = Page {
        title: title(digest),
        subtitle: subtitle(digest),
        warning: warning(&parts),
        parts: shown(parts)
            .map(|part| PagePart {
                title: part.title.to_owned(),
                nothing: part.nothing.unwrap_or_default().to_owned(),
                columns: part
                    .grid
                    .columns
                    .into_iter()
                    .map(|column| PageColumn {
                        number: column.kind == Kind::Number,
                        name: column.name,
                    })
                    .collect(),
                rows: part.grid.rows,
            })
            .collect(),
        footer: "Written by Seatwise on this organisation's own machine. `seatwise findings show ID` explains a finding.".to_owned(),
    };
    page.html().map_err(CommandError::failed)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn mondays_digest_is_of_the_week_that_is_over_and_later_ones_of_the_week_so_far() {
        let of = |today| week(None, today, false).unwrap().name();
        assert_eq!(of(date(2026, 11, 23)), "2026-W47");
        assert_eq!(of(date(2026, 11, 24)), "2026-W48");
        assert_eq!(of(date(2027, 1, 4)), "2026-W53");
    }

    #[test]
    fn what_is_sent_is_of_a_week_that_is_over() {
        for day in 23..30 {
            let sent = week(None, date(2026, 11, day), true).unwrap();
            assert_eq!(sent.name(), "2026-W47", "on the {day}th");
        }
    }

    #[test]
    fn a_week_that_has_not_come_is_refused() {
        let today = date(2026, 11, 22);
        assert!(week(Some("2026-W47"), today, true).is_ok());
        let error = week(Some("2026-W48"), today, true).unwrap_err();
        assert!(error.message.contains("2026-11-23"), "{}", error.message);
    }
}
