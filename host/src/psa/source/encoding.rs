//! Text from bytes: UTF-8, UTF-16 and Windows-1252.

use std::path::Path;

use super::{
    likeness::{Likeness, likeness},
    windows_1252,
};
use crate::psa::error::SourceError;

/// A text, and how it was encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::psa) struct Decoded {
    /// The text, without a byte order mark.
    pub(in crate::psa) text: String,
    /// The name of its encoding.
    pub(in crate::psa) encoding: &'static str,
}

/// So many bytes tell whether a text without a mark is UTF-16.
const SAMPLE: usize = 4096;

/// Decodes the bytes of a file.
pub(super) fn decode(path: &Path, bytes: Vec<u8>) -> Result<Decoded, SourceError> {
    let wrong = |line, column, what: String| SourceError::Encoding {
        path: path.to_owned(),
        line,
        column,
        what,
    };
    if let Some((little, start)) = utf16(&bytes) {
        let text =
            from_utf16(bytes.get(start..).unwrap_or_default(), little).map_err(|before| {
                wrong_at(
                    &before,
                    "this is not UTF-16; is the file incomplete?",
                    wrong,
                )
            })?;
        return no_nul(path, text, "UTF-16");
    }
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    // The text takes the place of the bytes: a copy of a large file is not to be had for nothing.
    let (body, fault) = match String::from_utf8(bytes) {
        Ok(mut text) if marked => {
            text.drain(.."\u{feff}".len());
            return no_nul(path, windows_1252::mended(text), "UTF-8");
        }
        Ok(text) if !is_windows_1252(&text) => {
            return no_nul(path, windows_1252::mended(text), "UTF-8");
        }
        Ok(text) => (text.into_bytes(), None),
        Err(error) => {
            let fault = error.utf8_error();
            (error.into_bytes(), Some(fault))
        }
    };
    let body = body.as_slice();
    if let Some(fault) = fault {
        let valid = body.get(..fault.valid_up_to()).unwrap_or_default();
        let before = String::from_utf8_lossy(valid);
        let byte = body.get(fault.valid_up_to()).copied().unwrap_or_default();
        // A text that has characters of UTF-8 elsewhere is a broken one, or two that were joined, and not one
        // of another encoding.
        if marked || likeness(body) == Likeness::Utf8 {
            let what = format!("byte 0x{byte:02x} is not UTF-8, but the rest of the file is");
            return Err(wrong_at(&before, &what, wrong));
        }
    }
    match windows_1252::decode(body) {
        Ok(text) => {
            if let Some(place) = windows_1252::unlikely(&text) {
                let (before, rest) = text.split_at(place);
                let what = format!("{} is neither UTF-8 nor Windows-1252", around(before, rest));
                return Err(wrong_at(before, &what, wrong));
            }
            no_nul(path, text, "Windows-1252")
        }
        Err(before) => {
            let what = "this byte is neither UTF-8 nor Windows-1252";
            Err(wrong_at(&before, what, wrong))
        }
    }
}

/// Whether a text that is valid UTF-8 is one of Windows-1252 after all: the bytes of all its characters
/// that are not ASCII are letters with punctuation behind them there, and make no sense as UTF-8.
fn is_windows_1252(text: &str) -> bool {
    // Nobody writes only “Â” with a sign of Windows-1252 behind it; many write such a sign as UTF-8 that was converted twice.
    let is_converted_twice =
        |character: char| character.is_ascii() || windows_1252::of_control(character).is_some();
    if text.chars().all(is_converted_twice) {
        return false;
    }
    likeness(text.as_bytes()) == Likeness::Windows1252
        && windows_1252::decode(text.as_bytes())
            .is_ok_and(|text| windows_1252::unlikely(&text).is_none())
}

/// The word at a place, for a message.
fn around(before: &str, rest: &str) -> String {
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '|');
    let begin = before.rsplit(apart).next().unwrap_or_default();
    let end = rest.split(apart).next().unwrap_or_default();
    let word: String = begin.chars().chain(end.chars()).take(40).collect();
    format!("“{word}”")
}

/// Says the place behind a text.
fn wrong_at(
    before: &str,
    what: &str,
    error: impl FnOnce(usize, usize, String) -> SourceError,
) -> SourceError {
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    error(line, column, what.to_owned())
}

fn no_nul(path: &Path, text: String, encoding: &'static str) -> Result<Decoded, SourceError> {
    match text.find('\0') {
        None => Ok(Decoded { text, encoding }),
        Some(place) => {
            let before = text.get(..place).unwrap_or_default();
            Err(wrong_at(
                before,
                "this is a zero byte: it is not a text file",
                |line, column, what| SourceError::Encoding {
                    path: path.to_owned(),
                    line,
                    column,
                    what,
                },
            ))
        }
    }
}

/// Returns whether the low byte comes first, and where the text begins; none where it is no UTF-16.
fn utf16(bytes: &[u8]) -> Option<(bool, usize)> {
    if bytes.starts_with(b"\xff\xfe") {
        return Some((true, 2));
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Some((false, 2));
    }
    // Without a mark: every second byte of an English header is zero.
    let sample = bytes
        .get(..bytes.len().min(SAMPLE) & !1)
        .unwrap_or_default();
    let zeros = |offset: usize| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = sample.len() / 4;
    // A character whose low byte is zero is rare, and no reason to take the text for something else.
    let most = |one: usize, other: usize| one > many && other * 16 < one;
    if most(odd, even) {
        Some((true, 0))
    } else if most(even, odd) {
        Some((false, 0))
    } else {
        None
    }
}

/// Decodes UTF-16; the error is the text before the fault.
fn from_utf16(bytes: &[u8], little: bool) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| {
        if little {
            u16::from_le_bytes(*pair)
        } else {
            u16::from_be_bytes(*pair)
        }
    });
    let mut text = String::with_capacity(bytes.len());
    for character in char::decode_utf16(units) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => return Err(text),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<(String, &'static str), String> {
        decode(Path::new("lines.csv"), bytes.to_vec())
            .map(|decoded| (decoded.text, decoded.encoding))
            .map_err(|error| error.to_string())
    }

    fn wide(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn marks_are_taken_off() {
        assert_eq!(
            text("\u{feff}Müller".as_bytes()),
            Ok(("Müller".to_owned(), "UTF-8"))
        );
        assert_eq!(
            text(&wide("\u{feff}Müller", true)),
            Ok(("Müller".to_owned(), "UTF-16"))
        );
        assert_eq!(
            text(&wide("\u{feff}Müller", false)),
            Ok(("Müller".to_owned(), "UTF-16"))
        );
    }

    #[test]
    fn utf_16_is_known_without_a_mark() {
        let header = "Company,Product,Quantity,Price";
        assert_eq!(text(&wide(header, true)), Ok((header.to_owned(), "UTF-16")));
        assert_eq!(
            text(&wide(header, false)),
            Ok((header.to_owned(), "UTF-16"))
        );
    }

    #[test]
    fn signs_that_were_converted_twice_are_the_same_whatever_else_a_file_has() {
        let twice = "2,O\u{92}Brien\n";
        for rest in ["", "3,Café\n"] {
            let decoded = text(format!("{twice}{rest}").as_bytes());
            assert_eq!(decoded, Ok((format!("2,O’Brien\n{rest}"), "UTF-8")));
        }
        // Five of them are no sign.
        assert_eq!(
            text("a\u{81}".as_bytes()),
            text("\u{feff}a\u{81}".as_bytes())
        );
    }

    #[test]
    fn windows_1252_is_known_by_what_is_no_utf_8() {
        assert_eq!(
            text(b"M\xfcller \x80 5"),
            Ok(("Müller € 5".to_owned(), "Windows-1252"))
        );
    }

    #[test]
    fn utf_16_without_a_mark_may_have_a_character_with_a_low_byte_of_zero() {
        let header = "Company,Product,Quantity,Price\nĀdaži SIA,E3,1,2\n";
        assert_eq!(text(&wide(header, true)), Ok((header.to_owned(), "UTF-16")));
    }

    #[test]
    fn two_bytes_that_happen_to_be_utf_8_do_not_make_a_file_utf_8() {
        for (bytes, name) in [
            (&b"Name\nCAF\xc9\xa0DU PORT"[..], "CAFÉ\u{a0}DU PORT"),
            (b"Name\nSOCI\xc9T\xc9\xa0DENTAIRE", "SOCIÉTÉ\u{a0}DENTAIRE"),
            (b"Name\n\xab\xa0Le caf\xe9\xa0\xbb", "«\u{a0}Le café\u{a0}»"),
            (b"Name\nCAF\xc9\x99", "CAFÉ™"),
        ] {
            assert_eq!(text(bytes), Ok((format!("Name\n{name}"), "Windows-1252")));
        }
        // The same character in a file that has others of UTF-8.
        let names = "Name\nCAF\u{260}DU PORT\nMüller";
        assert_eq!(text(names.as_bytes()), Ok((names.to_owned(), "UTF-8")));
    }

    #[test]
    fn two_encodings_in_one_file_are_refused_at_the_first_byte_of_the_other() {
        let mut bytes = b"Name\nCAF\xc9 DU PORT\n".to_vec();
        bytes.extend("Müller\n".as_bytes());
        let message = text(&bytes).unwrap_err();
        assert_eq!(
            message,
            "read lines.csv: line 2, column 4: byte 0xc9 is not UTF-8, but the rest of the file is; \
             export it again as UTF-8"
        );
    }

    #[test]
    fn an_encoding_of_another_system_is_refused_with_the_word_that_shows_it() {
        let message = text(b"Name,Product\nM\x84rkte Nord,E3\n").unwrap_err();
        assert_eq!(
            message,
            "read lines.csv: line 2, column 2: “M„rkte” is neither UTF-8 nor Windows-1252; \
             export it again as UTF-8"
        );
    }

    #[test]
    fn a_broken_text_is_refused_with_line_and_column() {
        let mut bytes = "Name\nMüller\nGr".as_bytes().to_vec();
        bytes.extend(b"\xfcn\n");
        let message = text(&bytes).unwrap_err();
        assert_eq!(
            message,
            "read lines.csv: line 3, column 3: byte 0xfc is not UTF-8, but the rest of the file is; \
             export it again as UTF-8"
        );
        let message = text(b"a,b\nc,\x81\n").unwrap_err();
        assert!(
            message.contains("line 2, column 3: this byte is neither UTF-8 nor Windows-1252"),
            "{message}"
        );
        let message = text(b"a,b\nc,\0\n").unwrap_err();
        assert!(
            message.contains("line 2, column 3: this is a zero byte"),
            "{message}"
        );
    }
}
