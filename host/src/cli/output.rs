//! Where results and notes go: results to stdout, everything else to stderr.

use std::io::Write;

use clap::ValueEnum;

use super::exit::CommandError;
use super::global::{ColorWhen, GlobalArguments};
use super::terminal::{self, Pieces, Stream, Words};
use crate::render::{Ink, Look};

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for a person
    Table,
    /// Comma-separated values; an empty text is "", a missing value is empty. In a pipe, values are as they are stored; in a file and on a terminal, they are harmless for a
    /// spreadsheet
    Csv,
    /// A list of objects; numbers keep all their digits
    Json,
    /// A Markdown table
    Markdown,
    /// An Apache Parquet file; needs --output
    Parquet,
}

/// How this run talks to its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    /// Whether results are JSON.
    pub json: bool,
    /// Whether notes are left out.
    pub quiet: bool,
    /// Whether stdout is a terminal.
    pub stdout_terminal: bool,
    /// Whether stderr is a terminal.
    pub stderr_terminal: bool,
    stdout_ink: Ink,
    stderr_ink: Ink,
}

impl Output {
    /// Looks at the arguments, the terminal and the environment.
    #[must_use]
    pub fn new(global: &GlobalArguments) -> Self {
        let stdout_terminal = terminal::is_terminal(Stream::Out);
        let stderr_terminal = terminal::is_terminal(Stream::Err);
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let ink = |terminal| choose_ink(global.color, terminal, no_color);
        Self {
            json: global.json,
            quiet: global.quiet,
            stdout_terminal,
            stderr_terminal,
            stdout_ink: ink(stdout_terminal),
            stderr_ink: ink(stderr_terminal),
        }
    }

    /// Returns how results are to look.
    #[must_use]
    pub fn look(&self) -> Look {
        Look {
            terminal: self.stdout_terminal,
            ink: self.stdout_ink,
            width: None,
        }
    }

    /// Returns how notes are to look.
    #[must_use]
    pub fn note_ink(&self) -> Ink {
        self.stderr_ink
    }

    /// Writes a result for a person to stdout. What is harmful in it is spelled out, on a terminal and elsewhere.
    ///
    /// # Errors
    ///
    /// When stdout cannot be written; a closed pipe carries [`Exit::Ok`](super::Exit::Ok).
    pub fn print(&self, text: &str) -> Result<(), CommandError> {
        self.write(Words::Person, text)
    }

    /// Writes CSV, Markdown or another text for programs to stdout: every byte of it, and on a terminal none that is
    /// harmful.
    ///
    /// # Errors
    ///
    /// As [`Output::print`].
    pub fn print_data(&self, text: &str) -> Result<(), CommandError> {
        self.write(Words::Data, text)
    }

    /// Writes a document of JSON to stdout; on a terminal what is harmful in it is escaped.
    ///
    /// # Errors
    ///
    /// As [`Output::print`].
    pub fn print_json_text(&self, text: &str) -> Result<(), CommandError> {
        self.write(Words::Json, text)
    }

    /// Writes a result in a format to stdout, piece by piece.
    pub(super) fn pieces(&self, format: Format) -> impl Write + use<> {
        let words = match format {
            Format::Table => Words::Person,
            Format::Json => Words::Json,
            Format::Csv | Format::Markdown | Format::Parquet => Words::Data,
        };
        Pieces::new(words, self.stdout_terminal)
    }

    fn write(&self, words: Words, text: &str) -> Result<(), CommandError> {
        terminal::write(Stream::Out, words, self.stdout_terminal, text)
            .map_err(|error| CommandError::from_write("the result", &error))
    }

    /// Writes a result as JSON to stdout, with a line break at its end.
    ///
    /// # Errors
    ///
    /// As [`Output::print`].
    pub fn print_json(&self, value: &impl serde::Serialize) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| CommandError::failed(format!("write the result as JSON: {error}")))?;
        self.print_json_text(&format!("{text}\n"))
    }

    /// Writes a line to stderr, unless `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            terminal::note(text);
        }
    }

    /// Writes a warning to stderr, even with `--quiet`.
    pub fn warn(&self, text: &str) {
        terminal::note(&format!("{} {text}", self.stderr_ink.yellow("warning:")));
    }

    /// Writes an error to stderr; nothing when the reader of the output went away.
    pub fn error(&self, error: &CommandError) {
        if error.exit != super::Exit::Ok {
            terminal::note(&format!("{} {error}", self.stderr_ink.red("error:")));
        }
    }
}

fn choose_ink(when: ColorWhen, terminal: bool, no_color: bool) -> Ink {
    match when {
        ColorWhen::Always => Ink::Colored,
        ColorWhen::Auto if terminal && !no_color => Ink::Colored,
        ColorWhen::Auto | ColorWhen::Never => Ink::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_left_out_when_piped_or_unwanted() {
        assert_eq!(choose_ink(ColorWhen::Auto, true, false), Ink::Colored);
        assert_eq!(choose_ink(ColorWhen::Auto, false, false), Ink::Plain);
        assert_eq!(choose_ink(ColorWhen::Auto, true, true), Ink::Plain);
        assert_eq!(choose_ink(ColorWhen::Always, false, true), Ink::Colored);
        assert_eq!(choose_ink(ColorWhen::Never, true, false), Ink::Plain);
    }
}
