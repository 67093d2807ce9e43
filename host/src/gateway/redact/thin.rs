//! Texts with bytes in between that say nothing: the noughts of UTF-16 and UTF-32, and zeros that lead a number.
//!
//! With them, a secret can be stretched to any length, over every window in which a text is decoded. So such a
//! text is searched once more without them. Nothing is kept of where they stood: the text itself tells it again.

use std::ops::Range;

/// The most zeros in a row that are left. Numbers in honest texts have fewer.
const ZEROS: usize = 16;

/// What is left out of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Every byte that is nought.
    Noughts,
    /// Every `0` behind so many of them in a row.
    Zeros,
}

impl Left {
    /// The text without them; none where there are none.
    pub(super) fn out_of(self, text: &[u8]) -> Option<Vec<u8>> {
        let there = match self {
            Self::Noughts => text.contains(&0),
            Self::Zeros => has_long_run(text),
        };
        there.then(|| {
            self.kept(text)
                .filter_map(|at| text.get(at).copied())
                .collect()
        })
    }

    /// Where ranges of the text without them stand in the text with them. They are in order, and none is empty.
    pub(super) fn places(self, text: &[u8], ranges: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut kept = self.kept(text).enumerate();
        let mut place = |wanted: usize| {
            kept.by_ref()
                .find(|(number, _)| *number == wanted)
                .map(|(_, at)| at)
        };
        let mut places = Vec::with_capacity(ranges.len());
        for range in ranges {
            let Some(start) = place(range.start) else {
                break;
            };
            let last = match range.len() {
                0 | 1 => Some(start),
                _ => place(range.end - 1),
            };
            places.push(start..last.unwrap_or(start) + 1);
        }
        places
    }

    /// The places of what is left.
    fn kept(self, text: &[u8]) -> impl Iterator<Item = usize> + '_ {
        let mut zeros = 0;
        let is_kept = move |byte: u8| match self {
            Self::Noughts => byte != 0,
            Self::Zeros => {
                zeros = if byte == b'0' { zeros + 1 } else { 0 };
                zeros <= ZEROS
            }
        };
        text.iter()
            .copied()
            .enumerate()
            .scan(is_kept, |is_kept, (at, byte)| {
                Some(is_kept(byte).then_some(at))
            })
            .flatten()
    }
}

/// Looks at a fraction of the bytes: a run that is long enough covers one of these.
fn has_long_run(text: &[u8]) -> bool {
    let is_zero = |byte: &u8| *byte == b'0';
    (ZEROS..text.len()).step_by(ZEROS + 1).any(|at| {
        let (before, from) = text.split_at(at);
        let after = from.iter().take_while(|byte| is_zero(byte)).take(ZEROS + 1);
        let before = before.iter().rev().take_while(|byte| is_zero(byte));
        from.first().is_some_and(is_zero) && after.count() + before.take(ZEROS).count() > ZEROS
    })
}

/// The mask of a secret whose bytes stand apart in a text, so that what is behind it is read as before.
pub(super) fn spread(mask: &str, secret: &[u8]) -> Vec<u8> {
    let is_nought = |byte: &u8| *byte == 0;
    let Some(first) = secret.iter().position(is_nought) else {
        return mask.as_bytes().to_vec();
    };
    let noughts = secret.split(|byte| *byte != 0).map(<[u8]>::len).max();
    let unit = if noughts > Some(1) { 4 } else { 2 };
    let bytes: Vec<[u8; 1]> = mask.bytes().map(|byte| [byte]).collect();
    let mut spread = bytes.join(&vec![0; unit - 1][..]);
    // A secret that ends (or, with the high byte first, begins) with a letter beyond Latin-1 has a byte more.
    let missing = (secret.len() + unit - spread.len() % unit) % unit;
    let at = if first % 2 == 1 { spread.len() } else { 0 };
    spread.splice(at..at, std::iter::repeat_n(0, missing));
    spread
}
