//! Small helpers for text that comes from outside and goes to people.

use sha2::{Digest as _, Sha256};

use crate::base::{hex, safe_text::escaped};

/// How much of a vendor's words is quoted in a message, in characters.
const QUOTED: usize = 300;

/// Returns the beginning of a text with control characters escaped, so that it cannot move a
/// terminal's cursor or forge a log line.
pub(super) fn printable(text: &str) -> String {
    let text = text.trim();
    let end = text.char_indices().nth(QUOTED);
    escaped(&text[..end.map_or(text.len(), |(end, _)| end)]).into_owned()
}

/// Returns an error and its causes in one line, leaving out those that repeat the one before.
pub(super) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = cause.source();
    }
    printable(&text)
}

/// Returns the SHA-256 of several values in hexadecimal. Lengths go in too, so that moving a
/// character from one value to the next gives another hash.
pub(super) fn fingerprint<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for value in values {
        hash.update((value.len() as u64).to_le_bytes());
        hash.update(value.as_bytes());
    }
    hex(&hash.finalize())
}

/// Returns a time since the Unix epoch as a person reads it.
pub(super) fn moment(since_epoch: std::time::Duration) -> String {
    let second = i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX);
    let moment = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::MAX);
    moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_long_texts_cut() {
        assert_eq!(
            printable("a\u{1b}[2Jb\nc\u{202e}"),
            "a\\u{1b}[2Jb\\u{a}c\\u{202e}"
        );
        assert_eq!(printable(&"x".repeat(5_000)).len(), QUOTED);
    }

    #[test]
    fn a_fingerprint_tells_where_one_value_ends() {
        assert_ne!(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
    }
}
