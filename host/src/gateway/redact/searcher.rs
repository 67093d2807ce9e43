//! Searches for several patterns at once.

use std::collections::BTreeSet;

/// Looks at a fraction of the bytes (Wu and Manber, 1994, with blocks of two bytes): most bodies hold
/// no secret, and all of them are searched.
///
/// A space and a plus are the same to it, because forms write one for the other.
pub(super) struct Searcher {
    /// Longest first, so that a secret inside another one does not leave the rest of it.
    patterns: Vec<Vec<u8>>,
    /// The length of the shortest pattern.
    width: usize,
    /// How far to go on, by the last two bytes of the place looked at.
    skips: Vec<u8>,
}

impl Searcher {
    pub(super) fn new(patterns: impl Iterator<Item = Vec<u8>>) -> Self {
        let unique: BTreeSet<Vec<u8>> = patterns.filter(|pattern| pattern.len() >= 2).collect();
        let mut patterns: Vec<_> = unique.into_iter().collect();
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.len()));
        let width = patterns
            .last()
            .map_or(0, Vec::len)
            .min(usize::from(u8::MAX));
        if width < 2 {
            return Self {
                patterns: Vec::new(),
                width: 0,
                skips: Vec::new(),
            };
        }
        let mut skips = vec![u8::try_from(width - 1).unwrap_or(u8::MAX); 1 << 16];
        for pattern in &patterns {
            for (at, pair) in pattern.windows(2).take(width - 1).enumerate() {
                let distance = u8::try_from(width - 2 - at).unwrap_or(u8::MAX);
                for spelled in spellings(pair) {
                    if let Some(skip) = block(&spelled).and_then(|block| skips.get_mut(block)) {
                        *skip = (*skip).min(distance);
                    }
                }
            }
        }
        Self {
            patterns,
            width,
            skips,
        }
    }

    /// The length of the shortest pattern, as far as it counts; zero if there are none.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The length of the longest pattern.
    pub(super) fn longest(&self) -> usize {
        self.patterns.first().map_or(0, Vec::len)
    }

    /// Finds the first pattern at or after a place.
    pub(super) fn find(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        if self.width == 0 {
            return None;
        }
        let mut start = from;
        loop {
            let last = text.get(start + self.width - 2..start + self.width)?;
            let skip = self.skips.get(block(last)?).copied().unwrap_or(0);
            if skip > 0 {
                start += usize::from(skip);
                continue;
            }
            let rest = text.get(start..)?;
            if let Some(pattern) = self
                .patterns
                .iter()
                .find(|pattern| begins_with(rest, pattern))
            {
                return Some((start, start + pattern.len()));
            }
            start += 1;
        }
    }
}

fn begins_with(text: &[u8], pattern: &[u8]) -> bool {
    let same = |(byte, wanted): (&u8, &u8)| {
        byte == wanted || (is_space_of_forms(*byte) && is_space_of_forms(*wanted))
    };
    text.len() >= pattern.len() && text.iter().zip(pattern).all(same)
}

fn is_space_of_forms(byte: u8) -> bool {
    matches!(byte, b' ' | b'+')
}

/// Returns the pairs that are the same as this one.
fn spellings(pair: &[u8]) -> Vec<Vec<u8>> {
    let mut spelled = vec![Vec::new()];
    for byte in pair {
        let bytes: &[u8] = if is_space_of_forms(*byte) {
            b" +"
        } else {
            std::slice::from_ref(byte)
        };
        spelled = spelled
            .iter()
            .flat_map(|begun: &Vec<u8>| bytes.iter().map(|byte| [begun, &[*byte][..]].concat()))
            .collect();
    }
    spelled
}

/// Returns the index of a block of two bytes.
fn block(pair: &[u8]) -> Option<usize> {
    let &[first, second] = pair else {
        return None;
    };
    Some(usize::from(first) << 8 | usize::from(second))
}
