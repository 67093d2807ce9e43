//! Which characters of a foreign text are harmful where a person reads it, and how they are spelled out.
//!
//! A customer's name, a vendor's answer, an argument: whoever wrote it may not steer the terminal of the person who
//! reads it, nor show the person something else than what is there. This is the only list of such characters.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character steers a terminal, forges a line, reorders or hides text.
///
/// Left out is what honest names hold: the joiners U+200C and U+200D (Persian, Hindi, emoji), the soft hyphen, and
/// variation selectors.
pub(crate) fn is_harmful(character: char) -> bool {
    // C0, DEL and C1.
    character.is_control()
        || matches!(
            character,
            // Marks of direction, and the space without width.
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            // Line and paragraph separators, embeddings and overrides of direction.
            | '\u{2028}'..='\u{202e}'
            // The word joiner, invisible operators, isolates of direction, deprecated format characters.
            | '\u{2060}'..='\u{206f}'
            // The byte order mark, and annotations between the lines.
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            // Formats of shorthand and of musical notes.
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            // Tags: a whole text that nobody sees.
            | '\u{e0000}'..='\u{e007f}'
        )
        || is_noncharacter(character)
}

/// Whether a character is one of those that Unicode keeps for the inside of a program.
pub(crate) fn is_noncharacter(character: char) -> bool {
    matches!(character, '\u{fdd0}'..='\u{fdef}') || u32::from(character) & 0xfffe == 0xfffe
}

/// Makes a foreign text harmless for a terminal, in one line.
///
/// Line breaks and tabs become spaces; other harmful characters are spelled out as `\u{1b}`.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    replaced(text, |character, clean| match character {
        '\n' | '\r' | '\t' => clean.push(' '),
        other => spell(other, clean),
    })
}

/// Makes a foreign text harmless in one line and spells everything out, line breaks too: nothing that was there is
/// lost in it.
pub(crate) fn spelled_out(text: &str) -> Cow<'_, str> {
    replaced(text, |character, clean| {
        clean.extend(character.escape_default());
    })
}

/// Makes a foreign text harmless in one line, and spells out every harmful character by its number.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    replaced(text, spell)
}

/// Makes a text of several lines harmless: line feeds and tabs stay.
pub(crate) fn harmless_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |character, clean| match character {
        '\n' | '\t' => clean.push(character),
        other => spell(other, clean),
    })
}

/// Makes a document of JSON harmless, and leaves it the same document.
pub(crate) fn harmless_json(text: &str) -> Cow<'_, str> {
    replaced(text, |character, clean| match character {
        '\n' | '\t' => clean.push(character),
        // In a string it would be escaped already, so this one stands between values.
        '\r' => clean.push(' '),
        // Outside of strings, JSON has none of the others.
        other => {
            for unit in other.encode_utf16(&mut [0; 2]) {
                let _ = write!(clean, "\\u{unit:04x}");
            }
        }
    })
}

fn spell(character: char, clean: &mut String) {
    clean.extend(character.escape_unicode());
}

fn replaced(text: &str, mut replace: impl FnMut(char, &mut String)) -> Cow<'_, str> {
    // Most texts are plain; they are looked through quickly and not copied.
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_harmful(character) {
            replace(character, &mut clean);
        } else {
            clean.push(character);
        }
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_steers_hides_or_reorders_is_on_the_list() {
        let ranges = [
            ('\u{0}', '\u{1f}'),
            ('\u{7f}', '\u{9f}'),
            ('\u{61c}', '\u{61c}'),
            ('\u{200b}', '\u{200b}'),
            ('\u{200e}', '\u{200f}'),
            ('\u{2028}', '\u{202e}'),
            ('\u{2060}', '\u{206f}'),
            ('\u{fdd0}', '\u{fdef}'),
            ('\u{feff}', '\u{feff}'),
            ('\u{fff9}', '\u{fffb}'),
            ('\u{fffe}', '\u{ffff}'),
            ('\u{e0000}', '\u{e007f}'),
        ];
        for character in ranges.into_iter().flat_map(|(first, last)| first..=last) {
            assert!(is_harmful(character), "{character:?}");
            let text = format!("a{character}b");
            for clean in [
                sanitize(&text),
                spelled_out(&text),
                escaped(&text),
                harmless_lines(&text),
                harmless_json(&text),
            ] {
                let left = clean.replace(['\n', '\t'], "");
                assert!(!left.contains(is_harmful), "{character:?}: {clean:?}");
            }
        }
    }

    #[test]
    fn honest_names_stay_as_they_are() {
        for name in [
            "Bäckerei Grüß & Söhne",
            "株式会社サンプル",
            "شركة المثال",
            "می\u{200c}خواهم",
            "क्\u{200d}ष प्राइवेट लिमिटेड",
            "👩\u{200d}💻 ❤\u{fe0f}",
            "葛\u{e0100}城",
            "Soft\u{ad}ware\u{a0}GmbH",
        ] {
            for clean in [
                sanitize(name),
                spelled_out(name),
                escaped(name),
                harmless_lines(name),
                harmless_json(name),
            ] {
                assert!(
                    matches!(clean, Cow::Borrowed(same) if same == name),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn a_text_in_one_line_forges_no_second_one() {
        assert_eq!(
            sanitize("a\u{1b}[2J\r\n\tb\u{202e}"),
            "a\\u{1b}[2J   b\\u{202e}"
        );
        assert_eq!(
            spelled_out("a\r\n\tb\u{1b}\u{2028}"),
            "a\\r\\n\\tb\\u{1b}\\u{2028}"
        );
        assert_eq!(harmless_lines("a\n\tb\rc"), "a\n\tb\\u{d}c");
    }

    #[test]
    fn harmless_json_is_the_same_document() {
        let texts = ["\u{7f}\u{9b}31m", "\u{202e}x", "\u{e0041}\u{feff}", "é"];
        let document = serde_json::json!({ "name": texts, "\u{85}": 1 });
        let written = serde_json::to_string(&document)
            .unwrap()
            .replace(':', ":\r\n");
        let clean = harmless_json(&written);
        assert!(
            !clean.replace('\n', "").contains(is_harmful),
            "{clean:?} holds something harmful"
        );
        let read: serde_json::Value = serde_json::from_str(&clean).unwrap();
        assert_eq!(read, document);
    }
}
