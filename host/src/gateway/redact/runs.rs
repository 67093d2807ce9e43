//! Base64 inside a text: standard or URL-safe, padded or not, and begun anywhere.

use std::ops::Range;

/// The value of each byte in either alphabet; [`NONE`] for the others.
const VALUES: [u8; 256] = values();

const NONE: u8 = u8::MAX;

/// How many ways there are to divide a run into groups of four.
pub(super) const PHASES: usize = 4;

/// The shortest line of base64 that is taken for one which was folded: those of PEM have 64 characters, and those of mail 76.
pub(super) const FOLDED: usize = 60;

/// Returns how long the line break is that a text begins with, where base64 goes on behind it; else 0.
pub(super) fn line_break(text: &[u8]) -> usize {
    let (length, next) = match text {
        [b'\r', b'\n', next, ..] => (2, *next),
        [b'\n', next, ..] => (1, *next),
        _ => return 0,
    };
    if value(next).is_some() { length } else { 0 }
}

const fn values() -> [u8; 256] {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [NONE; 256];
    let mut place = 0;
    while place < alphabet.len() {
        values[alphabet[place] as usize] = place as u8;
        place += 1;
    }
    values[b'-' as usize] = 62;
    values[b'_' as usize] = 63;
    values
}

fn value(byte: u8) -> Option<u32> {
    let value = VALUES.get(usize::from(byte)).copied()?;
    (value != NONE).then_some(u32::from(value))
}

/// Returns how many characters must hold so many bytes.
pub(super) fn characters(bytes: usize) -> usize {
    (bytes * 8).div_ceil(6)
}

/// Finds the next run of at least `shortest` characters at or after a place. Looks at a fraction of
/// the bytes: most runs are short.
pub(super) fn next(text: &[u8], from: usize, shortest: usize) -> Option<Range<usize>> {
    let shortest = shortest.max(1);
    let mut floor = from;
    loop {
        // Every run that is long enough and begins here or later covers the last byte of these.
        let probe = text.get(floor..floor.checked_add(shortest)?)?;
        if let Some(gap) = probe.iter().rposition(|byte| value(*byte).is_none()) {
            floor += gap + 1;
            continue;
        }
        let rest = text.get(floor + shortest..)?;
        let more = rest.iter().position(|byte| value(*byte).is_none());
        let end = floor + shortest + more.unwrap_or(rest.len());
        return Some(floor..end);
    }
}

/// Decodes a run whose groups begin with its first character; what is not a whole byte is left out.
pub(super) fn decode(run: &[u8], into: &mut Vec<u8>) {
    into.clear();
    for group in run.chunks(4) {
        let bits = group
            .iter()
            .fold(0, |bits, byte| bits << 6 | value(*byte).unwrap_or(0))
            << (6 * (4 - group.len()));
        let [_, bytes @ ..] = bits.to_be_bytes();
        into.extend(bytes.iter().take(group.len() * 6 / 8));
    }
}

/// Returns which characters of a run the byte at a place of the decoded text came from.
pub(super) fn origin(place: usize) -> Range<usize> {
    let first = place / 3 * 4 + place % 3;
    first..first + 2
}
