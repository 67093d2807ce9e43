//! Questions to a person.

use std::io::{self, BufRead as _, IsTerminal as _};

use crate::cli::terminal::{self, Stream, Words};

/// Answers questions.
pub trait Ask {
    /// Shows a line to the person.
    fn say(&mut self, text: &str);

    /// Asks one question and returns the answer without white space at its ends; none when
    /// there is nobody left to answer.
    ///
    /// # Errors
    ///
    /// When the answer cannot be read.
    fn ask(&mut self, question: &str) -> io::Result<Option<String>>;
}

/// A person at the terminal: questions on stderr, answers from stdin.
#[derive(Debug, Default)]
pub struct TerminalAsk(());

impl TerminalAsk {
    /// Returns the person, if a terminal is there.
    #[must_use]
    pub fn if_present() -> Option<Self> {
        (io::stdin().is_terminal() && terminal::is_terminal(Stream::Err)).then_some(Self(()))
    }
}

impl Ask for TerminalAsk {
    fn say(&mut self, text: &str) {
        terminal::note(text);
    }

    fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
        terminal::write(Stream::Err, Words::Person, true, &format!("{question} "))?;
        let mut answer = String::new();
        match io::stdin().lock().read_line(&mut answer)? {
            0 => Ok(None),
            _ => Ok(Some(answer.trim().to_owned())),
        }
    }
}
