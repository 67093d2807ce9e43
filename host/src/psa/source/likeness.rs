//! Whether bytes that are valid UTF-8 in places are UTF-8.
//!
//! Two bytes of Windows-1252 can be one character of UTF-8: a capital É and a no-break space are U+0260. What
//! tells them apart is the rest of the file, and what stands around.

use super::windows_1252;

/// What the characters of several bytes say about the encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// There are none.
    None,
    /// At least one is not a letter with punctuation behind it in Windows-1252, or makes sense as it
    /// is.
    Utf8,
    /// None makes sense as it is, and the bytes of all are letters with punctuation in Windows-1252.
    Windows1252,
}

/// Looks at the characters of several bytes, until one is UTF-8.
pub(super) fn likeness(bytes: &[u8]) -> Likeness {
    let mut likeness = Likeness::None;
    let mut start = 0;
    for chunk in bytes.utf8_chunks() {
        let text = chunk.valid();
        if !text.is_ascii() {
            let mut before = None;
            let mut characters = text.char_indices().peekable();
            while let Some((place, character)) = characters.next() {
                if !character.is_ascii() {
                    let after = characters.peek().map(|(_, after)| *after);
                    let from = start + place;
                    let to = from + character.len_utf8();
                    if is_sense(character, before, after) || !is_windows_1252(bytes, from, to) {
                        return Likeness::Utf8;
                    }
                    likeness = Likeness::Windows1252;
                }
                before = Some(character);
            }
        }
        start += text.len() + chunk.invalid().len();
    }
    likeness
}

/// Whether a character makes sense where it stands.
fn is_sense(character: char, before: Option<char>, after: Option<char>) -> bool {
    let other_script = |character: Option<char>| {
        character.is_some_and(|character| character >= '\u{370}' && character.is_alphanumeric())
    };
    match character {
        // A small letter in a word of capitals does not count: `MANHÃ`, no-break space, `LDA` would be
        // `MANHàLDA`.
        'à' => !in_capitals(before, after),
        '\u{a0}'..='\u{17f}' => true,
        // Of the rest of Latin those that languages have: Romanian, Vietnamese, Azerbaijani, pinyin.
        'Ș' | 'ș' | 'Ț' | 'ț' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | 'ƒ' | 'Ə' | '\u{1cd}'..='\u{1dc}' => {
            !(character.is_lowercase() && in_capitals(before, after))
        }
        // Accents of their own, as the Macintosh writes them.
        '\u{300}'..='\u{304}'
        | '\u{306}'..='\u{308}'
        | '\u{30a}'..='\u{30c}'
        | '\u{327}'
        | '\u{328}' => before.is_some_and(char::is_alphabetic),
        // Punctuation, currencies, symbols, pictures.
        '\u{2000}'..='\u{22ff}' | '\u{2460}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' => true,
        '\u{1e00}'..='\u{1eff}' => true,
        // Other scripts come in words.
        _ => other_script(Some(character)) && (other_script(before) || other_script(after)),
    }
}

fn in_capitals(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|before| before.is_ascii_uppercase())
        && !after.is_some_and(char::is_lowercase)
}

/// Whether the bytes of a character are a letter and punctuation in Windows-1252, as they stand in words.
fn is_windows_1252(bytes: &[u8], from: usize, to: usize) -> bool {
    let at = |place: usize| {
        let byte = bytes.get(place).copied()?;
        windows_1252::character(byte)
    };
    let Some(letter) = at(from).filter(|letter| letter.is_alphabetic()) else {
        return false;
    };
    let before = from.checked_sub(1).and_then(at);
    if letter.is_uppercase() && before.is_some_and(char::is_lowercase) {
        return false;
    }
    let ends_word = |character: char| {
        matches!(
            character,
            '\u{a0}'
                | '‘'
                | '’'
                | '“'
                | '”'
                | '„'
                | '«'
                | '»'
                | '‹'
                | '›'
                | '–'
                | '—'
                | '…'
                | '•'
                | '·'
                | '®'
                | '™'
                | '©'
        )
    };
    let rest: Vec<Option<char>> = (from + 1..to).map(at).collect();
    let all_end = rest.iter().all(|rest| rest.is_some_and(ends_word));
    // Nothing but a space, a dash, an apostrophe or an opening quote has a letter behind it.
    let joins = rest.last().copied().flatten().is_some_and(|last| {
        matches!(
            last,
            '\u{a0}' | '’' | '‘' | '–' | '—' | '«' | '“' | '„' | '‹'
        )
    });
    all_end && (joins || !at(to).is_some_and(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_windows_1252(text: &str) -> Likeness {
        let bytes: Vec<u8> = text
            .chars()
            .map(|wanted| {
                (0..=255)
                    .find(|byte| windows_1252::character(*byte) == Some(wanted))
                    .unwrap()
            })
            .collect();
        likeness(&bytes)
    }

    #[test]
    fn names_in_utf_8_make_sense() {
        for name in [
            "Café",
            "CAFÉ\u{a0}DU PORT",
            "Łódź Sp. z o.o.",
            "SAULĖ UAB",
            "Țiriac Țara",
            "Αθήνα",
            "Москва",
            "東京",
            "Cafe\u{301}",
            "Peter’s – Ltd",
            "STRAßE",
            "12 €",
            "déjà vu",
            "Bảo Việt",
        ] {
            assert_eq!(likeness(name.as_bytes()), Likeness::Utf8, "{name}");
        }
    }

    #[test]
    fn pairs_of_windows_1252_do_not() {
        for name in [
            "CAFÉ\u{a0}DU PORT",
            "SOCIÉTÉ\u{a0}DENTAIRE",
            "«CAFÉ»",
            "CAFÉ’S",
            "ZOÉ™",
            "CAFÈ™",
            "CAFÉ®",
            "PÈRE & FILS È–Y",
            "le café\u{a0}»",
            "voilà\u{a0}»",
            "MANHÃ\u{a0}LDA",
            "AQUÍ\u{a0}Y ALLÍ’S",
            "ESPAÑ’S",
        ] {
            assert_eq!(of_windows_1252(name), Likeness::Windows1252, "{name}");
        }
    }

    #[test]
    fn a_letter_within_a_word_is_no_punctuation_of_windows_1252() {
        assert_eq!(likeness("Nəsib".as_bytes()), Likeness::Utf8);
    }

    #[test]
    fn bytes_that_are_no_utf_8_anywhere_say_nothing() {
        assert_eq!(of_windows_1252("Müller, Café"), Likeness::None);
        assert_eq!(likeness(b"Contoso"), Likeness::None);
    }
}
