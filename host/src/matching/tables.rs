//! The tables of facts: legal forms, abbreviations, background frequencies, and their kin.
//!
//! Each is a text file that a person can read and fix, one fact a line, compiled in and parsed
//! once.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// A set of words, one a line of its file.
type Words = LazyLock<HashSet<&'static str>>;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: Words =
            LazyLock::new(|| lines(include_str!(concat!("tables/", $file))).collect());)*
    };
}

words! {
    /// Tokens of legal forms that may stand at the end of a name.
    LEGAL_END = "legal_end_tokens.txt";
    /// Tokens of legal forms that are nothing else, so a name ends where one stands.
    LEGAL_STRONG = "legal_strong_tokens.txt";
    /// Words that tell nothing of a name.
    STOP = "stop_words.txt";
    /// Words that people add to a name for their own purposes: HQ, NFR, old.
    NOISE = "noise_words.txt";
    /// Words that make a separate legal entity of a name: Holdings, Properties.
    SEPARATE_ENTITY = "separate_entity_words.txt";
    /// Countries, states and other places that set branches apart.
    PLACE = "place_words.txt";
    /// Domains of mail providers, which say nothing of a customer.
    MAIL_PROVIDERS = "generic_mail_domains.txt";
    /// Last labels of domains.
    TOP_LEVEL = "top_level_domains.txt";
    /// Labels under which a country's registry lets names: co.uk, com.au.
    SECOND_LEVEL = "second_level_domains.txt";
    /// Words of an address that many streets share.
    STREET = "street_words.txt";
}

/// Phrases of legal forms that stand at the end of a name, as their words; the longest first.
pub(super) static LEGAL_PHRASES: LazyLock<Vec<Vec<&'static str>>> =
    LazyLock::new(|| phrases(include_str!("tables/legal_phrases.txt")));

/// Legal forms that stand in front of a name, as their words; the longest first.
pub(super) static LEGAL_FRONT: LazyLock<Vec<Vec<&'static str>>> =
    LazyLock::new(|| phrases(include_str!("tables/legal_front_phrases.txt")));

/// Legal forms that are written in one with the name, at either end; the longest first.
pub(super) static LEGAL_GLUED: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut forms: Vec<_> = lines(include_str!("tables/legal_glued.txt")).collect();
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms
});

/// The word that each abbreviation or plural stands for.
pub(super) static ABBREVIATIONS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| by_spelling(include_str!("tables/abbreviations.csv"), ' '));

/// The words that each ambiguous abbreviation may stand for.
pub(super) static AMBIGUOUS: LazyLock<HashMap<&'static str, Vec<&'static str>>> =
    LazyLock::new(|| {
        let rows = rows(include_str!("tables/ambiguous_abbreviations.csv"));
        rows.map(|(short, meanings)| (short, meanings.split(' ').collect()))
            .collect()
    });

/// The ISO 3166 code of each spelling of a country.
pub(super) static COUNTRIES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| by_spelling(include_str!("tables/countries.csv"), '|'));

/// How letters outside of plain Latin are written in it (NFKD without marks, and some by hand).
pub(super) static LETTERS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let rows = rows(include_str!("tables/letters.csv"));
    rows.filter_map(|(code, plain)| {
        let letter = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        Some((letter, plain))
    })
    .collect()
});

/// How Cyrillic and Greek letters are written in Latin ones.
pub(super) static LATIN: LazyLock<HashMap<char, &'static str>> =
    LazyLock::new(|| by_letter(include_str!("tables/transliteration.csv")).collect());

/// The Latin letters that letters of other alphabets look like.
pub(super) static LOOK_ALIKES: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let rows = by_letter(include_str!("tables/look_alike_letters.csv"));
    rows.filter_map(|(letter, latin)| Some((letter, latin.chars().next()?)))
        .collect()
});

/// How many names of a large mixed list hold a word.
pub(super) struct Background {
    /// The names of the list.
    pub(super) records: f64,
    /// The names that hold each canonical word.
    pub(super) counts: HashMap<&'static str, f64>,
}

/// Keeps “dental” and “group” cheap in a list of sixty customers, where each may be rare.
pub(super) static BACKGROUND: LazyLock<Background> = LazyLock::new(|| {
    let rows = rows(include_str!("tables/background_tokens.csv"));
    let mut counts: HashMap<_, _> = rows
        .filter_map(|(word, count)| Some((word, count.parse().ok()?)))
        .collect();
    let records = counts.remove("__N__").unwrap_or_default();
    Background { records, counts }
});

/// Returns the lines of a file that hold something.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty())
}

/// Returns the phrases of a file as their words, the longest first.
fn phrases(text: &'static str) -> Vec<Vec<&'static str>> {
    let mut phrases: Vec<Vec<_>> = lines(text).map(|line| line.split(' ').collect()).collect();
    phrases.sort_by_key(|words| std::cmp::Reverse(words.len()));
    phrases
}

/// Returns the rows of a file of two columns, without its header.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(text).skip(1).filter_map(|line| line.split_once(','))
}

/// Reads rows of a letter and what stands for it.
fn by_letter(text: &'static str) -> impl Iterator<Item = (char, &'static str)> {
    rows(text).filter_map(|(letter, other)| Some((letter.chars().next()?, other)))
}

/// Reads rows of a word and its spellings; a spelling leads to its word, and the word to itself.
fn by_spelling(text: &'static str, separator: char) -> HashMap<&'static str, &'static str> {
    rows(text)
        .flat_map(|(word, spellings)| {
            let spellings = spellings.split(separator).map(move |short| (short, word));
            spellings.chain([(word, word)])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_is_read_whole() {
        assert!(LEGAL_END.contains("gmbh") && LEGAL_STRONG.contains("llc"));
        assert_eq!(LEGAL_PHRASES[0].len(), 8);
        assert_eq!(ABBREVIATIONS["mgmt"], "management");
        assert_eq!(ABBREVIATIONS["management"], "management");
        assert_eq!(AMBIGUOUS["st"], ["saint", "street", "state"]);
        assert_eq!(COUNTRIES["deutschland"], "de");
        assert_eq!(LETTERS[&'é'], "e");
        assert!(BACKGROUND.records > 10_000.0 && BACKGROUND.counts["food"] > 900.0);
    }

    #[test]
    fn no_table_has_a_line_in_capitals_or_with_stray_spaces() {
        for words in [&LEGAL_END, &STOP, &NOISE, &PLACE, &SEPARATE_ENTITY, &STREET] {
            for word in words.iter() {
                assert_eq!(*word, word.trim().to_lowercase(), "{word:?}");
            }
        }
    }

    #[test]
    fn legal_forms_are_written_as_names_are_when_they_are_compared() {
        let phrases = LEGAL_PHRASES.iter().chain(LEGAL_FRONT.iter()).flatten();
        let words = LEGAL_END.iter().chain(LEGAL_GLUED.iter());
        for word in phrases.chain(words) {
            assert_eq!(*word, crate::matching::fold::fold(word), "{word:?}");
        }
    }
}
