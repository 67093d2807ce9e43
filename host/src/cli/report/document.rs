//! A report of several parts, in the format that is asked for.

use std::path::Path;

use clap::ValueEnum;

use super::put;
use crate::cli::exit::{CommandResult, Exit};
use crate::cli::output::Output;
use crate::cli::query::undelivered;
use crate::report::Document;

/// How a report of several parts is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DocumentFormat {
    /// Text for a terminal
    Table,
    /// Markdown
    Markdown,
    /// One self-contained HTML page
    Html,
    /// JSON, with every figure as it is stored
    Json,
}

/// Prints a report, or writes it to a file.
pub(super) fn deliver(
    document: Document,
    format: Option<DocumentFormat>,
    out: Option<&Path>,
    output: &Output,
) -> CommandResult {
    let format = format.unwrap_or(if output.json {
        DocumentFormat::Json
    } else {
        DocumentFormat::Table
    });
    let written = match format {
        DocumentFormat::Json => document.json(),
        DocumentFormat::Table => Ok(document.text(output.look())),
        DocumentFormat::Markdown => document.markdown(),
        DocumentFormat::Html => document.html(),
    };
    let written = written.map_err(undelivered)?;
    match out {
        None => match format {
            DocumentFormat::Json => output.print_json_text(&written)?,
            DocumentFormat::Table => output.print(&written)?,
            DocumentFormat::Markdown | DocumentFormat::Html => output.print_data(&written)?,
        },
        Some(file) => put(file, written.as_bytes())?,
    }
    Ok(Exit::Ok)
}
