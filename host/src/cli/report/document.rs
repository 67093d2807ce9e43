//! A report of several parts, written as text, Markdown, HTML or JSON.

use std::path::Path;

use clap::ValueEnum;

use super::{grid, put, shorten, text};
use crate::cli::exit::{CommandError, CommandResult, Exit};
use crate::cli::output::{Format, Output};
use crate::cli::query::refused;
use crate::cli::render::{self, Grid, Kind, Look};
use crate::report::{Page, PageColumn, PagePart, Section};
use crate::store::Snapshot;

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

/// A part with its rows.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) key: &'static str,
    title: &'static str,
    nothing: Option<&'static str>,
    pub(super) grid: Grid,
}

impl Part {
    /// Lets it say, where it has no row, that nothing is known instead of that there is nothing.
    pub(super) fn is_unknown(&mut self) {
        self.nothing = self.nothing.map(|_| "Nothing is known; see above.");
    }
}

/// A report of several parts.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// Its title.
    pub(super) title: String,
    /// What stands below the title.
    pub(super) subtitle: String,
    /// What must be read first; none where all is well.
    pub(super) warning: Option<String>,
    /// What it is about, for machines: keys and values.
    pub(super) about: Vec<(&'static str, String)>,
    /// Its parts.
    pub(super) parts: Vec<Part>,
    /// What stands at the end of the page.
    pub(super) footer: &'static str,
}

/// Asks the questions of the parts, after the statements that they depend on.
pub(super) fn parts(
    snapshot: &Snapshot,
    kept: &str,
    sections: Vec<Section>,
) -> Result<Vec<Part>, CommandError> {
    snapshot.prepare(kept).map_err(refused)?;
    sections
        .into_iter()
        .map(|section| {
            Ok(Part {
                key: section.key,
                title: section.title,
                nothing: section.nothing,
                grid: grid(snapshot, &section.sql)?,
            })
        })
        .collect()
}

impl Document {
    /// Prints it, or writes it to a file, in the format that is asked for.
    pub(super) fn deliver(
        self,
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
            DocumentFormat::Json => self.json()?,
            DocumentFormat::Table => self.terminal(output.look()),
            DocumentFormat::Markdown => self.markdown()?,
            DocumentFormat::Html => self.html()?,
        };
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

    pub(super) fn terminal(self, look: Look) -> String {
        let title = render::sanitize(&self.title);
        let mut written = format!("{title}\n{}\n", self.subtitle);
        if let Some(warning) = &self.warning {
            written.push_str(&format!("\n! {}\n", render::sanitize(warning)));
        }
        for part in Self::shown(self.parts) {
            let body = if part.grid.rows.is_empty() {
                format!("{}\n", part.nothing.unwrap_or_default())
            } else {
                render::table(&part.grid, look)
            };
            written.push_str(&format!("\n{}\n{body}", part.title));
        }
        written
    }

    fn markdown(self) -> Result<String, CommandError> {
        let title = render::sanitize(&self.title);
        let mut written = format!("# {title}\n\n{}\n", self.subtitle);
        if let Some(warning) = &self.warning {
            written.push_str(&format!("\n> **{}**\n", render::sanitize(warning)));
        }
        for part in Self::shown(self.parts) {
            let body = if part.grid.rows.is_empty() {
                format!("{}\n", part.nothing.unwrap_or_default())
            } else {
                text(Format::Markdown, &part.grid)?
            };
            written.push_str(&format!("\n## {}\n\n{body}", part.title));
        }
        Ok(written)
    }

    fn json(self) -> Result<String, CommandError> {
        let mut members: Vec<String> = self
            .about
            .iter()
            .map(|(key, value)| format!("{}: {}", quoted(key), quoted(value)))
            .collect();
        for part in &self.parts {
            let rows = text(Format::Json, &part.grid)?;
            members.push(format!("{}: {}", quoted(part.key), rows.trim_end()));
        }
        Ok(format!("{{{}}}\n", members.join(",\n")))
    }

    pub(super) fn html(self) -> Result<String, CommandError> {
        let page = Page {
            title: self.title,
            subtitle: self.subtitle,
            warning: self.warning,
            parts: Self::shown(self.parts)
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
            footer: self.footer.to_owned(),
        };
        page.html().map_err(CommandError::failed)
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
