//! Which words of two names belong together.

use std::ops::Range;

use crate::matching::{
    corpus::{Corpus, Entry, Reading, WordId},
    similarity::{Likeness, SAME, Similarity, cut_off, similarity},
};

/// Words that belong together: one on each side, or one and the several that it is made of.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::matching) struct Link {
    /// Places in the left name.
    pub(in crate::matching) left: Range<usize>,
    /// Places in the right name.
    pub(in crate::matching) right: Range<usize>,
    /// How alike they are.
    pub(in crate::matching) similarity: Similarity,
}

/// A name in one of its readings.
#[derive(Debug, Clone, Copy)]
pub(in crate::matching) struct Name<'a> {
    /// The record.
    pub(in crate::matching) entry: &'a Entry,
    /// The reading.
    pub(in crate::matching) reading: &'a Reading,
}

/// A single initial stands for a first name only beside so many other words that agree.
const WITH_INITIAL: usize = 2;
const INITIAL: Similarity = Similarity::of(0.5, Likeness::Guess);

/// Finds the words that belong together, the surest first, each at most once.
pub(in crate::matching) fn align(left: Name<'_>, right: Name<'_>, corpus: &Corpus) -> Vec<Link> {
    let (a, b) = (&left.reading.words, &right.reading.words);
    let mut links = glued(a, b, corpus);
    let reversed = glued(b, a, corpus).into_iter().map(|link| Link {
        left: link.right,
        right: link.left,
        similarity: link.similarity,
    });
    links.extend(reversed);
    let mut taken = Taken::default();
    links.retain(|link| taken.take(link));
    for link in pairs(left, right, &taken, corpus) {
        if taken.take(&link) {
            links.push(link);
        }
    }
    if links.len() >= WITH_INITIAL && begin_with_initial(a, b, corpus) {
        let link = Link {
            left: 0..1,
            right: 0..1,
            similarity: INITIAL,
        };
        if taken.take(&link) {
            links.push(link);
        }
    }
    links
}

/// The words of either side that belong to another already, one bit each.
#[derive(Default)]
struct Taken {
    left: u64,
    right: u64,
}

impl Taken {
    /// Takes the words of a link unless one of them is taken.
    fn take(&mut self, link: &Link) -> bool {
        let (left, right) = (bits(&link.left), bits(&link.right));
        let free = self.left & left == 0 && self.right & right == 0;
        if free {
            self.left |= left;
            self.right |= right;
        }
        free
    }
}

/// Words beyond the sixty-fourth share a bit: no name has so many.
fn bits(places: &Range<usize>) -> u64 {
    places
        .clone()
        .fold(0, |bits, place| bits | 1 << place.min(63))
}

/// Finds words that are several of the other side written as one.
fn glued(whole: &[WordId], parts: &[WordId], corpus: &Corpus) -> Vec<Link> {
    let mut links = Vec::new();
    if parts.len() < 2 {
        return links;
    }
    for (place, word) in whole.iter().enumerate() {
        let text = corpus.vocabulary.str(word.surface);
        let found = (0..parts.len() - 1).find_map(|start| {
            let mut rest = text;
            for (end, part) in parts.iter().enumerate().skip(start) {
                rest = rest.strip_prefix(corpus.vocabulary.str(part.surface))?;
                if rest.is_empty() {
                    // 12 is not 1 and 2.
                    let numbers = parts[start..=end].iter();
                    let numbers =
                        numbers.filter(|part| corpus.vocabulary.text(part.surface).digits);
                    return (end > start && numbers.count() < 2).then_some(start..end + 1);
                }
            }
            None
        });
        links.extend(found.map(|right| Link {
            left: place..place + 1,
            right,
            similarity: Similarity::of(SAME, Likeness::Same),
        }));
    }
    links
}

/// Compares each free word with each, and returns those that are alike, the surest first.
fn pairs(left: Name<'_>, right: Name<'_>, taken: &Taken, corpus: &Corpus) -> Vec<Link> {
    let (a, b) = (&left.reading.words, &right.reading.words);
    let mut links = Vec::new();
    for (i, own) in a.iter().enumerate() {
        for (j, other) in b.iter().enumerate() {
            if taken.left & bits(&(i..i + 1)) != 0 || taken.right & bits(&(j..j + 1)) != 0 {
                continue;
            }
            let mut found = similarity(*own, *other, &corpus.vocabulary, &corpus.ambiguities);
            let (text, other) = (
                corpus.vocabulary.text(own.surface),
                corpus.vocabulary.text(other.surface),
            );
            let cut = [
                (left.entry.truncated && i + 1 == a.len()).then(|| cut_off(text, other)),
                (right.entry.truncated && j + 1 == b.len()).then(|| cut_off(other, text)),
            ];
            for cut in cut.into_iter().flatten() {
                if cut.value > found.value {
                    found = cut;
                }
            }
            if found.value > 0.0 {
                links.push(Link {
                    left: i..i + 1,
                    right: j..j + 1,
                    similarity: found,
                });
            }
        }
    }
    links.sort_by(|one, other| other.similarity.value.total_cmp(&one.similarity.value));
    links
}

/// Returns whether one name begins with the initial of the other's first word.
fn begin_with_initial(a: &[WordId], b: &[WordId], corpus: &Corpus) -> bool {
    let (Some(a), Some(b)) = (a.first(), b.first()) else {
        return false;
    };
    let (a, b) = (
        corpus.vocabulary.text(a.surface),
        corpus.vocabulary.text(b.surface),
    );
    a.length.min(b.length) == 1 && a.text.chars().next() == b.text.chars().next()
}
