//! Every text that occurs, once, so that texts are compared as numbers.

use std::collections::HashMap;

/// The number of a text in a [`Vocabulary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TextId(u32);

impl TextId {
    /// Returns the place of the text in a table that has one entry per text.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A text, and what tells quickly that another cannot be like it.
#[derive(Debug)]
pub(super) struct Text {
    /// The text.
    pub(super) text: Box<str>,
    /// Its length in characters.
    pub(super) length: u32,
    /// A bit for each letter that it has; other alphabets share bits.
    pub(super) letters: u64,
    /// Whether there is a digit in it.
    pub(super) digits: bool,
}

impl Text {
    fn of(text: &str) -> Self {
        let bit = |letter: char| 1_u64 << (u32::from(letter) % 64);
        Self {
            text: text.into(),
            length: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
            letters: text.chars().map(bit).fold(0, |bits, bit| bits | bit),
            digits: text.bytes().any(|byte| byte.is_ascii_digit()),
        }
    }
}

/// Every text that occurs.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    texts: Vec<Text>,
    ids: HashMap<Box<str>, TextId>,
}

impl Vocabulary {
    /// Returns the number of a text, a new one if it was not there.
    pub(super) fn id(&mut self, text: &str) -> TextId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = TextId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(Text::of(text));
        self.ids.insert(text.into(), id);
        id
    }

    /// Returns the number of a text that is there.
    pub(super) fn find(&self, text: &str) -> Option<TextId> {
        self.ids.get(text).copied()
    }

    /// Returns a text.
    pub(super) fn text(&self, id: TextId) -> &Text {
        &self.texts[id.index()]
    }

    /// Returns a text as letters.
    pub(super) fn str(&self, id: TextId) -> &str {
        &self.text(id).text
    }

    /// Makes a text that belongs to no vocabulary.
    #[cfg(test)]
    pub(super) fn text_of(text: &str) -> Text {
        Text::of(text)
    }

    /// Returns how many texts there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }
}
