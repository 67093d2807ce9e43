//! Colours.

use std::borrow::Cow;
use std::fmt::Display;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;

use crate::base::safe_text::harmless_lines;

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

/// The codes that are painted with; the last ends them all.
const CODES: [&str; 7] = ["1", "2", "31", "32", "33", "34", "0"];

/// What stands around a code in a text until it is written: characters that no text of a person has, chosen again in
/// each process. So foreign text cannot hold it, and a colour that was painted here is told from one that came along
/// with a name, wherever the name went in between.
static MARK: LazyLock<String> = LazyLock::new(|| {
    let random = RandomState::new().hash_one(0);
    (0..12)
        .filter_map(|place| {
            // Five of the 64 bits choose one of the 32 noncharacters.
            let choice = u32::try_from((random >> (5 * place)) & 31).ok()?;
            char::from_u32(0xfdd0 + choice)
        })
        .collect()
});

impl Ink {
    /// Returns the text in bold type.
    #[must_use]
    pub fn bold(self, text: impl Display) -> String {
        self.paint("1", text)
    }

    /// Returns the text in faint type: it matters less.
    #[must_use]
    pub fn faint(self, text: impl Display) -> String {
        self.paint("2", text)
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

    /// Returns the text in blue: it is for those who look closely.
    #[must_use]
    pub fn blue(self, text: impl Display) -> String {
        self.paint("34", text)
    }

    /// The escape sequence is written by [`settle`].
    fn paint(self, code: &str, text: impl Display) -> String {
        match self {
            Self::Plain => text.to_string(),
            Self::Colored => {
                let mark = MARK.as_str();
                format!("{mark}{code}{mark}{text}{mark}0{mark}")
            }
        }
    }
}

/// Returns a text as a person's terminal gets it: the colours of [`Ink`] as escape sequences, and all else that is
/// harmful spelled out. Line feeds and tabs stay.
pub(crate) fn settle(text: &str) -> Cow<'_, str> {
    if !text.contains(MARK.as_str()) {
        return harmless_lines(text);
    }
    let mut settled = String::with_capacity(text.len());
    for (place, part) in text.split(MARK.as_str()).enumerate() {
        // Between two marks stands a code.
        if place % 2 == 1 && CODES.contains(&part) {
            settled.push_str("\x1b[");
            settled.push_str(part);
            settled.push('m');
        } else {
            settled.push_str(&harmless_lines(part));
        }
    }
    Cow::Owned(settled)
}
