//! A report of several parts: what it says, and how it is written as text, Markdown, JSON or one HTML page.

use std::io;

use minijinja::{context, value::Serde};
use serde::Serialize;

use super::figure::without_zeros;
use super::html::{PageError, fill};
use super::section::Section;
use crate::render::{self, Grid, Kind, Look, RenderError, sanitize};
use crate::store::{QueryError, QueryResult, Snapshot};

/// The page. Mail programs drop scripts and much of CSS, so it has none of the former and little of the latter.
const TEMPLATE: &str = include_str!("document.html");

/// Why a report could not be written. The message follows “failed to …”.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The database could not be asked.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A row cannot be shown.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A table cannot be written.
    #[error("write the report: {0}")]
    Table(#[from] io::Error),
    /// The template does not fit, which is a fault of this program.
    #[error(transparent)]
    Page(#[from] PageError),
}

/// A report of several parts.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// What stands below the title.
    pub subtitle: String,
    /// What must be read first; none where all is well.
    pub warning: Option<String>,
    /// What it is about, for machines: keys and values.
    pub about: Vec<(&'static str, String)>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// What stands at the end of the page.
    pub footer: &'static str,
}

/// A part with its rows.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name for machines.
    pub key: &'static str,
    title: &'static str,
    nothing: Option<&'static str>,
    /// Its rows.
    pub grid: Grid,
}

impl Part {
    /// Asks the questions of parts, after the statements that they depend on.
    ///
    /// # Errors
    ///
    /// If the database cannot be asked, or a row cannot be shown.
    pub fn all(
        snapshot: &Snapshot,
        kept: &str,
        sections: Vec<Section>,
    ) -> Result<Vec<Self>, DocumentError> {
        snapshot.prepare(kept)?;
        sections
            .into_iter()
            .map(|section| {
                Ok(Self {
                    key: section.key,
                    title: section.title,
                    nothing: section.nothing,
                    grid: answer(snapshot, &section.sql)?,
                })
            })
            .collect()
    }

    /// Lets it say, where it has no row, that nothing is known instead of that there is nothing.
    pub fn is_unknown(&mut self) {
        self.nothing = self.nothing.map(|_| "Nothing is known; see above.");
    }
}

/// Asks one question.
///
/// # Errors
///
/// If the database cannot be asked, or a row cannot be shown.
pub fn answer(snapshot: &Snapshot, sql: &str) -> Result<Grid, DocumentError> {
    let QueryResult { schema, batches } = snapshot.query(sql)?;
    let mut grid = Grid::new(render::columns(&schema));
    for batch in &batches {
        grid.rows.extend(render::rows(batch)?);
    }
    Ok(grid)
}

/// Takes the zeros off that a person does not need: 40.000000 seats are 40. Amounts keep their cents.
pub fn shorten(grid: &mut Grid) {
    for row in &mut grid.rows {
        let numbers = row.iter_mut().zip(&grid.columns);
        for (cell, _) in numbers.filter(|(_, column)| column.kind == Kind::Number) {
            if let Some(text) = cell {
                *text = without_zeros(text).to_owned();
            }
        }
    }
}

impl Document {
    /// Returns it as text for a terminal or a mail.
    #[must_use]
    pub fn text(self, look: Look) -> String {
        let title = sanitize(&self.title);
        let mut written = format!("{title}\n{}\n", self.subtitle);
        if let Some(warning) = &self.warning {
            written.push_str(&format!("\n! {}\n", sanitize(warning)));
        }
        for part in shown(self.parts) {
            let body = if part.grid.rows.is_empty() {
                format!("{}\n", part.nothing.unwrap_or_default())
            } else {
                render::table(&part.grid, look)
            };
            written.push_str(&format!("\n{}\n{body}", part.title));
        }
        written
    }

    /// Returns it as Markdown.
    ///
    /// # Errors
    ///
    /// If a table cannot be written.
    pub fn markdown(self) -> Result<String, DocumentError> {
        let title = sanitize(&self.title);
        let mut written = format!("# {title}\n\n{}\n", self.subtitle);
        if let Some(warning) = &self.warning {
            written.push_str(&format!("\n> **{}**\n", sanitize(warning)));
        }
        for part in shown(self.parts) {
            let body = if part.grid.rows.is_empty() {
                format!("{}\n", part.nothing.unwrap_or_default())
            } else {
                let mut table = Vec::new();
                let rows = part.grid.rows.into_iter();
                render::write_markdown(&part.grid.columns, rows, &mut table)?;
                String::from_utf8_lossy(&table).into_owned()
            };
            written.push_str(&format!("\n## {}\n\n{body}", part.title));
        }
        Ok(written)
    }

    /// Returns it as JSON, with every figure as it is stored.
    ///
    /// # Errors
    ///
    /// If a table cannot be written.
    pub fn json(self) -> Result<String, DocumentError> {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let about = self.about.iter();
        let mut members: Vec<String> = about
            .map(|(key, value)| format!("{}: {}", quoted(key), quoted(value)))
            .collect();
        for part in self.parts {
            let mut rows = Vec::new();
            render::write_json(&part.grid.columns, part.grid.rows.into_iter(), &mut rows)?;
            let rows = String::from_utf8_lossy(&rows);
            members.push(format!("{}: {}", quoted(part.key), rows.trim_end()));
        }
        Ok(format!("{{{}}}\n", members.join(",\n")))
    }

    /// Returns it as one HTML page that needs nothing else: it opens from a disk and inside a mail. Every text is shown
    /// as it is, whatever is in it.
    ///
    /// # Errors
    ///
    /// If the template does not fit, which is a fault of this program.
    pub fn html(self) -> Result<String, DocumentError> {
        let parts: Vec<Table> = shown(self.parts).map(Table::of).collect();
        let content = context! {
            title => self.title,
            subtitle => self.subtitle,
            warning => self.warning,
            parts => Serde(parts),
            footer => self.footer,
        };
        Ok(fill(TEMPLATE, content)?)
    }
}

/// The parts that a person sees, as a person reads them.
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

/// A part as the template takes it.
#[derive(Serialize)]
struct Table {
    title: &'static str,
    nothing: &'static str,
    columns: Vec<Heading>,
    rows: Vec<render::Row>,
}

#[derive(Serialize)]
struct Heading {
    name: String,
    /// Numbers are aligned to the right.
    number: bool,
}

impl Table {
    fn of(part: Part) -> Self {
        let columns = part.grid.columns.into_iter().map(|column| Heading {
            number: column.kind == Kind::Number,
            name: column.name,
        });
        Self {
            title: part.title,
            nothing: part.nothing.unwrap_or_default(),
            columns: columns.collect(),
            rows: part.grid.rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Column;

    #[test]
    fn what_looks_like_html_is_shown_as_text() {
        let mut grid = Grid::new(vec![Column::text("customer")]);
        grid.push(["<script>alert('x')</script> & \"Söhne\""]);
        grid.push([""]);
        let part = Part {
            key: "t",
            title: "<b>",
            nothing: None,
            grid,
        };
        let html = Document {
            title: "t".to_owned(),
            subtitle: String::new(),
            warning: Some("<i>".to_owned()),
            about: Vec::new(),
            parts: vec![part],
            footer: "",
        }
        .html()
        .unwrap();
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("<b>") && !html.contains("<i>"), "{html}");
        assert!(
            html.contains("&lt;script&gt;alert(&#x27;x&#x27;)&lt;"),
            "{html}"
        );
        assert!(html.contains("Söhne"), "{html}");
        assert!(html.contains("unknown"), "{html}");
    }

    #[test]
    fn a_person_sees_no_zeros_behind_a_count_and_all_cents_of_an_amount() {
        let mut grid = Grid::new(vec![Column::number("seats"), Column::text("note")]);
        for seats in [
            "40.000000",
            "1.500000",
            "0.000000",
            "1200",
            "30856.40",
            "5.00",
        ] {
            grid.push([seats, "1.000000"]);
        }
        grid.rows.push(vec![None, None]);
        shorten(&mut grid);
        let seats: Vec<_> = grid.rows.iter().map(|row| row[0].as_deref()).collect();
        assert_eq!(
            seats,
            [
                Some("40"),
                Some("1.5"),
                Some("0"),
                Some("1200"),
                Some("30856.40"),
                Some("5.00"),
                None
            ]
        );
        assert_eq!(grid.rows[0][1].as_deref(), Some("1.000000"));
    }
}
