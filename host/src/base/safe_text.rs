//! Which characters of a foreign text are harmful where a person reads it, and how they are spelled out.
//!
//! A customer's name, a vendor's answer, an argument: whoever wrote it may not steer the terminal of the person who
//! reads it, nor show the person something else than what is there. This is the only list of such characters.

mod invisible;

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character steers a terminal, forges a line, reorders text, or is not seen.
///
/// A few of them belong into honest texts: [`harmful_in`] knows where.
pub(crate) fn is_harmful(character: char) -> bool {
    // C0, DEL and C1.
    character.is_control()
        || matches!(
            character,
            // Line and paragraph separators, embeddings and overrides of direction.
            '\u{2028}'..='\u{202e}'
            // Annotations between the lines.
            | '\u{fff9}'..='\u{fffb}'
        )
        || invisible::is_invisible(character)
        || is_noncharacter(character)
}

/// The harmful characters of a text, without those that belong where they stand: joiners and variation selectors of
/// Persian, Hindi, Japanese, Mongolian and emoji.
pub(crate) fn harmful_in(text: &str) -> impl Iterator<Item = char> {
    text.char_indices()
        .filter(|(at, character)| is_harmful_at(text, *at, *character))
        .map(|(_, character)| character)
}

fn is_harmful_at(text: &str, at: usize, character: char) -> bool {
    let (before, rest) = text.split_at(at);
    is_harmful(character) && !invisible::belongs(before, character, &rest[character.len_utf8()..])
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
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || harmful_in(text).next().is_none() {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        if is_harmful_at(text, at, character) {
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
            // Not seen: Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt, and what looks blank.
            ('\u{ad}', '\u{ad}'),
            ('\u{34f}', '\u{34f}'),
            ('\u{115f}', '\u{1160}'),
            ('\u{17b4}', '\u{17b5}'),
            ('\u{180b}', '\u{180f}'),
            ('\u{200b}', '\u{200f}'),
            ('\u{2800}', '\u{2800}'),
            ('\u{3164}', '\u{3164}'),
            ('\u{fe00}', '\u{fe0f}'),
            ('\u{ffa0}', '\u{ffa0}'),
            ('\u{fff0}', '\u{fff8}'),
            ('\u{1bca0}', '\u{1bca3}'),
            ('\u{1d159}', '\u{1d159}'),
            ('\u{1d173}', '\u{1d17a}'),
            ('\u{e0000}', '\u{e0fff}'),
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
                assert_eq!(left.find(is_harmful), None, "{character:?}: {clean:?}");
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
            "دفتر\u{200c}های ایران",
            "ക്\u{200d} ലിമിറ്റഡ്",
            "ශ්\u{200d}රී ලංකා",
            "র\u{200d}্যাব",
            "1390 ه\u{200d}",
            "🏳\u{fe0f}\u{200d}🌈 👩🏽\u{200d}💻 ©\u{fe0f} 1\u{fe0f}\u{20e3}",
            "ᠮᠣᠩᠭᠣᠯ\u{180e}ᠠ ᠬ\u{180b}",
            "Software\u{a0}GmbH\u{3000}東京",
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
    fn what_nobody_sees_is_spelled_out_where_it_changes_nothing() {
        for (text, shown) in [
            ("Soft\u{ad}ware", "Soft\\u{ad}ware"),
            ("Contoso\u{200d}", "Contoso\\u{200d}"),
            ("M\u{fc}\u{200c}ller", "M\u{fc}\\u{200c}ller"),
            ("Contoso\u{fe0f} 1\u{fe0f}", "Contoso\\u{fe0f} 1\\u{fe0f}"),
            ("❤\u{fe0f}\u{fe0f}", "❤\u{fe0f}\\u{fe0f}"),
            ("a\u{e0100}", "a\\u{e0100}"),
            ("株式会社\u{3164}", "株式会社\\u{3164}"),
            ("می\u{200c}\u{200c}خواهم", "می\\u{200c}\\u{200c}خواهم"),
            ("شركة\u{200c}", "شركة\\u{200c}"),
            ("مك\u{200d}تب", "مك\\u{200d}تب"),
            ("👩\u{200d}", "👩\\u{200d}"),
            ("\u{200d}\u{fe0f}\u{180b}", "\\u{200d}\\u{fe0f}\\u{180b}"),
            ("Fabrikam\u{2800}", "Fabrikam\\u{2800}"),
        ] {
            assert_eq!(sanitize(text), shown);
            assert_eq!(escaped(text), shown);
            assert_eq!(sanitize(&sanitize(text)), shown);
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
        let texts = [
            "\u{7f}\u{9b}31m",
            "\u{202e}x\u{ad}",
            "\u{e0041}\u{feff}\u{3164}\u{2800}",
            "é ❤\u{fe0f}",
        ];
        let document = serde_json::json!({ "name": texts, "\u{85}": 1 });
        let written = serde_json::to_string(&document)
            .unwrap()
            .replace(':', ":\r\n");
        let clean = harmless_json(&written);
        assert_eq!(
            harmful_in(&clean.replace('\n', "")).next(),
            None,
            "{clean:?}"
        );
        let read: serde_json::Value = serde_json::from_str(&clean).unwrap();
        assert_eq!(read, document);
    }
}
