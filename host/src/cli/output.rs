//! Where results and notes go: results to stdout, everything else to stderr.

use std::io::{self, IsTerminal as _, Write as _};

use super::args::{ColorWhen, GlobalArguments};
use super::exit::CommandError;
use super::render::{Ink, Look};

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
        let stdout_terminal = io::stdout().is_terminal();
        let stderr_terminal = io::stderr().is_terminal();
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

    /// Writes a result to stdout.
    ///
    /// # Errors
    ///
    /// When stdout cannot be written; a closed pipe carries [`Exit::Ok`](super::Exit::Ok).
    pub fn print(&self, text: &str) -> Result<(), CommandError> {
        let mut stdout = io::stdout().lock();
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
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
        self.print(&format!("{text}\n"))
    }

    /// Writes a line to stderr, unless `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            to_stderr(text);
        }
    }

    /// Writes a warning to stderr, even with `--quiet`.
    pub fn warn(&self, text: &str) {
        to_stderr(&format!("{} {text}", self.stderr_ink.yellow("warning:")));
    }

    /// Writes an error to stderr; nothing when the reader of the output went away.
    pub fn error(&self, error: &CommandError) {
        if error.exit != super::Exit::Ok {
            to_stderr(&format!("{} {error}", self.stderr_ink.red("error:")));
        }
    }
}

/// A note that nobody can receive is dropped: the result still counts.
fn to_stderr(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
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
