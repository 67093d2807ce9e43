//! A reading of a name, ready to be compared.

use super::{
    legal::{LegalClass, strip},
    tokens::tokens,
    word::{Word, words},
};

/// Where a reading comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::matching) enum Role {
    /// The name itself.
    Main,
    /// Another name, behind a dba or a slash.
    Alias,
    /// Perhaps another name: it stood in brackets.
    BracketAlias,
    /// The name of another record that a person linked to this one.
    Remembered,
}

/// A reading of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::matching) struct Variant {
    /// Its words, without stop words and the legal form.
    pub(in crate::matching) words: Vec<Word>,
    /// Its main words glued, without “and”.
    pub(in crate::matching) compact: String,
    /// The same with every “and”, as domains have it.
    pub(in crate::matching) with_and: String,
    /// Where words end in `compact`, in letters.
    pub(in crate::matching) ends: Vec<u32>,
    /// Its legal form.
    pub(in crate::matching) legal: Option<LegalClass>,
    /// Where it comes from.
    pub(in crate::matching) role: Role,
    /// Whether it is the label of a domain rather than words.
    pub(in crate::matching) domain_shaped: bool,
}

impl Variant {
    /// Makes a reading of a main text and qualifiers.
    pub(super) fn of(main: &str, qualifiers: &[String], role: Role) -> Option<Self> {
        let mut core = tokens(main);
        if core.len() > 1 && core.first().is_some_and(|first| first == "the") {
            core.remove(0);
        }
        if core.is_empty() {
            return None;
        }
        let stripped = strip(core, 1);
        let mut legal = stripped.class;
        let mut own = words(&stripped.core, false);
        add_optional(&mut own, &stripped.after);
        for qualifier in qualifiers {
            let stripped = strip(tokens(qualifier), 0);
            legal = legal.or(stripped.class);
            add_optional(&mut own, &stripped.core);
            add_optional(&mut own, &stripped.after);
        }
        let glued = stripped.core.iter().filter(|token| *token != "and");
        let letters = glued.clone().scan(0, |end, token| {
            *end += token.chars().count();
            u32::try_from(*end).ok()
        });
        Some(Self {
            words: own,
            ends: letters.collect(),
            compact: glued.map(String::as_str).collect(),
            with_and: stripped.core.concat(),
            legal,
            role,
            domain_shaped: false,
        })
    }

    /// Makes a reading of the label of a domain.
    pub(super) fn of_label(label: &str) -> Self {
        let word = Word {
            surface: label.to_owned(),
            canonical: label.to_owned(),
            optional: false,
            number: false,
        };
        Self {
            words: vec![word],
            compact: label.to_owned(),
            with_and: label.to_owned(),
            ends: u32::try_from(label.chars().count()).into_iter().collect(),
            legal: None,
            role: Role::Main,
            domain_shaped: true,
        }
    }
}

/// Adds qualifiers that the name does not hold anyway.
fn add_optional(own: &mut Vec<Word>, tokens: &[String]) {
    for word in words(tokens, true) {
        if own.iter().all(|other| other.canonical != word.canonical) {
            own.push(word);
        }
    }
}
