//! Names in other alphabets: letters that only look Latin, and Cyrillic and Greek in Latin letters.

use super::tables::{LATIN, LOOK_ALIKES};

/// Returns the text with every word that mixes Latin letters with those of another alphabet that look
/// the same in Latin letters alone. Words of one alphabet stay as they are.
pub(super) fn unmixed(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut unmixed = String::with_capacity(text.len());
    let mut word = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            word.push(letter);
        } else {
            unmixed.push_str(&in_one_alphabet(&word));
            word.clear();
            unmixed.push(letter);
        }
    }
    unmixed.push_str(&in_one_alphabet(&word));
    unmixed
}

fn in_one_alphabet(word: &str) -> String {
    let latin = |letter: &char| {
        letter
            .is_ascii_alphabetic()
            .then_some(*letter)
            .or_else(|| LOOK_ALIKES.get(letter).copied())
    };
    let mixed = word.chars().any(|letter| letter.is_ascii_alphabetic());
    let letters: Option<String> = word
        .chars()
        .map(|letter| match letter.is_alphabetic() {
            true => latin(&letter),
            false => Some(letter),
        })
        .collect();
    letters
        .filter(|_| mixed && !word.is_ascii())
        .unwrap_or_else(|| word.to_owned())
}

/// Returns folded text with its Cyrillic and Greek letters in Latin ones; none if it has none.
pub(super) fn transliterated(folded: &str) -> Option<String> {
    if folded.is_ascii() || !folded.chars().any(|letter| LATIN.contains_key(&letter)) {
        return None;
    }
    let mut latin = String::with_capacity(folded.len());
    for letter in folded.chars() {
        match LATIN.get(&letter) {
            Some(letters) => latin.push_str(letters),
            None => latin.push(letter),
        }
    }
    Some(latin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::fold::fold;

    #[test]
    fn a_word_of_two_alphabets_is_read_as_it_looks() {
        assert_eq!(unmixed("\u{410}cme Kiln"), "Acme Kiln");
        assert_eq!(unmixed("Tall Pin\u{435}s"), "Tall Pines");
        assert_eq!(unmixed("Весна Kiln Müller"), "Весна Kiln Müller");
        // б looks like no Latin letter.
        assert_eq!(unmixed("Aбc"), "Aбc");
    }

    #[test]
    fn cyrillic_and_greek_have_latin_letters() {
        for (name, latin) in [
            ("Щедрая Весна", "shchedraia vesna"),
            ("Київ Хліб", "kiiv khlib"),
            ("Θάλασσα", "thalassa"),
        ] {
            assert_eq!(
                transliterated(&fold(name)).as_deref(),
                Some(latin),
                "{name}"
            );
        }
        assert_eq!(transliterated("muller"), None);
        assert_eq!(transliterated("株式"), None);
    }
}
