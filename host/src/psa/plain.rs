//! Characters of other scripts and forms as ASCII has them, for texts that are numbers or days.

use std::borrow::Cow;

/// The zeros of the scripts whose digits programs write: Arabic, Persian, Devanagari, Bengali, Gurmukhi,
/// Gujarati, Tamil, Telugu, Kannada, Malayalam, Thai.
const ZEROS: [u32; 11] = [
    0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
];

/// From a full-width character to the one of ASCII.
const FULL_WIDTH: u32 = 0xfee0;

/// Returns the text with ASCII digits, dashes, percent signs and full-width characters, without the space
/// around it and without characters that nobody sees.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let seen: String = text
        .chars()
        .filter(|character| !is_invisible(*character))
        .map(simple)
        .collect();
    Cow::Owned(seen.trim().to_owned())
}

fn simple(character: char) -> char {
    let code = u32::from(character);
    let moved = |code| char::from_u32(code).unwrap_or(character);
    match character {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => moved(code - FULL_WIDTH),
        '￠' => '¢',
        '￡' => '£',
        '￥' => '¥',
        '￦' => '₩',
        '\u{66a}' | '\u{fe6a}' => '%',
        // Hyphens, dashes and the minus sign.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        _ => ZEROS
            .iter()
            .find(|zero| (**zero..**zero + 10).contains(&code))
            .map_or(character, |zero| moved(code - zero + u32::from('0'))),
    }
}

/// Zero-width characters, marks of the direction of writing, and soft hyphens.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_signs_of_every_script_are_those_of_ascii() {
        for (text, expected) in [
            ("１２，３４５．６０", "12,345.60"),
            ("١٢٣", "123"),
            ("۱۲۳", "123"),
            ("१२३", "123"),
            ("\u{2212}5", "-5"),
            ("＄5", "$5"),
            ("\u{202a}5\u{202c}\u{200b}", "5"),
            (" 5\u{a0}", "5"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
