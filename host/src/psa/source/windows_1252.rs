//! Text in Windows-1252, and whether bytes that could be one are one.

use std::{array, sync::LazyLock};

use encoding_rs::WINDOWS_1252;

/// The bytes that are not a character. The decoder follows the standard of the web, which takes them for
/// control characters.
const NOTHING: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// Signs that stand between two letters only where bytes are of another encoding: those that DOS, the old
/// Macintosh, and central Europe had letters for.
const NEVER_IN_A_WORD: &[char] = &[
    '€', '‚', '„', '†', '‡', 'ˆ', '‰', '‹', '›', '“', '”', '•', '˜', '¡', '¢', '£', '¤', '¥', '¦',
    '§', '¨', '¬', '¯', '±', '²', '³', 'µ', '¶', '¸', '¹', '¼', '½', '¾', '¿',
];

/// Capital letters that stand among small ones only where bytes are of the old Macintosh.
const NEVER_AMONG_SMALL_LETTERS: [char; 4] = ['Š', 'Œ', 'Ž', 'Ÿ'];

/// A word of so many letters has one without an accent.
const LONGEST_OF_ACCENTS: usize = 3;

/// The character of a byte; none for the five bytes that are none.
pub(super) fn character(byte: u8) -> Option<char> {
    static CHARACTERS: LazyLock<[Option<char>; 256]> = LazyLock::new(|| {
        array::from_fn(|byte| {
            decode(&[byte as u8])
                .ok()
                .and_then(|text| text.chars().next())
        })
    });
    CHARACTERS.get(usize::from(byte)).copied().flatten()
}

/// The sign that a control character of the range U+0080 to U+009F stands for: programs that take Windows-1252 for Latin 1 write
/// them, and browsers read them so. None for other characters, and for the five that are no sign.
pub(super) fn of_control(character: char) -> Option<char> {
    match character {
        '\u{80}'..='\u{9f}' => {
            let byte = u8::try_from(u32::from(character)).ok()?;
            self::character(byte).filter(|sign| !sign.is_control())
        }
        _ => None,
    }
}

/// A text with the signs that its control characters stand for.
pub(super) fn mended(text: String) -> String {
    if !text
        .chars()
        .any(|character| of_control(character).is_some())
    {
        return text;
    }
    text.chars()
        .map(|character| of_control(character).unwrap_or(character))
        .collect()
}

/// Decodes Windows-1252; the error is the text before the fault.
pub(super) fn decode(bytes: &[u8]) -> Result<String, String> {
    let fault = bytes.iter().position(|byte| NOTHING.contains(byte));
    let whole = fault.and_then(|fault| bytes.get(..fault)).unwrap_or(bytes);
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(whole);
    match fault {
        None => Ok(text.into_owned()),
        Some(_) => Err(text.into_owned()),
    }
}

/// Returns the place of a character that nobody writes there, in bytes: the bytes are of another encoding
/// than Windows-1252.
pub(super) fn unlikely(text: &str) -> Option<usize> {
    let mut before: Option<char> = None;
    // How many letters the word has so far, and whether all have an accent.
    let (mut letters, mut accents_alone) = (0, true);
    let mut characters = text.char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        if character.is_alphabetic() {
            letters += 1;
            accents_alone &= !character.is_ascii();
        } else {
            (letters, accents_alone) = (0, true);
        }
        let after = characters.peek().map(|(_, after)| *after);
        let in_a_word = [before, after]
            .iter()
            .all(|beside| beside.is_some_and(char::is_alphabetic));
        let is_small = |beside: Option<char>| beside.is_some_and(char::is_lowercase);
        let among_small_letters =
            before.is_some_and(char::is_alphabetic) && (is_small(before) || is_small(after));
        let accents_go_on = !after.is_some_and(|after| after.is_ascii_alphabetic());
        if letters > LONGEST_OF_ACCENTS && accents_alone && accents_go_on
            || in_a_word && NEVER_IN_A_WORD.contains(&character)
            || among_small_letters && NEVER_AMONG_SMALL_LETTERS.contains(&character)
        {
            return Some(place);
        }
        before = Some(character);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_but_five_is_a_character() {
        let nothing: Vec<u8> = (0..=u8::MAX)
            .filter(|byte| character(*byte).is_none())
            .collect();
        assert_eq!(nothing, NOTHING);
        assert_eq!(decode(b"M\xfcller \x80 5"), Ok("Müller € 5".to_owned()));
        assert_eq!(decode(b"M\xfcller \x81 5"), Err("Müller ".to_owned()));
    }

    #[test]
    fn names_of_western_europe_are_likely() {
        for name in [
            "Café du Port SARL",
            "SOCIÉTÉ\u{a0}DENTAIRE",
            "Müller–Söhne & Cie",
            "L´Étoile d’Or®",
            "Col·legi de Metges nº 2",
            "Škoda Žižkov",
            "Œuvre Été",
            "5 m² à 12 €",
            "Þórður Ægisson",
            "ÅÄÖ",
        ] {
            assert_eq!(unlikely(name), None, "{name}");
        }
    }

    #[test]
    fn letters_of_other_encodings_are_unlikely() {
        for (name, what) in [
            ("M„rkte", "Märkte of DOS"),
            ("Soci‚t‚", "Société of DOS"),
            ("MŸller", "Müller of a Macintosh"),
            ("¯ó³w Pa³ac", "Żółw Pałac of central Europe"),
            ("Êîìïàíèÿ", "a company of Russia"),
        ] {
            assert!(unlikely(name).is_some(), "{name} is {what}");
        }
    }
}
