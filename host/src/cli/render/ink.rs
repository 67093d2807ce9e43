//! Colours.

use std::fmt::Display;

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// No escape sequences.
    #[default]
    Plain,
    /// ANSI escape sequences.
    Colored,
}

/// How a result is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Whether a person looks at it on a terminal: long cells are cut, lines fit.
    pub terminal: bool,
    /// Colours.
    pub ink: Ink,
    /// The width in columns; none takes that of the terminal, if there is one.
    pub width: Option<u16>,
}

impl Ink {
    /// Returns the text in bold type.
    #[must_use]
    pub fn bold(self, text: impl Display) -> String {
        self.paint("1", text)
    }

    /// Returns the text in red: something failed.
    #[must_use]
    pub fn red(self, text: impl Display) -> String {
        self.paint("31", text)
    }

    /// Returns the text in green: all is well.
    #[must_use]
    pub fn green(self, text: impl Display) -> String {
        self.paint("32", text)
    }

    /// Returns the text in yellow: something needs attention.
    #[must_use]
    pub fn yellow(self, text: impl Display) -> String {
        self.paint("33", text)
    }

    fn paint(self, code: &str, text: impl Display) -> String {
        match self {
            Self::Plain => text.to_string(),
            Self::Colored => format!("\x1b[{code}m{text}\x1b[0m"),
        }
    }
}
