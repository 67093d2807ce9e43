//! In a word: how two names relate.

/// How two names relate; the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// One is the beginning of the other, and as long as systems let names be.
    CutOff,
    /// One is a domain that is the other's name, or begins it.
    DomainShaped,
    /// One is the initials of the other.
    Acronym,
    /// All words are the same.
    Same,
    /// All words are the same, but for qualifiers.
    Qualifier,
    /// All words belong together, some of them misspelled or abbreviated.
    Misspelled,
    /// The same letters, in other words.
    Joined,
    /// One has words that the other has not.
    ExtraWords,
    /// Each has words that the other has not.
    OwnWords,
}

impl Level {
    /// Returns whether the names are the same.
    pub(in crate::matching) fn is_clean(self) -> bool {
        matches!(self, Self::Same | Self::Joined)
    }

    /// Returns whether the names are nearly the same.
    pub(in crate::matching) fn is_near(self) -> bool {
        matches!(self, Self::Misspelled | Self::Qualifier)
    }
}
