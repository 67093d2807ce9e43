//! A word of a name, and the form in which words are compared.

use super::numbers::{in_digits, number};
use crate::matching::tables::{ABBREVIATIONS, STOP};

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::matching) struct Word {
    /// As it is written, folded.
    pub(in crate::matching) surface: String,
    /// What it stands for: abbreviations written out, plurals singular, numbers in digits.
    pub(in crate::matching) canonical: String,
    /// Whether the name is the same without it: a qualifier in brackets, after a dash.
    pub(in crate::matching) optional: bool,
    /// Whether it is a number.
    pub(in crate::matching) number: bool,
}

impl Word {
    /// Returns the numbers in it that are written in digits.
    pub(in crate::matching) fn digits(&self) -> impl Iterator<Item = String> {
        in_digits(&self.surface)
    }

    /// Returns the numbers that it states, be they a part of it: 12 of “store12”.
    pub(in crate::matching) fn numbers(&self) -> Vec<String> {
        match self.number {
            true => vec![self.canonical.clone()],
            false => self.digits().collect(),
        }
    }
}

/// What a name may begin with or not.
const ARTICLES: [&str; 4] = ["the", "an", "and", "of"];

/// Makes words of tokens; stop words vanish unless nothing else is there.
pub(super) fn words(tokens: &[String], optional: bool) -> Vec<Word> {
    let telling: Vec<_> = tokens
        .iter()
        .enumerate()
        .filter(|(place, token)| {
            // The A at the end of “Series A” is not an article.
            let mark = *place > 0 && place + 1 == tokens.len() && is_letter(token);
            // And “In Motion” is not “Motion”.
            let opening = *place == 0 && !optional && !ARTICLES.contains(&token.as_str());
            mark || opening || !STOP.contains(token.as_str())
        })
        .map(|(_, token)| token)
        .collect();
    let tokens = if telling.is_empty() && !optional {
        tokens.iter().collect()
    } else {
        telling
    };
    let last = tokens.len().saturating_sub(1);
    let word = |(place, token): (usize, &String)| {
        // A letter at the end tells one of several apart, as a number does.
        let mark = (place > 0 && place == last && is_letter(token)).then(|| token.clone());
        let number = number(token, place > 0 || optional).or(mark);
        Word {
            surface: token.clone(),
            number: number.is_some(),
            canonical: number.unwrap_or_else(|| canonical(token)),
            optional,
        }
    };
    tokens.into_iter().enumerate().map(word).collect()
}

fn is_letter(token: &str) -> bool {
    matches!(token.as_bytes(), [letter] if letter.is_ascii_lowercase())
}

/// Returns what a token stands for.
pub(in crate::matching) fn canonical(token: &str) -> String {
    if let Some(word) = ABBREVIATIONS.get(token) {
        return (*word).to_owned();
    }
    let length = token.chars().count();
    if let Some(stem) = token.strip_suffix("ies").filter(|_| length > 6) {
        return format!("{stem}y");
    }
    let singular = ["ss", "us", "is"].iter().any(|end| token.ends_with(end));
    match token.strip_suffix('s') {
        Some(stem) if length > 5 && !singular => stem.to_owned(),
        _ => token.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_and_plurals_stand_for_one_word() {
        for (token, word) in [
            ("svcs", "service"),
            ("services", "service"),
            ("pantries", "pantry"),
            ("orchards", "orchard"),
            ("glass", "glass"),
            ("plus", "plus"),
            ("tennis", "tennis"),
            ("bikes", "bikes"),
        ] {
            assert_eq!(canonical(token), word);
        }
    }

    #[test]
    fn stop_words_vanish_unless_they_are_all_there_is() {
        let tokens = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let surfaces = |text| {
            let words = words(&tokens(text), false);
            words
                .into_iter()
                .map(|word| word.surface)
                .collect::<Vec<_>>()
        };
        assert_eq!(surfaces("bank of the lake"), ["bank", "lake"]);
        assert_eq!(surfaces("the and"), ["the", "and"]);
    }
}
