//! Text from bytes: UTF-8, UTF-16 and Windows-1252.

use std::path::Path;

use crate::psa::error::SourceError;

/// A text, and how it was encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::psa) struct Decoded {
    /// The text, without a byte order mark.
    pub(in crate::psa) text: String,
    /// The name of its encoding.
    pub(in crate::psa) encoding: &'static str,
}

/// What bytes 0x80 to 0x9f are in Windows-1252; five of them are nothing.
const WINDOWS_1252: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];

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
        let text = from_utf16(bytes.get(start..).unwrap_or_default(), little)
            .map_err(|before| wrong_at(&before, "this is no UTF-16", wrong))?;
        return no_nul(path, text, "UTF-16");
    }
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    // The text takes the place of the bytes: a copy of a large file is not to be had for nothing.
    let (body, error) = match String::from_utf8(bytes) {
        Ok(mut text) => {
            if marked {
                text.drain(.."\u{feff}".len());
            }
            return no_nul(path, text, "UTF-8");
        }
        Err(error) => {
            let fault = error.utf8_error();
            (error.into_bytes(), fault)
        }
    };
    let body = body.as_slice();
    let valid = body.get(..error.valid_up_to()).unwrap_or_default();
    let before = String::from_utf8_lossy(valid);
    let byte = body.get(error.valid_up_to()).copied().unwrap_or_default();
    // A text that has characters of UTF-8 elsewhere is a broken one, not one of another encoding.
    if marked || has_wide_characters(body) {
        let what = format!("byte 0x{byte:02x} is no UTF-8, and the rest of the file is");
        return Err(wrong_at(&before, &what, wrong));
    }
    match from_windows_1252(body) {
        Ok(text) => no_nul(path, text, "Windows-1252"),
        Err(before) => {
            let what = "this byte is neither UTF-8 nor Windows-1252";
            Err(wrong_at(&before, what, wrong))
        }
    }
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
                "this is a zero byte: it is no text file",
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
    match (even, odd) {
        (0, odd) if odd > many => Some((true, 0)),
        (even, 0) if even > many => Some((false, 0)),
        _ => None,
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

/// Decodes Windows-1252; the error is the text before the fault.
fn from_windows_1252(bytes: &[u8]) -> Result<String, String> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for byte in bytes {
        let character = match byte {
            0x80..=0x9f => WINDOWS_1252
                .get(usize::from(byte - 0x80))
                .copied()
                .flatten(),
            _ => Some(char::from(*byte)),
        };
        match character {
            Some(character) => text.push(character),
            None => return Err(text),
        }
    }
    Ok(text)
}

/// Whether a text that is no valid UTF-8 has characters of several bytes that are.
fn has_wide_characters(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
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
    fn windows_1252_is_known_by_what_is_no_utf_8() {
        assert_eq!(
            text(b"M\xfcller \x80 5"),
            Ok(("Müller € 5".to_owned(), "Windows-1252"))
        );
    }

    #[test]
    fn a_broken_text_is_refused_with_line_and_column() {
        let mut bytes = "Name\nMüller\nGr".as_bytes().to_vec();
        bytes.extend(b"\xfcn\n");
        let message = text(&bytes).unwrap_err();
        assert_eq!(
            message,
            "read lines.csv: line 3, column 3: byte 0xfc is no UTF-8, and the rest of the file is; \
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
