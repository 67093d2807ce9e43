//! Makes a distributor's text harmless for a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Replaces what would move the cursor, recolour the terminal or reorder the line.
///
/// A customer's name is foreign text: an escape sequence in it could rewrite what a person reads.
/// Line breaks and tabs become spaces; other control characters and the direction marks of
/// bidirectional text are spelled out as `\u{1b}`.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => clean.push(' '),
            harmful if is_harmful(harmful) => {
                // Writing into a String cannot fail.
                let _ = write!(clean, "\\u{{{:x}}}", u32::from(harmful));
            }
            other => clean.push(other),
        }
    }
    Cow::Owned(clean)
}

fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}
